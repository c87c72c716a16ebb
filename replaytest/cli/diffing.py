"""`diff`: what two pages, or two moments of one, differ in."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.moments import add_moment, seek
from replaytest.cli.output import clean, nearby, put, put_json, say
from replaytest.cli.showing import one_recording, tell_skipped
from replaytest.errors import RecordingError, StoreNotWritable, UsageError

if TYPE_CHECKING:
    from replaytest.diff.noise import Noise
    from replaytest.mirror.mirror import Mirror

FORMS = ("words", "outline", "json", "html")
EQUAL, DIFFERENT = 0, 1
MOST = 60
_MOMENT = re.compile(
    r"(?P<what>.+)@(?:(?P<end>end)|(?P<name>step|checkpoint|event):?(?P<number>\d+)"
    r"|(?P<at>(?:\d+:)?(?:\d+:)?\d+(?:\.\d+)?(?:ms|s)|(?:\d+:)+\d+(?:\.\d+)?))"
)
_MOMENTS = ("at", "step", "checkpoint", "event")


def add(verbs: Any) -> None:
    """Describe the verb."""
    diff = verbs.add_parser(
        "diff",
        help="compare two pages, or one at two moments",
        description="Compare two recorded pages and say what differs, less what "
        "differs between any two runs: generated ids, hashes, times, ports (more "
        "rules: [tool.replaytest.diff] in pyproject.toml). A and B are recordings, "
        "each with a moment of its own if wanted: A@12.3s, A@step:7, A@checkpoint:7, "
        "A@event:9, A@end. Exit code 0: nothing differs, 1: something does.",
        epilog="example: replaytest diff passed.replaytest failed.replaytest@step:7",
        allow_abbrev=False,
    )
    diff.add_argument("a", metavar="A[@MOMENT]", help=f"before: {WHAT}")
    diff.add_argument("b", metavar="B[@MOMENT]", help="after: the same")
    add_moment(diff)
    diff.add_argument(
        "--as",
        choices=FORMS,
        default="words",
        dest="form",
        help="words: a line a change (default); outline: a unified diff of the "
        "accessibility outlines; json; html: a page",
    )
    diff.add_argument(
        "--json", action="store_const", const="json", dest="form", help="--as json"
    )
    diff.add_argument(
        "--all",
        action="store_true",
        help=f"all changes, and not the first {MOST} lines",
    )
    diff.add_argument(
        "-o", metavar="FILE", dest="output", help="write it there, not to stdout"
    )
    add_dir(diff)
    diff.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Compare two pages."""
    from replaytest.diff.compare import compare
    from replaytest.diff.noise import Noise

    noise = Noise.load(Path.cwd())
    before, after = (_page(what, options) for what in (options.a, options.b))
    if options.form == "outline":
        return _outline(before, after, noise, options)
    found = compare(before, after, noise=noise)
    if options.form == "json":
        from replaytest.diff.data import as_data

        _put_data(as_data(found), options)
    elif options.form == "html":
        from replaytest.diff.outline import outline_hunks
        from replaytest.diff.page import html_page

        hunks = outline_hunks(before, after, noise=noise, names=(options.a, options.b))
        title = f"{options.a} and {options.b}"
        _deliver(html_page(found, hunks, title=title), options)
    else:
        from replaytest.diff.words import lines

        told = lines(found, most=None if options.all else MOST)
        _deliver("\n".join(map(clean, told)), options)
        if not found:
            say("nothing differs")
    return DIFFERENT if found else EQUAL


def _outline(
    before: Mirror, after: Mirror, noise: Noise, options: argparse.Namespace
) -> int:
    from replaytest.diff.outline import outline_hunks

    hunks = outline_hunks(before, after, noise=noise, names=(options.a, options.b))
    _deliver("\n".join(map(clean, hunks)), options)
    return DIFFERENT if hunks else EQUAL


def _page(told: str, options: argparse.Namespace) -> Mirror:
    """Return the page that an argument names, at its own moment or the common one."""
    from replaytest.replay import timeline

    chosen = _with_moment(told, options)
    recording = one_recording(chosen)
    # A timeline each, also for two moments of one recording: a mirror moves on.
    line = timeline(recording, chosen.tab)
    mirror, _ = seek(line, recording, chosen)
    if mirror.document is None:
        raise RecordingError(
            "there is no page yet at this moment",
            where=nearby(recording.path),
            fix="choose a later one: replaytest steps WHAT",
        )
    for reason, count in mirror.skipped.items():
        say(f"could not be applied: {count} x {reason}")
    tell_skipped(recording)
    return mirror


def _with_moment(told: str, options: argparse.Namespace) -> argparse.Namespace:
    chosen = argparse.Namespace(**vars(options))
    chosen.what = told
    found = _MOMENT.fullmatch(told)
    if found is None:
        return chosen
    chosen.what = found["what"]
    for name in _MOMENTS:
        setattr(chosen, name, None)
    if found["at"]:
        chosen.at = found["at"]
    elif found["name"]:
        if len(found["number"]) > 9:
            raise UsageError("there is no such moment", where=told)
        setattr(chosen, found["name"], int(found["number"]))
    return chosen


def _put_data(data: dict[str, Any], options: argparse.Namespace) -> None:
    from replaytest.cli.output import json_line

    if options.output:
        _write(Path(options.output), json_line(data))
    else:
        put_json(data)


def _deliver(text: str, options: argparse.Namespace) -> None:
    data = text.encode("utf-8", "replace") + b"\n" if text else b""
    if options.output:
        _write(Path(options.output), data)
    else:
        put(data)


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise StoreNotWritable(
            f"the difference could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another file with -o",
        ) from error
    say(f"written: {nearby(target)}")
