"""Which moment of a recording: `--at`, `--step`, `--checkpoint`, `--event`, `--tab`."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.mirror.mirror import Mirror
    from replaytest.mirror.timeline import Timeline
    from replaytest.store.read import Recording

_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)s?")
_MILLISECONDS = re.compile(r"(\d+(?:\.\d+)?)ms")


def add_moment(parser: argparse.ArgumentParser) -> None:
    """Add the options; without one it is the last moment."""
    group = parser.add_argument_group("which moment (default: the end)")
    one = group.add_mutually_exclusive_group()
    one.add_argument(
        "--at",
        metavar="TIME",
        help="since the start of the recording: 12.3s, 800ms, 1:02.5",
    )
    one.add_argument(
        "--step", type=int, metavar="N", help="at step N, see replaytest steps"
    )
    one.add_argument(
        "--checkpoint",
        type=int,
        metavar="N",
        help="as step N left the page: just before step N + 1 (0: before the first)",
    )
    one.add_argument(
        "--event",
        type=int,
        metavar="N",
        help="after event N of the tab, see replaytest events",
    )
    group.add_argument(
        "--tab", type=int, metavar="N", help="which tab (default: the first)"
    )


def seek(
    line: Timeline, recording: Recording, options: argparse.Namespace
) -> tuple[Mirror, float]:
    """Return the page at the moment that was asked for, and its time in ms since 1970.

    Raises `UsageError` for a moment that is not there or cannot be understood.
    """
    if options.at is not None:
        at = recording.started_at + milliseconds(options.at)
        return line.seek(at), at
    if options.step is not None:
        mirror = line.seek_step(options.step)
    elif options.checkpoint is not None:
        mirror = line.seek_checkpoint(options.checkpoint)
    elif options.event is not None:
        mirror = line.seek_event(options.event)
    else:
        mirror = line.seek_position(len(line))
    last = line.position - 1
    return mirror, line.stamps[last] if last >= 0 else recording.started_at


def milliseconds(text: str) -> float:
    """Return a time as people write it, in ms. Raises `UsageError`."""
    if found := _MILLISECONDS.fullmatch(text.strip()):
        return float(found[1])
    if found := _CLOCK.fullmatch(text.strip()):
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000
    raise UsageError(
        f"{text!r} is no time", where="--at", fix="write 12.3s, 800ms or 1:02.5"
    )
