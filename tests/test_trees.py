"""What the recorder tells in short, and rrweb's form of it."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.mirror.mirror import Mirror
from replaytest.trees import expand

ROW = "<tr =class <td # > ! >"


def _mutation(**data: Any) -> dict[str, Any]:
    return {
        "type": 3,
        "timestamp": 2,
        "data": {"source": 0, "texts": [], "attributes": [], "removes": []} | data,
    }


def _trees(*rows: list[int], shapes: list[str], words: list[Any]) -> dict[str, Any]:
    trees = {"shapes": shapes, "words": words, "rows": list(rows)}
    return _mutation(adds=[], trees=trees)


def _page() -> dict[str, Any]:
    body = {"type": 2, "id": 2, "tagName": "body", "attributes": {}, "childNodes": []}
    page = {"type": 0, "id": 1, "childNodes": [body]}
    data = {"node": page, "initialOffset": {"left": 0, "top": 0}}
    return {"type": 2, "timestamp": 1, "data": data}


def _html_after(event: dict[str, Any]) -> Any:
    mirror = Mirror()
    mirror.apply(_page())
    mirror.apply(event)
    return mirror.document and _told(mirror.document)


def _told(node: Any) -> Any:
    inside = [_told(child) for child in node.all_children()]
    return node.id, node.tag, node.attributes, node.text, node.is_shadow, inside


def test_rows_of_one_shape_become_adds_as_rrweb_tells_them():
    event = _trees(
        [2, 0, 10, 0, 0, 1],
        [2, 10, 14, 0, 0, 2],
        shapes=[ROW],
        words=["even", "first", "second"],
    )
    expand(event)
    assert "trees" not in event["data"]
    added = [
        (a["parentId"], a["nextId"], a["node"]["id"]) for a in event["data"]["adds"]
    ]
    assert added == [
        (2, None, 10), (10, None, 13), (10, 13, 11), (11, None, 12),
        (2, 10, 14), (14, None, 17), (14, 17, 15), (15, None, 16),
    ]  # fmt: skip
    first, *_, last = (add["node"] for add in event["data"]["adds"])
    assert first["attributes"] == {"class": "even"}
    assert last == {"type": 3, "textContent": "second", "id": 16}
    assert not any(add["node"].get("childNodes") for add in event["data"]["adds"])


def test_nodes_told_at_length_stand_among_the_others():
    field = {"type": 2, "id": 11, "tagName": "input", "attributes": {"checked": True}}
    icon = {"type": 2, "id": 12, "tagName": "svg", "isSVG": True, "attributes": {}}
    icon |= {"childNodes": [{"type": 3, "id": 13, "textContent": "x"}]}
    event = _trees(
        [2, 0, 10, 0, 0, 12, 1, 14, 2],
        shapes=["<p [ > @ # >"],
        words=[field | {"childNodes": []}, icon, "end"],
    )
    short = orjson.loads(orjson.dumps(event))
    expand(event)
    ids = [add["node"]["id"] for add in event["data"]["adds"]]
    assert ids == [10, 14, 12, 13, 11]
    assert _html_after(short) == _html_after(event)


def test_an_add_with_children_is_told_node_by_node_shadow_roots_apart():
    def leaf(number: int, **more: Any) -> dict[str, Any]:
        return {"type": 3, "id": number, "textContent": "x"} | more

    children = [leaf(11), leaf(12), leaf(13, isShadow=True)]
    host = {"type": 2, "id": 10, "tagName": "p", "attributes": {}, "isShadowHost": True}
    event = _mutation(
        adds=[{"parentId": 2, "nextId": None, "node": host | {"childNodes": children}}]
    )
    whole = orjson.loads(orjson.dumps(event))
    expand(event)
    beside = {add["node"]["id"]: add["nextId"] for add in event["data"]["adds"]}
    assert beside == {10: None, 13: None, 12: None, 11: 12}
    assert _html_after(whole) == _html_after(event)


def test_what_rrweb_tells_stays_as_it_is():
    document = {"type": 0, "id": 9, "childNodes": [{"type": 3, "id": 10}]}
    events = [
        _page(),
        _mutation(adds=[{"parentId": 5, "nextId": None, "node": document}]),
        _mutation(adds=[{"parentId": 5, "nextId": 3, "node": {"type": 3, "id": 7}}]),
        {"type": 3, "data": {"source": 8, "adds": [{"rule": "a {}"}]}, "timestamp": 1},
    ]
    for event in events:
        before = orjson.dumps(event)
        expand(event)
        assert orjson.dumps(event) == before


@pytest.mark.parametrize(
    ("rows", "shapes", "words"),
    [
        ([[2, 0, 10, 1]], ["<p >"], []),
        ([[2, 0, 10, 0]], ["<p # >"], []),
        ([[2, 0, 10, 0, 0]], ["<p # >"], []),
        ([[2]], ["<p >"], []),
        ([[2, 0, 10, 0]], ["<p > <p >"], []),
        ([[2, 0, 10, 0]], ["> > >"], []),
        ([[2, 0, 10, 0]], [""], []),
        ([[2, 0, 10, 0, 0, 11, 0, 11]], ["[ @ >"], [{"type": 2, "id": 10}]),
        ([[2, 0, 10, 0]] * 1000, ["! " * 5000 + "!"], []),
        ("rows", 3, None),
    ],
)
def test_trees_that_make_no_sense_add_nothing(rows, shapes, words):
    event = _trees(*rows, shapes=shapes, words=words)
    event["data"]["trees"]["rows"] = rows
    short = orjson.loads(orjson.dumps(event))
    expand(event)
    assert event["data"]["adds"] == []
    assert _html_after(short) == _html_after(_mutation(adds=[]))


_leaves = st.builds(lambda text: {"type": 3, "textContent": text}, st.text(max_size=3))
_nodes = st.recursive(
    _leaves,
    lambda inside: st.builds(
        lambda tag, children: {"type": 2, "tagName": tag, "childNodes": children},
        st.sampled_from(["p", "b"]),
        st.lists(inside, max_size=3),
    ),
    max_leaves=8,
)


def _short(node: dict[str, Any], words: list[Any]) -> str:
    if node["type"] == 3:
        words.append(node["textContent"])
        return "#"
    inside = [_short(child, words) for child in node["childNodes"]]
    return " ".join([f"<{node['tagName']}", *inside, ">"])


@given(_nodes)
def test_a_tree_in_short_is_the_tree(node):
    words: list[Any] = []
    shape = _short(node, words)
    short = _trees([2, 0, 10, 0, *range(len(words))], shapes=[shape], words=words)
    told = orjson.loads(orjson.dumps(short))
    expand(told)
    assert _html_after(short) == _html_after(told)
    document = _html_after(told)
    assert document is not None
    assert _without_ids(document[-1][0][-1][0]) == _plain(node)


def _without_ids(told: Any) -> Any:
    return told[1], told[3], [_without_ids(child) for child in told[5]]


def _plain(node: dict[str, Any]) -> Any:
    children = [_plain(child) for child in node.get("childNodes", ())]
    return node.get("tagName", ""), node.get("textContent", ""), children
