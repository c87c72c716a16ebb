"""Values that the recording hides: constants at the top, read from the environment."""

from __future__ import annotations

import re

from replaytest.codegen.chain import Raw, literal
from replaytest.redrive.features import Features
from replaytest.redrive.model import Step
from replaytest.redrive.plain import is_masked
from replaytest.redrive.values import PREFIX

_STARS = re.compile(r"[*•\s]*")


class Masked:
    """The constants that a test needs so far.

    A field whose mask tells nothing gets a constant for each time that it is filled;
    the later ones are the first one unless they are given.
    """

    def __init__(self) -> None:
        self._constants: dict[str, str] = {}
        self._of_token: dict[tuple[str, str], str] = {}

    def __bool__(self) -> bool:
        return bool(self._constants)

    def value(self, step: Step) -> Raw | str:
        """Return what a step types, as code that can be an argument."""
        text = step.value or ""
        if not (text and (step.masked or is_masked(text))):
            return text
        features = step.target.features if step.target else None
        return self.constant(_called(features), text)

    def constant(self, called: str, token: str) -> Raw:
        """Return the constant for what is masked as `token` in a field."""
        base = re.sub(r"\W+|_+", "_", called).strip("_").upper() or "VALUE"
        base = base if base[0].isalpha() and base.isascii() else "VALUE"
        known = self._of_token.get((base, token))
        if known is None:
            known = self._next(base)
            if not _STARS.fullmatch(token):
                self._of_token[base, token] = known
        return Raw(known)

    def lines(self) -> list[str]:
        """Return the constants as code, with what they are."""
        if not self:
            return []
        return [
            "# The recording hides these: give them in the environment.",
            *(f"{name} = {code}" for name, code in self._constants.items()),
        ]

    def _next(self, base: str) -> str:
        name, number = base, 1
        while name in self._constants:
            number += 1
            name = f"{base}_{number}"
        variable = literal(PREFIX + name)
        self._constants[name] = (
            f"os.environ[{variable}]"
            if number == 1
            else f"os.environ.get({variable}, {base})"
        )
        return name


def _called(features: Features | None) -> str:
    if features is None:
        return ""
    each = features
    names = (each.testid, each.label, each.name, each.id, each.placeholder)
    return next((name for name in names if name and len(name) <= 40), "")
