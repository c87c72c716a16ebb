"""Which recordings `rm` removes: those that every option given agrees on."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, find_in_store, open_store
from replaytest.cli.output import nearby, say
from replaytest.errors import RecordingNotFound, ReplaytestError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from replaytest.model import Event
    from replaytest.store.folder import Entry, Store

# The keys of an `identify` event that may hold the name: ours, and PostHog's.
PERSON_KEYS = ("person", "distinct_id")


def add(verb: argparse.ArgumentParser) -> None:
    """Add WHAT and the options that narrow it."""
    verb.add_argument("what", nargs="?", metavar="WHAT", help=WHAT)
    verb.add_argument(
        "--test",
        metavar="PATTERN",
        help="of tests with this in their node id, in any case; with * or ? the "
        "pattern must fit all of it",
    )
    verb.add_argument(
        "--before",
        type=_milliseconds,
        metavar="DATE",
        help="begun before then: 2026-11-21 or 2026-11-21T14:00, in local time",
    )
    verb.add_argument(
        "--person",
        metavar="VALUE",
        help="of this person: an event with the tag identify says so in its person "
        "or distinct_id",
    )


def chosen(options: argparse.Namespace) -> tuple[Store, list[Entry]]:
    """Return the store, and the recordings to remove, newest first, at least one.

    Raises `RecordingNotFound`, and `UsageError` when nothing says which ones.
    """
    conditions = []
    if options.test is not None:
        conditions.append(_of_test(options.test))
    if options.before is not None:
        conditions.append(_before(options.before))
    narrowed = bool(conditions) or options.person is not None
    store, candidates = _candidates(options, narrowed=narrowed)
    entries = [
        entry for entry in candidates if all(holds(entry) for holds in conditions)
    ]
    # The person comes last: only for that a recording has to be read.
    if options.person is not None:
        store.fetch(entries)
        entries = [entry for entry in entries if _is_of(entry, options.person)]
        _tell_quarantine(store.root)
    if not entries:
        raise RecordingNotFound(
            "no recording is all that was asked for",
            where=store.place,
            fix="list them with: replaytest ls",
        )
    return store, entries


def _candidates(
    options: argparse.Namespace, *, narrowed: bool
) -> tuple[Store, list[Entry]]:
    if options.what is not None:
        return find_in_store(options)
    if not narrowed:
        raise UsageError(
            "nothing says which recordings",
            where="rm",
            fix="give WHAT, --test, --before or --person",
        )
    store = open_store(options.dir)
    return store, list(store.entries())


def _of_test(pattern: str) -> Callable[[Entry], bool]:
    # Not fnmatch: the brackets of test_pays[chromium] would be a set of letters.
    parts = [
        {"*": ".*", "?": "."}.get(piece, re.escape(piece))
        for piece in re.split(r"([*?])", pattern)
    ]
    fits = re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
    matches = fits.fullmatch if len(parts) > 1 else fits.search
    return lambda entry: bool(entry.test and pattern and matches(entry.test.nodeid))


def _before(at: int) -> Callable[[Entry], bool]:
    return lambda entry: entry.started_at < at


def _is_of(entry: Entry, value: str) -> bool:
    from replaytest.store.read import read

    try:
        recording = read(entry.path)
        found = any(_names(event, value) for _, event in recording.events())
    except (ReplaytestError, OSError) as error:
        # Whoever has to delete everything of a person must know of these.
        reason = getattr(error, "problem", None) or str(error)
        say(f"could not be searched: {nearby(entry.path)}: {reason}")
        return False
    if not found and recording.torn_at is not None:
        say(f"searched up to byte {recording.torn_at} only: {nearby(entry.path)}")
    return found


def _names(event: Event, value: str) -> bool:
    from replaytest.mask.person import IDENTIFY, pseudonym
    from replaytest.rrweb import EventType

    data = event.get("data")
    if event["type"] != EventType.CUSTOM or not isinstance(data, dict):
        return False
    payload = data.get("payload")
    if data.get("tag") != IDENTIFY or not isinstance(payload, dict):
        return False
    names = {value, pseudonym(value)}
    return any(_text(payload.get(key)) in names for key in PERSON_KEYS)


def _text(value: Any) -> str | None:
    # Ids are numbers in some pages; what is typed here is always text.
    if type(value) is int or isinstance(value, str):
        return str(value)
    return None


def _tell_quarantine(root: Path) -> None:
    from replaytest.files import SUFFIX
    from replaytest.store.folder import QUARANTINE

    folder = root / QUARANTINE
    if any(folder.rglob(f"*{SUFFIX}")):
        say(f"not searched, look there yourself: {nearby(folder)}")


def _milliseconds(text: str) -> int:
    try:
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except (ValueError, OverflowError, OSError) as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date like 2026-11-21"
        ) from error
