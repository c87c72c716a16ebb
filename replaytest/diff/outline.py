"""The outlines of two pages, line by line: what assistive technology is told."""

from __future__ import annotations

import difflib

from replaytest.diff.noise import Noise, without_origin
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.outline import outline

CONTEXT = 3


def outline_hunks(
    a: Mirror,
    b: Mirror,
    *,
    noise: Noise | None = None,
    names: tuple[str, str] = ("before", "after"),
) -> list[str]:
    """Return the unified diff of two outlines, less their noise; [] if they are equal.

    Frames are told below their `iframe`. Lines that only moved are lines that went and
    lines that came.
    """
    noise = noise or Noise()
    before, after = (outline_lines(mirror, noise) for mirror in (a, b))
    found = difflib.unified_diff(before, after, *names, n=CONTEXT, lineterm="")
    return list(found)


def outline_lines(mirror: Mirror, noise: Noise) -> list[str]:
    """Return the outline of a page, less its noise."""
    told = outline(mirror, frames=True).splitlines()
    return [_plain(line, mirror.href, noise) for line in told]


def _plain(line: str, page: str, noise: Noise) -> str:
    head, colon, url = line.partition("/url: ")
    if colon and head.strip() == "-":
        quote = url[:1] if url[:1] == '"' else ""
        address, _ = noise.applied("url", without_origin(url.strip('"'), page))
        return f"{head}{colon}{quote}{address}{quote}"
    return noise.applied("text", line)[0]
