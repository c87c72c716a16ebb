"""Words of the where language: names, operators, parentheses, quoted texts.

A word without quotes goes up to a space, a quote, a parenthesis, a comma or one of
`= ! < > ~`; so URLs with a query are quoted. In quotes, `\\` takes the next character
as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from replaytest.errors import UsageError

LONGEST = 10_000
_TOKEN = re.compile(
    r"""\s*(?:
        (?P<operator>!=|!~|<=|>=|=|~|<|>)
      | (?P<mark>[(),])
      | "(?P<double>(?:[^"\\]|\\.)*)"
      | '(?P<single>(?:[^'\\]|\\.)*)'
      | (?P<word>[^\s()=!<>~,"']+)
      | (?P<end>$)
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, and where it begins, in characters from 1."""

    kind: Literal["operator", "mark", "text", "word", "end"]
    text: str
    at: int

    def said(self) -> str:
        """Return it as an error names it."""
        return "the end" if self.kind == "end" else repr(self.text)


def wrong(problem: str, at: int, *, fix: str) -> UsageError:
    """Return the error of something that cannot be understood."""
    return UsageError(problem, where=f"character {at}", fix=fix)


def tokens(text: str) -> list[Token]:
    """Return the words of a text, the end among them. Raises `UsageError`."""
    if len(text) > LONGEST:
        raise wrong("the condition is too long", LONGEST, fix=f"at most {LONGEST}")
    found: list[Token] = []
    place = 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(text, place)
        if match is None:
            raise _unreadable(text, place)
        found.append(_token(match))
        place = match.end()
    return found


def _token(match: re.Match[str]) -> Token:
    kind = match.lastgroup
    assert kind is not None
    text, at = match[kind], match.start(kind) + 1
    if kind in ("double", "single"):
        return Token("text", re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL), at - 1)
    return Token(kind, text, at)  # type: ignore[arg-type]


def _unreadable(text: str, place: int) -> UsageError:
    place += len(text[place:]) - len(text[place:].lstrip())
    if text[place] in "\"'":
        return wrong("this quote is never closed", place + 1, fix="close it")
    return wrong(
        f"{text[place]!r} is no operator", place + 1, fix="use = != ~ !~ < <= > >="
    )
