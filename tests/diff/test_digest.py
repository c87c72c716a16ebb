"""A digest follows its mirror, and says what `compare` says."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.diff.compare import compare
from replaytest.diff.digest import Digest, difference
from replaytest.mirror.changes import changes_of
from replaytest.mirror.decode import event_of
from replaytest.mirror.mirror import Mirror
from tests.diff.mutate import mirror
from tests.diff.pages import from_html

FORM = """<body><main id=":r1:"><label for=":r1:">Name</label><input name=a value=x>
<select><option value=a>A</option><option value=b selected>B</option></select>
<textarea>much <!-- a --> text</textarea><ul><li>one<li>two <b>bold</b> tail</ul>
<p aria-labelledby=":r1:">12:30</p><button disabled>Go</button></main></body>"""
TAGS = ["p", "ul", "select", "option", "textarea", "script", "input", "div", "style"]
VALUES = ["", "x", ":r1:", ":r2:", "12:31", "b", "3f2a9c1b3f2a9c1b"]


class Page:
    """A mirror, its digest, and events that change both."""

    def __init__(self, html: str = FORM) -> None:
        self.mirror = mirror(from_html(html))
        self.digest = Digest(self.mirror)
        self.numbers = itertools.count(1000)

    def do(self, source: int, **data: object) -> None:
        told = {"type": 3, "timestamp": 1, "data": {"source": source, **data}}
        event = event_of(told, self.mirror.skipped)
        self.mirror.apply_decoded(event)
        self.digest.update(changes_of(event, 0))

    def mutate(self, **data: object) -> None:
        empty: dict[str, object] = dict.fromkeys(("texts", "attributes", "removes", "adds"), ())  # fmt: skip
        self.do(0, **empty | data)

    def change(self, pick: random.Random) -> None:
        nodes = [n for n in self.mirror.nodes.values() if self.mirror.parent(n)]
        elements = [n for n in nodes if n.kind == 2]
        deed = pick.choice(["text", "attribute", "input", "add", "remove", "move"])
        if deed == "text":
            texts = [n for n in nodes if n.kind == 3]
            if texts:
                self.mutate(texts=[{"id": pick.choice(texts).id, "value": pick.choice(VALUES)}])  # fmt: skip
        elif deed == "attribute":
            name = pick.choice(["id", "value", "class", "selected", "type", "for"])
            value = pick.choice([None, *VALUES])
            self.mutate(attributes=[{"id": pick.choice(elements).id, "attributes": {name: value}}])  # fmt: skip
        elif deed == "input":
            self.do(5, id=pick.choice(elements).id, text=pick.choice(VALUES), isChecked=pick.random() < 0.5)  # fmt: skip
        elif deed == "add":
            self._put(pick, self._new(pick, 2), [])
        else:
            inner = [n for n in nodes if n.tag not in ("html", "body")]
            if not inner:
                return
            node = pick.choice(inner)
            parent = self.mirror.parent(node)
            gone = [{"parentId": parent.id if parent else 0, "id": node.id}]
            if deed == "remove":
                self.mutate(removes=gone)
            else:
                self._put(pick, self._plain(node), gone)

    def _put(self, pick: random.Random, node: dict, gone: list) -> None:
        inside = {n["id"] for n in _below(node)}
        parents = [n for n in self.mirror.nodes.values() if n.kind == 2 and n.id not in inside]  # fmt: skip
        parent = pick.choice([n for n in parents if n.tag != "html"])
        row = [n.id for n in parent.children if n.id not in inside]
        self.mutate(removes=gone, adds=[{"parentId": parent.id, "nextId": pick.choice([None, *row]), "node": node}])  # fmt: skip

    def _new(self, pick: random.Random, depth: int) -> dict:
        if pick.random() < 0.3 or not depth:
            return {"type": 3, "id": next(self.numbers), "textContent": pick.choice(VALUES)}  # fmt: skip
        below = [self._new(pick, depth - 1) for _ in range(pick.randint(0, 3))]
        return {"type": 2, "id": next(self.numbers), "tagName": pick.choice(TAGS), "attributes": {"id": pick.choice(VALUES)}, "childNodes": below}  # fmt: skip

    def _plain(self, node) -> dict:
        made = {"type": node.kind, "id": node.id}
        if node.kind == 2:
            below = [self._plain(n) for n in node.children]
            return made | {"tagName": node.tag, "attributes": dict(node.attributes), "childNodes": below}  # fmt: skip
        return made | {"textContent": node.content}


def _below(node: dict):
    yield node
    for child in node.get("childNodes", ()):
        yield from _below(child)


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
