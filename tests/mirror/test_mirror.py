"""The page's state beside the tree, and events that are not as they should be."""

from __future__ import annotations

import orjson
import pytest

from replaytest.mirror.mirror import Mirror
from tests.mirror.events import (
    add,
    body,
    change,
    document,
    element,
    event,
    mirror_of,
    mutation,
    page,
    text,
)


def test_a_page_is_freed_at_once():
    """Without the cycle collector, which is off while a page is built."""
    import gc
    import weakref

    gc.disable()
    try:
        mirror = mirror_of(page(element(10, "div", element(11))))
        gone = weakref.ref(mirror)
        del mirror
        assert gone() is None
    finally:
        gc.enable()


def test_the_address_and_the_viewport():
    mirror = mirror_of([*page(), change(4, 10, width=400, height=300)])
    assert (mirror.href, mirror.width, mirror.height) == ("http://127.0.0.1/", 400, 300)


def test_form_state_is_what_the_last_input_said():
    field = element(10, "input", value="at first")
    box = element(11, "input", type="checkbox", checked=True)
    mirror = mirror_of(page(field, box, element(12, "textarea", value="long")))
    nodes = mirror.nodes
    assert [mirror.value(nodes[n]) for n in (10, 11, 12)] == ["at first", "on", "long"]
    assert mirror.checked(nodes[11])
    mirror.apply(change(5, id=10, text="typed", isChecked=False))
    mirror.apply(change(5, id=11, text="on", isChecked=False))
    # A value attribute that a script sets later does not change what was typed.
    mirror.apply(mutation(attributes=[{"id": 10, "attributes": {"value": "attr"}}]))
    assert mirror.value(nodes[10]) == "typed"
    assert not mirror.checked(nodes[11])
    assert mirror.value(nodes[4]) is None


def test_a_textarea_has_its_text_until_something_is_typed():
    area = element(10, "textarea", text(11, "as served"))
    mirror = mirror_of(page(area, element(12, "textarea"), element(13, "input")))
    assert [mirror.value(mirror.nodes[n]) for n in (10, 12, 13)] == [
        "as served",
        "",
        None,
    ]
    mirror.apply(change(5, id=10, text="", isChecked=False))
    assert mirror.value(mirror.nodes[10]) == ""


def test_what_was_typed_goes_with_its_field():
    mirror = mirror_of(page(element(10, "input")))
    mirror.apply(change(5, id=10, text="typed", isChecked=False))
    moved = [add(element(10, "input", value="typed"))]
    mirror.apply(mutation(removes=[{"parentId": 4, "id": 10}], adds=moved))
    assert mirror.inputs == {}
    assert mirror.value(mirror.nodes[10]) == "typed"


def test_scroll_offsets_of_elements_and_of_the_window():
    box = element(10, "div", rr_scrollTop=30, rr_scrollLeft=2)
    mirror = mirror_of(page(box))
    assert mirror.scroll(mirror.nodes[10]) == (2, 30)
    mirror.apply(change(3, id=10, x=0, y=0))
    mirror.apply(change(3, id=1, x=5, y=700))
    assert mirror.scroll(mirror.nodes[10]) == (0, 0)
    assert mirror.scroll(mirror.nodes[1]) == mirror.scroll(mirror.nodes[2]) == (5, 700)
    assert mirror.scroll(mirror.nodes[4]) == (0, 0)


def test_in_quirks_mode_the_body_scrolls():
    whole = page()
    whole[1]["data"]["node"]["compatMode"] = "BackCompat"
    mirror = mirror_of([*whole, change(3, id=1, x=0, y=59)])
    assert mirror.scroll(mirror.nodes[4]) == (0, 59)
    assert mirror.scroll(mirror.nodes[2]) == (0, 0)


def test_the_offset_of_the_first_moment():
    whole = page()
    whole[1]["data"]["initialOffset"] = {"left": 1, "top": 200}
    mirror = mirror_of(whole)
    assert mirror.scroll(mirror.nodes[1]) == (1, 200)


def test_rules_are_inserted_deleted_and_changed():
    sheet = "a { color: red } @media print { b { top: 0 } i { left: 0 } }"
    mirror = mirror_of(page(element(10, "style", text(11, sheet))))
    node = mirror.nodes[10]
    mirror.apply(change(8, id=10, adds=[{"rule": "u { margin: 0 }", "index": 1}]))
    mirror.apply(change(8, id=10, adds=[{"rule": "s { top: 1px }", "index": [2, 1]}]))
    mirror.apply(change(8, id=10, removes=[{"index": [2, 0]}, {"index": 0}]))
    set_it = {"property": "margin", "value": "3px", "priority": "important"}
    mirror.apply(change(13, id=10, index=[0], set=set_it))
    mirror.apply(change(13, id=10, index=[1, 1], remove={"property": "left"}))
    told = mirror.css(node).split()
    expected = "u { margin: 3px !important; } @media print { s { top: 1px } i { } }"
    assert told == expected.split()


@pytest.mark.parametrize("index", [7, -1, [0, 4], [], [9, 9]])
def test_a_rule_that_is_not_there_changes_nothing(index):
    mirror = mirror_of(page(element(10, "style", text(11, "a { top: 0 }"))))
    mirror.apply(change(8, id=10, removes=[{"index": index}]))
    if isinstance(index, list):
        mirror.apply(change(13, id=10, index=index, remove={"property": "top"}))
    assert mirror.css(mirror.nodes[10]) == "a { top: 0 }"


def test_adopted_sheets():
    mirror = mirror_of(page(element(10, "x-card") | {"isShadowHost": True}))
    rules = [
        {"rule": "b { top: 0 }", "index": 0},
        {"rule": "a { top: 1px }", "index": 0},
    ]
    sheets = [{"styleId": 7, "rules": rules}]
    mirror.apply(change(15, id=10, styleIds=[7], styles=sheets))
    mirror.apply(change(15, id=1, styleIds=[7]))
    mirror.apply(change(8, styleId=7, adds=[{"rule": "i { top: 2px }", "index": 2}]))
    for node in (1, 10):
        assert mirror.adopted_css(mirror.nodes[node]) == [
            "a { top: 1px }\nb { top: 0 }\ni { top: 2px }"
        ]
    mirror.apply(change(8, styleId=7, replaceSync="u { top: 3px }"))
    assert mirror.adopted_css(mirror.nodes[1]) == ["u { top: 3px }"]
    mirror.apply(change(15, id=1, styleIds=[]))
    assert mirror.adopted_css(mirror.nodes[1]) == []


def test_media_canvas_fonts_selection_pointer_focus():
    mirror = mirror_of(page(element(10, "video"), element(11, "canvas")))
    mirror.apply(change(7, id=10, type=0, currentTime=1.5, muted=True))
    mirror.apply(change(7, id=10, type=1, currentTime=2))
    draw = [{"property": "fillRect", "args": [0, 0, 1, 1]}]
    mirror.apply(change(9, id=11, type=0, commands=draw))
    mirror.apply(change(10, family="Font", fontSource="url(a)", buffer=False))
    selected = {"start": 10, "startOffset": 0, "end": 11, "endOffset": 1}
    mirror.apply(change(14, ranges=[selected]))
    mirror.apply(change(1, positions=[{"x": 1, "y": 2, "id": 10, "timeOffset": 0}]))
    mirror.apply(change(2, type=5, id=10))
    assert mirror.media[10] == {"playing": False, "current_time": 2, "muted": True}
    assert orjson.loads(bytes(mirror.canvases[11][0].commands)) == draw
    assert mirror.fonts[0].family == "Font"
    assert mirror.selection[0].end_offset == 1
    assert (mirror.pointer, mirror.focused) == ((1, 2), 10)
    mirror.apply(change(2, type=6, id=10))
    mirror.apply(change(16, define={"name": "x-card"}))
    assert mirror.focused is None
    assert mirror.custom_elements == {"x-card"}


def test_a_new_full_snapshot_begins_anew():
    mirror = mirror_of([*page(element(10, "input")), change(3, id=1, x=0, y=9)])
    mirror.apply(change(5, id=10, text="typed", isChecked=False))
    for each in page(element(20)):
        mirror.apply(each)
    assert body(mirror) == [4, 20]
    assert mirror.scroll(mirror.nodes[1]) == (0, 0)
    assert mirror.inputs == {}


def test_changes_before_the_first_full_snapshot_are_counted():
    mirror = mirror_of([mutation(adds=[add(element(10))]), *page()])
    assert body(mirror) == 4
    assert mirror.skipped == {"change before the first full snapshot": 1}


@pytest.mark.parametrize("source", [3, 5, 7, 8, 9])
def test_state_of_a_node_that_is_not_there_is_counted(source):
    mirror = mirror_of([*page(), change(source, id=99, type=0)])
    assert sum(mirror.skipped.values()) == 1


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        "text",
        {},
        {"type": 2},
        {"type": "2", "data": {}},
        {"type": 99, "data": {}},
        event(2),
        event(2, node=[]),
        event(2, node={"type": 0}),
        event(2, node={"type": 0, "id": 1e300}),
        event(3),
        change(99, id=1),
        change(-1),
        change(0, adds=1, removes=None),
        change(3, id="1", x=0, y=0),
        change(5, id=[], text={}),
    ],
    ids=repr,
)
def test_an_event_that_makes_no_sense_is_counted_and_survived(bad):
    mirror = mirror_of(page(element(10)))
    mirror.apply(bad)
    assert body(mirror) == [4, 10]
    assert mirror.skipped


def test_the_good_parts_of_a_bad_mutation_are_applied():
    mirror = mirror_of(page(element(10, title="old"), element(11, "p", text(12, "a"))))
    broken = element(13) | {"id": "13"}
    nested = element(14, "div", broken, element(15), title="t", data=[1], hidden=True)
    mirror.apply(
        mutation(
            adds=[add(nested), add(broken), "add", add(element(16), parent="4")],
            removes=[{"id": 1.5}, None],
            texts=[{"id": 12, "value": "b"}, {"id": 12, "value": 7}],
            attributes=[
                {"id": 10, "attributes": []},
                {"id": 10, "attributes": {"title": 5}},
            ],
        )
    )
    assert body(mirror) == [4, 10, [11, 12], [14, 15]]
    assert mirror.nodes[14].attributes == {"title": "t", "hidden": ""}
    assert mirror.nodes[12].content == "b"
    assert mirror.nodes[10].attributes == {"title": "5"}
    assert mirror.skipped["part of a mutation that cannot be read"] == 7


def test_a_page_deeper_than_a_parser_recurses_is_told():
    node = element(10)
    for number in range(11, 400):
        node = element(number, "div", node)
    mirror = mirror_of(page(node))
    assert mirror.nodes[10].tag == "p"
    for number in range(400, 5000):
        node = element(number, "div", node)
    mirror.apply(page(node)[1])
    assert mirror.skipped
    assert mirror.nodes[10].tag == "p"  # the page before it is still there


def test_ids_beyond_what_a_script_can_count():
    mirror = mirror_of(page(element(10)))
    mirror.apply(
        mutation(adds=[add(element(2**70)), add(element(-5)), add(element(11))])
    )
    assert 11 in mirror.nodes


def test_half_a_surrogate_pair_does_not_cost_the_event():
    mirror = mirror_of(page(element(10, "p", text(11, "cut \ud83d"))))
    assert mirror.nodes[11].content.startswith("cut ")


def test_a_document_within_a_document_is_kept_apart():
    frame = element(10, "iframe", document(11, element(12, "html") | {"rootId": 11}))
    mirror = mirror_of(page(frame))
    assert [n.id for n in mirror.ancestors(mirror.nodes[12])] == [11, 10, 4, 2, 1]
    assert Mirror().document is None


def test_ids_are_of_one_node_each():
    """Else there could be chains of parents without an end."""
    inner = element(11, "b", element(10, "i", element(12)), element(12))
    mirror = mirror_of(page(element(10, "a", inner), element(11), element(13)))
    assert body(mirror) == [4, 10, 11, 13]
    mirror.apply(mutation(adds=[add(element(20, "div", element(13), element(20)))]))
    assert [n.id for n in mirror.nodes[20].walk()] == [20]
    for node in list(mirror.nodes.values()):
        chain = [
            each.id for each, _ in zip(mirror.ancestors(node), range(99), strict=False)
        ]
        assert len(set(chain)) == len(chain) < 10
    assert mirror.skipped["node with the id of another"] == 3
