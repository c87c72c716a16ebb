"""`export`: a recording as a page, or as events for other tools."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.delivering import (
    Tally,
    check_encrypted,
    deliver,
    short,
    tallied,
    tell_written,
)
from replaytest.cli.find import WHAT, add_dir, find_in_store, newest_attempt, open_store
from replaytest.cli.output import nearby, put, say
from replaytest.cli.showing import (
    STDOUT,
    add_against,
    against_of,
    is_encrypted,
    one_recording,
    replay_file,
    tell_damaged,
    tell_skipped,
    would_be_readable,
)
from replaytest.errors import RecordingError, ReplaytestError, UsageError

if TYPE_CHECKING:
    from replaytest.store.folder import Entry
    from replaytest.store.read import Recording


@dataclass(frozen=True, slots=True)
class Form:
    """What `--to` names. `one_tab`: of one tab. `many`: of all that WHAT names."""

    help: str
    run: Callable[[argparse.Namespace], int]
    suffix: str = ""
    one_tab: bool = False
    many: bool = False


def add(verbs: Any) -> None:
    """Describe the verb."""
    from replaytest.cli.filming import add_options

    export = verbs.add_parser(
        "export",
        help="write a replay page, events for other players, or tables",
        description="Write the newest attempt that matches in another form:\n\n"
        + "\n".join(f"  {name:<9}  {form.help}" for name, form in FORMS.items()),
        epilog="example: replaytest export test_pays --to rrweb --tab 2 -o events.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    export.add_argument("what", metavar="WHAT", nargs="?", help=WHAT)
    export.add_argument("--to", choices=tuple(FORMS), required=True)
    export.add_argument(
        "-o",
        metavar="FILE",
        dest="output",
        help="- is stdout, not for films (default: replay.html beside the recording; "
        "for all others a file in this folder, named for the session)",
    )
    export.add_argument(
        "--tab",
        type=int,
        metavar="N",
        help="rrweb, filmstrip, video: which tab (default: the first)",
    )
    export.add_argument(
        "--all", action="store_true", help="ndjson, parquet: the whole store"
    )
    export.add_argument(
        "--json",
        action="store_true",
        help="a JSON object on stdout: path, format, bytes, events",
    )
    add_against(export)
    add_options(export)
    add_dir(export)
    export.set_defaults(run=run_export)


def run_export(options: argparse.Namespace) -> int:
    """Write recordings in another form."""
    from replaytest.cli.filming import check_unused

    check_unused(options)
    form = FORMS[options.to]
    if options.tab is not None and not form.one_tab:
        what = {"html": "a page", "ndjson": "a table", "parquet": "a table"}
        raise UsageError(
            f"{what.get(options.to, 'such a file')} has all tabs",
            where="--tab",
            fix="leave --tab out, or --to rrweb",
        )
    if options.all and (options.what or not form.many):
        raise UsageError(
            "the whole store goes into tables, and without WHAT",
            where="--all",
            fix="replaytest export --all --to parquet -o DIR",
        )
    if not options.what and not options.all:
        raise UsageError(
            "nothing says which recording", where="export", fix="replaytest export WHAT"
        )
    if options.json and options.output == STDOUT:
        raise UsageError(
            "both want stdout", where="--json -o -", fix="leave one of them out"
        )
    return form.run(options)


def _html(options: argparse.Namespace) -> int:
    from replaytest.replay import replay_of

    attempt = newest_attempt(options)
    if is_encrypted(attempt) and not options.output:
        raise would_be_readable("export", "no -o", "html")
    if options.output == STDOUT:
        tell_damaged(attempt)
        put(replay_of(attempt.paths, against=against_of(options, attempt)))
        return 0
    against = against_of(options, attempt)
    target = replay_file(attempt, options.output, against)[0]
    events = sum(entry.events for entry in attempt.sessions)
    tell_written(options, target, target.stat().st_size, events)
    return 0


def _rrweb(options: argparse.Namespace) -> int:
    from replaytest.exporters.rrweb import rrweb_json

    recording = one_recording(options)
    check_encrypted(options, [recording.path])
    tab = recording.chosen_tab(options.tab)
    if not recording.tabs:
        raise RecordingError(
            "there is no event in it", where=nearby(recording.path), fix="replaytest ls"
        )
    deliver(
        options,
        lambda tally: rrweb_json(recording, tab, on_event=tally, on_problem=say),
        recordings=[recording.path],
        name=f"rrweb-{short(recording.session)}-tab-{tab}.json",
        total=recording.event_count,
    )
    tell_skipped(recording)
    return 0


def _posthog(options: argparse.Namespace) -> int:
    from replaytest.exporters.posthog import posthog_json

    return _one_session(
        options, lambda recording, tally: posthog_json(recording, on_event=tally)
    )


def _har(options: argparse.Namespace) -> int:
    from replaytest.exporters.har import har_json

    return _one_session(
        options,
        lambda recording, tally: har_json(recording, on_event=tally, on_problem=say),
    )


def _one_session(
    options: argparse.Namespace,
    pieces_of: Callable[[Recording, Tally], Iterator[bytes]],
) -> int:
    recording = one_recording(options)
    check_encrypted(options, [recording.path])
    deliver(
        options,
        lambda tally: pieces_of(recording, tally),
        recordings=[recording.path],
        name=_name(options, [recording.session]),
        total=recording.event_count,
    )
    tell_skipped(recording)
    return 0


def _ndjson(options: argparse.Namespace) -> int:
    from replaytest.exporters.ndjson import ndjson

    entries = _entries(options)
    deliver(
        options,
        lambda tally: ndjson(_recordings(entries), on_event=tally),
        recordings=[entry.path for entry in entries],
        name=_name(options, [entry.session for entry in entries]),
        total=sum(entry.events for entry in entries),
    )
    return 0


def _parquet(options: argparse.Namespace) -> int:
    from replaytest.exporters.parquet import EVENTS, SESSIONS, write_parquet

    if options.output == STDOUT:
        raise UsageError("these are two files", where="-o -", fix="-o DIR")
    entries = _entries(options)
    name = _name(options, [entry.session for entry in entries])
    folder = Path(options.output or name)
    with tallied(options, sum(entry.events for entry in entries)) as tally:
        write_parquet(_recordings(entries), folder, on_event=tally)
    size = sum((folder / table).stat().st_size for table in (SESSIONS, EVENTS))
    tell_written(options, folder, size, tally.count)
    return 0


def _film(options: argparse.Namespace) -> int:
    from replaytest.cli.filming import export_film

    return export_film(options)


FORMS = {
    "html": Form("a page that plays it, with nothing else needed", _html, ".html"),
    "rrweb": Form(
        "the events of one tab, for rrweb's own players", _rrweb, ".json", one_tab=True
    ),
    "posthog": Form("a file that PostHog's player loads", _posthog, ".json"),
    "ndjson": Form(
        "a line for each event, of all that matches", _ndjson, ".ndjson", many=True
    ),
    "parquet": Form(
        "a folder with two tables, of all that matches (duckdb)", _parquet, many=True
    ),
    "har": Form("the requests, if they were recorded: HAR 1.2", _har, ".har"),
    "filmstrip": Form("pictures of its moments", _film, one_tab=True),
    "video": Form("a film of it", _film, one_tab=True),
}


def _entries(options: argparse.Namespace) -> list[Entry]:
    """Return all that WHAT names or the store has, oldest first, ready to be read."""
    if options.all:
        store = open_store(options.dir)
        found = list(store.entries())
    else:
        store, found = find_in_store(options)
    for entry in found:
        if entry.damaged is not None:
            say(f"left out, it cannot be read: {nearby(entry.path)}")
    entries = [entry for entry in reversed(found) if entry.damaged is None]
    if not entries:
        raise RecordingError(
            "there is nothing in it that can be read",
            where=options.what or store.place,
            fix="replaytest ls",
        )
    store.fetch(entries)
    check_encrypted(options, [entry.path for entry in entries])
    return entries


def _recordings(entries: Sequence[Entry]) -> Iterator[Recording]:
    """Yield the recordings, and say after each what reading it passed over."""
    from replaytest.store.read import read

    for entry in entries:
        try:
            recording = read(entry.path)
        except ReplaytestError as error:
            # Retention removed it a moment ago, or its key.
            say(f"left out: {nearby(entry.path)}: {error.problem}")
            continue
        yield recording
        if recording.skipped or recording.torn_at is not None:
            say(f"{nearby(entry.path)}:")
            tell_skipped(recording)


def _name(options: argparse.Namespace, sessions: Sequence[str]) -> str:
    """Return what the export is called if nobody says."""
    whose = short(sessions[0]) if len(sessions) == 1 else f"{len(sessions)}-recordings"
    return f"{options.to}-{whose}{FORMS[options.to].suffix}"
