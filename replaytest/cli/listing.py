"""`ls`: which recordings there are."""

from __future__ import annotations

import argparse
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir, find_in_store, open_store
from replaytest.cli.output import (
    moment,
    nearby,
    on_terminal,
    path_text,
    put_json,
    say,
    size,
    table,
)
from replaytest.errors import KeyMissing

if TYPE_CHECKING:
    from replaytest.store.folder import Entry, Store

HEAD = ("when", "outcome", "test", "attempt", "tabs", "events", "size", "path")
RIGHT = ("attempt", "tabs", "events", "size")
STYLES = {"failed": "red", "unfinished": "yellow", "damaged": "yellow"}


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "ls",
        help="list recordings, newest first",
        description="List recordings, newest first.",
        epilog="example: replaytest ls --where 'signal = rage-click and url ~ /cart'",
        allow_abbrev=False,
    )
    verb.add_argument("what", nargs="?", metavar="WHAT", help=WHAT)
    verb.add_argument(
        "--failed",
        action="store_true",
        help="only of failed tests, and those whose end was lost in a crash",
    )
    add_where(verb)
    verb.add_argument(
        "--saved",
        metavar="NAME",
        help="only those that a saved search finds: replaytest search --save NAME",
    )
    verb.add_argument("--json", action="store_true", help="a JSON array on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def add_where(verb: argparse.ArgumentParser) -> None:
    """Add `--where`."""
    verb.add_argument(
        "--where",
        metavar="CONDITION",
        default="",
        help="only sessions for which this holds, such as 'outcome = failed and "
        "started > -2d'; fields: replaytest search --fields",
    )


def run(options: argparse.Namespace) -> int:
    """List what there is."""
    is_narrowed = bool(options.where or options.saved)
    if is_narrowed:
        store, entries = _meant(options)
    elif options.what:
        store, entries = find_in_store(options)
    else:
        store = open_store(options.dir)
        entries = list(store.entries())
    if options.failed:
        entries = [entry for entry in entries if is_failed(entry)]
    if options.json:
        put_json([as_json(entry, store) for entry in entries])
    elif entries:
        print_entries(entries, store)
    elif is_narrowed:
        say("no session is like that")
    else:
        say(
            "no recording of a failed test"
            if options.failed
            else "no recordings yet: pytest --record-sessions makes some"
        )
    return 0


def _meant(options: argparse.Namespace) -> tuple[Store, list[Entry]]:
    """Return what `--where` and `--saved` mean, of WHAT if that is given."""
    from replaytest.cli.find import store_root
    from replaytest.cli.searching import find, question_of
    from replaytest.store.folder import Store

    store = Store.open(store_root(options.dir))
    question = question_of(store.root, options.where, options.saved)
    _, hits = find(store.root, question, limit=None)
    found = [hit.entry for hit in hits]
    if options.what:
        named = {entry.path.absolute() for entry in store.find(options.what)}
        found = [entry for entry in found if entry.path.absolute() in named]
    return store, found


def is_failed(entry: Entry) -> bool:
    """Say whether the test failed; one without an end was killed, as far as we know."""
    return entry.outcome == "failed" or not entry.finished


def outcome(entry: Entry) -> str:
    """Return how it ended, in one word."""
    if entry.damaged is not None:
        return "no key" if f"[{KeyMissing.code}]" in entry.damaged else "damaged"
    if not entry.finished:
        return "unfinished"
    return entry.outcome or "-"


def name(entry: Entry) -> str:
    """Return the node id, or what else tells a recording from others."""
    if entry.test:
        return entry.test.nodeid
    return f"session {entry.session[:8]}" if entry.session else "?"


def as_json(entry: Entry, store: Store) -> dict[str, Any]:
    """Return what JSON says of a recording; its path is its URL if it has one."""
    path = store.shown(entry.path) or path_text(entry.path)
    # Not `asdict` for all of it: copying every field takes most of a long listing.
    names = (field.name for field in fields(entry) if field.name != "blobs")
    value = {name: getattr(entry, name) for name in names}
    return value | {"path": path, "test": asdict(entry.test) if entry.test else None}


def print_entries(entries: list[Entry], store: Store) -> None:
    """Print a table."""
    table(
        HEAD,
        [_row(entry, store) for entry in entries],
        right=RIGHT,
        styles=[STYLES.get(outcome(entry), "") for entry in entries],
    )
    if on_terminal():
        say("open one: replaytest show PATH")


def _row(entry: Entry, store: Store) -> tuple[str, ...]:
    return (
        moment(entry.started_at),
        outcome(entry),
        name(entry),
        str(entry.test.attempt) if entry.test else "-",
        str(entry.tabs),
        str(entry.events),
        size(entry.size),
        store.shown(entry.path) or nearby(entry.path),
    )
