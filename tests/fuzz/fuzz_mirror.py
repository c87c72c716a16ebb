"""Fuzz the mirror with atheris: `python -m tests.fuzz.fuzz_mirror -runs=100000`.

An input is the lines of a recording. libFuzzer changes their bytes; every other time its
place is taken by `damaged`, which knows what an event is. Other arguments are
libFuzzer's; without them 100,000 runs of at most 10 s each. The process may have 1 GB
of address space (`resource.RLIMIT_AS`), so that what wants more is a MemoryError with
its input.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import atheris

with atheris.instrument_imports(include=["replaytest.mirror", "replaytest.store"]):
    from replaytest.mirror.mirror import Mirror
    from replaytest.mirror.timeline import Timeline

from tests.support.damage_events import (
    damaged,
    faults_of,
    line_of,
    read_all,
    whole_page,
)

DEFAULTS = ("-runs=100000", "-timeout=10", "-rss_limit_mb=0", "-max_len=65536")
ADDRESS_SPACE = 1 << 30


def run(data: bytes) -> None:
    """Read the lines as a recording's and as events; nothing is raised."""
    lines = data.split(b"\n")
    timeline = Timeline(lines)
    if timeline.stamps:
        timeline.seek(timeline.stamps[len(timeline) // 2])
        _check(timeline.seek_position(len(timeline)))
        assert len(timeline.steps) <= len(timeline)
    mirror = Mirror()
    for line in lines:
        try:
            pair = json.loads(line)
        except (ValueError, RecursionError):
            continue
        mirror.apply(pair[1] if isinstance(pair, list) and len(pair) > 1 else pair)
    _check(mirror)


def _check(mirror: Mirror) -> None:
    faults = faults_of(mirror)
    if faults:
        raise AssertionError(faults)
    read_all(mirror)


def mutate(data: bytes, size: int, seed: int) -> bytes:
    """Damage the events of an input, or else its bytes."""
    chance = Random(seed)
    if chance.random() < 0.5:
        try:
            events = [json.loads(line)[1] for line in data.split(b"\n")]
            made = b"\n".join(line_of(each) for each in damaged(events, chance))
            if len(made) <= size:
                return made
        except (ValueError, RecursionError, TypeError, IndexError, KeyError):
            pass
    found: bytes = atheris.Mutate(data, size)
    return found


@contextmanager
def corpus(inputs: Iterable[bytes]) -> Iterator[str]:
    """Yield a folder with these inputs to begin with."""
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(inputs):
            (Path(folder) / f"seed{number}").write_bytes(data)
        yield folder


def start(
    run: Callable[[bytes], None], folder: str, given: list[str], **more: Any
) -> None:
    """Fuzz `run`; never returns. `given` are the arguments of the command."""
    names = {argument.partition("=")[0] for argument in given[1:]}
    rest = [each for each in DEFAULTS if each.partition("=")[0] not in names]
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    atheris.Setup([*given, *rest, folder], run, **more)
    atheris.Fuzz()


def main() -> None:
    streams = [whole_page(), whole_page()[:4], whole_page()[:2]]
    seeds = [b"\n".join(line_of(event) for event in events) for events in streams]
    with corpus(seeds) as folder:
        start(run, folder, sys.argv, custom_mutator=mutate)


if __name__ == "__main__":
    main()
