"""Delivering: where an export goes, and what is said about it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from replaytest.cli.output import bar, nearby, path_text, put, put_json
from replaytest.cli.showing import STDOUT, would_be_readable

# Drawing a bar costs more than reading an event.
STEP = 500


@dataclass(slots=True)
class Tally:
    """How many events were read so far. Call it for each."""

    draw: Callable[[int], object]
    count: int = 0

    def __call__(self) -> None:
        self.count += 1
        if self.count % STEP == 0:
            self.draw(self.count)


def deliver(
    options: argparse.Namespace,
    make: Callable[[Tally], Iterator[bytes]],
    *,
    recordings: Sequence[Path],
    name: str,
    total: int,
) -> None:
    """Write what `make` yields to stdout, to -o, or to a file with this name.

    `total` is the number of events there are to read. Raises `UsageError` when it
    would go over one of the recordings, `StoreNotWritable`, and what `make` raises.
    """
    from replaytest.exporters.files import check_target, write_pieces

    target = Path(options.output or name)
    if options.output == STDOUT:
        with tallied(options, total) as tally:
            for piece in make(tally):
                put(piece)
        return
    check_target(target, recordings, suffix=Path(name).suffix)
    with tallied(options, total) as tally:
        size = write_pieces(target, make(tally))
    tell_written(options, target, size, tally.count)


def tell_written(
    options: argparse.Namespace, target: Path, size: int, events: int
) -> None:
    """Print where it is, or with --json what it is too."""
    if options.json:
        told = {"path": path_text(target), "format": options.to}
        put_json(told | {"bytes": size, "events": events})
    else:
        print(nearby(target))


def check_encrypted(options: argparse.Namespace, recordings: Sequence[Path]) -> None:
    """Raise `UsageError` if one is encrypted and nobody said where to write it."""
    from replaytest.store.crypt import session_of

    if not options.output and any(map(session_of, recordings)):
        raise would_be_readable("export", "no -o", options.to)


def short(session: str) -> str:
    """Return the first characters of a session's id, for a file's name."""
    # The id stands in the file and could be a path.
    return "".join(filter(str.isalnum, session))[:8]


@contextmanager
def tallied(options: argparse.Namespace, total: int) -> Iterator[Tally]:
    """Count events, with a bar on a terminal."""
    # Data that runs through the terminal would run through the bar.
    through = options.output == STDOUT and sys.stdout.isatty()
    with bar(f"export {options.to}", total, shown=not through) as shown:
        yield Tally(shown.at)
