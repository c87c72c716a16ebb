"""`export`: a recording as a page, or as events for other players."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, Attempt, add_dir, newest_attempt
from replaytest.cli.output import json_line, nearby, put, say
from replaytest.cli.showing import (
    STDOUT,
    check_tab,
    is_encrypted,
    one_recording,
    replay_file,
    tell_damaged,
    tell_skipped,
    would_be_readable,
)
from replaytest.errors import RecordingError, StoreNotWritable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from replaytest.store.read import Recording


def add(verbs: Any) -> None:
    """Describe the verb."""
    export = verbs.add_parser(
        "export",
        help="write a replay page, or events for any rrweb player",
        description="Write the newest attempt that matches as a page (html), or the "
        "events of one tab as the JSON array that rrweb's own player takes (rrweb).",
        epilog="example: replaytest export test_pays --to rrweb --tab 2 -o events.json",
        allow_abbrev=False,
    )
    export.add_argument("what", metavar="WHAT", help=WHAT)
    export.add_argument("--to", choices=("html", "rrweb"), required=True)
    export.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        help="- is stdout (default: replay.html beside the recording; for rrweb a "
        "file in this folder, named for session and tab)",
    )
    export.add_argument(
        "--tab", type=int, metavar="N", help="rrweb: which tab (default: the first)"
    )
    add_dir(export)
    export.set_defaults(run=run_export)


def run_export(options: argparse.Namespace) -> int:
    """Write a recording in another form."""
    if options.to == "rrweb":
        return _export_rrweb(options)
    if options.tab is not None:
        raise UsageError(
            "a page has all tabs", where="--tab", fix="leave --tab out, or --to rrweb"
        )
    attempt = newest_attempt(options)
    if is_encrypted(attempt) and not options.output:
        raise would_be_readable("export", "no -o", "html")
    if options.output == STDOUT:
        _replay_to_stdout(attempt)
    else:
        print(nearby(replay_file(attempt, options.output)[0]))
    return 0


def _replay_to_stdout(attempt: Attempt) -> None:
    from replaytest.replay import replay_of

    tell_damaged(attempt)
    put(replay_of(attempt.paths))


def _export_rrweb(options: argparse.Namespace) -> int:
    from replaytest.store.crypt import session_of

    recording = one_recording(options)
    if not options.output and session_of(recording.path) is not None:
        raise would_be_readable("export", "no -o", "rrweb")
    check_tab(recording, options.tab)
    if not recording.tabs:
        raise RecordingError(
            "there is no event in it", where=nearby(recording.path), fix="replaytest ls"
        )
    tab = options.tab or recording.tabs[0].number
    pieces = _rrweb(recording, tab)
    if options.output == STDOUT:
        for piece in pieces:
            put(piece)
    else:
        target = Path(options.output or f"rrweb-{_short(recording)}-tab-{tab}.json")
        _write(target, pieces, recording.path)
        print(nearby(target))
    tell_skipped(recording)
    return 0


def _short(recording: Recording) -> str:
    # The id stands in the file and could be a path.
    return "".join(filter(str.isalnum, recording.session))[:8]


def _rrweb(recording: Recording, tab: int) -> Iterator[bytes]:
    """Yield one JSON array, in order of time as rrweb's player wants it."""
    from replaytest.rrweb import EventType

    found = [event for _, event in recording.events(tab)]
    # The sort is stable: events of one millisecond stay as the page sent them.
    found.sort(key=lambda event: event["timestamp"])
    if not any(event["type"] == EventType.FULL_SNAPSHOT for event in found):
        say(f"tab {tab} has no full snapshot: a player will show nothing")
    for number, event in enumerate(found):
        yield (b",\n" if number else b"[") + json_line(event).rstrip(b"\n")
    yield b"]\n" if found else b"[]\n"


def _write(target: Path, pieces: Iterator[bytes], source: Path) -> None:
    if target.absolute() == source.absolute():
        raise UsageError(
            "this would overwrite the recording",
            where=f"-o {target}",
            fix="-o FILE.json",
        )
    try:
        with target.open("wb") as file:
            file.writelines(pieces)
    except OSError as error:
        raise StoreNotWritable(
            f"the events could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another file with -o",
        ) from error
