"""Events written by hand, as short as they can be."""

from __future__ import annotations

from typing import Any

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.model import Event

START = 1_795_240_352_000


def element(
    number: int, tag: str = "p", *children: Any, **attributes: Any
) -> dict[str, Any]:
    return {
        "type": 2,
        "id": number,
        "tagName": tag,
        "attributes": attributes,
        "childNodes": list(children),
    }


def text(number: int, content: str) -> dict[str, Any]:
    return {"type": 3, "id": number, "textContent": content}


def document(number: int, *children: Any) -> dict[str, Any]:
    return {"type": 0, "id": number, "childNodes": list(children)}


def page(*body: Any, at: int = 0) -> list[Event]:
    """A Meta and a full snapshot: document 1, html 2, head 3, body 4."""
    html = element(2, "html", element(3, "head"), element(4, "body", *body))
    return [
        event(4, at, href="http://127.0.0.1/", width=800, height=600),
        event(2, at, node=document(1, html), initialOffset={"left": 0, "top": 0}),
    ]


def event(kind: int, at: int = 0, **data: Any) -> Event:
    return {"type": kind, "timestamp": START + at, "data": data}


def change(source: int, at: int = 0, **data: Any) -> Event:
    return event(3, at, source=source, **data)


def mutation(at: int = 0, **parts: Any) -> Event:
    whole = {"texts": [], "attributes": [], "removes": [], "adds": []} | parts
    return change(0, at, **whole)


def add(
    node: dict[str, Any], parent: int = 4, before: int | None = None, **more: Any
) -> Any:
    return {"parentId": parent, "nextId": before, "node": node} | more


def mirror_of(events: list[Event]) -> Mirror:
    mirror = Mirror()
    for each in events:
        mirror.apply(each)
    return mirror


def shape(node: Node | None) -> Any:
    """The tree below a node, as nested lists of ids; a shadow root is a tuple."""
    if node is None:
        return None
    inner = [shape(child) for child in node.children]
    if node.shadow is not None:
        inner.insert(0, tuple(shape(child) for child in node.shadow))
    return [node.id, *inner] if inner else node.id


def body(mirror: Mirror) -> Any:
    return shape(mirror.nodes[4])
