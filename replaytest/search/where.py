"""The where language: which sessions are meant.

    signal = "rage click" and url ~ "/checkout" and outcome = failed

    condition   = all {"or" all}
    all         = one {"and" one}
    one         = "not" one | "(" condition ")" | test
    test        = FIELD                       it has one: `error and not signal`
                | FIELD operator VALUE
                | FIELD ["not"] "in" "(" VALUE {"," VALUE} ")"
    operator    = "=" | "!=" | "~" | "!~" | "<" | "<=" | ">" | ">="

`~` is "contains", in any case; with `*` in the value it is "is", and `*` stands for
anything. `!=`, `!~` and `not in` mean that the opposite does not hold: `url != "/a"` is
true of a session that opened no page `/a`. Fields are in `fields.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, cast

from replaytest.errors import UsageError
from replaytest.search.fields import FIELDS, PROPERTY, Field, field_of, nearest
from replaytest.search.lexer import Token, tokens, wrong
from replaytest.search.values import duration_of, moment_of, number_of

Operator = Literal["=", "~", "<", "<=", ">", ">="]
Value = str | float | tuple[int, int]
DEEPEST, MOST = 50, 200
_NEGATED: dict[str, Operator] = {"!=": "=", "!~": "~"}
_EXPECTED: dict[str, str] = {
    "number": "a number",
    "duration": "a duration such as 30s or 2m",
    "moment": "a date such as 2026-11-21, '2026-11-21 10:30' or -2d",
}


@dataclass(frozen=True, slots=True)
class Has:
    """The session has a value of a field."""

    field: Field


@dataclass(frozen=True, slots=True)
class Test:
    """A value of the field is one of `values`; only "=" may have several."""

    field: Field
    operator: Operator
    values: tuple[Value, ...]

    __test__ = False  # pytest must not collect it


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Several:
    """All of them, or any."""

    joined: Literal["and", "or"]
    parts: tuple[Condition, ...]


Condition = Has | Test | Not | Several


def parse(text: str, *, now: int) -> Condition:
    """Return what a text means. `now` is ms since 1970. Raises `UsageError`."""
    return _Parser(tokens(text), now).condition()


class _Parser:
    def __init__(self, words: list[Token], now: int) -> None:
        self._words = words
        self._now = now
        self._place = 0
        self._depth = 0
        self._tests = 0

    def condition(self) -> Condition:
        found = self._several("or")
        if self._next.kind != "end":
            raise self._unexpected("'and', 'or' or the end")
        return found

    @property
    def _next(self) -> Token:
        return self._words[self._place]

    def _take(self) -> Token:
        self._place += 1
        return self._words[self._place - 1]

    def _is(self, word: str) -> bool:
        return self._next.kind == "word" and self._next.text.lower() == word

    def _skip(self, word: str) -> bool:
        found = self._is(word)
        self._place += found
        return found

    def _several(self, joined: Literal["and", "or"]) -> Condition:
        parts = [self._part(joined)]
        while self._skip(joined):
            parts.append(self._part(joined))
        return parts[0] if len(parts) == 1 else Several(joined, tuple(parts))

    def _part(self, joined: Literal["and", "or"]) -> Condition:
        return self._several("and") if joined == "or" else self._one()

    def _one(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise wrong(
                "this is nested too deeply", self._next.at, fix="say it flatter"
            )
        if self._skip("not"):
            found: Condition = Not(self._one())
        elif self._next.text == "(" and self._next.kind == "mark":
            self._take()
            found = self._several("or")
            self._mark(")")
        else:
            found = self._test()
        self._depth -= 1
        return found

    def _test(self) -> Condition:
        field = self._field()
        self._tests += 1
        if self._tests > MOST:
            raise wrong("too many conditions", self._next.at, fix=f"at most {MOST}")
        if self._next.kind == "operator":
            return self._compared(field)
        if self._is("in") or self._is("not"):
            negated = self._skip("not")
            if not self._skip("in"):
                raise self._unexpected("'in'")
            found = Test(field, "=", self._list(field))
            return Not(found) if negated else found
        if self._next.kind in ("end", "mark") or self._is("and") or self._is("or"):
            return Has(field)
        raise self._unexpected(f"an operator (= != ~ < > in) after {field.name!r}")

    def _field(self) -> Field:
        word = self._next
        if word.kind != "word":
            raise self._unexpected("a field")
        field = field_of(word.text)
        if field is None:
            known = (*FIELDS, f"{PROPERTY}NAME")
            problem = f"there is no field {word.text!r}"
            raise wrong(problem, word.at, fix=nearest(word.text, known))
        self._take()
        return field

    def _compared(self, field: Field) -> Condition:
        word = self._take()
        operator = _NEGATED.get(word.text, word.text)
        self._check(field, operator, word)
        value = self._value(field, cast("Operator", operator))
        found = Test(field, cast("Operator", operator), (value,))
        return Not(found) if word.text in _NEGATED else found

    def _check(self, field: Field, operator: str, word: Token) -> None:
        if operator == "~" and field.sort != "text":
            raise wrong(
                f"{field.name!r} is no text", word.at, fix="use = != < <= > >= in"
            )
        ordered = field.sort != "text" or field.place == "property"
        if operator in ("<", "<=", ">", ">=") and not ordered:
            raise wrong(f"{field.name!r} is a text", word.at, fix="use = != ~ !~ in")
        if operator == "~" and field.place == "collection":
            raise wrong("a collection has one name", word.at, fix="use = != in")

    def _list(self, field: Field) -> tuple[Value, ...]:
        self._mark("(")
        found = [self._value(field, "=")]
        while self._next.kind == "mark" and self._next.text == ",":
            self._take()
            found.append(self._value(field, "="))
        if len(found) > MOST:
            raise wrong("too many values", self._next.at, fix=f"at most {MOST}")
        self._mark(")")
        return tuple(found)

    def _value(self, field: Field, operator: Operator) -> Value:
        word = self._next
        if word.kind not in ("word", "text"):
            raise self._unexpected(f"a value of {field.name!r}")
        self._take()
        if field.sort == "text":
            return self._text(field, operator, word)
        value: Value | None
        if field.sort == "moment":
            value = moment_of(word.text, self._now)
        else:
            value = (number_of if field.sort == "number" else duration_of)(word.text)
        if value is None:
            problem = f"{word.text!r} is no value of {field.name!r}"
            raise wrong(problem, word.at, fix=f"give {_EXPECTED[field.sort]}")
        return value

    def _text(self, field: Field, operator: Operator, word: Token) -> Value:
        if operator in ("<", "<=", ">", ">="):
            value = number_of(word.text)
            if value is None:
                problem = f"{word.text!r} is no number"
                raise wrong(problem, word.at, fix="use = or ~ for texts")
            return value
        if not word.text:
            raise wrong("the value is empty", word.at, fix=f"`not {field.name}`?")
        if operator == "=" and field.words:
            known = re.sub(r"[\s_]+", "-", word.text.strip().lower())
            if known not in field.words:
                problem = f"there is no {field.name} {word.text!r}"
                raise wrong(problem, word.at, fix=nearest(known, field.words))
            return known
        if field.words:
            # `signal ~ "rage click"` as `=` has it.
            return word.text.strip().replace(" ", "-")
        return word.text

    def _mark(self, text: str) -> None:
        if self._next.kind != "mark" or self._next.text != text:
            raise self._unexpected(repr(text))
        self._take()

    def _unexpected(self, expected: str) -> UsageError:
        word = self._next
        return wrong(
            f"expected {expected}, found {word.said()}",
            word.at,
            fix='such as: outcome = failed and url ~ "/cart"',
        )
