"""Pages changed on purpose: each change is known, so that a diff can be marked.

Works on rrweb's serialised nodes, as dicts. Node ids stay, so that what a diff takes for
one and the same can be told from what is.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from replaytest.diff.model import Change, Difference
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node

Plain = dict[str, Any]
_SKIPPED = {"script", "noscript", "template", "style", "link", "meta", "base", "textarea", "select", "svg"}  # fmt: skip
_WORDS = [
    "amber",
    "birch",
    "cedar",
    "dune",
    "ember",
    "fjord",
    "grove",
    "heath",
    "inlet",
    "jetty",
    "knoll",
    "lagoon",
]


@dataclass(frozen=True)
class Planted:
    """What was done: of which kind a change must be, and of which nodes one."""

    deed: str
    kind: str
    nodes: frozenset[int]
    says: str = ""
    name: str = ""


def plain(node: Node) -> Plain:
    """Return a node of a mirror as rrweb would serialise it."""
    made: Plain = {"type": node.kind, "id": node.id}
    if node.kind == 2:
        made |= {"tagName": node.tag, "attributes": dict(node.attributes)}
    if node.kind in (0, 2):
        made["childNodes"] = [plain(child) for child in node.children]
    if node.kind in (3, 4, 5):
        made["textContent"] = node.content
    if node.shadow is not None:
        made["isShadowHost"] = True
        made["childNodes"] += [
            plain(child) | {"isShadow": True} for child in node.shadow
        ]
    return made


def mirror(root: Plain, href: str = "http://127.0.0.1/") -> Mirror:
    """Return a page as a mirror."""
    made = Mirror()
    offset = {"left": 0, "top": 0}
    for kind, data in ((4, {"href": href, "width": 800, "height": 600}), (2, {"node": root, "initialOffset": offset})):  # fmt: skip
        made.apply({"type": kind, "timestamp": 0, "data": data})
    return made


class Mutator:
    """Changes a copy of a page, at places that have nothing to do with each other."""

    def __init__(self, root: Plain, seed: int) -> None:
        self.root = deepcopy(root)
        self.planted: list[Planted] = []
        self._random = random.Random(seed)
        self._parents: dict[int, Plain] = {}
        self._touched: set[int] = set()
        self._last = 0
        self._inside: list[Plain] = []
        self._walk(self.root, in_body=False)

    def change(self, count: int, deeds: Iterable[str] = ()) -> None:
        """Do up to `count` changes of these kinds, of all by default."""
        names = list(deeds) or list(DEEDS)
        for _ in range(count * 30):
            if len({each.says for each in self.planted}) >= count:
                return
            DEEDS[self._random.choice(names)](self)

    def _walk(self, node: Plain, *, in_body: bool) -> None:
        self._last = max(self._last, node["id"])
        for child in node.get("childNodes", ()):
            self._parents[child["id"]] = node
            if in_body and child["type"] in (2, 3):
                self._inside.append(child)
            if child.get("tagName") not in _SKIPPED:
                self._walk(child, in_body=in_body or child.get("tagName") == "body")

    def _pick(self, holds: Callable[[Plain], bool]) -> Plain | None:
        fit = [n for n in self._inside if self._is_free(n) and holds(n)]
        return self._random.choice(fit) if fit else None

    def _is_free(self, node: Plain) -> bool:
        if node["id"] in self._touched:
            return False
        found: Plain | None = node
        while found is not None:
            if ("tree", found["id"]) in self._touched:
                return False
            found = self._parents.get(found["id"])
        return not any(n["id"] in self._touched for n in _below(node))

    def _touch(self, node: Plain) -> None:
        self._touched.add(("tree", node["id"]))
        self._touched.add(node["id"])

    def _new(self, tag: str, *children: Plain, **attributes: str) -> Plain:
        self._last += 1
        return {"type": 2, "id": self._last, "tagName": tag, "attributes": attributes, "childNodes": list(children)}  # fmt: skip

    def _text(self, words: int = 3) -> Plain:
        self._last += 1
        said = " ".join(self._random.choices(_WORDS, k=words)) + f" {self._last}"
        return {"type": 3, "id": self._last, "textContent": said}

    def _plant(
        self, deed: str, kind: str, *nodes: int, name: str = "", says: str = ""
    ) -> None:
        self.planted.append(
            Planted(
                deed, kind, frozenset(nodes), says or f"{deed} {nodes} {name}", name
            )
        )

    def insert(self) -> None:
        parent = self._pick(lambda n: _is_box(n))
        if parent is None:
            return
        made = self._new("p", self._text(), **{"class": "note"})
        row = parent["childNodes"]
        row.insert(self._random.randint(0, len(row)), made)
        self._touched.add(made["id"])
        self._parents[made["id"]] = parent
        self._plant("insert", "insert", made["id"])

    def delete(self) -> None:
        node = self._pick(lambda n: n["type"] == 2 and _size(n) <= 40)
        if node is not None:
            self._touch(node)
            self._parents[node["id"]]["childNodes"].remove(node)
            self._inside.remove(node)
            self._plant("delete", "delete", node["id"])

    def move(self) -> None:
        node = self._pick(lambda n: n["type"] == 2 and 3 <= _size(n) <= 40)
        if node is None:
            return
        self._touch(node)
        target = self._pick(lambda n: _is_box(n) and n is not self._parents[node["id"]])
        if target is None:
            return
        self._parents[node["id"]]["childNodes"].remove(node)
        target["childNodes"].append(node)
        self._touched.add(target["id"])
        self._parents[node["id"]] = target
        self._plant("move", "move", node["id"])

    def text(self) -> None:
        node = self._pick(lambda n: n["type"] == 3 and n["textContent"].strip())
        if node is None:
            return
        self._touch(node)
        words = node["textContent"].split()
        words[self._random.randrange(len(words))] = (
            f"{self._random.choice(_WORDS)}{node['id']}"
        )
        node["textContent"] = " ".join(words)
        self._plant("text", "text", node["id"])

    def attribute(self) -> None:
        node = self._pick(lambda n: n["type"] == 2)
        if node is None:
            return
        self._touched.add(node["id"])
        name, kind = self._random.choice(
            [
                ("title", "attribute"),
                ("class", "style"),
                ("hidden", "state"),
                ("data-x", "attribute"),
            ]
        )
        node["attributes"][name] = (
            ""
            if name == "hidden" and "hidden" not in node["attributes"]
            else self._random.choice(_WORDS)
        )
        self._plant("attribute", kind, node["id"], name=name)

    def wrap(self) -> None:
        node = self._pick(
            lambda n: (
                n["type"] == 2
                and n["tagName"] not in ("li", "tr", "td", "th", "tbody", "option")
            )
        )
        if node is None:
            return
        self._touch(node)
        row = self._parents[node["id"]]["childNodes"]
        made = self._new("div", node)
        row[next(i for i, n in enumerate(row) if n is node)] = made
        self._parents[made["id"]] = self._parents[node["id"]]
        self._parents[node["id"]] = made
        says = f"wrap {node['id']}"
        self._plant("wrap", "insert", made["id"], says=says)
        self._plant("wrap", "move", node["id"], says=says)

    def reorder(self) -> None:
        node = self._pick(lambda n: len(_elements(n)) >= 2)
        if node is None:
            return
        one, other = self._random.sample(_elements(node), 2)
        if (
            one["id"] in self._touched
            or other["id"] in self._touched
            or _said(one) == _said(other)
        ):
            return
        row = node["childNodes"]
        places = [
            next(i for i, n in enumerate(row) if n is each) for each in (one, other)
        ]
        target = max(places) if places[0] < places[1] else min(places)
        row.remove(one)
        row.insert(target, one)
        # Neighbours may have been passed instead: which of them moved is all the same.
        self._touch(node)
        self._plant("reorder", "move", *(n["id"] for n in _elements(node)))

    def grow(self) -> None:
        node = self._pick(
            lambda n: (
                len(_elements(n)) >= 2
                and len({(e["tagName"]) for e in _elements(n)}) == 1
                and n["tagName"] in ("ul", "ol", "tbody", "dl", "div", "nav")
            )
        )
        if node is None:
            return
        self._touch(node)
        says = f"grow {node['id']}"
        for _ in range(self._random.randint(1, 3)):
            made = self._renewed(_elements(node)[0])
            node["childNodes"].append(made)
            self._parents[made["id"]] = node
            self._plant("grow", "insert", made["id"], says=says)

    def _renewed(self, node: Plain) -> Plain:
        """Return a copy of a row with other ids and other texts."""
        made = deepcopy(node)
        for each in _below(made):
            self._last += 1
            each["id"] = self._last
            each.get("attributes", {}).pop("id", None)
            if each["type"] == 3 and each["textContent"].strip():
                each["textContent"] = f"{self._random.choice(_WORDS)} {self._last}"
        return made


DEEDS: dict[str, Callable[[Mutator], None]] = {
    name: getattr(Mutator, name)
    for name in ("insert", "delete", "move", "text", "attribute", "wrap", "reorder", "grow")
}  # fmt: skip


def marked(planted: list[Planted], found: Difference) -> tuple[int, int]:
    """Return how many planted changes were found, and how many found were planted."""
    left = list(found.changes)
    recalled = 0
    for each in planted:
        fits = next((c for c in left if _fits(each, c)), None)
        if fits is not None:
            left.remove(fits)
            recalled += 1
    return recalled, len(found.changes) - len(left)


def _fits(each: Planted, change: Change) -> bool:
    node = change.node_after if change.kind != "delete" else change.node_before
    if change.kind not in ("insert", "delete") and change.node_before != node:
        return False
    return change.kind == each.kind and change.name == each.name and node in each.nodes


def _below(node: Plain) -> Iterable[Plain]:
    yield node
    for child in node.get("childNodes", ()):
        yield from _below(child)


def _size(node: Plain) -> int:
    return sum(1 for _ in _below(node))


def _elements(node: Plain) -> list[Plain]:
    return [
        child
        for child in node.get("childNodes", ())
        if child["type"] == 2 and child["tagName"] not in _SKIPPED
    ]


def _is_box(node: Plain) -> bool:
    return node["type"] == 2 and node["tagName"] in ("div", "section", "main", "article", "aside", "form", "footer", "header", "nav", "li", "td")  # fmt: skip


def _said(node: Plain) -> str:
    return json.dumps(
        {**node, "id": 0, "childNodes": [_said(c) for c in node.get("childNodes", ())]}
    )
