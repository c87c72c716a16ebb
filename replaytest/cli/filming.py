"""`export --to filmstrip` and `--to video`: the options of films, and writing them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from replaytest.cli.delivering import check_encrypted, short, tell_written
from replaytest.cli.output import bar
from replaytest.cli.showing import STDOUT, one_recording, tell_skipped
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.exporters.film import Film
    from replaytest.exporters.film_draw import OnPicture
    from replaytest.store.read import Recording

STRIP, VIDEO = "filmstrip", "video"
# What each option is of.
USED_BY = {
    "frames": (STRIP,),
    "every": (STRIP,),
    "fps": (VIDEO,),
    "speed": (VIDEO,),
    "skip_inactive": (VIDEO,),
    "width": (STRIP, VIDEO),
    "against": ("html",),
}
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "min": 60_000, "": 1000}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be said about films, in a group of its own."""
    group = parser.add_argument_group(
        "filmstrip and video",
        "A filmstrip is a sheet (-o strip.png, strip.webp) or a folder of pictures "
        "(-o pictures/). A video is GIF or WebP, or with ffmpeg MP4 or WebM, as its "
        "name says.",
    )
    group.add_argument(
        "--frames",
        type=int,
        metavar="N",
        help="filmstrip: at most so many pictures (default: 24)",
    )
    group.add_argument(
        "--every",
        type=_duration,
        metavar="TIME",
        help="filmstrip: a picture each 2s, 500ms… (default: where something was done)",
    )
    group.add_argument(
        "--fps",
        type=float,
        metavar="N",
        help="video: frames a second (default: 24 for MP4 and WebM, else 8)",
    )
    group.add_argument(
        "--speed", type=float, metavar="N", help="video: so many times as fast"
    )
    group.add_argument(
        "--skip-inactive",
        action=argparse.BooleanOptionalAction,
        help="video: show stretches in which nobody did anything in a second "
        "(default: yes)",
    )
    group.add_argument(
        "--width",
        type=_pixels,
        metavar="PIXELS",
        help="of a picture, not above the recorded viewport (default: that, at most "
        "1280; in a sheet 480)",
    )


def check_unused(options: argparse.Namespace) -> None:
    """Raise `UsageError` for an option that `--to` has no use for."""
    for name, kinds in USED_BY.items():
        if getattr(options, name, None) is not None and options.to not in kinds:
            raise UsageError(
                f"this is no option of {options.to}",
                where=f"--{name.replace('_', '-')}",
                fix=f"leave it out, or --to {' or '.join(kinds)}",
            )


def export_film(options: argparse.Namespace) -> int:
    """Write a filmstrip or a video, and print where it is."""
    check_unused(options)
    if options.output == STDOUT:
        raise UsageError(
            "a film goes to a file", where="-o -", fix="-o strip.png, or -o film.gif"
        )
    recording = one_recording(options)
    check_encrypted(options, [recording.path])
    target = Path(options.output or _name(options, recording))
    with bar(f"export {options.to}") as shown:
        film = _written(options, recording, target, shown.at)
    tell_written(options, target, film.size, recording.event_count)
    tell_skipped(recording)
    return 0


def _written(
    options: argparse.Namespace,
    recording: Recording,
    target: Path,
    on_picture: OnPicture,
) -> Film:
    from replaytest.exporters.files import check_target
    from replaytest.exporters.film import write_filmstrip, write_video

    check_target(target, [recording.path], suffix=".png")
    if options.to == STRIP:
        return write_filmstrip(
            recording,
            target,
            tab=options.tab,
            frames=options.frames,
            every=options.every,
            width=options.width,
            on_picture=on_picture,
        )
    return write_video(
        recording,
        target,
        tab=options.tab,
        fps=options.fps,
        speed=1 if options.speed is None else options.speed,
        skip_inactive=options.skip_inactive is not False,
        width=options.width,
        on_picture=on_picture,
    )


def _name(options: argparse.Namespace, recording: Recording) -> str:
    from replaytest.exporters.film_ffmpeg import find_ffmpeg

    tab = options.tab or (recording.tabs[0].number if recording.tabs else 1)
    suffix = ".png"
    if options.to == VIDEO:
        suffix = ".mp4" if find_ffmpeg() else ".gif"
    return f"{options.to}-{short(recording.session)}-tab-{tab}{suffix}"


def _duration(text: str) -> float:
    """Return ms; a number alone is seconds."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|min|m|)", text.strip())
    if not found or float(found[1]) * UNITS[found[2]] < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no time like 2s or 500ms")
    return float(found[1]) * UNITS[found[2]]


def _pixels(text: str) -> int:
    try:
        pixels = int(text)
    except ValueError:
        pixels = 0
    if not 16 <= pixels <= 4096:
        raise argparse.ArgumentTypeError(f"{text!r} is not from 16 to 4096")
    return pixels
