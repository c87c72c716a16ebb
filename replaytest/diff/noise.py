"""Noise rules, applied to values; and a project's own ones.

[tool.replaytest.diff]
off = ["clock"]

[[tool.replaytest.diff.rules]]
name = "order number"
places = ["text", "url"]
pattern = "order[ /](\\\\d+)"
reason = "counted by the server"
renames = true
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from replaytest import pyproject
from replaytest.diff.rules import PLACES, RULES, NoiseRule, Place
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.diff.learned import Learned

TABLE = "tool.replaytest.diff"
# What was renamed, (rule, raw value), in the order in which it stands in the value.
Marks = tuple[tuple[str, str], ...]
_LOOPBACK = r"(?i:https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?)"
# Signs that pages seldom have, so that a page and its noise are told apart.
OPEN, CLOSE = "\u2039", "\u203a"


class Noise:
    """Rules, ready to be applied. It remembers what it was asked.

    `learned` is what was seen to differ between runs of one build, see learned.py.
    """

    def __init__(
        self, rules: tuple[NoiseRule, ...] = RULES, *, learned: Learned | None = None
    ) -> None:
        self.rules = rules
        self.learned = learned
        self._of: dict[Place, list[tuple[NoiseRule, re.Pattern[str]]]] = {
            place: [(rule, rule.compiled()) for rule in rules if place in rule.places]
            for place in PLACES
        }
        self._any: dict[Place, re.Pattern[str] | None] = {
            place: _any_of(found) for place, found in self._of.items()
        }
        self._known: dict[tuple[Place, str], tuple[str, Marks]] = {}

    @classmethod
    def load(cls, root: Path) -> Self:
        """Return the rules of `root`'s pyproject.toml on top of ours.

        Raises `UsageError`: the file is no TOML, or a rule in it cannot be.
        """
        table, where = pyproject.table(root, TABLE)
        unknown = table.keys() - {"off", "rules"}
        if unknown:
            raise UsageError(
                f"no setting is called {min(unknown)!r}", where=where, fix="off, rules"
            )
        own = tuple(_rule(each, where) for each in _list(table, "rules", where))
        off = _list(table, "off", where)
        names = [rule.name for rule in RULES]
        for name in off:
            if name not in names:
                raise UsageError(
                    f"no noise rule is called {name!r}",
                    where=where,
                    fix=_nearest(str(name), names),
                )
        return cls(own + tuple(rule for rule in RULES if rule.name not in off))

    def with_learned(self, learned: Learned | None) -> Noise:
        """Return the same rules, and what was learned beside them."""
        return Noise(self.rules, learned=learned)

    def applied(self, place: Place, value: str) -> tuple[str, Marks]:
        """Return a value less its noise, and what was renamed in it."""
        maybe = self._any[place]
        if maybe is None or not maybe.search(value):
            return value, ()
        key = (place, value)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._applied(place, value)
        return known

    def matches(self, place: Place, name: str) -> bool:
        """Say whether a rule of the places "name" or "token" fits a name."""
        return any(
            pattern.fullmatch(name) if place == "name" else pattern.search(name)
            for _, pattern in self._of[place]
        )

    def _applied(self, place: Place, value: str) -> tuple[str, Marks]:
        marks: list[tuple[str, str]] = []
        for rule, pattern in self._of[place]:
            parts, at = [], 0
            for found in pattern.finditer(value):
                begin, end = found.span(found.lastindex or 0)
                if begin < end:
                    parts += [value[at:begin], placeholder(rule.name)]
                    if rule.renames:
                        marks.append((rule.name, value[begin:end]))
                    at = end
            if parts:
                value = "".join(parts) + value[at:]
        return value, tuple(marks)


def placeholder(name: str) -> str:
    """Return what stands for the noise that a rule has found."""
    return f"{OPEN}{name}{CLOSE}"


def without_origin(url: str, page: str) -> str:
    """Return an address without the origin it shares with its page, or a loopback one.

    Two builds, and two runs of one, are seldom served from the same port.
    """
    if "://" not in url:
        return url
    url = re.sub(_LOOPBACK, "", url)
    try:
        parts = urlsplit(page)
    except ValueError:
        return url
    origin = f"{parts.scheme}://{parts.netloc}"
    if parts.netloc and url.startswith(origin):
        rest = url[len(origin) :]
        return rest if rest[:1] in ("", "/", "?", "#") else url
    return url


def _any_of(found: list[tuple[NoiseRule, re.Pattern[str]]]) -> re.Pattern[str] | None:
    """Return a pattern that matches where one of the rules does: most match nowhere."""
    if not found:
        return None
    if any(re.search(r"\(\?P|\\[1-9]", rule.pattern) for rule, _ in found):
        return re.compile("")
    return re.compile("|".join(f"(?:{rule.pattern})" for rule, _ in found))


def _list(table: dict[str, Any], name: str, where: str) -> list[Any]:
    found = table.get(name, [])
    if not isinstance(found, list):
        raise UsageError(f"{name} is no list", where=where, fix=f"{name} = [...]")
    return found


def _rule(told: Any, where: str) -> NoiseRule:
    fields = {"name": str, "places": list, "pattern": str, "reason": str}
    if not isinstance(told, dict) or told.keys() - {*fields, "renames"}:
        raise UsageError(
            "a noise rule has other fields than it can have",
            where=where,
            fix=f"{', '.join(fields)}, and renames if wanted",
        )
    for name, kind in fields.items():
        if not isinstance(told.get(name), kind) or not told[name]:
            raise UsageError(
                f"a noise rule has no {name}",
                where=where,
                fix=f"each rule has {', '.join(fields)}",
            )
    wrong = [each for each in told["places"] if each not in PLACES]
    if wrong:
        raise UsageError(
            f"no place is called {wrong[0]!r}", where=where, fix=", ".join(PLACES)
        )
    made = NoiseRule(
        told["name"],
        tuple(told["places"]),
        told["pattern"],
        told["reason"],
        renames=told.get("renames") is True,
    )
    _check(made, where)
    return made


def _check(rule: NoiseRule, where: str) -> None:
    try:
        pattern = rule.compiled()
    except re.error as error:
        raise UsageError(
            f"the pattern of {rule.name!r} is no regular expression: {error}",
            where=where,
            fix="in TOML, '…' takes backslashes as they are",
        ) from error
    if pattern.search("") is not None:
        raise UsageError(
            f"the pattern of {rule.name!r} matches where nothing is",
            where=where,
            fix="have it ask for at least one character",
        )


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {near[0]}?" if near else f"use one of {', '.join(known)}"
