from __future__ import annotations

import copy

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.store import blobs, pack
from tests.support.builders import click, full_snapshot

keys = st.sampled_from(
    ["$blob", "$rules", "$snapshot", "rules", "ids", "id", "childNodes", "node", "a"]
)
strings = st.one_of(
    st.text(max_size=5), st.sampled_from(["x" * 5000, "é" * 3000, "0" * 32])
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), strings),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=20,
)
nodes = st.recursive(
    st.fixed_dictionaries({"id": st.integers(-9, 9), "textContent": strings}),
    lambda inner: st.fixed_dictionaries(
        {"id": st.integers(-9, 9), "childNodes": st.lists(inner, max_size=4)},
        optional={"rootId": st.integers(-9, 9), "attributes": values},
    ),
    max_leaves=20,
)
sheets = values | st.fixed_dictionaries({"styleId": st.integers(1, 9), "rules": values})
events = st.fixed_dictionaries(
    {
        "type": st.sampled_from([2, 2, 3, 6]),
        "data": st.one_of(
            values,
            st.fixed_dictionaries({"node": nodes | values}),
            st.fixed_dictionaries({"styles": st.lists(sheets, max_size=3)}),
        ),
        "timestamp": st.integers(0, 2**53),
    }
)


class Kept(dict):
    def put(self, body):
        digest = blobs.digest_of(body)
        self[digest] = body
        return digest


def packed_and_back(event):
    kept, before = Kept(), copy.deepcopy(event)
    if not pack.pack(event, orjson.dumps(event), kept.put):
        return before, kept
    event = orjson.loads(orjson.dumps(event))
    pack.unpack(event, kept.get, lambda: pytest.fail("a blob is missing"))
    return event, kept


@given(event=events)
def test_what_its_line_cannot_hold_need_not_be_looked_for(event):
    looked_at, told = copy.deepcopy(event), Kept()
    kept = Kept()
    done = pack.pack(event, orjson.dumps(event), kept.put)
    assert pack.pack(looked_at, b'"$', told.put) == done
    assert (event, kept) == (looked_at, told)


def test_our_own_keys_are_found_however_they_are_written():
    line = b'{"type":3,"data":{"\\u0024blob":"x"},"timestamp":1}'
    event = orjson.loads(line)
    assert event["data"] == {"$blob": "x"}
    event["data"]["removes"] = [{"parentId": 1, "id": n} for n in range(20)]
    assert not pack.pack(event, line, Kept().put)


@given(event=events)
def test_unpacking_gives_back_every_event(event):
    before = copy.deepcopy(event)
    assert packed_and_back(event)[0] == before


@given(event=events)
def test_unpacking_gives_back_every_event_when_all_is_packed(event):
    before = copy.deepcopy(event)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pack, "STRING_BYTES", 1)
        patch.setattr(pack, "SNAPSHOT_BYTES", 1)
        after = packed_and_back(event)[0]
    assert after == before
    # Not only equal: the same JSON, keys in the same order.
    assert orjson.dumps(after) == orjson.dumps(before)


def test_the_same_page_with_other_ids_is_the_same_blob():
    _, first = packed_and_back(full_snapshot(first_id=1))
    _, second = packed_and_back(full_snapshot(first_id=9000))
    assert len(first) == 1
    assert first.keys() == second.keys()


def test_another_page_is_another_blob():
    _, first = packed_and_back(full_snapshot(200))
    _, second = packed_and_back(full_snapshot(201))
    assert not first.keys() & second.keys()


def test_a_style_sheet_is_shared_by_pages_that_differ():
    css = ".a{color:red}" * 500
    _, first = packed_and_back(full_snapshot(200, css=css))
    _, second = packed_and_back(full_snapshot(201, css=css))
    assert [first[digest] for digest in first.keys() & second.keys()] == [css.encode()]


def adopted(*rules):
    told = [{"index": at, "rule": rule} for at, rule in enumerate(rules)]
    styles = [{"styleId": 1, "rules": told}]
    data = {"source": 15, "id": 1, "styleIds": [1], "styles": styles}
    return {"type": 3, "data": data, "timestamp": 1}


def test_a_long_adopted_sheet_is_a_blob():
    rules = [f".a{n} {{ color: red; }}" for n in range(300)]
    event, kept = packed_and_back(adopted(*rules))
    assert event == adopted(*rules)
    [body] = kept.values()
    assert orjson.loads(body) == event["data"]["styles"][0]["rules"]
    assert pack.may_share(orjson.dumps(event))
    assert packed_and_back(adopted(*rules[:9]))[1] == {}


@pytest.mark.parametrize("body", [None, b"no json"])
def test_a_missing_sheet_has_no_rules_and_is_told(body):
    event, told = adopted(*["a { color: red; }"] * 300), []
    pack.pack(event, orjson.dumps(event), Kept().put)
    pack.unpack(event, lambda digest: body, lambda: told.append(1))
    assert (event["data"]["styles"][0]["rules"], told) == ([], [1])


def test_root_ids_are_put_back():
    event = full_snapshot(first_id=50)
    frame = event["data"]["node"]["childNodes"][1]
    assert frame["childNodes"][0]["rootId"] == frame["id"]
    before = copy.deepcopy(event)
    after, kept = packed_and_back(event)
    assert after == before
    assert kept


def test_ids_in_document_order_take_one_run():
    assert pack._runs([5, 6, 7, 2, 3, 9]) == [[5, 3], [2, 2], [9, 1]]


def test_small_events_stay_as_they_are():
    assert not pack.pack(click(1), b"", Kept().put)


@pytest.mark.parametrize("key", ["$blob", "$snapshot", "$like", "$rules"])
def test_an_event_with_our_own_keys_stays_as_it_is(key):
    kept = Kept()
    event = {"type": 5, "data": [{key: "x"}, "y" * 9000], "timestamp": 1}
    assert not pack.pack(event, orjson.dumps(event), kept.put)
    assert not kept


def test_a_missing_string_is_empty_and_told():
    event = {"type": 5, "data": {"css": "y" * 9000}, "timestamp": 1}
    pack.pack(event, orjson.dumps(event), Kept().put)
    told = []
    pack.unpack(event, lambda digest: None, lambda: told.append(1))
    assert event["data"] == {"css": ""}
    assert told == [1]


@pytest.mark.parametrize(
    "body", [None, b"no json", b"{}", b'{"id":0}', b'{"id":0,"rootId":7}', b"3"]
)
def test_a_snapshot_that_is_missing_or_another_one_is_refused(body):
    event = full_snapshot()
    pack.pack(event, orjson.dumps(event), Kept().put)
    with pytest.raises(pack.MissingSnapshot):
        pack.unpack(event, lambda digest: body, lambda: None)


@pytest.mark.parametrize(
    "ids", [None, [], [[1]], [[1, 10**15]], [[1, -1], [1, 2]], "x", [["a", 1]]]
)
def test_ids_that_do_not_fit_are_refused(ids):
    body = b'{"id":0,"textContent":""}'
    reference = {"$snapshot": "0" * 32, "ids": ids}
    event = {"type": 2, "data": {"node": reference}, "timestamp": 1}
    with pytest.raises(pack.MissingSnapshot):
        pack.unpack(event, lambda digest: body, lambda: None)
