"""Another build of a page: a mirror with edits, and what became of each node.

Every edit happens to each thing it can happen to with the same probability, `rate`, so
0.07 is "7 % of everything". Node ids are dealt anew in document order, as a recorder
does on a new page.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from replaytest.mask.shape import mask_shape
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

LIGHT, HEAVY = 0.07, 0.25

WORDS = sorted(
    words(
        """account add all apply archive back basket board cancel card chart choose clear
    close code colour copy create date delete detail done edit email export filter
    find first follow group help hide history home import invite item join last link
    list message more move name new next note open order owner page pause pin plan
    print price profile project publish read remove rename reply report reset result
    review save search select send share show sign size sort start status stop
    submit sync table task team total update upload user value view week write year"""
    )
)
# Words that no page has.
STRANGE = sorted(
    words(
        """zorvex quiblar drumnok fenwhist gralto hupsim jelquop kravund lomfet mirvash
    nuplik oggrast pweltun ribzak skolvin trefnub vulmosk wopzil yarnkeb zutfrel"""
    )
)
_SILENT = {"script", "style", "noscript", "head", "title", "meta", "link", "template"}
_STRICT = {"tr", "tbody", "thead", "tfoot", "table", "colgroup", "select", "optgroup"}
_DROPPED = (
    *("name", "placeholder", "aria-label", "title", "alt", "for", "value"),
    *("data-testid", "data-test-id", "data-test", "data-cy"),
)
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")


@dataclass
class Build:
    """A page being edited. `was` has, by what a node is now, its id in the original."""

    document: Node
    was: dict[int, int] = field(default_factory=dict)

    def rows(self) -> Iterable[tuple[Node, list[Node]]]:
        """Yield the elements of the body's parts, each with the list it is in."""
        stack = [(self.document, self.document.children)]
        while stack:
            parent, row = stack.pop()
            for child in list(row):
                if child.kind == NodeType.ELEMENT and child.tag in _SILENT:
                    continue
                if child.kind == NodeType.ELEMENT and child.tag not in ("html", "body"):
                    yield child, row
                stack.append((child, child.children))
                if child.shadow:
                    stack.append((child, child.shadow))

    def elements(self) -> list[tuple[Node, list[Node]]]:
        return list(self.rows())


TEXTS = {"aria-label", "placeholder", "title", "alt", "value"}
Edit = Callable[[Build, random.Random, float], None]


def another_build(
    page: Mirror,
    rng: random.Random,
    *,
    rate: float = 0.0,
    without: Iterable[int] = (),
    replaced: Iterable[int] = (),
    edits: Iterable[str] | None = None,
) -> tuple[Mirror, dict[int, int]]:
    """Return another build of `page`, and by old node id the new one of what is left.

    `without` are node ids to leave out, with all below them, `replaced` those of
    elements in whose place is another one of other names; `edits` names the edits to
    make, by default all of `EDITS`.
    """
    assert page.document is not None
    build = Build(Node(kind=0, id=0))
    build.document = _copied(page.document, build.was, set(without))
    for each in replaced:
        _replace(build, each, rng)
    for name in EDITS if edits is None else edits:
        if rate:
            EDITS[name](build, rng, rate)
    return _mirror(page, build)


def _replace(build: Build, old_id: int, rng: random.Random) -> None:
    """Give an element, and its label, other names: it is another one from now on."""
    nodes = list(build.document.walk())
    node = next(each for each in nodes if build.was.get(id(each)) == old_id)
    name = node.attributes.get("id")
    inside = {id(each) for each in node.walk()}
    labels = [
        each
        for each in nodes
        if each.tag == "label"
        and (each.attributes.get("for", "") == name or _holds(each, node))
    ]
    named = node.attributes.get("aria-labelledby", "").split()
    labels += [n for n in nodes if n.kind == 2 and n.attributes.get("id") in named]
    for whole in (node, *labels):
        for part in whole.walk():
            if id(part) in inside:
                build.was.pop(id(part), None)
            if id(part) in inside or part.kind == NodeType.TEXT:
                _say_anew(part, Counter(), rng, STRANGE)


def _holds(whole: Node, node: Node) -> bool:
    return any(each is node for each in whole.walk())


def _copied(node: Node, was: dict[int, int], without: set[int]) -> Node:
    copy = Node(
        kind=node.kind,
        id=node.id,
        tag=node.tag,
        text=node.text,
        is_svg=node.is_svg,
        is_shadow=node.is_shadow,
        is_shadow_host=node.is_shadow_host,
        name=node.name,
        compat_mode=node.compat_mode,
    )
    copy.attributes = dict(node.attributes) if node.kind == NodeType.ELEMENT else {}
    was[id(copy)] = node.id
    kept = [c for c in node.children if c.id not in without]
    copy.children = [_copied(child, was, without) for child in kept]
    if node.shadow is not None:
        shadow = [c for c in node.shadow if c.id not in without]
        copy.shadow = [_copied(child, was, without) for child in shadow]
    return copy


def _mirror(page: Mirror, build: Build) -> tuple[Mirror, dict[int, int]]:
    mirror = Mirror()
    new_ids: dict[int, int] = {}
    nodes = list(build.document.walk())
    for number, node in enumerate(nodes, 1):
        node.id = number
        old = build.was.get(id(node))
        if old is not None:
            new_ids[old] = number
    # What is planted sorts the children of shadow roots out of the others.
    for node in nodes:
        if node.shadow is not None:
            node.children, node.shadow = [*node.shadow, *node.children], None
            node.is_shadow_host = True
    mirror.href, mirror.width, mirror.height = page.href, page.width, page.height
    mirror.plant(build.document)
    for old, known in page.inputs.items():
        if old in new_ids:
            mirror.inputs[new_ids[old]] = known
    return mirror, new_ids


def _rename_classes(build: Build, rng: random.Random, rate: float) -> None:
    renamed: dict[str, str] = {}
    for node, _ in build.elements():
        names = node.attributes.get("class", "").split()
        for each in names:
            if each not in renamed:
                other = f"{rng.choice(WORDS)}-{rng.choice(WORDS)}"
                renamed[each] = other if rng.random() < rate else each
        if names:
            node.attributes["class"] = " ".join(renamed[each] for each in names)


def _rename_ids(build: Build, rng: random.Random, rate: float) -> None:
    renamed: dict[str, str] = {}
    for node, _ in build.elements():
        name = node.attributes.get("id")
        if name and rng.random() < rate:
            renamed[name] = f"{rng.choice(WORDS)}-{rng.choice(WORDS)}"
            node.attributes["id"] = renamed[name]
    for node, _ in build.elements():
        for name in _REFERENCES:
            if name in node.attributes:
                told = node.attributes[name].split()
                node.attributes[name] = " ".join(renamed.get(x, x) for x in told)


def _reorder(build: Build, rng: random.Random, rate: float) -> None:
    for node, _ in build.elements():
        if len(node.children) > 1 and rng.random() < rate:
            rng.shuffle(node.children)


def _wrap(build: Build, rng: random.Random, rate: float) -> None:
    for node, row in build.elements():
        if node.tag in _STRICT | {"td", "th", "li", "option"} or node.is_shadow:
            continue
        if rng.random() < rate:
            wrapper = Node(kind=2, id=0, tag="div", is_shadow=node.is_shadow)
            wrapper.attributes = {"class": rng.choice(WORDS)}
            wrapper.children = [node]
            row[next(n for n, each in enumerate(row) if each is node)] = wrapper


def _change_texts(build: Build, rng: random.Random, rate: float) -> None:
    for node, _ in build.elements():
        for child in node.children:
            is_text = child.kind == NodeType.TEXT and child.content.strip()
            if is_text and rng.random() < rate:
                child.text = _other_words(child.content, rng)


def _other_words(text: str, rng: random.Random) -> str:
    """Return a text with one word changed, sometimes one more; seldom wholly new."""
    told = text.split()
    if rng.random() < 0.3:
        return " ".join(rng.choice(WORDS) for _ in told).capitalize()
    told[rng.randrange(len(told))] = rng.choice(WORDS)
    return " ".join(told + [rng.choice(WORDS)] * (rng.random() < 0.3)).capitalize()


def _drop_attributes(build: Build, rng: random.Random, rate: float) -> None:
    """Drop or change what names an element; a link stays one, its address changes.

    `type` and `role` stay: without them it would be another kind of element.
    """
    for node, _ in build.elements():
        for name in _DROPPED:
            if node.attributes.get(name) and rng.random() < rate:
                if rng.random() < 0.5:
                    del node.attributes[name]
                else:
                    node.attributes[name] += f"-{rng.choice(WORDS)}"
        if node.attributes.get("href") and rng.random() < rate:
            node.attributes["href"] += f"/{rng.choice(WORDS)}"


def _grow_lists(build: Build, rng: random.Random, rate: float) -> None:
    """Add an item to rows of siblings of one tag: like its neighbour, in new words."""
    for node, _ in build.elements():
        tags = Counter(each.tag for each in node.children if each.tag)
        tag, count = tags.most_common(1)[0] if tags else ("", 0)
        if count < 2 or rng.random() >= rate:
            continue
        items = [each for each in node.children if each.tag == tag]
        common = Counter(text for each in items for text in set(_said(each)))
        model = rng.choice(items)
        item = _copied(model, {}, set())
        for each in item.walk():
            _say_anew(each, common, rng)
        place = next(n for n, each in enumerate(node.children) if each is model)
        node.children.insert(place + rng.randrange(2), item)


def _said(item: Node) -> Iterable[str]:
    for node in item.walk():
        if node.kind == NodeType.ELEMENT:
            yield from node.attributes.values()
        else:
            yield node.content


def _say_anew(
    node: Node, common: Counter[str], rng: random.Random, vocabulary: list[str] = WORDS
) -> None:
    """Change what is not said by several items, as `Delete` in each row is."""
    is_text = node.kind == NodeType.TEXT and node.content.strip()
    if is_text and common[node.content] < 2:
        told = node.content.split()
        node.text = " ".join(rng.choice(vocabulary) for _ in told).capitalize()
    for name in (*_DROPPED, "id", "href"):
        value = node.attributes.get(name) if node.kind == NodeType.ELEMENT else None
        if value and common[value] < 2:
            # Of an item that is one of a row something of the name is the row's.
            kept = f"{value}-" if vocabulary is WORDS else ""
            node.attributes[name] = f"{kept}{rng.choice(vocabulary)}{rng.randrange(99)}"


EDITS: dict[str, Edit] = {
    "classes": _rename_classes,
    "ids": _rename_ids,
    "order": _reorder,
    "lists": _grow_lists,
    "wrappers": _wrap,
    "texts": _change_texts,
    "attributes": _drop_attributes,
}


def mask_texts(mirror: Mirror) -> None:
    """Put shapes in place of the texts of a page and of the attributes that are text."""
    for node in mirror.nodes.values():
        if node.kind == NodeType.TEXT:
            node.text = mask_shape(node.content)
        elif node.kind == NodeType.ELEMENT:
            for name in TEXTS & node.attributes.keys():
                node.attributes[name] = mask_shape(node.attributes[name])
