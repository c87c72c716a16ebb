"""Edits between trees: what they promise for all, and what they say of small ones."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from replaytest.diff.edits import edits
from tests.diff.trees import (
    TREES,
    applied,
    copy,
    edits_of,
    el,
    numbered,
    plain,
    related,
)


def told(one, other):
    """Edits as (deed, tag or text before, after, name)."""
    return [
        (
            edit.deed,
            *(each and (each.text or each.tag) for each in (edit.one, edit.other)),
            edit.name,
        )
        for edit in edits_of(one, other)
    ]


def as_values(found):
    return sorted(
        (
            (
                edit.deed,
                edit.one and edit.one.places(),
                edit.other and edit.other.places(),
                edit.name,
                edit.before,
                edit.after,
            )
            for edit in found
        ),
        key=repr,
    )


@settings(max_examples=100)
@given(TREES)
def test_a_page_does_not_differ_from_itself(tree):
    assert edits_of(tree, tree) == []


@settings(max_examples=200)
@given(related())
def test_the_edits_make_the_other_page(pair):
    one, other = map(copy, pair)
    numbered(one, other)
    assert plain(applied(one, edits(one, other))) == plain(other)


@settings(max_examples=200)
@given(TREES, TREES)
def test_the_edits_make_any_other_page(one, other):
    one, other = copy(one), copy(other)
    numbered(one, other)
    assert plain(applied(one, edits(one, other))) == plain(other)


@settings(max_examples=200)
@given(related())
def test_the_other_way_round_each_edit_is_turned_round(pair):
    one, other = pair
    turned = [edit.turned() for edit in edits_of(other, one)]
    assert as_values(edits_of(one, other)) == as_values(turned)


ROWS = [el("li", name) for name in ("Assam", "Darjeeling", "Keemun", "Lapsang")]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (ROWS, ROWS[1:], [("delete", "li", None, "")]),
        (ROWS[1:], ROWS, [("insert", None, "li", "")]),
        (ROWS, [*ROWS[1:], ROWS[0]], [("move", "li", "li", "")]),
        (ROWS, [el("ul", *ROWS)], [("insert", None, "ul", "")] + [("move", "li", "li", "")] * 4),
        ([el("p", "Loading")], [el("p", "Done")], [("text", "Loading", "Done", "")]),
        ([el("b", "Hi")], [el("strong", "Hi")], [("rename", "b", "strong", "")]),
        ([el("td", "5"), el("td", "7")], [el("td", "7"), el("td", "5")], [("text", "5", "7", ""), ("text", "7", "5", "")]),
        ([el("input", value="a")], [el("input", value="b")], [("fact", "input", "input", "value")]),
        ([el("div", **{"class": "spinner"})], [el("div", el("ul", *ROWS), **{"class": "list"})], [("delete", "div", None, ""), ("insert", None, "div", "")]),
        ([el("p", "one ", el("b", "two"), " three")], [el("p", "uno ", el("b", "two"), " three")], [("text", "one ", "uno ", "")]),
        ([el("a", "Help", href="/a", id="h")], [el("a", "Support now", href="/b", id="h")], [("fact", "a", "a", "href"), ("text", "Help", "Support now", "")]),
    ],
)  # fmt: skip
def test_small_changes_are_told_as_what_they_are(one, other, expected):
    assert sorted(told(el("body", *one), el("body", *other)), key=repr) == sorted(
        expected, key=repr
    )


def test_what_moves_elsewhere_and_changes_is_one_and_the_same_by_its_id():
    one = el("body", el("div", el("form", "Pay now", id="pay")), el("aside", "Help"))
    other = el(
        "body", el("div"), el("aside", "Help", el("form", "Pay later", id="pay"))
    )
    assert sorted(told(one, other)) == [
        ("move", "form", "form", ""),
        ("text", "Pay now", "Pay later", ""),
    ]


def test_a_changed_cell_in_each_of_many_rows_is_as_many_edits():
    def table(price):
        return el(
            "table",
            *(
                el("tr", el("td", f"Tea {n}"), el("td", f"{price}{n}"))
                for n in range(300)
            ),
        )

    found = edits_of(el("body", table("€")), el("body", table("$")))
    assert {edit.deed for edit in found} == {"text"}
    assert len(found) == 300


def test_a_very_deep_page_is_compared():
    one, other = el("p", "a"), el("p", "b")
    for _ in range(5000):
        one, other = el("div", one), el("div", other)
    numbered(one, other)
    assert [edit.deed for edit in edits(one, other)] == ["text"]
