"""Where something was dropped, from where it lies afterwards.

rrweb tells what was pressed and, if at all, what was dragged; of a drop it tells
nothing. But what was dropped mostly comes to lie where it was dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.redrive.draft import Desk
from replaytest.redrive.said import Said, ident, rows

# What is pressed may be a handle, or a word, in what is dragged.
_UP = 6
_WHOLE = words("html body main")
_MOST_TEXT = 2000
# Into the upper edge of what it lies before, or the lower one of what it lies in.
_BEFORE, _LAST = (0.5, 0.1), (0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Put:
    """It was put over node `over`, at `point` of it, as this mutation tells."""

    said: Said
    over: int
    point: tuple[float, float]


def put_elsewhere(desk: Desk, said: Said, pressed: int) -> Put | None:
    """Return where a mutation puts what is pressed, None if it does not.

    It is put there itself, or is made anew there, of the same words.
    """
    added = rows(said, "adds")
    if not added:
        return None
    mirror = desk.mirror(said)
    held = _held(mirror, pressed)
    ids = {each.id for each in held}
    gone = {ident(each.get("id")) for each in rows(said, "removes")}
    texts = {_plain(each.text_content()) for each in held if each.id in gone} - {""}
    below = _below(added)
    for each in added:
        node = each.get("node")
        if not isinstance(node, dict):
            continue
        said_anew = texts and _plain(" ".join(_texts(node, below))) in texts
        if ident(node.get("id")) not in ids and not said_anew:
            continue
        put = _place(mirror, said, each, ids)
        if put is not None:
            return put
    return None


def _held(mirror: Mirror, pressed: int) -> list[Node]:
    """Return an element and what is around it, as far as that can be dragged."""
    node = mirror.get(pressed)
    if node is None:
        return []
    around = islice(mirror.ancestors(node), _UP)
    return [node, *takewhile(lambda each: each.tag not in _WHOLE, around)]


def _place(
    mirror: Mirror, said: Said, added: dict[str, object], held: set[int]
) -> Put | None:
    before, parent = ident(added.get("nextId")), ident(added.get("parentId"))
    node = mirror.get(before)
    if node is not None and node.tag and before not in held:
        return Put(said, before, _BEFORE)
    return None if mirror.get(parent) is None else Put(said, parent, _LAST)


def _below(added: list[dict[str, Any]]) -> dict[int, list[object]]:
    """Return what is added into what is added too, by its parent, first child first."""
    found: dict[int, list[object]] = {}
    for each in reversed(added):  # later siblings come before earlier ones
        found.setdefault(ident(each.get("parentId")), []).append(each.get("node"))
    return found


def _texts(node: dict[str, Any], below: dict[int, list[object]]) -> Iterator[str]:
    stack: list[object] = [node]
    seen: set[int] = set()
    while stack:
        each = stack.pop()
        if isinstance(each, dict) and id(each) not in seen:
            seen.add(id(each))
            if each.get("textContent"):
                yield str(each["textContent"])
            inner = each.get("childNodes")
            inside = [*inner] if isinstance(inner, list) else []
            stack += reversed([*inside, *below.get(ident(each.get("id")), ())])


def _plain(text: str) -> str:
    return "".join(text[:_MOST_TEXT].split())
