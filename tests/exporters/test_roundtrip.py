"""What is exported comes back by the importers: the same events in the same tabs."""

from __future__ import annotations

import json

import pytest

from replaytest.exporters.posthog import posthog_json
from replaytest.exporters.rrweb import rrweb_json
from replaytest.replay import replay_of
from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.exporters.builders import custom, event, joined, meta, network, recorded
from tests.support.builders import STARTED_AT, click, full_snapshot

importing = pytest.importorskip("replaytest.importers.read")
storing = pytest.importorskip("replaytest.importers.store")

FIRST = [
    meta(), full_snapshot(2), click(3), click(3) | {"delay": 4},
    event(3, {"source": 5, "id": 8, "text": "ü 🛒 \0", "isChecked": False}, 10),
    event(77, {"unknown": [None, 1.5, True]}, 11), custom("note", {"a": "<b>"}, 12),
    network([{"name": "http://shop.test/"}], 13), click(900),
]  # fmt: skip
SECOND = [
    meta(5),
    full_snapshot(1, first_id=1) | {"timestamp": STARTED_AT + 6},
    click(7),
]


@pytest.fixture
def recording(tmp_path):
    mixed = [*((1, each) for each in FIRST[:4]), *((2, each) for each in SECOND)]
    rest = [(1, each) for each in FIRST[4:]]
    return recorded(tmp_path / "s.replaytest", [*mixed, *rest])


def events_in(session):
    """Return the events of each tab. A player's `delay` is no part of a recording."""
    return [
        [{name: each[name] for name in each if name != "delay"} for each in tab.events]
        for tab in session.tabs
    ]


def without_copies(events):
    """Return what importing keeps: an event that differs by its `delay` is a copy."""
    return [each for each in events if "delay" not in each]


def test_rrweb(recording):
    [session] = importing.read_foreign(joined(rrweb_json(recording, 1)), "events.json")
    assert events_in(session) == [without_copies(FIRST)]


def test_posthog(recording):
    [session] = importing.read_foreign(joined(posthog_json(recording)), "export.json")
    assert session.origin == "posthog-export-2023-04-28"
    assert events_in(session) == [without_copies(FIRST), SECOND]
    assert session.problems == []


def test_html(recording):
    page = replay_of([recording.path])
    [session] = importing.read_foreign(page, "replay.html")
    assert [tab.events for tab in session.tabs] == [FIRST, SECOND]


def test_imported_from_posthog_and_exported_again_is_the_same_session(
    tmp_path, recording
):
    person = {"distinct_ids": ["d1"], "properties": {}, "name": "synthetic"}
    first = json.loads(joined(posthog_json(recording)))
    first["data"] |= {"person": person, "id": "0198aaaa-1111-7111-8111-111111111111"}
    for each in first["data"]["snapshots"]:
        each["windowId"] = "w-" + each["windowId"][:4]
    store = Store.create(tmp_path / "store")
    text = json.dumps(first).encode()
    [session] = importing.read_foreign(text, "export.json")
    there = storing.import_session(session, store)
    again = joined(posthog_json(read(there.path)))
    second = json.loads(again)
    snapshots = without_copies(first["data"].pop("snapshots"))
    # Events of one millisecond in several windows come tab by tab from the store.
    assert sorted(second["data"].pop("snapshots"), key=json.dumps) == sorted(
        snapshots, key=json.dumps
    )
    assert second == first
    [same] = importing.read_foreign(again, "again.json")
    assert storing.import_session(same, store).was_there
