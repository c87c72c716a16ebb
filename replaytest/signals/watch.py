"""Two things that only the page itself tells: that it is blank, and what moved it."""

from __future__ import annotations

import re
from collections import Counter, deque

from replaytest.mirror import sources
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType
from replaytest.signals.elements import text_of
from replaytest.signals.facts import Blank, Inserted

CHECK_MS = 100
REMEMBER_MS = 5000
MOST_INSERTED = 50

_UNSEEN = {"head", "script", "style", "noscript", "template", "link", "meta", "title"}
_SEEN = {
    "img",
    "picture",
    "svg",
    "canvas",
    "video",
    "audio",
    "embed",
    "object",
    "input",
    "select",
    "textarea",
    "button",
    "progress",
    "meter",
}
_DRAWN = re.compile(
    r"(?:background|border)[\w-]*\s*:\s*(?!\s|none|0|transparent)", re.IGNORECASE
)
_ABOVE_ALL = {"alert", "status", "dialog", "alertdialog", "tooltip", "log", "timer"}


def has_content(mirror: Mirror) -> bool:
    """Say whether there is anything to see, as far as events tell.

    Hidden is what says so itself: `hidden`, or an inline `display: none`. Style sheets
    are not looked at, so that a box which only they draw is nothing; one with a border
    or a background of its own is something, and so is a frame whose document was not
    recorded.
    """
    stack = [mirror.document] if mirror.document else []
    while stack:
        node = stack.pop()
        if node.kind in (NodeType.TEXT, NodeType.CDATA):
            if node.content.strip():
                return True
            continue
        if node.kind == NodeType.ELEMENT:
            if node.tag in _UNSEEN or _is_hidden(node):
                continue
            if _is_something(node):
                return True
        stack += reversed(node.all_children())
    return False


def _is_something(node: Node) -> bool:
    if node.tag in _SEEN:
        return node.attributes.get("type") != "hidden"
    if node.tag == "iframe":
        return not node.children
    return bool(_DRAWN.search(node.attributes.get("style", "")))


def _is_hidden(node: Node) -> bool:
    attributes = node.attributes
    style = attributes.get("style", "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style


class BlankWatch:
    """Follows a tab and gives the stretches in which its page showed nothing.

    A page that changes all the time is looked at every `CHECK_MS` only.
    """

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._since: tuple[float, int, str] | None = None
        self._changed: tuple[float, int] | None = None
        self.found: list[Blank] = []

    def changed(self, at: float, event: int) -> None:
        """Note that the page may have become blank, or may be blank no more."""
        if self._changed is None:
            self._changed = (at, event)

    def gone(self, at: float) -> None:
        """Note that another page takes the place of this one."""
        self.look(at, now=True)
        self._end(at)

    def look(self, at: float, *, now: bool = False) -> None:
        """Look at the page before an event at `at`, unless that was done just now."""
        if self._changed is None or not (now or at - self._changed[0] >= CHECK_MS):
            return
        (since, event), self._changed = self._changed, None
        address = self._mirror.href
        if has_content(self._mirror) or address.startswith("about:"):
            self._end(since)
        elif self._since is None and self._mirror.document is not None:
            self._since = (since, event, address)

    def _end(self, until: float) -> None:
        if self._since is not None:
            at, event, page = self._since
            self.found.append(Blank(at, event, until, page))
            self._since = None


class InsertionWatch:
    """Remembers what came into the page lately, for the next click."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._lately: deque[Inserted] = deque(maxlen=MOST_INSERTED)

    def forget(self) -> None:
        """Forget all: node ids mean others from here on."""
        self._lately.clear()

    def mutated(
        self, data: sources.Mutation, at: float, event: int, acted_at: float | None
    ) -> None:
        """Note what a mutation is about to add; to be called before it is applied.

        What takes the place of something that leaves pushes nothing.
        """
        leaving = Counter(remove.parent_id for remove in data.removes)
        for add in data.adds:
            node = add.node
            if node.kind != NodeType.ELEMENT or node.tag in _UNSEEN:
                continue
            if node.id in self._mirror.nodes:  # it moves
                continue
            if leaving[add.parent_id] > 0:
                leaving[add.parent_id] -= 1
                continue
            idle = None if acted_at is None else at - acted_at
            self._lately.append(Inserted(at, event, node.id, "", idle))

    def before(self, node_id: int | None, at: float) -> tuple[Inserted, ...]:
        """Return what came in the last `REMEMBER_MS` and stands before a node now."""
        node = self._mirror.get(node_id)
        while self._lately and self._lately[0].at < at - REMEMBER_MS:
            self._lately.popleft()
        if node is None or not self._lately:
            return ()
        path = self._path(node)
        found = []
        for each in self._lately:
            other = self._mirror.get(each.node_id)
            if other is not None and self._pushes(other, path):
                text = f'{other.tag} "{text_of(other)[:80]}"'
                found.append(
                    Inserted(each.at, each.event, other.id, text, each.idle_ms)
                )
        return tuple(found)

    def _path(self, node: Node) -> list[Node]:
        return [*reversed(list(self._mirror.ancestors(node))), node]

    def _pushes(self, node: Node, path: list[Node]) -> bool:
        """Say whether a node is in the flow before the last one of `path`."""
        own = self._path(node)
        shared = sum(1 for a, b in zip(own, path, strict=False) if a is b)
        if shared in (len(own), len(path)):
            return False
        if any(_floats(each) or _is_hidden(each) for each in own[shared:]):
            return False
        row = self._mirror.siblings(own[shared])
        return _place(row, own[shared]) < _place(row, path[shared])


def _floats(node: Node) -> bool:
    """Say whether an element says itself that it lies above the others."""
    style = node.attributes.get("style", "").replace(" ", "").lower()
    return (
        node.tag == "dialog"
        or node.attributes.get("role") in _ABOVE_ALL
        or "position:fixed" in style
        or "position:absolute" in style
    )


def _place(row: list[Node], node: Node) -> int:
    return next((at for at, each in enumerate(row) if each is node), -1)
