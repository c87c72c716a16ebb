"""Which elements of a recorded page a locator finds, by Playwright's rules.

Those are: hidden elements count, other than for roles; roots of shadows are looked
into, frames are not; the elements of a shadow come after those around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from replaytest.codegen.query import Locator, Query
from replaytest.codegen.texts import Texts
from replaytest.mirror.aria import Aria, collapse
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.names import name_of
from replaytest.mirror.node import Node
from replaytest.mirror.query import select
from replaytest.mirror.roles import NO_ROLE, role_of
from replaytest.rrweb import NodeType

TEST_ID = "data-testid"
# Of these selectors there are many, and to look through the page for each takes long.
_SIMPLE = re.compile(r'([a-z][a-z0-9-]*)?(?:#([\w-]+))?(?:\[([\w-]+)="([^"\\]*)"\])?')
_ATTRIBUTES = {"placeholder": "placeholder", "alt_text": "alt", "title": "title"}


class Look:
    """A mirror as it is now, asked as Playwright asks a page. Good for that moment."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.aria = Aria(mirror)
        self.texts = Texts(self.aria)
        self._names: dict[int, str] = {}
        self._elements: dict[int, list[Node]] = {}
        self._tests: dict[str, Callable[[Node, Query], bool]] = {
            "role": self._has_role,
            "text": self._says,
            "label": self._is_labelled,
            "test_id": lambda node, query: node.attributes.get(TEST_ID) == query.value,
            **dict.fromkeys(_ATTRIBUTES, _has_attribute),
        }
        self._found: dict[tuple[int, Query], list[Node]] = {}

    def find(self, locator: Locator) -> list[Node]:
        """Return what a locator finds, in the order in which `nth` counts."""
        root = self.mirror.document
        for frame in locator.frames:
            hosts = [] if root is None else self.all(root, Query("css", frame))
            inside = hosts[0].children if len(hosts) == 1 else ()
            root = next((n for n in inside if n.kind == NodeType.DOCUMENT), None)
        return [] if root is None else self.found(root, locator.queries)

    def found(self, root: Node, queries: Sequence[Query]) -> list[Node]:
        """Return what is found in a document by calls one after the other."""
        inside: set[int] | None = None
        nodes: list[Node] = []
        for query in queries:
            nodes = self.all(root, query)
            if inside is not None:
                nodes = [each for each in nodes if self._is_inside(each, inside)]
            if query.nth is not None:
                nodes = nodes[query.nth : query.nth + 1]
            inside = {each.id for each in nodes}
        return nodes

    def all(self, root: Node, query: Query) -> list[Node]:
        """Return all that one call finds in a document, `nth` left aside."""
        key = root.id, query
        known = self._found.get(key)
        if known is None:
            known = list(self._all(root, query))
            if query.has_text:
                wanted = query.has_text.lower()
                known = [n for n in known if wanted in self.texts.of(n).lower()]
            self._found[key] = known
        return known

    def role(self, node: Node) -> str:
        """Return the role of an element, "" for none."""
        found = role_of(self.aria, node)
        return found if found and found not in NO_ROLE else ""

    def name(self, node: Node) -> str:
        """Return the accessible name of an element, "" for none."""
        known = self._names.get(node.id)
        if known is None:
            known = self._names[node.id] = collapse(name_of(self.aria, node))
        return known

    def is_visible(self, node: Node) -> bool:
        """Say whether an element is shown, as far as the recording tells."""
        looks = self.aria.looks
        return looks.is_visible(node) and not looks.slots.is_unslotted(node)

    def document_of(self, node: Node) -> Node | None:
        """Return the document that an element is in."""
        return self.mirror.owner_document(node)

    def elements(self, root: Node) -> list[Node]:
        """Return the elements of a document, those of shadows after those around."""
        known = self._elements.get(root.id)
        if known is None:
            known = self._elements[root.id] = []
            roots = [root.children]
            for row in roots:
                stack = list(reversed(row))
                while stack:
                    node = stack.pop()
                    if node.kind == NodeType.ELEMENT:
                        known.append(node)
                        stack += reversed(node.children)
                        if node.shadow:
                            roots.append(node.shadow)
        return known

    def _all(self, root: Node, query: Query) -> Iterable[Node]:
        nodes = self.elements(root)
        if query.way == "css":
            return self._selected(nodes, query.value)
        is_found = self._tests[query.way]
        return (each for each in nodes if is_found(each, query))

    def _selected(self, nodes: Sequence[Node], selector: str) -> Iterable[Node]:
        simple = _SIMPLE.fullmatch(selector)
        if simple:
            return (each for each in nodes if _is_simply(each, simple))
        here = {each.id for each in nodes}
        return (each for each in select(self.mirror, selector) if each.id in here)

    def _says(self, node: Node, query: Query) -> bool:
        return self.texts.says_itself(node, query.value, exact=query.exact)

    def _is_labelled(self, node: Node, query: Query) -> bool:
        return any(fits(query, label) for label in self.texts.labels(node))

    def _has_role(self, node: Node, query: Query) -> bool:
        if role_of(self.aria, node) != query.value or self.aria.is_hidden(node):
            return False
        wanted = query.name
        if wanted is None:
            return True
        name = self.name(node)
        return name == wanted if query.exact else wanted.lower() in name.lower()

    def _is_inside(self, node: Node, around: set[int]) -> bool:
        for each in self.mirror.ancestors(node):
            if each.kind == NodeType.DOCUMENT:
                return False
            if each.id in around:
                return True
        return False


def _has_attribute(node: Node, query: Query) -> bool:
    told = node.attributes.get(_ATTRIBUTES[query.way])
    return told is not None and fits(query, told)


def _is_simply(node: Node, simple: re.Match[str]) -> bool:
    tag, name, attribute, value = simple.groups()
    has = node.attributes
    if tag and node.tag != tag:
        return False
    if name and has.get("id") != name:
        return False
    return not attribute or has.get(attribute) == value


def fits(query: Query, text: str) -> bool:
    """Say whether a text is the one that is asked for, or has it in it."""
    if query.exact:
        return text == query.value
    return query.value.lower() in text.lower()
