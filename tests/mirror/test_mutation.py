"""Changes of the tree: order, moves, frames, shadow roots, and old recorders' ways."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.mirror.order import LONG
from tests.mirror.events import (
    add,
    body,
    change,
    document,
    element,
    mirror_of,
    mutation,
    page,
    shape,
    text,
)


def test_adds_may_come_in_any_order():
    adds = [
        add(text(12, "x"), parent=11),
        add(element(10), before=11),
        add(element(11), before=20),
        add(element(13), parent=10),
    ]
    for order in (adds, adds[::-1], adds[2:] + adds[:2]):
        mirror = mirror_of([*page(element(20)), mutation(adds=order)])
        assert body(mirror) == [4, [10, 13], [11, 12], 20]
        assert not mirror.skipped


@given(st.permutations(range(30)), st.randoms(use_true_random=False))
def test_any_final_order_is_reached_from_any_order_of_telling(final, random):
    """Each node names the sibling after it, as the recorder does."""
    following = dict(zip(final, [*final[1:], None], strict=True))
    adds = [
        add(element(10 + n), before=None if f is None else 10 + f)
        for n, f in following.items()
    ]
    random.shuffle(adds)
    mirror = mirror_of([*page(), mutation(adds=adds)])
    assert body(mirror) == [4, *(10 + n for n in final)]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**6)), max_size=60))
def test_a_long_row_keeps_its_order(changes):
    """Labels of long rows agree with a plain list, whatever happens to it."""
    row = list(range(10, 10 + 2 * LONG))
    mirror = mirror_of(page(*map(element, row)))
    new = 10_000
    for insert, where in changes:
        place = where % len(row)
        if insert:
            new += 1
            mirror.apply(mutation(adds=[add(element(new), before=row[place])]))
            row.insert(place, new)
        else:
            mirror.apply(mutation(removes=[{"parentId": 4, "id": row.pop(place)}]))
    assert body(mirror) == [4, *row]


def test_many_inserts_at_one_place_of_a_long_row():
    row = list(range(10, 10 + 2 * LONG))
    mirror = mirror_of(page(*map(element, row)))
    for new in range(1000, 1300):
        # Looked for at the end and in the middle in turn, so that labels are used.
        mirror.apply(mutation(adds=[add(element(new), before=row[100])]))
        mirror.apply(mutation(adds=[add(element(new + 5000), before=row[400])]))
    first = [*row[:100], *range(1000, 1300), *row[100:400]]
    assert body(mirror) == [4, *first, *range(6000, 6300), *row[400:]]


def test_thousands_of_rows_in_random_places_take_no_quadratic_time():
    count = 20_000
    places = [10 + (n * 7919) % count for n in range(count)]
    adds = [add(element(10 + count + n), before=p) for n, p in enumerate(places)]
    mirror = mirror_of(page(*(element(10 + n) for n in range(count))))
    began = time.process_time()
    mirror.apply(mutation(adds=adds))
    assert time.process_time() - began < 5  # a list alone takes 20 s and more
    assert len(mirror.nodes[4].children) == 2 * count


def test_a_move_is_a_remove_and_an_add_with_the_same_id():
    mirror = mirror_of(page(element(10, "p", text(11, "a")), element(20)))
    moved = [add(element(10), parent=20), add(text(11, "a"), parent=10)]
    mirror.apply(mutation(removes=[{"parentId": 4, "id": 10}], adds=moved))
    assert body(mirror) == [4, [20, [10, 11]]]
    assert mirror.parent(mirror.nodes[10]) is mirror.nodes[20]


def test_what_is_removed_is_no_longer_known():
    mirror = mirror_of(page(element(10, "p", element(11, "b", text(12, "a")))))
    mirror.apply(mutation(removes=[{"parentId": 4, "id": 10}]))
    assert {10, 11, 12}.isdisjoint(mirror.nodes)
    mirror.apply(mutation(removes=[{"parentId": 4, "id": 10}]))
    assert mirror.skipped == {"remove of a node that is not there": 1}


def test_adds_whose_parent_never_comes_are_counted_and_the_rest_applied():
    adds = [add(element(11), parent=99), add(element(12), parent=11), add(element(13))]
    mirror = mirror_of([*page(), mutation(adds=adds)])
    assert body(mirror) == [4, 13]
    assert mirror.skipped == {"add under a node that is not there": 2}


def test_a_node_before_a_sibling_that_never_comes_goes_to_the_end():
    adds = [add(element(11), before=99), add(element(12), before=11)]
    mirror = mirror_of([*page(element(10)), mutation(adds=adds)])
    assert body(mirror) == [4, 10, 12, 11]
    assert mirror.skipped == {"add before a node that is not there": 1}


def test_a_sibling_that_is_elsewhere_is_no_sibling():
    mirror = mirror_of(page(element(10, "div", element(11)), element(20)))
    mirror.apply(mutation(adds=[add(element(30), before=11)]))
    assert body(mirror) == [4, [10, 11], 20, 30]


def test_a_node_cannot_come_to_lie_in_itself():
    mirror = mirror_of(page(element(10, "div", element(11))))
    mirror.apply(mutation(adds=[add(element(10), parent=11)]))
    mirror.apply(mutation(adds=[add(element(4, "body"), parent=10)]))
    mirror.apply(mutation(adds=[add(document(1), parent=10)]))
    assert body(mirror) == [4, [10, 11]]
    assert mirror.skipped == {"add of a node below itself": 3}


def test_a_node_that_is_told_twice_keeps_its_children_if_it_is_the_same():
    """Two observers of one frame each tell of what was added."""
    mirror = mirror_of(page(element(10, "div", element(11), title="a"), element(20)))
    mirror.apply(mutation(adds=[add(element(10, "div", title="a"))]))
    assert body(mirror) == [4, 20, [10, 11]]
    mirror.apply(mutation(adds=[add(element(10, "div", title="other"))]))
    assert body(mirror) == [4, 20, 10]
    assert 11 not in mirror.nodes


def test_a_frame_has_the_last_document_it_was_given():
    mirror = mirror_of(page(element(10, "iframe")))
    first = document(11, element(12, "html"))
    mirror.apply(mutation(adds=[add(first, parent=10)]))
    mirror.apply(mutation(adds=[add(document(11), parent=10)]))
    assert body(mirror) == [4, [10, 11]]
    inner = element(13, "p") | {"rootId": 11}
    mirror.apply(mutation(adds=[add(inner, parent=11)]))
    assert body(mirror) == [4, [10, [11, 13]]]
    assert mirror.owner_document(mirror.nodes[13]) is mirror.nodes[11]


def test_a_document_may_come_before_its_frame():
    mirror = mirror_of(page())
    mirror.apply(mutation(adds=[add(document(11, element(12, "html")), parent=10)]))
    assert body(mirror) == 4
    mirror.apply(mutation(adds=[add(element(10, "iframe"))]))
    assert body(mirror) == [4, [10, [11, 12]]]


def test_a_node_of_a_document_that_is_gone_is_dropped():
    mirror = mirror_of([*page(), mutation(adds=[add(element(10) | {"rootId": 99})])])
    assert body(mirror) == 4
    assert mirror.skipped == {"add to a document that is not there": 1}


def test_there_is_one_doctype_and_one_html():
    mirror = mirror_of(page())
    doctype = {"type": 1, "id": 10, "name": "html", "publicId": "", "systemId": ""}
    adds = [add(doctype, parent=1, before=2), add(element(11, "html"), parent=1)]
    mirror.apply(mutation(adds=adds))
    assert shape(mirror.document) == [1, 10, 11]


def test_shadow_roots_have_their_own_children():
    host = element(10, "x-card", element(11) | {"isShadow": True}, element(12))
    mirror = mirror_of(page(host | {"isShadowHost": True}))
    assert body(mirror) == [4, [10, (11,), 12]]
    more = [add(element(13) | {"isShadow": True}, parent=10, before=11)]
    mirror.apply(mutation(adds=[*more, add(element(14), parent=10, before=12)]))
    assert body(mirror) == [4, [10, (13, 11), 14, 12]]
    mirror.apply(mutation(removes=[{"parentId": 10, "id": 11, "isShadow": True}]))
    assert body(mirror) == [4, [10, (13,), 14, 12]]


def test_a_shadow_root_may_be_attached_after_the_full_snapshot():
    mirror = mirror_of(page(element(10, "x-card", element(11))))
    mirror.apply(mutation(adds=[add(element(12) | {"isShadow": True}, parent=10)]))
    assert body(mirror) == [4, [10, (12,), 11]]


def test_rrweb_0_names_the_sibling_before():
    mirror = mirror_of(page(element(10), element(20)))
    old = {"parentId": 4, "previousId": 10, "nextId": 20, "node": element(11)}
    late = {"parentId": 4, "previousId": 11, "nextId": None, "node": element(12)}
    mirror.apply(mutation(adds=[old, late]))
    assert body(mirror) == [4, 10, 11, 12, 20]


def test_rrweb_0_sends_nodes_between_siblings_without_ids():
    mirror = mirror_of(page(element(10)))
    held = {"parentId": 4, "previousId": 10, "nextId": -1, "node": element(11)}
    mirror.apply(mutation(adds=[held]))
    assert body(mirror) == [4, 10]
    last = {"parentId": 4, "previousId": 11, "nextId": None, "node": element(12)}
    mirror.apply(mutation(adds=[last]))
    assert body(mirror) == [4, 10, 11, 12]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"title": "new"}, {"title": "new", "style": "color: red;"}),
        ({"title": None}, {"style": "color: red;"}),
        ({"hidden": True}, {"title": "old", "style": "color: red;", "hidden": ""}),
        ({"width": 3.0}, {"title": "old", "style": "color: red;", "width": "3"}),
        ({"style": {"color": False}}, {"title": "old", "style": ""}),
        (
            {"style": {"top": ["1px", "important"], "left": "2px"}},
            {"title": "old", "style": "color: red; top: 1px !important; left: 2px;"},
        ),
    ],
    ids=str,
)
def test_attributes(given, expected):
    mirror = mirror_of(page(element(10, title="old", style="color: red;")))
    mirror.apply(mutation(attributes=[{"id": 10, "attributes": given}]))
    assert mirror.nodes[10].attributes == expected


def test_a_style_is_not_cut_at_a_semicolon_inside_a_value():
    style = "background: url(\"a;b\") no-repeat; content: '\\';'; color: red"
    mirror = mirror_of(page(element(10, style=style)))
    change = {"id": 10, "attributes": {"style": {"color": "blue"}}}
    mirror.apply(mutation(attributes=[change]))
    expected = "background: url(\"a;b\") no-repeat; content: '\\';'; color: blue;"
    assert mirror.nodes[10].attributes["style"] == expected


def test_a_changed_text_of_a_style_changes_the_sheet():
    """Recorders since 2.0 send the sheet as an attribute and its texts empty."""
    sheet = "a { color: red }/* rr_split */b { color: blue }"
    style = element(10, "style", text(11, ""), text(12, ""), _cssText=sheet)
    mirror = mirror_of(page(style))
    assert mirror.css(mirror.nodes[10]) == "a { color: red }b { color: blue }"
    mirror.apply(mutation(texts=[{"id": 12, "value": "i { top: 0 }"}]))
    assert mirror.css(mirror.nodes[10]) == "a { color: red }i { top: 0 }"
    mirror.apply(mutation(removes=[{"parentId": 10, "id": 11}]))
    assert mirror.css(mirror.nodes[10]) == "i { top: 0 }"


def test_the_last_text_wins():
    mirror = mirror_of(page(element(10, "p", text(11, "a"))))
    texts = [
        {"id": 11, "value": "b"},
        {"id": 11, "value": "c"},
        {"id": 9, "value": "d"},
    ]
    mirror.apply(mutation(texts=texts))
    assert mirror.nodes[11].content == "c"
    assert mirror.skipped == {"text of a node that is not there": 1}


def test_changed_rules_are_gone_when_the_text_of_their_sheet_changes():
    mirror = mirror_of(page(element(10, "style", text(11, "a { top: 0 }"))))
    node = mirror.nodes[10]
    inserted = change(8, id=10, adds=[{"rule": "b { top: 1px }", "index": 0}])
    for parts, expected in (
        ({"texts": [{"id": 11, "value": "i { top: 2px }"}]}, "i { top: 2px }"),
        ({"adds": [add(text(12, "u { top: 0 }"), 10)]}, "i { top: 2px }u { top: 0 }"),
        ({"removes": [{"parentId": 10, "id": 11}]}, "u { top: 0 }"),
        ({"attributes": [{"id": 10, "attributes": {"_cssText": "q {}"}}]}, "q {}"),
    ):
        mirror.apply(inserted)
        assert "b { top: 1px }" in mirror.css(node)
        mirror.apply(mutation(**parts))
        assert mirror.css(node) == expected


def test_a_sheet_that_comes_before_its_text_is_kept():
    """rrweb 2.1 tells so of each style that a script adds."""
    style = add(element(10, "style", _cssText="a { top: 0 }"))
    mirror = mirror_of([*page(), mutation(adds=[style, add(text(11, ""), parent=10)])])
    assert mirror.css(mirror.nodes[10]) == "a { top: 0 }"
    assert mirror.nodes[11].content == "a { top: 0 }"


def test_removing_one_text_of_a_sheet_leaves_the_other():
    sheet = "a { top: 0 }/* rr_split */b { top: 1px }"
    style = element(10, "style", text(11, ""), text(12, ""), _cssText=sheet)
    mirror = mirror_of(page(style))
    mirror.apply(mutation(removes=[{"parentId": 10, "id": 11}]))
    assert mirror.css(mirror.nodes[10]) == "b { top: 1px }"


def test_nodes_of_rrweb_0_keep_what_was_put_into_them_while_they_waited():
    waits = add(element(10), previousId=None) | {"nextId": -1}
    into = add(text(11, "x"), parent=10)
    beside = add(element(12), previousId=10)
    mirror = mirror_of([*page(), mutation(adds=[waits, into, beside])])
    assert body(mirror) == [4, [10, 11], 12]


def test_a_waiting_node_is_not_put_into_itself():
    waits = add(element(70)) | {"nextId": -1}
    inside = add(element(71), parent=70, previousId=70)
    mirror = mirror_of([*page(), mutation(adds=[waits, inside])])
    chain = [
        n.id for n, _ in zip(mirror.ancestors(mirror.nodes[71]), range(9), strict=False)
    ]
    assert chain == [70]
    assert mirror.skipped["add of a node below itself"] == 1


def test_a_waiting_node_brings_no_id_that_is_taken():
    waits = add(element(10, "p", element(3))) | {"nextId": -1}
    mirror = mirror_of([*page(), mutation(adds=[waits])])
    assert mirror.nodes[3].tag == "head"
