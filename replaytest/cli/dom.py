"""`dom`: the page at any moment, without a browser; `steps` stands beside it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import stepping
from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.moments import add_moment, seek
from replaytest.cli.output import nearby, put, put_json, say
from replaytest.cli.showing import STDOUT, one_recording, tell_skipped
from replaytest.errors import RecordingError, StoreNotWritable, UsageError

if TYPE_CHECKING:
    from replaytest.mirror.mirror import Mirror
    from replaytest.mirror.node import Node
    from replaytest.mirror.timeline import Timeline
    from replaytest.store.read import Recording

FORMS = ("html", "text", "outline", "png")


def add(verbs: Any) -> None:
    """Describe the verbs."""
    dom = verbs.add_parser(
        "dom",
        help="print the page as it was at a moment",
        description="Rebuild the page of one tab at one moment and print it: its HTML "
        "(inert: no script of it runs), its visible text, its accessibility outline as "
        "Playwright's aria snapshots have it, or a picture (png; needs a Chromium).",
        epilog="example: replaytest dom test_pays --at 12.3s --as outline",
        allow_abbrev=False,
    )
    dom.add_argument("what", metavar="WHAT", help=WHAT)
    add_moment(dom)
    dom.add_argument(
        "--as", choices=FORMS, default="html", dest="form", help="default: html"
    )
    dom.add_argument(
        "--select",
        metavar="CSS",
        help="only the elements that match, frames and shadow roots included",
    )
    dom.add_argument(
        "-o", metavar="FILE", dest="output", help="write it there (needed for png)"
    )
    dom.add_argument(
        "--json", action="store_true", help="a JSON object on stdout, with the address"
    )
    add_dir(dom)
    dom.set_defaults(run=run_dom)
    stepping.add(verbs)


def run_dom(options: argparse.Namespace) -> int:
    """Print the page at a moment."""
    recording, line = _opened(options)
    mirror, at = seek(line, recording, options)
    if mirror.document is None:
        raise RecordingError(
            "there is no page yet at this moment",
            where=nearby(recording.path),
            fix=_first_page(line, recording),
        )
    if options.form == "png":
        _picture(line, at, options)
    else:
        found = _selected(mirror, options.select)
        text = "\n".join(_told(mirror, node, options.form) for node in found)
        _deliver(text, mirror, at - recording.started_at, options)
    for reason, count in mirror.skipped.items():
        say(f"could not be applied: {count} x {reason}")
    tell_skipped(recording)
    return 0


def _opened(options: argparse.Namespace) -> tuple[Recording, Timeline]:
    from replaytest.timelines import timeline

    recording = one_recording(options)
    return recording, timeline(recording, options.tab)


def _first_page(line: Timeline, recording: Recording) -> str:
    at = line.first_page_at()
    if at is None:
        return "this tab has no full snapshot; another one may: --tab N"
    return f"the first one is at {(at - recording.started_at) / 1000:.3f}s"


def _selected(mirror: Mirror, selector: str | None) -> list[Node | None]:
    from replaytest.mirror.query import select

    if selector is None:
        return [None]
    found = select(mirror, selector)
    if not found:
        raise UsageError(
            f"no element matches {selector!r} at this moment",
            where="--select",
            fix="look at the page: replaytest dom WHAT --as outline",
        )
    return [*found]


def _told(mirror: Mirror, node: Node | None, form: str) -> str:
    if form == "html":
        from replaytest.mirror.html import html

        return html(mirror, node)
    if form == "text":
        from replaytest.mirror.text import visible_text

        return visible_text(mirror, node)
    from replaytest.mirror.outline import outline

    return outline(mirror, node)


def _deliver(
    text: str, mirror: Mirror, since: float, options: argparse.Namespace
) -> None:
    if options.json:
        told = {"href": mirror.href, "width": mirror.width, "height": mirror.height}
        told |= {"at": round(since / 1000, 3), "nodes": len(mirror.nodes)}
        put_json(told | {options.form: text, "skipped": dict(mirror.skipped)})
    elif options.output and options.output != STDOUT:
        _write(Path(options.output), text.encode("utf-8", "replace"))
    else:
        # As bytes: a page may hold what the terminal's encoding does not.
        put(text.encode("utf-8", "replace") + b"\n")


def _write(target: Path, data: bytes) -> None:
    try:
        target.write_bytes(data)
    except OSError as error:
        raise StoreNotWritable(
            f"the page could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another file with -o",
        ) from error
    print(nearby(target))


def _picture(line: Timeline, at: float, options: argparse.Namespace) -> None:
    from replaytest.exporters.film import picture

    if not options.output or options.select or options.json:
        raise UsageError(
            "a picture goes to a file, and shows the whole viewport",
            where="--as png",
            fix="replaytest dom WHAT --as png -o page.png, without --select and --json",
        )
    _write(Path(options.output), picture(line, at))
