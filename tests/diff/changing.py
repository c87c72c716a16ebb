"""A page that changes in all the ways there are, picked at random."""

from __future__ import annotations

import itertools
import random

from replaytest.mirror.changes import Changes, changes_of
from replaytest.mirror.decode import event_of
from tests.diff.mutate import mirror
from tests.diff.pages import from_html

FORM = """<body><main id=":r1:"><label for=":r1:">Name</label><input name=a value=x>
<select><option value=a>A</option><option value=b selected>B</option></select>
<textarea>much <!-- a --> text</textarea><ul><li>one<li>two <b>bold</b> tail</ul>
<p aria-labelledby=":r1:">12:30</p><button disabled>Go</button></main></body>"""
TAGS = ["p", "ul", "select", "option", "textarea", "script", "input", "div", "style"]
VALUES = ["", "x", ":r1:", ":r2:", "12:31", "b", "3f2a9c1b3f2a9c1b"]


class ChangingPage:
    """A mirror, and events that change it."""

    def __init__(self, html: str = FORM) -> None:
        self.mirror = mirror(from_html(html))
        self.numbers = itertools.count(1000)

    def do(self, source: int, **data: object) -> Changes:
        told = {"type": 3, "timestamp": 1, "data": {"source": source, **data}}
        event = event_of(told, self.mirror.skipped)
        self.mirror.apply_decoded(event)
        return changes_of(event, 0)

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
