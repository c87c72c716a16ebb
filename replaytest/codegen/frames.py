"""Frames that are used more than once, as variables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from replaytest.codegen.chain import Chain, Listed, Part
from replaytest.codegen.deeds import Line, variable

_NAME = re.compile(r'\[(?:title|name)="([^"]+)"|#([\w-]+)')
_FRAME = ".frame_locator"


def with_variables(lines: Sequence[Line | str]) -> Iterator[Line | str]:
    """Yield statements, those of frames that stand in several of them made first."""
    used = Counter(
        frame
        for line in lines
        if isinstance(line, Line)
        for frame in set(_frames_in(line.chain))
    )
    names: dict[Chain, str] = {}
    for line in lines:
        if isinstance(line, str):
            yield line
            continue
        for frame in _frames_in(line.chain):
            if used[frame] > 1 and frame not in names:
                names[frame] = _name(frame, list(names.values()))
                yield Line(frame, before=f"{names[frame]} = ", indent=4)
        yield replace(line, chain=_renamed(line.chain, names))


def _frames_in(chain: Chain) -> Iterator[Chain]:
    count = 0
    while count < len(chain.parts) and chain.parts[count][0] == _FRAME:
        count += 1
    if count:
        yield Chain(chain.head, chain.parts[:count])
    for _, given in chain.parts[count:]:
        for _, code in given or ():
            if isinstance(code, Chain):
                yield from _frames_in(code)


def _renamed(chain: Chain, names: dict[Chain, str]) -> Chain:
    for frame in _frames_in(Chain(chain.head, chain.parts)):
        if frame in names and chain.parts[: len(frame.parts)] == frame.parts:
            if chain.head == frame.head:
                chain = Chain(names[frame], chain.parts[len(frame.parts) :])
            break
    parts: list[Part] = [
        (start, given and tuple((n, _code(code, names)) for n, code in given))
        for start, given in chain.parts
    ]
    return Chain(chain.head, tuple(parts))


def _code(code: str | Chain | Listed, names: dict[Chain, str]) -> str | Chain | Listed:
    return _renamed(code, names) if isinstance(code, Chain) else code


def _name(frame: Chain, taken: list[str]) -> str:
    _, given = frame.parts[-1]
    told = str(given[0][1]) if given else ""
    found = _NAME.search(told.replace('\\"', '"'))
    name = (found[1] or found[2]) if found else "frame"
    return variable(name[:30], taken, otherwise="frame")
