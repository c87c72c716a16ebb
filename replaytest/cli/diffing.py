"""`diff`: where two sessions part, or what two pages differ in."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import learning, pixels
from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.moments import add_moment, seek
from replaytest.cli.output import clean, nearby, put, put_json, say
from replaytest.cli.showing import one_recording, tell_skipped
from replaytest.errors import RecordingError, StoreNotWritable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replaytest.diff.noise import Noise
    from replaytest.diff.sides import Course, Side
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
    """Describe the verbs."""
    learning.add(verbs)
    diff = verbs.add_parser(
        "diff",
        help="compare two sessions, two pages, or one at two moments",
        description="Say where session B leaves session A: the first step after which "
        "something differs, and what came of it. With a moment, compare two recorded "
        "pages: A@12.3s, A@step:7, A@checkpoint:7, A@event:9, A@end. What differs "
        "between any two runs is left out: generated ids, hashes, times, ports (more "
        "rules: [tool.replaytest.diff] in pyproject.toml), and what was learned for "
        "these recordings (replaytest learn). Exit code 0: nothing differs, 1: "
        "something does.",
        epilog="example: replaytest diff passed.replaytest failed.replaytest\n"
        "         replaytest diff passed.replaytest@end failed.replaytest@step:7",
        formatter_class=argparse.RawDescriptionHelpFormatter,
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
        "--no-learned",
        action="store_true",
        help="do not leave out what was learned to be noise",
    )
    diff.add_argument(
        "-o", metavar="FILE", dest="output", help="write it there, not to stdout"
    )
    pixels.add(diff)
    add_dir(diff)
    diff.set_defaults(run=run_diff)


def run_diff(options: argparse.Namespace) -> int:
    """Compare two sessions, or two pages."""
    if _is_of_sessions(options):
        return _sessions(options)
    from replaytest.diff.compare import compare

    (one, before), (other, after) = (
        _page(what, options) for what in (options.a, options.b)
    )
    noise = _noise([one, other], options)
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
        page = html_page(found, hunks, title=title, pages=(before, after))
        _deliver(page, options)
    else:
        from replaytest.diff.words import lines

        told = lines(found, most=None if options.all else MOST)
        _deliver("\n".join(map(clean, told)), options)
        if not found:
            say("nothing differs")
    differ = pixels.look(options, before, after, same_dom=not found, noise=noise)
    return DIFFERENT if found or differ else EQUAL


def _is_of_sessions(options: argparse.Namespace) -> bool:
    moments = [getattr(options, name) for name in (*_MOMENTS, "tab")]
    return (
        options.form in ("words", "json")
        and all(each is None for each in moments)
        and not (options.pixels or options.picture)
        and not any(_MOMENT.fullmatch(what) for what in (options.a, options.b))
    )


def _sessions(options: argparse.Namespace) -> int:
    """Say where two sessions part."""
    from replaytest.diff.sessions import course_of
    from replaytest.diff.sides import as_data
    from replaytest.divergence import side
    from replaytest.summary.opening import session_of

    recordings = [
        one_recording(_with_moment(what, options)) for what in (options.a, options.b)
    ]
    noise = _noise([each.path for each in recordings], options)
    a, b = (side(each, session_of(each), noise) for each in recordings)
    course = course_of(a, b, noise=noise)
    if options.form == "json":
        _put_data(as_data(course), options)
    else:
        _deliver("\n".join(map(clean, _told(course, a, b))), options)
        if not course:
            say(f"nothing differs in {len(b.steps)} steps")
    for each in recordings:
        tell_skipped(each)
    return DIFFERENT if course else EQUAL


def _told(course: Course, a: Side, b: Side) -> Iterator[str]:
    """Yield a course in words: what differs first, where to look, what came of it."""
    first = course.first
    if first is None:
        return
    yield f"first divergence, {first.sentence}"
    at_a, at_b = (
        max(at - s.started_at, 0) / 1000 for at, s in ((first.at_a, a), (first.at_b, b))
    )
    yield f"    {nearby(Path(a.name))}@{at_a:.3f}s"
    yield f"    {nearby(Path(b.name))}@{at_b:.3f}s"
    later = dict(course.counts)
    later[first.sort] -= 1
    counts = ", ".join(f"{count} {sort}" for sort, count in later.items() if count)
    if counts:
        yield f"later, and maybe because of it: {counts}"
        yield from (f"    {each.sort}, {each.sentence}" for each in course.consequences)


def _noise(paths: list[Path], options: argparse.Namespace) -> Noise:
    from replaytest.diff.noise import Noise
    from replaytest.divergence import learned_for

    noise = Noise.load(Path.cwd())
    return noise if options.no_learned else noise.with_learned(learned_for(paths))


def _outline(
    before: Mirror, after: Mirror, noise: Noise, options: argparse.Namespace
) -> int:
    from replaytest.diff.outline import outline_hunks

    hunks = outline_hunks(before, after, noise=noise, names=(options.a, options.b))
    _deliver("\n".join(map(clean, hunks)), options)
    return DIFFERENT if hunks else EQUAL


def _page(told: str, options: argparse.Namespace) -> tuple[Path, Mirror]:
    """Return the recording and the page that an argument names.

    The page is that at the argument's own moment, or at the common one.
    """
    from replaytest.timelines import timeline

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
    return recording.path, mirror


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
