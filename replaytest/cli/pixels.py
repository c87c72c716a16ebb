"""`diff --pixels`: how two pages look, beside what their DOM says."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from replaytest.cli.output import clean, nearby, put, say
from replaytest.errors import StoreNotWritable

if TYPE_CHECKING:
    from replaytest.diff.noise import Noise
    from replaytest.mirror.mirror import Mirror


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    # A plain flag: with an optional value `diff --pixels A B` would take A for it.
    parser.add_argument(
        "--pixels",
        action="store_true",
        help="a second opinion: draw both pages in a browser and say what looks "
        "different (masked fields, blocked sections and noise are ignored)",
    )
    parser.add_argument(
        "--picture",
        metavar="FILE.png",
        help="write both pages side by side there, with what looks different marked; "
        "implies --pixels",
    )


def look(
    options: argparse.Namespace,
    before: Mirror,
    after: Mirror,
    *,
    same_dom: bool,
    noise: Noise,
) -> bool:
    """Say how two pages look, if that is asked; return whether they look different."""
    if not (options.pixels or options.picture):
        return False
    from replaytest.pixels import look as look_at

    found = look_at(before, after, same_dom=same_dom, noise=noise)
    told = "\n".join(map(clean, found.opinion.lines()))
    if options.form == "words" and not options.output:
        put(told.encode("utf-8", "replace") + b"\n")
    else:
        say(told)  # what is on stdout is data
    if options.picture:
        _write(Path(options.picture), found.picture())
    return bool(found.opinion)


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise StoreNotWritable(
            f"the picture could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another file with --picture",
        ) from error
    say(f"written: {nearby(target)}")
