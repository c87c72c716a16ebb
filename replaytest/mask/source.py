"""Python of a test, without what it types into pages.

A string stays where it says what is looked for (`get_by_label("Code")`), unless texts
are masked anyway; every other one, and every comment, keeps its shape only. Where test
data stays, lines that name a secret are masked so, and no other.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from replaytest.mask.cover import Cover
from replaytest.mask.sensitive import names_field

# Calls whose strings name a text of the page, and those that name an address.
_LOOKING = re.compile(
    r"get_by_\w+|locator|frame_locator|filter|wait_for_selector|expect_\w+"
    r"|to_(?:have|contain)_(?:text|title|role|accessible_name|class)"
)
_GOING = ("goto", "wait_for_url", "to_have_url", "expect_navigation")
_NAMED = ("name", "has_text", "has_not_text", "exact", "timeout", "scope", "state")
_TEXT = (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1))
_TYPING = ("fill", "type", "press_sequentially", "insert_text", "press")
_ENTERING = re.compile(rf"\.(?:{'|'.join(_TYPING)})\(")
_SAYS = re.compile(r"get_by_(?:label|placeholder|role)\(")
_QUOTED = re.compile(r"(\w*(?:\"\"\"|'''|\"|'))(.*?)(\"\"\"|'''|\"|')?", re.DOTALL)


Place = tuple[int, int]
Way = Literal["as it is", "quoted", "address"]


def mask_source(text: str, cover: Cover) -> list[str] | None:
    """Return the lines of a file of Python as they may be told, None if it is none."""
    lines = _lines(text)
    try:
        # From the end on, so that the places of what comes before stay right.
        hidden = _hidden(text, cover.covers)
        if cover.clear:
            hidden = _of_secrets(hidden, text)
        for (row, column), (last, end), way in reversed(hidden):
            whole = "".join(lines[row - 1 : last])
            until = len(whole) - len(lines[last - 1]) + end
            masked = _masked(whole[column:until], way, cover)
            lines[row - 1 : last] = _lines(whole[:column] + masked + whole[until:])
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return [line.rstrip("\r\n") for line in lines]


def _of_secrets(
    hidden: tuple[tuple[Place, Place, Way], ...], text: str
) -> tuple[tuple[Place, Place, Way], ...]:
    """Return what stands in statements that name something secret.

    What is typed is taken for a secret too, unless it is said into what.
    """
    named = _statements_of_secrets(text)
    return tuple(each for each in hidden if each[0][0] in named)


@lru_cache(maxsize=64)
def _statements_of_secrets(text: str) -> frozenset[int]:
    rows: set[int] = set()
    first, lines = 1, _lines(text)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
            last = token.end[0]
            said = "".join(lines[first - 1 : last])
            typed = _ENTERING.search(said) and not _SAYS.search(said)
            if typed or names_field(said, private=False):
                rows.update(range(first, last + 1))
            first = last + 1
    return frozenset(rows)


def _lines(text: str) -> list[str]:
    """Return the lines that `tokenize` counts; others break at form feeds too."""
    return list(io.StringIO(text))


def _masked(found: str, way: Way, cover: Cover) -> str:
    match = _QUOTED.fullmatch(found) if way != "as it is" else None
    if match is None:
        return cover.mask(found)
    inner = cover.url(match[2]) if way == "address" else cover.mask(match[2])
    return match[1] + inner + (match[3] or "")


@lru_cache(maxsize=64)  # each test of a file asks anew
def _hidden(text: str, covers: bool) -> tuple[tuple[Place, Place, Way], ...]:
    """Return (start, end, how) of what is not to be told as it is."""
    return tuple(_found(text, covers))


def _found(text: str, covers: bool) -> Iterator[tuple[Place, Place, Way]]:
    calls, before, earlier = [""], "", ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end, "as it is"
        elif token.type in _TEXT:
            whole = token.type == tokenize.STRING
            named = earlier if before == "=" else ""
            shown = _LOOKING.fullmatch(calls[-1]) and (not named or named in _NAMED)
            if whole and not covers and not named and calls[-1] in _GOING:
                yield token.start, token.end, "address"
            elif covers or not shown:
                yield token.start, token.end, "quoted" if whole else "as it is"
        elif token.type == tokenize.NUMBER and calls[-1] in _TYPING:
            yield token.start, token.end, "as it is"
        elif token.type == tokenize.OP and token.string in "([{":
            calls.append(before if token.string == "(" else calls[-1])
        elif token.type == tokenize.OP and token.string in ")]}" and len(calls) > 1:
            calls.pop()
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            earlier, before = before, token.string
