"""`events`: what was recorded, event by event."""

from __future__ import annotations

import argparse
from typing import Any

from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.output import json_line, put
from replaytest.cli.showing import one_recording, tell_skipped
from replaytest.errors import UsageError


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "events",
        help="print a recording event by event",
        description="Print the events of one recording in the order of its file: "
        "its number in the tab (in order of time, from 0), seconds since the start, "
        "tab, what it is, the gist of it.",
        epilog="example: replaytest events test_pays --type mouse-interaction",
        allow_abbrev=False,
    )
    verb.add_argument("what", metavar="WHAT", help=WHAT)
    verb.add_argument("--tab", type=int, metavar="N", help="of this tab only")
    verb.add_argument(
        "--type",
        metavar="NAME|NUMBER",
        help="of this kind only: a type of rrweb's by its number or name (4, meta, "
        "full-snapshot, custom…), or a source (mutation, input, scroll…)",
    )
    verb.add_argument(
        "--json", action="store_true", help="NDJSON on stdout: [tab, event] a line"
    )
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the events."""
    from replaytest.cli.describe import labels, summary
    from replaytest.mirror.timeline import event_numbers

    wanted = _wanted(options.type)
    recording = one_recording(options)
    if options.tab is not None:
        recording.chosen_tab(options.tab)
    # Of --json nobody asks for them: there a line is passed on as it is.
    numbers = [] if options.json else event_numbers(recording.lines(options.tab))
    for place, (tab, event) in recording.numbered(options.tab):
        found = labels(event)
        if wanted and wanted not in found:
            continue
        if options.json:
            put(json_line([tab, event]))
        else:
            since = (event["timestamp"] - recording.started_at) / 1000
            line = f"{numbers[place]:>5}  {since:9.3f}  {tab:>2}  {found[0]:<17}  "
            line += summary(event)
            print(line.rstrip())
    tell_skipped(recording)
    return 0


def _wanted(name: str | None) -> str | None:
    from replaytest.cli.describe import NAMES, spelled

    if name is None:
        return None
    wanted = spelled(name)
    if wanted not in NAMES and not wanted.isdecimal():
        raise UsageError(
            f"there is no type {name!r}",
            where="--type",
            fix=f"a number, or one of {', '.join(NAMES)}",
        )
    return wanted
