"""Python of a test, without what it types into pages.

A string stays where it says what is looked for (`get_by_label("Code")`), unless texts
are masked anyway; every other one, and every comment, keeps its shape only.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from functools import lru_cache

from replaytest.mask.cover import Cover

# Calls whose strings name a place or a text of the page.
_LOOKING = re.compile(
    r"get_by_\w+|locator|frame_locator|filter|goto|wait_for_(?:selector|url)|expect_\w+"
    r"|to_(?:have|contain)_(?:text|title|url|role|accessible_name|class)|fixture|parametrize"
)
_NAMED = ("name", "has_text", "has_not_text", "exact", "timeout", "scope", "state")
_TEXT = (tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", -1))
_TYPING = ("fill", "type", "press_sequentially", "insert_text", "press")
_QUOTED = re.compile(r"(\w*(?:\"\"\"|'''|\"|'))(.*?)(\"\"\"|'''|\"|')?", re.DOTALL)


def mask_source(text: str, cover: Cover) -> list[str] | None:
    """Return the lines of a file of Python as they may be told, None if it is none."""
    lines = text.splitlines(keepends=True)
    try:
        # From the end on, so that the places of what comes before stay right.
        for (row, column), (last, end), quoted in reversed(_hidden(text, cover.covers)):
            whole = "".join(lines[row - 1 : last])
            until = len(whole) - len(lines[last - 1]) + end
            masked = _masked(whole[column:until], quoted, cover)
            changed = whole[:column] + masked + whole[until:]
            lines[row - 1 : last] = changed.splitlines(keepends=True)
    except (tokenize.TokenError, SyntaxError, IndexError):
        return None
    return [line.rstrip("\r\n") for line in lines]


def _masked(found: str, quoted: bool, cover: Cover) -> str:
    match = _QUOTED.fullmatch(found) if quoted else None
    if match is None:
        return cover.mask(found)
    return match[1] + cover.mask(match[2]) + (match[3] or "")


Place = tuple[int, int]


@lru_cache(maxsize=64)  # each test of a file asks anew
def _hidden(text: str, covers: bool) -> tuple[tuple[Place, Place, bool], ...]:
    """Return (start, end, whether in quotes) of what is not to be told."""
    return tuple(_found(text, covers))


def _found(text: str, covers: bool) -> Iterator[tuple[Place, Place, bool]]:
    calls, before, earlier = [""], "", ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end, False
        elif token.type in _TEXT:
            named = earlier if before == "=" else ""
            shown = _LOOKING.fullmatch(calls[-1]) and (not named or named in _NAMED)
            if covers or not shown:
                yield token.start, token.end, token.type == tokenize.STRING
        elif token.type == tokenize.NUMBER and calls[-1] in _TYPING:
            yield token.start, token.end, False
        elif token.type == tokenize.OP and token.string in "([{":
            calls.append(before if token.string == "(" else calls[-1])
        elif token.type == tokenize.OP and token.string in ")]}" and len(calls) > 1:
            calls.pop()
        if token.type not in (tokenize.NL, tokenize.COMMENT):
            earlier, before = before, token.string
