"""Which recordings `rm` removes: those that every option given agrees on."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, find, store_root
from replaytest.cli.output import nearby, say
from replaytest.errors import RecordingNotFound, ReplaytestError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from replaytest.model import Event
    from replaytest.store.folder import Entry

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


def chosen(options: argparse.Namespace) -> list[Entry]:
    """Return the recordings to remove, newest first, at least one.

    Raises `RecordingNotFound`, and `UsageError` when nothing says which ones.
    """
    # The person comes last: only for that a recording has to be read.
    conditions = []
    if options.test is not None:
        conditions.append(_of_test(options.test))
    if options.before is not None:
        conditions.append(_before(options.before))
    if options.person is not None:
        conditions.append(_of_person(options.person))
    entries = [
        entry
        for entry in _candidates(options, narrowed=bool(conditions))
        if all(holds(entry) for holds in conditions)
    ]
    if options.person is not None:
        _tell_quarantine(store_root(options.dir))
    if not entries:
        raise RecordingNotFound(
            "no recording is all that was asked for",
            where=str(store_root(options.dir)),
            fix="list them with: replaytest ls",
        )
    return entries


def _candidates(options: argparse.Namespace, *, narrowed: bool) -> list[Entry]:
    from replaytest.store.folder import Store

    if options.what is not None:
        return find(options)
    if not narrowed:
        raise UsageError(
            "nothing says which recordings",
            where="rm",
            fix="give WHAT, --test, --before or --person",
        )
    return list(Store.open(store_root(options.dir)).entries())


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


def _of_person(value: str) -> Callable[[Entry], bool]:
    return lambda entry: _is_of(entry, value)


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
    from replaytest.store.entry import SUFFIX
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
