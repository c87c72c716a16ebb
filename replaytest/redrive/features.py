"""What is known of an element: features, of which both pages are asked the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from replaytest.mirror.boxes import box
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.redrive.kinds import group, is_candidate, is_control, role
from replaytest.redrive.plain import (
    class_stems,
    is_generated,
    is_masked,
    told,
)
from replaytest.redrive.surroundings import Surroundings
from replaytest.rrweb import NodeType

_TEST_IDS = (
    *("data-testid", "data-test-id", "data-test", "data-cy", "data-qa"),
    *("data-pw", "data-automation-id", "data-e2e"),
)
# Told elsewhere, or state of the moment, or the recorder's own.
_NOT_OTHERS = words(
    """id class style name type role title alt href src value placeholder aria-label
    aria-labelledby for checked selected open disabled hidden aria-expanded
    aria-selected aria-checked aria-pressed aria-hidden aria-busy aria-current
    aria-activedescendant aria-describedby aria-controls aria-owns tabindex width
    height srcset nonce integrity"""
).union(_TEST_IDS)
_INNER = (int(NodeType.ELEMENT), int(NodeType.DOCUMENT))
_VALUED = ("button", "submit", "reset", "image", "radio", "checkbox")


@dataclass(frozen=True, slots=True)
class Features:
    """An element as evidence. What is not there, masked or generated is empty.

    `label` is what names it besides its content, `text` what is written in it, `shape`
    that text where it is masked. `row` are the words of the list item, table row, form
    or dialog around it, `beside` those of what is next to it, `heading` the heading
    above, `anchors` what its ancestors are called. `path` are the tags down to it,
    `place` the same with numbers, `index` its number among its siblings of its tag,
    `box` its width and height in CSS px where they are recorded.
    """

    group: str
    tag: str
    role: str
    type: str
    testid: str
    id: str
    name: str
    label: str
    text: str
    shape: str
    placeholder: str
    title: str
    alt: str
    href: str
    src: str
    value: str
    classes: frozenset[str]
    others: frozenset[str]
    anchors: frozenset[str]
    row: frozenset[str]
    beside: frozenset[str]
    heading: str
    path: tuple[str, ...]
    place: tuple[str, ...]
    index: int
    box: tuple[float, float] | None

    def essence(self) -> tuple[object, ...]:
        """Return all but the position; twins are equal in it."""
        return tuple(getattr(self, each) for each in _ESSENTIAL)


_POSITION = ("place", "index")
_ESSENTIAL = tuple(each.name for each in fields(Features) if each.name not in _POSITION)


class Reader:
    """Reads features off a mirror as it is now; good for that moment."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.around = Surroundings(mirror)
        self._known: dict[int, Features] = {}
        self._groups: dict[str, list[Node]] | None = None

    def of(self, node: Node) -> Features:
        """Return the features of an element."""
        known = self._known.get(node.id)
        if known is None:
            known = self._known[node.id] = self._read(node)
        return known

    def group(self, name: str) -> list[Node]:
        """Return the elements that are used in one way, in document order."""
        if self._groups is None:
            self._groups = {}
            for node in self.elements():
                self._groups.setdefault(group(node), []).append(node)
        return self._groups.get(name, [])

    def called(self, testid: str, name: str) -> list[Node]:
        """Return the elements of a test id or an id, each "" for none."""
        return [
            node
            for node in self.elements()
            if (testid and test_id(node) == testid)
            or (name and node.attributes.get("id") == name)
        ]

    def elements(self) -> Iterator[Node]:
        """Yield all that could be a target, in document order."""
        document = self.mirror.document
        stack = [] if document is None else [document]
        while stack:
            node = stack.pop()
            if is_candidate(node):
                yield node
            # Texts are half of a page.
            inside = node.all_children()
            stack += [n for n in inside[::-1] if n.kind in _INNER]

    def _read(self, node: Node) -> Features:
        has = node.attributes
        text = self.around.text(node)
        masked = is_masked(text)
        path, place, index = self.around.path(node)
        size = box(self.mirror, node)
        known_size = size is not None and size.width is not None
        return Features(
            group=group(node),
            tag=node.tag,
            role=role(node),
            type=has.get("type", ""),
            testid=test_id(node),
            id=steady_id(node),
            name=told(has.get("name", "")),
            label=told(self.around.label(node)),
            text="" if masked else text,
            shape=text if masked else "",
            placeholder=told(has.get("placeholder", "")),
            title=told(has.get("title", "")),
            alt=told(has.get("alt", "")),
            href=address(has.get("href", "")),
            src=address(has.get("src", "")),
            value=_value(node),
            classes=class_stems(has.get("class", "")),
            others=frozenset(_others(node)),
            anchors=self.around.anchors(node),
            row=self.around.row(node),
            beside=self.around.beside(node),
            heading=self.around.heading(node) if is_control(node) else "",
            path=path,
            place=place,
            index=index,
            box=(size.width or 0, size.height or 0) if size and known_size else None,
        )


def test_id(node: Node) -> str:
    """Return what the authors of tests call an element, "" if they do not."""
    has = node.attributes
    return next((has[each] for each in _TEST_IDS if has.get(each)), "")


def steady_id(node: Node) -> str:
    """Return the id of an element unless it is generated or masked."""
    name = node.attributes.get("id", "")
    return "" if not name or is_generated(name) or is_masked(name) else name


def address(url: str) -> str:
    """Return a URL without scheme and host, which another build may have elsewhere."""
    if url.startswith(("data:", "blob:")):
        return ""
    scheme, slashes, rest = url.partition("://")
    if slashes and "/" not in scheme:
        _, slash, path = rest.partition("/")
        url = slash + path
    return url[:200]


def _value(node: Node) -> str:
    has = node.attributes
    if node.tag in ("option", "button") or has.get("type", "").lower() in _VALUED:
        return told(has.get("value", ""))
    return ""


def _others(node: Node) -> Iterator[str]:
    for name, value in node.attributes.items():
        if name in _NOT_OTHERS or name.startswith(("rr_", "on", "_")):
            continue
        if len(value) <= 80 and not is_masked(value) and not is_generated(value):
            yield f"{name}={value}"
