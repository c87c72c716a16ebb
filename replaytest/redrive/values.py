"""What a recording hides and a re-drive has to type.

A value is asked from the user's own values, by what names the field; else one is made
that looks like the masked one, the same for the same token.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from replaytest.errors import UsageError
from replaytest.redrive.features import Features

PREFIX = "REPLAYTEST_VALUE_"
_HIDDEN = re.compile(r"\*+")
# By what a field is called, in the order in which they are asked: published test
# numbers and reserved names, which no real service takes for somebody's.
_KNOWN = (
    (("password", "passwort", "passphrase"), "Passw0rd!"),
    (("one-time", "otp", "verification code"), "123456"),
    (("card number", "cc-number", "cardnumber"), "4242 4242 4242 4242"),
    (("cvc", "cvv", "security code", "cc-csc"), "123"),
    (("expiry", "expiration", "cc-exp"), "12/39"),
    (("email", "e-mail"), "someone@example.com"),
    (("phone", "tel", "mobile"), "+15555550100"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Value:
    """A text to type. `made`: nobody gave it, it is made up."""

    text: str
    made: bool


@dataclass(frozen=True, slots=True)
class Values:
    """The user's own values by name: label, name, id, placeholder or test id of a
    field, or what the recording shows in its place; of several the first is for the
    first time that the field is filled, the last for all times that are left. In names
    letters count, and neither case nor what is between words."""

    by_name: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(
        cls, path: Path | None = None, environ: Mapping[str, str] = os.environ
    ) -> Self:
        """Return the values of a TOML or JSON table and of REPLAYTEST_VALUE_… .

        The file wins over the environment. Raises `UsageError`: it cannot be read, or
        is no table of texts.
        """
        found: dict[str, tuple[str, ...]] = {
            _plain(name.removeprefix(PREFIX)): (value,)
            for name, value in environ.items()
            if name.startswith(PREFIX)
        }
        own = cls(found)
        return own if path is None else own.with_table(_read(path), where=str(path))

    def with_table(self, table: object, *, where: str) -> Self:
        """Return these values and those of a table, which win.

        Raises `UsageError`: it is no table of texts.
        """
        own = {_plain(name): value for name, value in _checked(table, where).items()}
        return type(self)({**self.by_name, **own})

    def of(self, features: Features | None, token: str, time: int = 0) -> Value:
        """Return what to type into a field, given what the recording shows of it.

        `time` counts from 0 how often the field was filled before.
        """
        names = _names(features) if features else []
        for name in (*names, token):
            if name and (own := self.by_name.get(_plain(name))) is not None:
                return Value(own[min(time, len(own) - 1)], made=False)
        return Value(_made(names, features.type if features else "", token), made=True)


def _names(features: Features) -> list[str]:
    return [
        features.testid,
        features.label,
        features.name,
        features.id,
        features.placeholder,
    ]


def _made(names: list[str], kind: str, token: str) -> str:
    called = " ".join([*names, kind]).lower()
    if _HIDDEN.fullmatch(token) or not token:
        for words, text in _KNOWN:
            if any(word in called for word in words):
                return text
        return "x" * len(token)
    if "@" in token:
        return "someone@example.com"
    return _spelled(token)


def _spelled(token: str) -> str:
    """Return letters for x and digits for 0, the same for the same token."""
    made = []
    for at, sign in enumerate(token):
        if sign in "xX":
            letter = _LETTERS[at % len(_LETTERS)]
            made.append(letter.upper() if sign == "X" else letter)
        else:
            made.append(str((at + 1) % 10) if sign == "0" else sign)
    return "".join(made)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().casefold()


_FIX = 'write a table such as Password = "…" or ["first", "then"] (TOML), or JSON'


def _read(path: Path) -> object:
    try:
        text = path.read_text("utf-8")
        found: object = (
            json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        )
    except (OSError, ValueError) as error:
        raise UsageError(
            f"values cannot be read: {error}", where=str(path), fix=_FIX
        ) from error
    return found


def _checked(table: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, Mapping):
        raise UsageError("this is no table of texts", where=where, fix=_FIX)
    lists = {
        name: value if isinstance(value, list | tuple) else [value]
        for name, value in table.items()
    }
    for name, each in lists.items():
        if not each or not all(isinstance(text, str | int | float) for text in each):
            raise UsageError(f"'{name}' is no text", where=where, fix=_FIX)
    return {name: tuple(map(str, each)) for name, each in lists.items()}
