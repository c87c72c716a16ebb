"""A mirror as items: without scripts, recorder artefacts, noise and mere spelling.

Left out: scripts, comments, sheets, `meta` and `link` (looks are compared by pictures),
what Playwright draws into a page, white space, the order of attributes, classes,
declarations and JSON's keys, scroll offsets, focus and selection. State that is in no
attribute (what was typed, what is checked or selected) is a fact like an attribute.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orjson

from replaytest.diff.item import CHOICE, DOCUMENT, SHADOW, TEXT, Facts, Item, Numbers
from replaytest.diff.noise import Marks, Noise, placeholder, without_origin
from replaytest.diff.rules import Place
from replaytest.mirror.forms import input_type, options_of, selected_options
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.style import declarations, longhands
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

DROPPED = words(
    """script noscript template style link meta base
    x-pw-glass x-pw-highlight x-pw-tooltip x-pw-action-point"""
)
# Attributes that name ids of other elements, by which references.py finds them.
REFERENCES = words(
    """for form list headers aria-labelledby aria-describedby aria-controls aria-owns
    aria-activedescendant aria-details aria-errormessage aria-flowto popovertarget
    commandfor anchor"""
)
_URLS = words(
    """href src action formaction poster data cite srcset background xlink:href
    ping manifest"""
)
# Looked up for every node: an enum's member takes as long as the rest of the check.
_ELEMENT, _TEXT, _CDATA, _DOCUMENT = (
    int(kind)
    for kind in (NodeType.ELEMENT, NodeType.TEXT, NodeType.CDATA, NodeType.DOCUMENT)
)
_FIELDS = words("input textarea select")
_PLACES: dict[str, Place] = {
    "id": "id",
    "name": "id",
    "class": "class",
    **dict.fromkeys(REFERENCES, "id"),
    **dict.fromkeys(_URLS, "url"),
}

# Of attributes, what is left of them and what was renamed.
Known = dict[tuple[tuple[str, str], ...], tuple[Facts, dict[str, Marks]]]


def normalise(mirror: Mirror, noise: Noise, numbers: Numbers) -> Item:
    """Return the page as a tree of items; before a full snapshot an empty document.

    Only what was numbered by the same `numbers` can be compared.
    """
    return Reader(mirror, noise).read(numbers)


class Follower:
    """One mirror as items, of which only what was touched since is read again.

    `page` is what it was read as last. `known` is as for `Reader`.
    """

    def __init__(
        self, mirror: Mirror, noise: Noise, numbers: Numbers, known: Known
    ) -> None:
        self.mirror = mirror
        self.page = Item(DOCUMENT)
        self._reader = Reader(mirror, noise, known)
        self._numbers = numbers
        self._href = ""
        self._touched: set[int] = set()
        self._items: dict[int, Item] = {}

    def read(self) -> None:
        """Read the page as it is now, with the items of before that still hold."""
        mirror = self.mirror
        # It is another set for a new page, and where somebody else follows as well.
        if mirror.touched is not self._touched or mirror.href != self._href:
            self._items.clear()
        for node in self._touched:
            self._items.pop(node, None)
        self._href = mirror.href
        self._touched = mirror.touched = set()
        self.page = self._reader.read(self._numbers, self._items)


class Reader:
    """Reads items of one mirror: the whole page, or parts of it again (digest.py).

    `known` keeps what was read of attributes for other pages and the same `noise`.
    """

    def __init__(
        self, mirror: Mirror, noise: Noise, known: Known | None = None
    ) -> None:
        self._mirror = mirror
        self._noise = noise
        self._known = known
        self._dropped_names: dict[str, bool] = {}

    def read(self, numbers: Numbers, known: dict[int, Item] | None = None) -> Item:
        """Return the page; `known` are items that need not be read again, by node.

        They are put into the new tree, and what had to be made joins them.
        """
        known = {} if known is None else known
        document = self._mirror.document
        number = document.id if document else 0
        if number in known:
            return known[number]
        root = Item(DOCUMENT, number)
        made = [root]
        if document is not None:
            stack = [(document.children, root)]
            while stack:
                nodes, parent = stack.pop()
                for item, rows in self.row(nodes, known):
                    parent.children.append(item)
                    if known.get(item.node) is item:
                        continue
                    made.append(item)
                    made += [inner for _, inner in rows if inner is not item]
                    stack += rows
        for item in made:
            if item.tag not in (TEXT, SHADOW):
                known[item.node] = item
        # Children were made after their parents.
        made.reverse()
        numbers.number(made)
        return root

    def row(
        self, nodes: list[Node], known: Mapping[int, Item]
    ) -> list[tuple[Item, list[tuple[list[Node], Item]]]]:
        """Return the items of a row of nodes, each with what is to be read below it.

        `known` are items of elements and documents that need not be read again.
        """
        found: list[tuple[Item, list[tuple[list[Node], Item]]]] = []
        texts: list[Node] = []
        for node in nodes:
            kind = node.kind
            if kind in (_TEXT, _CDATA):
                texts.append(node)
                continue
            if kind == _ELEMENT:
                if node.tag in DROPPED:
                    continue
                if texts:
                    self._add_text(texts, found)
                    texts = []
                found.append(self._item(node, known))
            elif kind == _DOCUMENT:
                found.append(self._item(node, known))
        if texts:
            self._add_text(texts, found)
        return found

    def _item(
        self, node: Node, known: Mapping[int, Item]
    ) -> tuple[Item, list[tuple[list[Node], Item]]]:
        item = known.get(node.id)
        if item is not None:
            return item, []
        if node.kind == NodeType.DOCUMENT:
            item = Item(DOCUMENT, node.id)
            return item, [(node.children, item)]
        item = self.element(node)
        return item, self.below(node, item)

    def below(self, node: Node, item: Item) -> list[tuple[list[Node], Item]]:
        """Return the rows of nodes below an element, each with the item it goes to."""
        if node.tag == "textarea":  # its text is its value
            return []
        rows = [(node.children, item)] if node.children else []
        if node.shadow is not None:
            # As a child that is always there, so that the light ones keep their order.
            root = Item(SHADOW, node.id)
            root.parent = item
            item.children.append(root)
            rows.append((node.shadow, root))
        return rows

    def _add_text(
        self,
        nodes: list[Node],
        found: list[tuple[Item, list[tuple[list[Node], Item]]]],
    ) -> None:
        raw = nodes[0].content if len(nodes) == 1 else "".join(n.content for n in nodes)
        text = " ".join(raw.split())
        if not text:
            return
        text, marks = self._noise.applied("text", text)
        item = Item(TEXT, nodes[0].id, text=text)
        if marks:
            item.marks = {"": marks}
        found.append((item, []))

    def element(self, node: Node) -> Item:
        """Return the item of an element, without what is below it."""
        if self._known is None or node.tag in _FIELDS or node.tag == "option":
            facts, marks = self._facts(node)
        else:
            key = tuple(node.attributes.items())
            found = self._known.get(key)
            if found is None:
                found = self._facts(node)
                # Else it depends on the address of the page what is left of it.
                if not any("://" in raw for raw in node.attributes.values()):
                    self._known[key] = found
            facts, marks = found
        item = Item(node.tag, node.id, facts)
        if marks:
            item.marks = marks
        return item

    def _facts(self, node: Node) -> tuple[Facts, dict[str, Marks]]:
        facts: list[tuple[str, str]] = []
        all_marks: dict[str, Marks] = {}
        for name, raw in node.attributes.items():
            if self._is_dropped(node, name):
                continue
            value, marks = self._fact(name, raw)
            if value is not None:
                facts.append((name, value))
                if marks:
                    all_marks[name] = marks
        if node.tag in _FIELDS or node.tag == "option":
            facts += self._state(node, all_marks)
        if len(facts) > 1:
            facts.sort()
        return tuple(facts), all_marks

    def _is_dropped(self, node: Node, name: str) -> bool:
        if name in ("value", "checked", "selected"):
            # What it was made with; what it is now is a state.
            return node.tag in _FIELDS or node.tag == "option"
        known = self._dropped_names.get(name)
        if known is None:
            known = self._dropped_names[name] = self._noise.matches("name", name)
        return known

    def _fact(self, name: str, raw: str) -> tuple[str | None, Marks]:
        place = _PLACES.get(name, "value")
        if place == "class":
            value, marks = self._noise.applied(place, raw)
            return " ".join(sorted(set(value.split()))) or None, marks
        if name == "style":
            told = sorted(longhands(declarations(raw)).items())
            if not told:
                return None, ()
            raw = "; ".join(f"{key}: {' '.join(text.split())}" for key, text in told)
        elif place == "url":
            raw = without_origin(raw.strip(), self._mirror.href)
            if raw.startswith("#"):
                place = "id"
        elif raw[:1] in ("{", "["):
            raw = _in_order(raw)
        elif "://" in raw:
            raw = without_origin(raw, self._mirror.href)
        return self._noise.applied(place, raw)

    def _state(self, node: Node, all_marks: dict[str, Marks]) -> list[tuple[str, str]]:
        mirror = self._mirror
        if node.tag == "select":
            chosen = ", ".join(_chosen(mirror, node))
            return [("value", chosen)] if chosen else []
        if node.tag == "option":
            return self._choice(node, all_marks)
        if node.tag == "input" and input_type(node) in ("checkbox", "radio"):
            told = [("checked", "")] if mirror.checked(node) else []
            return told + self._choice(node, all_marks)
        raw = mirror.value(node)
        if not raw:  # no value and an empty one look alike
            return []
        if self._noise.matches("token", node.attributes.get("name", "")):
            return [("value", placeholder("csrf"))]
        value, marks = self._noise.applied("value", raw)
        if marks:
            all_marks["value"] = marks
        return [("value", value)]

    def _choice(self, node: Node, all_marks: dict[str, Marks]) -> list[tuple[str, str]]:
        """Return what stands for a choice when a form is sent.

        Nobody sees it, and a mask gives it another random word in each recording.
        """
        value = node.attributes.get("value")
        if not value:
            return []
        all_marks["value"] = ((CHOICE, value),)
        return [("value", placeholder(CHOICE))]


def _in_order(raw: str) -> str:
    """Return JSON with its keys in order, as servers write them as they come."""
    try:
        return orjson.dumps(orjson.loads(raw), option=orjson.OPT_SORT_KEYS).decode()
    except ValueError:
        return raw


def _chosen(mirror: Mirror, select: Node) -> Iterator[str]:
    """Yield what the selected options say, with their number if others say the same."""
    options = list(options_of(select))
    said = [" ".join(each.text_content().split()) for each in options]
    chosen = {each.id for each in selected_options(mirror, select)}
    for number, (option, text) in enumerate(zip(options, said, strict=True), 1):
        if option.id in chosen:
            yield text if said.count(text) == 1 else f"{text} (option {number})"
