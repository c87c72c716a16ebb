"""A digest follows its mirror, and says what `compare` says."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.diff.compare import compare
from replaytest.diff.digest import Digest, difference
from replaytest.mirror.changes import Changes
from replaytest.mirror.mirror import Mirror
from tests.diff.changing import ChangingPage
from tests.diff.mutate import mirror
from tests.diff.pages import from_html


class Page(ChangingPage):
    """Its digest follows."""

    def __init__(self) -> None:
        super().__init__()
        self.digest = Digest(self.mirror)

    def do(self, source: int, **data: object) -> Changes:
        changes = super().do(source, **data)
        self.digest.update(changes)
        return changes


@given(st.integers(0, 10**9), st.integers(1, 12))
@settings(max_examples=200)
def test_following_events_is_the_same_as_reading_the_page_anew(seed, count):
    page, pick = Page(), random.Random(seed)
    for _ in range(count):
        page.change(pick)
        if pick.random() < 0.5:
            _ = page.digest.value
    fresh = Digest(page.mirror)
    assert page.digest.value == fresh.value
    assert [repr(i) for i in page.digest.root.walk()] == [repr(i) for i in fresh.root.walk()]  # fmt: skip


@given(st.integers(0, 10**9), st.integers(0, 3))
@settings(max_examples=150)
def test_values_are_equal_exactly_if_nothing_differs(seed, count):
    one, other = Page(), Page()
    pick = random.Random(seed)
    for _ in range(count):
        other.change(pick)
    found = compare(one.mirror, other.mirror)
    assert (one.digest.value == other.digest.value) is not bool(found)
    assert difference(one.digest, other.digest).changes == found.changes
    # Items are used again: what one comparison left on them must not be in the next.
    assert difference(one.digest, other.digest).changes == found.changes


@pytest.mark.parametrize(
    ("before", "after", "equal"),
    [
        ("<i id=':r1:'></i><b for=':r1:'></b>", "<i id=':r9:'></i><b for=':r9:'></b>", True),
        ("<i id=':r1:'></i><b for=':r1:'></b>", "<i id=':r9:'></i><b for=':r8:'></b>", False),
        ("<p>12:30</p>", "<p>12:31</p>", True),
        ("<p>5</p>", "<p>6</p>", False),
    ],
)  # fmt: skip
def test_generated_ids_may_be_others_and_must_stay_consistent(before, after, equal):
    one, other = (Digest(mirror(from_html(f"<body>{b}</body>"))) for b in (before, after))  # fmt: skip
    assert (one.value == other.value) is equal


def test_a_page_before_its_full_snapshot_is_an_empty_one():
    assert Digest(Mirror()).value == Digest(Mirror()).value


def test_a_select_follows_its_options():
    page = Page()
    (option,) = (n for n in page.mirror.nodes.values() if n.attributes.get("value") == "b")  # fmt: skip
    page.mutate(attributes=[{"id": option.id, "attributes": {"selected": None}}])
    assert page.digest.value == Digest(page.mirror).value


def test_a_textarea_follows_all_that_is_in_it():
    page = Page()
    (area,) = (n for n in page.mirror.nodes.values() if n.tag == "textarea")
    inner = {"type": 2, "id": 900, "tagName": "b", "attributes": {}, "childNodes": []}
    said = {"type": 3, "id": 901, "textContent": "more"}
    page.mutate(adds=[{"parentId": area.id, "nextId": None, "node": inner}])
    page.mutate(adds=[{"parentId": 900, "nextId": None, "node": said}])
    assert page.digest.value == Digest(page.mirror).value


@pytest.mark.parametrize(
    ("values", "equal"), [("abc", True), ("xyz", True), ("xyc", True), ("xbc", False)]
)
def test_choices_may_be_others_if_a_mask_renamed_most(values, equal):
    def page(values):
        options = "".join(f"<option value={value}>One" for value in values)
        return mirror(from_html(f"<body><select>{options}</select></body>"))

    one, other = page("abc"), page(values)
    assert (Digest(one).value == Digest(other).value) is equal
    assert bool(compare(one, other)) is not equal
