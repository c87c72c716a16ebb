"""PostHog: the file that its player's "Export to file" writes, version 2023-04-28.

`{version, data: {id, person, snapshots}}`: the events of all windows in order of time,
each with a `windowId`. PostHog's player loads it, and so does `replaytest import`.
Source: frontend/src/scenes/session-recordings/player of PostHog, the types
`ExportedSessionRecordingFileV2` and `PersonType`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from replaytest.exporters.source import OnEvent, array_of, events_of, json_of
from replaytest.mask.person import IDENTIFY
from replaytest.model import Event
from replaytest.rrweb import EventType
from replaytest.store.read import Recording

VERSION = "2023-04-28"
# Where an `identify` event has the name: ours, and PostHog's.
_KEYS = ("person", "distinct_id")


def posthog_json(
    recording: Recording, *, on_event: OnEvent | None = None
) -> Iterator[bytes]:
    """Yield the export of one session.

    `person` is what the recording was identified as, a pseudonym in our own, or null.
    Ids are made from the session and the tab: the same recording gives the same file.
    What came from PostHog keeps its own ids and its person. Held in memory as JSON
    until all is sorted. Raises `OSError` if the file went away meanwhile.
    """
    imported = recording.header.get("imported")
    known = imported if isinstance(imported, dict) else {}
    session = uuid_of(recording.session)
    windows = _windows(known)
    names: dict[str, None] = {}
    found: list[tuple[float, bytes]] = []
    for tab, event in events_of(recording, on_event):
        window = windows.setdefault(tab, str(uuid5(session, f"tab {tab}")))
        found.append((event["timestamp"], json_of(event | {"windowId": window})))
        names |= dict.fromkeys(_identified(event))
    found.sort(key=lambda each: each[0])  # stable
    person = known.get("person")
    person = person if isinstance(person, dict) else _person(list(names))
    yield b'{"version":"%b","data":{"id":' % VERSION.encode()
    yield json_of(_own_id(known) or str(session)) + b',"person":'
    yield json_of(person) if person else b"null"
    yield b',"snapshots":'
    yield from array_of(line for _, line in found)
    yield b"}}\n"


def uuid_of(session: str) -> UUID:
    """Return a session's id as PostHog writes ids; ours are 32 hex digits."""
    try:
        return UUID(hex=session)
    except ValueError:
        return uuid5(NAMESPACE_URL, f"replaytest:{session}")


def _windows(imported: Mapping[str, Any]) -> dict[int, str]:
    """Return what PostHog called the windows, by tab."""
    names = imported.get("windows")
    if not isinstance(names, dict):
        return {}
    return {
        int(tab): str(name) for tab, name in names.items() if tab.isdecimal() and name
    }


def _own_id(imported: Mapping[str, Any]) -> str:
    """Return what PostHog called the session, "" if it is from elsewhere."""
    system, _, name = str(imported.get("id") or "").partition(":")
    return name if system == "posthog" else ""


def _identified(event: Event) -> Iterator[str]:
    data = event.get("data")
    if event["type"] != EventType.CUSTOM or not isinstance(data, dict):
        return
    payload = data.get("payload")
    if data.get("tag") != IDENTIFY or not isinstance(payload, dict):
        return
    for key in _KEYS:
        value = payload.get(key)
        if value and (isinstance(value, str) or type(value) is int):
            yield str(value)


def _person(names: list[str]) -> dict[str, Any] | None:
    """Return PostHog's person with these distinct ids; the last one is the name."""
    if not names:
        return None
    return {
        "uuid": str(uuid5(NAMESPACE_URL, f"replaytest:person:{names[0]}")),
        "name": names[-1],
        "distinct_ids": names,
        "properties": {},
    }
