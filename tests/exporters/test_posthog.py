"""PostHog's form, checked against the types that its player declares."""

from __future__ import annotations

import json
from typing import Any, Literal
from uuid import UUID

import msgspec
import pytest

from replaytest.exporters.posthog import posthog_json
from tests.exporters.builders import custom, joined, meta, recorded
from tests.support.builders import SESSION, click, full_snapshot


class Person(msgspec.Struct, forbid_unknown_fields=True):
    """`PersonType`."""

    distinct_ids: list[str]
    properties: dict[str, Any]
    uuid: UUID | None = None
    id: int | str | None = None
    name: str | None = None
    created_at: str | None = None


class Snapshot(msgspec.Struct, forbid_unknown_fields=True):
    """`eventWithTime & {windowId}`: events of a player know no other field."""

    type: int
    data: Any
    timestamp: float
    windowId: UUID
    delay: float | None = None


class Data(msgspec.Struct, forbid_unknown_fields=True):
    id: UUID
    person: Person | None
    snapshots: list[Snapshot]


class Export(msgspec.Struct, forbid_unknown_fields=True):
    """`ExportedSessionRecordingFileV2`."""

    version: Literal["2023-04-28"]
    data: Data


def exported(path, pairs, **more):
    text = joined(posthog_json(recorded(path, pairs, **more)))
    return msgspec.json.decode(text, type=Export), json.loads(text)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "s.replaytest"


def test_all_tabs_in_order_of_time_each_with_its_window(path):
    pairs = [
        (1, meta()),
        (1, click(9)),
        (2, meta(5)),
        (1, full_snapshot(2)),
        (2, click(7)),
    ]
    export, raw = exported(path, pairs)
    assert export.data.id == UUID(SESSION)
    assert export.data.person is None
    windows = [each.windowId for each in export.data.snapshots]
    assert len(set(windows)) == 2
    first, second = windows[0], windows[2]
    assert windows == [first, first, second, second, first]
    for each in raw["data"]["snapshots"]:
        del each["windowId"]
    assert raw["data"]["snapshots"] == [
        meta(), full_snapshot(2), meta(5), click(7), click(9)
    ]  # fmt: skip


def test_the_same_recording_gives_the_same_file(path, tmp_path):
    first = recorded(path, [(1, meta()), (2, meta())])
    again = recorded(tmp_path / "t.replaytest", [(1, meta()), (2, meta())])
    assert joined(posthog_json(first)) == joined(posthog_json(again))


def test_windows_of_two_sessions_differ(path, tmp_path):
    one, _ = exported(path, [(1, meta())])
    two, _ = exported(tmp_path / "t.replaytest", [(1, meta())], session="f" * 32)
    assert one.data.snapshots[0].windowId != two.data.snapshots[0].windowId


@pytest.mark.parametrize("key", ["person", "distinct_id"])
def test_the_person_is_who_was_identified(path, key):
    pairs = [
        (1, custom("identify", {key: "person-1"})),
        (1, custom("identify", {key: 7})),
        (1, custom("identify", {key: "person-1"})),
        (1, custom("other", {key: "nobody"})),
        (1, custom("identify", "nobody")),
    ]
    export, _ = exported(path, pairs)
    assert export.data.person is not None
    assert export.data.person.distinct_ids == ["person-1", "7"]
    assert export.data.person.name == "7"


def test_what_came_from_posthog_keeps_its_ids_and_its_person(path):
    person = {"id": 1, "distinct_ids": ["d1"], "properties": {"$browser": "Chrome"}}
    imported = {"id": "posthog:0198-a", "person": person, "windows": {"1": "w-1"}}
    pairs = [(1, meta()), (2, meta())]
    recording = recorded(path, pairs, imported=imported)
    raw = json.loads(joined(posthog_json(recording)))
    assert (raw["data"]["person"], raw["data"]["id"]) == (person, "0198-a")
    first, second = (each["windowId"] for each in raw["data"]["snapshots"])
    assert (first, UUID(second).version) == ("w-1", 5)


@pytest.mark.parametrize(
    "imported", [7, {"id": 7, "person": 7, "windows": 7}, {"id": "sentry:x"}]
)
def test_an_odd_header_changes_nothing(path, imported):
    export, _ = exported(path, [(1, meta())], imported=imported)
    assert (export.data.id, export.data.person) == (UUID(SESSION), None)


def test_an_id_that_is_no_uuid_becomes_one(path):
    export, _ = exported(path, [(1, meta())], session="../any thing")
    assert export.data.id.version == 5


def test_a_windowid_of_the_page_is_replaced(path):
    export, _ = exported(path, [(1, meta() | {"windowId": 1})])
    assert isinstance(export.data.snapshots[0].windowId, UUID)


def test_nothing_recorded_is_still_valid(path):
    export, _ = exported(path, [])
    assert export.data.snapshots == []
