"""The accessibility outline: the page as `aria_snapshot()` of Playwright prints it.

Known differences to a live browser: it has no layout, so what is hidden by size or
clipping is there; links have the address as recorded, which is an absolute one;
values have the masks of the recording; `indeterminate` is not recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from replaytest.mirror.aria import Aria, collapse
from replaytest.mirror.forms import input_type
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.names import name_of
from replaytest.mirror.node import Node
from replaytest.mirror.outline_text import as_yaml
from replaytest.mirror.roles import NO_ROLE, role_of
from replaytest.mirror.states import States, states_of
from replaytest.rrweb import NodeType

_VALUED = ("input", "textarea")
_WITHOUT_VALUE = ("checkbox", "radio", "file")


@dataclass(slots=True)
class Accessible:
    """One entry of the outline: `children` are entries and texts.

    `node` is the node id of its element. The root of a tree has the role "fragment".
    `url` is that of a link, `placeholder` of a text box that has one besides its name.
    """

    role: str
    node: int = 0
    name: str = ""
    states: States = field(default_factory=States)
    url: str | None = None
    placeholder: str | None = None
    children: list[Accessible | str] = field(default_factory=list)


def role(mirror: Mirror, node: Node) -> str | None:
    """Return the ARIA role of an element, None for one without."""
    return role_of(Aria(mirror), node)


def accessible_name(mirror: Mirror, node: Node) -> str:
    """Return the accessible name of an element, "" for none."""
    return collapse(name_of(Aria(mirror), node))


def outline(mirror: Mirror, node: Node | None = None, *, frames: bool = False) -> str:
    """Return the outline of the page, or of the subtree of an element, as YAML.

    With `frames` what is in a frame is told below its `iframe`; Playwright tells it
    in its mode for agents only. "" if there is no page or nothing in it to tell.
    """
    return as_yaml(accessible_tree(mirror, node, frames=frames))


def accessible_tree(
    mirror: Mirror, node: Node | None = None, *, frames: bool = False
) -> Accessible:
    """Return the outline as entries; see `outline`."""
    start = _body(mirror) if node is None else node
    root = Accessible("fragment")
    if start is not None:
        _Builder(Aria(mirror), root, frames=frames).build(start)
    return root


@dataclass(frozen=True, slots=True)
class _Leave:
    """Stands on the stack where an element ends."""

    node: Node
    parent: Accessible
    made: Accessible | None
    is_block: bool


class _Builder:
    def __init__(self, aria: Aria, root: Accessible, *, frames: bool) -> None:
        self._aria = aria
        self._root = root
        self._frames = frames
        self._visited: set[int] = set()
        self._stack: list[tuple[Accessible, Node] | _Leave] = []

    def build(self, start: Node) -> None:
        self._stack.append((self._root, start))
        while self._stack:
            item = self._stack.pop()
            if isinstance(item, _Leave):
                self._leave(item)
            else:
                self._visit(*item)
        _merge(self._root)

    def _visit(self, parent: Accessible, node: Node) -> None:
        if node.id in self._visited:
            return
        self._visited.add(node.id)
        if node.kind == NodeType.TEXT:
            if parent.role != "textbox" and self._aria.is_text_rendered(node):
                parent.children.append(node.content)
        elif node.kind == NodeType.ELEMENT and not self._aria.is_hidden(node):
            self._enter(parent, node)

    def _enter(self, parent: Accessible, node: Node) -> None:
        made = self._entry(node)
        if made is not None:
            parent.children.append(made)
        into = made or parent
        looks = self._aria.looks
        is_block = looks.look(node).display != "inline" or node.tag == "br"
        if is_block:
            into.children.append(" ")
        into.children.append(looks.generated(node, "before"))
        self._stack.append(_Leave(node, parent, made, is_block))
        self._stack += [(into, child) for child in reversed(self._children(node))]

    def _leave(self, item: _Leave) -> None:
        into = item.made or item.parent
        into.children.append(self._aria.looks.generated(item.node, "after"))
        if item.is_block:
            into.children.append(" ")
        _set_address(into, item.node)
        if item.made is not None:
            _merge(item.made)
            if item.made.role == "generic" and not (
                item.made.name or item.made.children
            ):
                item.parent.children.remove(item.made)

    def _children(self, node: Node) -> list[Node]:
        """Return what is told below an element: slotted, in its shadow root, owned."""
        slots = self._aria.looks.slots
        if node.tag == "iframe":
            return self._framed(node)
        if node.tag == "textarea":
            return []
        found = slots.assigned(node) if node.tag == "slot" else []
        if not found:
            found = [n for n in node.children if slots.slot_of(n) is None]
            found += node.shadow or []
        return found + self._aria.references(node, "aria-owns")

    def _framed(self, frame: Node) -> list[Node]:
        if not self._frames:
            return []
        pages = (n for n in frame.children if n.kind == NodeType.DOCUMENT)
        htmls = (n for page in pages for n in page.children if n.tag == "html")
        return [n for each in htmls for n in each.children if n.tag == "body"]

    def _entry(self, node: Node) -> Accessible | None:
        if node.tag in ("iframe", "frame"):
            return Accessible("iframe", node.id)
        role = role_of(self._aria, node)
        if role is None or role in NO_ROLE:
            return None
        made = Accessible(
            role,
            node.id,
            collapse(name_of(self._aria, node)),
            states_of(self._aria, node, role),
        )
        if node.tag in _VALUED and not (
            node.tag == "input" and input_type(node) in _WITHOUT_VALUE
        ):
            made.children.append(self._aria.mirror.value(node) or "")
        return made


def _set_address(entry: Accessible, node: Node) -> None:
    """Give an entry what an element in it says, which is mostly its own."""
    attributes = node.attributes
    if entry.role == "link" and "href" in attributes:
        url = attributes["href"]
        head, comma, _ = url.partition(",")
        entry.url = f"{head},…" if url.startswith("data:") and comma else url
    told = attributes.get("placeholder")
    if entry.role == "textbox" and told is not None and told != entry.name:
        entry.placeholder = told


def _merge(entry: Accessible) -> None:
    """Join texts beside each other; drop one that only repeats the name."""
    merged: list[Accessible | str] = []
    texts: list[str] = []
    for child in (*entry.children, None):
        if isinstance(child, str):
            texts.append(child)
            continue
        if texts and (text := collapse("".join(texts))):
            merged.append(text)
        texts = []
        if child is not None:
            merged.append(child)
    entry.children = [] if merged == [entry.name] else merged


def _body(mirror: Mirror) -> Node | None:
    document = mirror.document
    htmls = (
        [] if document is None else [n for n in document.children if n.tag == "html"]
    )
    bodies = (
        n for each in htmls for n in each.children if n.tag in ("body", "frameset")
    )
    return next(bodies, None)
