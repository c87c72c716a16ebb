"""Where exports are written: whole or not at all, and never over a recording."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from replaytest.errors import StoreNotWritable, UsageError


def check_target(target: Path, recordings: Sequence[Path], *, suffix: str) -> None:
    """Raise `UsageError` if `target` is one of the recordings, by whatever name."""
    there = target.resolve()
    if any(there == recording.resolve() for recording in recordings):
        raise UsageError(
            "this would overwrite the recording",
            where=f"-o {target}",
            fix=f"-o FILE{suffix}" if suffix else "-o DIR",
        )


def write_pieces(target: Path, pieces: Iterable[bytes]) -> int:
    """Write a file that others see whole or not at all; return its bytes.

    What is there and is no plain file, such as a pipe or /dev/null, is written to as
    it is. Raises `StoreNotWritable`, and whatever making the pieces raises.
    """
    plain = target.is_file() or not target.exists()
    # Beside what a link points to, so that the link stays one.
    final = target.resolve() if plain else target
    place = final.with_name(f".replaytest-{uuid4().hex[:8]}.tmp") if plain else final
    try:
        size = _write(place, pieces, target)
        if plain:
            with _told(target):
                place.replace(final)
    finally:
        if plain:
            with contextlib.suppress(OSError):
                place.unlink()
    return size


def _write(place: Path, pieces: Iterable[bytes], target: Path) -> int:
    size = 0
    with _told(target):
        file = place.open("wb")
    try:
        # Only what writing raises is about the target, not what making a piece does.
        for piece in pieces:
            with _told(target):
                size += file.write(piece)
        with _told(target):
            file.flush()
    finally:
        # Closing tries once more to write what the flush could not.
        with contextlib.suppress(OSError):
            file.close()
    return size


@contextlib.contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreNotWritable(
            f"the events could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another file with -o",
        ) from error
