"""`heatmap`: where people clicked on a page, or how far down they saw it."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import listing
from replaytest.cli.find import WHAT, add_dir, find_in_store, open_store, store_root
from replaytest.cli.output import bar, nearby, path_text, put_json, say
from replaytest.cli.showing import STDOUT
from replaytest.errors import RecordingNotFound, ReplaytestError, UsageError

if TYPE_CHECKING:
    from replaytest.exporters.heatmap import Heatmap
    from replaytest.store.folder import Entry, Store
    from replaytest.store.read import Recording


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "heatmap",
        help="draw where people clicked on a page, or how far down they saw it",
        description="Draw the clicks of all sessions on one page, or how far down they "
        "saw it, over the page as it was recorded, as a PNG. Visits count whose "
        "viewport was at most 10 % narrower or wider than the one that is drawn.",
        epilog="example: replaytest heatmap --page /cart --where 'started > -7d'",
        allow_abbrev=False,
    )
    verb.add_argument(
        "what",
        nargs="*",
        metavar="RECORDING",
        help=f"only these (default: the whole store): {WHAT}",
    )
    listing.add_where(verb)
    verb.add_argument(
        "--page",
        required=True,
        metavar="PAGE",
        help="a URL, or a path such as /cart or '/orders/*'; query and fragment count "
        "only if they are given",
    )
    show = verb.add_mutually_exclusive_group()
    show.add_argument(
        "--clicks",
        dest="show",
        action="store_const",
        const="clicks",
        default="clicks",
        help="where was clicked or tapped, and which clicks were rage or dead clicks "
        "(default)",
    )
    show.add_argument(
        "--scroll",
        dest="show",
        action="store_const",
        const="scroll",
        help="how many of the visits saw each part of the page",
    )
    verb.add_argument(
        "--width",
        type=_pixels,
        metavar="PIXELS",
        help="of the viewports that count (default: the most common)",
    )
    verb.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        help="default: heatmap-clicks-PAGE.png in this folder",
    )
    verb.add_argument(
        "--json", action="store_true", help="the numbers as a JSON object on stdout"
    )
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Draw a heatmap, and print where it is."""
    if options.output == STDOUT:
        raise UsageError("a heatmap goes to a file", where="-o -", fix="-o FILE.png")
    from replaytest.exporters.heatmap import left_out, write_heatmap
    from replaytest.signals.thresholds import Thresholds

    entries = _entries(options)
    _check_encrypted(options, entries)
    target = Path(options.output or _name(options))
    with bar("heatmap", len(entries)) as shown:
        made = write_heatmap(
            _recordings(entries),
            target,
            page=options.page,
            show=options.show,
            width=options.width,
            limits=Thresholds.load(Path.cwd()),
            on_recording=shown.advance,
        )
    if options.json:
        put_json(_as_json(made, target))
    else:
        print(nearby(target))
    for reason in left_out(made):
        say(reason)
    return 0


def _entries(options: argparse.Namespace) -> list[Entry]:
    """Return what is meant, newest first, each once, at least one."""
    store, entries = _found(options)
    unique = list({entry.path.absolute(): entry for entry in entries}.values())
    if not unique:
        raise RecordingNotFound(
            "no session is like that", where=store.place, fix="replaytest ls"
        )
    for entry in unique:
        if entry.damaged is not None:
            say(f"left out, it cannot be read: {nearby(entry.path)}")
    store.fetch(unique)
    return [entry for entry in unique if entry.damaged is None]


def _found(options: argparse.Namespace) -> tuple[Store, list[Entry]]:
    named: list[Entry] = []
    for what in options.what:
        one = argparse.Namespace(what=what, dir=options.dir)
        store, found = find_in_store(one)
        named += found
    if not options.where:
        if options.what:
            return store, named
        store = open_store(options.dir)
        return store, list(store.entries())
    from replaytest.cli.searching import find, question_of
    from replaytest.store.folder import Store

    local = Store.open(store_root(options.dir))
    _, hits = find(local.root, question_of(local.root, options.where, None), limit=None)
    asked = {entry.path.absolute() for entry in named}
    entries = [hit.entry for hit in hits]
    if options.what:
        entries = [entry for entry in entries if entry.path.absolute() in asked]
    return local, entries


def _recordings(entries: list[Entry]) -> Iterator[Recording]:
    """Yield those that can be read, and say which cannot."""
    from replaytest.store.read import read

    for entry in entries:
        try:
            recording = read(entry.path)
        except (ReplaytestError, OSError) as error:
            reason = getattr(error, "problem", None) or str(error)
            say(f"left out: {nearby(entry.path)}: {reason}")
        else:
            yield recording


def _check_encrypted(options: argparse.Namespace, entries: list[Entry]) -> None:
    from replaytest.store.crypt import session_of

    if not options.output and any(session_of(entry.path) for entry in entries):
        raise UsageError(
            "some recordings are encrypted, and the picture would show their page",
            where="heatmap, no -o",
            fix="if that is wanted: -o FILE.png",
        )


def _name(options: argparse.Namespace) -> str:
    page = re.sub(r"[^a-z0-9]+", "-", options.page.lower().partition("?")[0])
    parts = ["heatmap", options.show, page.strip("-")[:60]]
    return "-".join(part for part in parts if part) + ".png"


def _as_json(made: Heatmap, target: Path) -> dict[str, Any]:
    names = ("page", "width", "height", "sessions", "visits", "clicks", "scroll")
    told = {name: getattr(made, name) for name in names}
    return told | {
        "rage_clicks": made.troubles["rage"],
        "dead_clicks": made.troubles["dead"],
        "left_out": {
            "visits_at_other_widths": made.other_widths,
            "clicks_in_frames": made.framed,
            "clicks_outside": made.outside,
        },
        "whole_page": made.is_whole,
        "file": path_text(target),
    }


def _pixels(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 16 <= int(text[:6]) <= 20_000):
        raise argparse.ArgumentTypeError(f"{text!r} is not from 16 to 20000")
    return int(text)
