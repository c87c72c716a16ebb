"""JSON as pages and Python write it, and where a value in a text ends."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

import orjson

from replaytest.errors import LimitExceeded
from replaytest.importers.limits import MAX_DEPTH

# Up to the next brackets outside of strings, and those: all opening or all closing.
_STEP = re.compile(
    rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+([\[{]++|[\]}]++)',
    re.DOTALL,
)
# What orjson refuses and pages or Python do write: see `decode`.
_ODD = re.compile(rb"\\u[dD][89a-fA-F]|NaN|Infinity|\d[eE]\+?\d{3}|[\x80-\xff]")
OPEN = b"[{"


class Lost:
    """The mark that stands for a value that could not be read."""


LOST = Lost()


@dataclass(slots=True)
class Values:
    """What a text holds: JSON values one after the other.

    `torn_at` is the offset where reading had to stop, None if it came to the end.
    `lines` says whether it was read line by line; `whole` whether all was well.
    """

    found: list[Any]
    torn_at: int | None = None
    lines: bool = False
    whole: bool = True


def decode(data: bytes) -> Any:
    """Return the value of a JSON text as pages and Python write it.

    Half a surrogate pair and bytes that are no UTF-8 become U+FFFD; NaN and numbers
    beyond doubles become None. Raises `ValueError`.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        # The other reader is slow, and most damage is none of its business.
        if not _ODD.search(data):
            raise
    text = data.decode("utf-8", "replace")
    try:
        value = json.loads(
            text, parse_constant=lambda _: None, parse_float=_finite, parse_int=_finite
        )
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return orjson.loads(whole)


def _finite(number: str) -> float | int | None:
    if len(number) < 19 and number.lstrip("-").isdigit():
        return int(number)
    value = float(number)
    return value if math.isfinite(value) else None


def end_of(data: bytes, start: int) -> int | None:
    """Return the offset behind the array or object at `start`, None if it is cut.

    Brackets are counted, not paired: what is between is for a decoder to judge.
    Raises `LimitExceeded` for what nests deeper than is read.
    """
    depth, at = 0, start
    while match := _STEP.match(data, at):
        first, at = match.span(1)
        if data[first] in OPEN:
            depth += at - first
            if depth > MAX_DEPTH:
                raise LimitExceeded(
                    f"nests deeper than {MAX_DEPTH} levels at byte {at}"
                )
        elif at - first >= depth:
            return first + depth
        else:
            depth -= at - first
    return None
