"""A full snapshot that is like an earlier one of its recording is told by it."""

from __future__ import annotations

import copy

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.store import alike, pack
from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.store.test_pack import Kept, events
from tests.support.builders import full_snapshot, write_recording

TREE = {
    "type": 0,
    "childNodes": [
        {"tagName": "p", "childNodes": [{"text": "one"}, {"text": "two"}]},
        {"tagName": "p", "childNodes": []},
        {"text": "three"},
    ],
}


def packed(*events):
    """Return (events as packed together, what was kept)."""
    kept, earlier = Kept(), alike.Earlier()
    for event in events:
        pack.pack(event, orjson.dumps(event), kept.put, earlier)
    return events, kept


def test_a_tree_is_a_list_and_a_tree_again():
    nodes = alike.flat(copy.deepcopy(TREE))
    assert [depth for depth, _ in nodes] == [0, 1, 2, 2, 1, 1]
    assert alike.tree_of(nodes) == TREE


def test_of_a_page_with_more_rows_only_these_are_told():
    (first, second), kept = packed(full_snapshot(300), full_snapshot(302))
    [digest] = kept
    assert first["data"]["node"]["$snapshot"] == digest
    told = second["data"]["node"]
    assert told["$like"] == digest
    texts = [new.get("textContent") for _, new in told["parts"] if type(new) is dict]
    # In a frame a node names the place of its document, which is another one now.
    assert list(filter(None, texts)) == ["row 300", "row 301", "framed"]
    assert len(told["parts"]) == 7


def test_a_page_that_has_little_in_common_is_a_blob_of_its_own():
    other = full_snapshot(300)
    for node in pack._nodes(other["data"]["node"]):
        node["other"] = True
    (_, second), kept = packed(full_snapshot(300), other)
    assert len(kept) == 2
    assert "$snapshot" in second["data"]["node"]


def test_the_most_like_of_those_before_is_taken():
    pages = [full_snapshot(300), full_snapshot(300), full_snapshot(300)]
    for page in pages[1:]:
        for node in pack._nodes(page["data"]["node"]):
            node["other"] = True
    _, kept = packed(*pages)
    assert len(kept) == 2
    assert pages[2]["data"]["node"]["parts"] == [[0, 907]]


@given(pages=st.lists(events, max_size=5), again=st.booleans())
def test_they_are_what_they_were(pages, again):
    pages += copy.deepcopy(pages) if again else []
    before = copy.deepcopy(pages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "SNAPSHOT_BYTES", 1)
        kept, earlier = Kept(), alike.Earlier()
        for page in pages:
            if pack.pack(page, orjson.dumps(page), kept.put, earlier):
                pack.unpack(page, kept.get, lambda: pytest.fail("a blob is missing"))
    # Not only equal: the same JSON, keys in the same order.
    assert orjson.dumps(pages) == orjson.dumps(before)


def test_a_recording_names_the_blobs_it_needs_and_reads_back(tmp_path):
    store = Store.create(tmp_path / "store")
    pages = [full_snapshot(300), full_snapshot(302, first_id=5000), full_snapshot(290)]
    path = store.session_folder("a" * 32, 1) / "session.replaytest"
    write_recording(path, copy.deepcopy(pages), store=store, end={"outcome": "passed"})
    recording = read(path)
    assert [event for _, event in recording.events()] == pages
    [digest] = recording.blobs
    store.blobs.path(digest).unlink()
    assert [event for _, event in recording.events()] == []
    assert recording.skipped


@pytest.mark.parametrize(
    "parts",
    [
        *(
            None,
            "x",
            {},
            [],
            [[0]],
            [[0, 0]],
            [[0, 7]],
            [[-1, 2]],
            [[7, 1]],
            [["a", 1]],
        ),
        *([[0, 1.5]], [[0, "1"]], [[0, 1], [0, 1]], [[1, 1]], [[1, {}]], [[0, {}]] * 2),
        *(
            [[0, 1], [5, {}]],
            [[0, {"childNodes": 3}], [1, {}]],
            [[-1, {}]],
            [["x", {}]],
        ),
    ],
)
def test_parts_that_make_no_tree_are_refused(parts):
    reference = {"$like": "0" * 32, "parts": parts, "ids": [[1, 6]]}
    event = {"type": 2, "data": {"node": reference}, "timestamp": 1}
    with pytest.raises(pack.MissingSnapshot):
        pack.unpack(event, lambda digest: orjson.dumps(TREE), lambda: None)


def test_parts_without_end_are_refused(monkeypatch):
    monkeypatch.setattr(alike, "_MOST_NODES", 50)
    with pytest.raises(ValueError, match="50 nodes"):
        alike.joined([[0, 6]] * 100, alike.flat(copy.deepcopy(TREE)))
