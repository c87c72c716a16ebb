"""Small trees of items, written by hand or at random, and edits applied to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from replaytest.diff.edits import Edit, edits
from replaytest.diff.item import TEXT, Item, Numbers


def el(tag: str, *children: Item | str, **facts: str) -> Item:
    """An element; `_` in the name of a fact is `-`."""
    named = sorted((name.replace("_", "-"), value) for name, value in facts.items())
    made = Item(tag, facts=tuple(named))
    made.children = [
        Item(TEXT, text=each) if isinstance(each, str) else each for each in children
    ]
    return made


def numbered(*roots: Item) -> None:
    """Number trees so that they can be compared."""
    numbers = Numbers()
    for root in roots:
        numbers.number(reversed(list(root.walk())))


def edits_of(one: Item, other: Item) -> list[Edit]:
    one, other = copy(one), copy(other)
    numbered(one, other)
    return edits(one, other)


def copy(item: Item) -> Item:
    made = Item(item.tag, item.node, item.facts, item.text)
    made.marks = item.marks
    made.children = [copy(child) for child in item.children]
    return made


def plain(item: Item) -> Any:
    """A tree as nested tuples."""
    return item.tag, item.text, item.facts, tuple(plain(c) for c in item.children)


def applied(root: Item, script: list[Edit]) -> Item:
    """Return a copy of `root` on which the edits were done, reading nothing else."""
    copies: dict[int, Item] = {}
    made = _copied(root, copies)
    now = dict(copies)  # by id of an item of either page: its copy
    for edit in script:
        if edit.one is not None and edit.other is not None:
            now[id(edit.other)] = copies[id(edit.one)]
            _set(copies[id(edit.one)], edit)
    for edit in script:
        if edit.deed in ("delete", "move"):
            gone = copies[id(edit.one)]
            gone.parent.children[:] = [c for c in gone.parent.children if c is not gone]
            gone.parent = None
    placed = [edit for edit in script if edit.deed in ("insert", "move")]
    for edit in sorted(placed, key=lambda each: each.other.places()):
        if edit.deed == "insert":
            child = _copied(edit.other, now, only_new=True)
        else:
            child = now[id(edit.other)]
        parent = now.get(id(edit.other.parent)) or copies[id(edit.other.parent.mate)]
        parent.children.insert(edit.other.place, child)
        child.parent = parent
    return made


def _copied(item: Item, known: dict[int, Item], *, only_new: bool = False) -> Item:
    made = Item(item.tag, item.node, item.facts, item.text)
    known[id(item)] = made
    for child in item.children:
        if not (only_new and child.mate is not None):
            inner = _copied(child, known, only_new=only_new)
            inner.parent = made
            made.children.append(inner)
    return made


def _set(item: Item, edit: Edit) -> None:
    if edit.deed == "rename":
        item.tag = edit.after
    elif edit.deed == "text":
        item.text = edit.after
    elif edit.deed == "fact":
        facts = dict(item.facts)
        assert facts.pop(edit.name, None) == edit.before
        if edit.after is not None:
            facts[edit.name] = edit.after
        item.facts = tuple(sorted(facts.items()))


WORDS = ("tea", "coffee", "Order now", "one two three", "12.50", "x")
FACTS: tuple[dict[str, str], ...] = (
    *({}, {}, {"class": "a"}, {"class": "a b"}, {"id": "a"}, {"id": "b"}),
    *(
        {"href": "a"},
        {"href": "b", "class": "a"},
        {"title": "a"},
        {"id": "c", "title": "b"},
    ),
)
# (tag, facts) of an element, or the words of a text.
KINDS = [
    *WORDS,
    *((tag, facts) for tag in ("div", "p", "li", "span") for facts in FACTS),
]
# A tree is a list of what is in it, each with how deep it is.
NODES = st.tuples(st.integers(0, 4), st.sampled_from(KINDS))


def _grown(nodes: list[tuple[int, Any]]) -> Item:
    root = el("body")
    way = [root]
    for depth, kind in nodes:
        del way[depth + 1 :]
        made = (
            Item(TEXT, text=kind) if isinstance(kind, str) else el(kind[0], **kind[1])
        )
        way[-1].children.append(made)
        if made.tag != TEXT:
            way.append(made)
    return root


TREES = st.lists(NODES, max_size=25).map(_grown)


@st.composite
def related(draw: Any) -> tuple[Item, Item]:
    """Two trees, the second the first after a few changes."""
    one = draw(TREES)
    other = copy(one)
    for _ in range(draw(st.integers(0, 4))):
        _change(draw, other)
    return one, other


def _change(draw: Any, root: Item) -> None:
    elements = [item for item in root.walk() if item.tag != TEXT]
    at = draw(st.sampled_from(elements))
    what = draw(st.sampled_from(["insert", "delete", "swap", "wrap", "fact", "carry"]))
    if what == "insert":
        new = _grown(draw(st.lists(NODES, max_size=4)))
        at.children += new.children
    elif what == "fact":
        at.facts = tuple(sorted(draw(st.sampled_from(FACTS)).items()))
    elif at.children:
        place = draw(st.integers(0, len(at.children) - 1))
        child = at.children.pop(place)
        if what == "swap":
            at.children.append(child)
        elif what == "wrap":
            at.children.insert(place, el("section", child))
        elif what == "carry":
            inside = {id(item) for item in child.walk()}
            targets = [item for item in elements if id(item) not in inside]
            target = draw(st.sampled_from(targets))
            target.children.append(child)
