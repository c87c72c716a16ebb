"""Stack traces as pages tell them: texts, and the frames in them."""

from __future__ import annotations

import re
from typing import Any

from replaytest.capture.notes import Masker

# PostHog's limit for one argument; a page can log a megabyte at a time.
MOST_TEXT = 2000
MOST_FRAMES = 50

# `function`, `url`, `line` and `column`, both from 1; `original` where a map says it.
Frame = dict[str, Any]

_PLACE = r"(?P<url>[a-z][\w+.-]*:\S*?|<anonymous>):(?P<line>\d+):(?P<column>\d+)\)?$"
# Chromium's `at name (url:1:2)` and `at url:1:2`. A name can be anything at all.
_CHROMIUM = re.compile(rf"^\s*at (?:(?P<name>[^\n]*?) \(|async )?{_PLACE}")
# `name@url:1:2` of Firefox and WebKit.
_OTHERS = re.compile(rf"^\s*(?:(?P<name>[^@()\n]*?)\s*[@(])?{_PLACE}")
# Code made from text says where it was made before it says where it is.
_EVAL = re.compile(r"eval at [^\n]{0,500}, (?=<anonymous>)")
_ERROR = re.compile(r"([A-Z][A-Za-z]{0,60}(?:Error|Exception))\b")
# "async t", "new t", "Object.t", "t [as pay]"; Firefox's "t/<" is a function in `t`.
_PLAIN = re.compile(
    r"(?:async |new |get |set )*(?:[\w$<>]{1,99}\.){0,9}"
    r"(?P<name>[A-Za-z_$][\w$]{0,99})(?: \[as [^\]]{0,99}\])?"
)


def frames_of(stack: str) -> list[Frame]:
    """Return the frames of a JavaScript stack trace, the innermost first."""
    found = []
    for line in stack.splitlines()[:MOST_FRAMES]:
        # Lines are short in truth; a page can make up others.
        if len(line) >= MOST_TEXT:
            continue
        text = _EVAL.sub("", line)
        if match := _CHROMIUM.match(text) or _OTHERS.match(text):
            found.append(
                {
                    "function": (match["name"] or "").strip(),
                    "url": match["url"],
                    "line": int(match["line"][:9]),
                    "column": int(match["column"][:9]),
                }
            )
    return found


def masked(frame: Frame, mask: Masker) -> Frame:
    """Return a frame as it may be stored. A page may name a function by an address."""
    name = mask.function_name(frame["function"])
    return frame | {"function": name, "url": mask.url(frame["url"])}


def error_name(stack: str) -> str:
    """Return the error's type, which stands first in Chromium's stack traces."""
    match = _ERROR.match(stack)
    return match[1] if match else ""


def plain_name(function: str) -> str:
    """Return the identifier by which code calls the function of a frame, or ""."""
    match = _PLAIN.fullmatch(function)
    return match["name"] if match else ""
