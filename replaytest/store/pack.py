"""Packing: long strings and full snapshots leave the event, references stay.

`pack` and `unpack` are each other's inverse for every event that is JSON. Both work
inside the event they are given, without recursion (documents nest deeply), and know
nothing of files: the caller says how a body is kept and how it is found again.

A string becomes `{"$blob": digest}`. The tree of a full snapshot becomes
`{"$snapshot": digest, "ids": [[first, count], ...]}`: in the blob every node id is
0 and every rootId is the position of its node, so that the same page recorded twice
is one blob; `ids` are the ids again, in document order, as runs. One that is like an
earlier one of its recording becomes `{"$like": digest, "parts": […], "ids": […]}`, see
alike.py. The rules of an adopted style sheet become `{"$rules": digest}`. Rows of
numbers become shorter ones, see deltas.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import orjson

from replaytest.rrweb import EventType
from replaytest.store import alike, deltas

if TYPE_CHECKING:
    from replaytest.model import Event

# Measured, see "What goes into a blob" in FORMAT.md.
STRING_BYTES = 4096
SNAPSHOT_BYTES = 4096

_BLOB, _SNAPSHOT, _LIKE, _RULES = "$blob", "$snapshot", "$like", "$rules"
_OURS = (_BLOB, _SNAPSHOT, _LIKE, _RULES, deltas.ROWS, deltas.REMOVES)
# What one of them must begin with in JSON.
_OUR_KEY = re.compile(rb'"(?:\$|\\u0024)')
# Half of a long string lies over one of these stretches, and no quote of JSON is in it.
_STRETCH = STRING_BYTES // 2
_QUOTE = re.compile(rb'(?<!\\)"')
_STRING = re.compile(rb'"((?:[^"\\]++|\\.)*+)"')

Put = Callable[[bytes], str]
Get = Callable[[str], bytes | None]


class MissingSnapshot(LookupError):
    """The blob of a full snapshot is missing or damaged: there is no event."""


def pack(
    event: Event, line: bytes, put: Put | None, earlier: alike.Earlier | None = None
) -> bool:
    """Replace in `event` what pays; return whether anything was.

    `line` is what it was decoded from: what cannot be in it is not looked for.
    `put` keeps a body and returns its digest; what it raises is passed on. Without it
    nothing leaves the event. `earlier` are the snapshots that were packed before, and
    this one comes to them. Returns False for an event that holds our own keys: without
    references a line needs no escaping. Raises `TypeError` for a tree deeper than
    orjson writes (254 levels).
    """
    long: list[tuple[Any, Any]] = []
    if may_hold_long(line) or _OUR_KEY.search(line):
        for box, key, value in _places(event):
            if key in _OURS:
                return False
            if put and type(value) is str and _is_long(value):
                long.append((box, key))
    if put is None:
        return deltas.shorten(event)
    for box, key in long:
        box[key] = {_BLOB: put(box[key].encode())}
    snapshot = _pack_snapshot(event, put, earlier or alike.Earlier())
    return any([snapshot, _pack_sheets(event, put), deltas.shorten(event), long])


def may_share(line: bytes) -> bool:
    """Say whether something of a line of JSON, no full snapshot, may go to a blob."""
    return b'"styles":[' in line or may_hold_long(line)


def may_hold_long(line: bytes) -> bool:
    """Say whether a string of STRING_BYTES may be in a line of JSON; it is not decoded.

    A few looks a kilobyte: to decode the event of 10,000 rows takes 100 times longer.
    Where there is no quote for so long, which may be numbers, strings are measured.
    """
    is_quoted = all(
        _QUOTE.search(line, at, at + _STRETCH)
        for at in range(0, len(line) - _STRETCH + 1, _STRETCH)
    )
    if is_quoted:
        return False
    return max(map(len, _STRING.findall(line)), default=0) >= STRING_BYTES


def unpack(event: Event, get: Get, missing: Callable[[], None]) -> None:
    """Put back into `event` what `pack` took out of it.

    For each string whose blob `get` does not find, `missing` is called and the
    string is ""; it is so for rows that make no sense, which are left out. Raises
    `MissingSnapshot` when that happens to a full snapshot.
    """
    whole = _unpack_snapshot(event, get)
    _unpack_sheets(event, get, missing)
    for box, key, value in _places(event, whole):
        if type(value) is dict and _BLOB in value:
            body = get(value[_BLOB])
            if body is None:
                missing()
            box[key] = (body or b"").decode(errors="replace")
    try:
        deltas.lengthen(event)
    except (LookupError, TypeError, ValueError):
        missing()  # the rows are left out


def _places(event: Event, whole: Any = None) -> Iterator[tuple[Any, Any, Any]]:
    """Yield (container, key or index, value) of all in `event`, not inside `whole`.

    Lists of numbers are passed over: a table's rows are a hundred thousand of them.
    """
    boxes: list[Any] = [event]
    while boxes:
        box = boxes.pop()
        if type(box) is list and set(map(type, box)) == {int}:
            continue
        items: Iterable[tuple[Any, Any]]
        items = box.items() if type(box) is dict else enumerate(box)
        for key, value in items:
            yield box, key, value
            if (type(value) is dict or type(value) is list) and value is not whole:
                boxes.append(value)


def _is_long(text: str) -> bool:
    # UTF-8 takes one to four bytes per character: most strings need no encoding.
    if len(text) >= STRING_BYTES:
        return True
    return len(text) * 4 >= STRING_BYTES and len(text.encode()) >= STRING_BYTES


def _pack_sheets(event: Event, put: Put) -> bool:
    """Take out the rules of long sheets that documents have adopted."""
    packed = False
    for sheet in _adopted(event):
        body = orjson.dumps(sheet["rules"])
        if len(body) >= STRING_BYTES:
            sheet["rules"] = {_RULES: put(body)}
            packed = True
    return packed


def _unpack_sheets(event: Event, get: Get, missing: Callable[[], None]) -> None:
    for sheet in _adopted(event):
        rules = sheet["rules"]
        if isinstance(rules, dict) and _RULES in rules:
            try:
                sheet["rules"] = orjson.loads(get(rules[_RULES]) or b"")
            except ValueError:
                sheet["rules"] = []
                missing()


def _adopted(event: Event) -> list[dict[str, Any]]:
    data = event.get("data")
    styles = data.get("styles") if isinstance(data, dict) else None
    found = styles if isinstance(styles, list) else []
    return [each for each in found if isinstance(each, dict) and "rules" in each]


def _pack_snapshot(event: Event, put: Put, earlier: alike.Earlier) -> bool:
    data = event.get("data")
    if event["type"] != EventType.FULL_SNAPSHOT or not isinstance(data, dict):
        return False
    nodes = list(_nodes(data.get("node")))
    ids: list[Any] = [node.get("id") for node in nodes]
    if not ids or any(type(number) is not int for number in ids):
        return False
    positions = {number: place for place, number in reversed([*enumerate(ids)])}
    roots = [node["rootId"] for node in nodes if "rootId" in node]
    if any(type(root) is not int or root not in positions for root in roots):
        return False
    if len(orjson.dumps(data["node"])) < SNAPSHOT_BYTES:
        return False
    for node in nodes:
        node["id"] = 0
        if "rootId" in node:
            node["rootId"] = positions[node["rootId"]]
    data["node"] = _kept(data["node"], put, earlier) | {"ids": _runs(ids)}
    return True


def _kept(tree: dict[str, Any], put: Put, earlier: alike.Earlier) -> dict[str, Any]:
    body = orjson.dumps(tree)
    try:
        digest, parts = earlier.told(alike.flat(tree), body, put)
    except TypeError:  # it is no tree
        digest, parts = put(body), None
    if parts is None:
        return {_SNAPSHOT: digest}
    return {_LIKE: digest, "parts": parts}


def _unpack_snapshot(event: Event, get: Get) -> Any:
    """Put back a tree; return it if it refers to no blobs itself, else None."""
    data = event.get("data")
    node = data.get("node") if isinstance(data, dict) else None
    if not isinstance(node, dict) or not (_SNAPSHOT in node or _LIKE in node):
        return None
    digest = str(node.get(_SNAPSHOT) or node.get(_LIKE))
    body = get(digest)
    if body is None:
        raise MissingSnapshot(digest)
    try:
        tree = orjson.loads(body)
        if _LIKE in node:
            tree = alike.tree_of(alike.joined(node["parts"], alike.flat(tree)))
        event["data"]["node"] = _numbered(tree, node["ids"])
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # A damaged reference may name a blob that is no snapshot.
        raise MissingSnapshot(digest) from error
    return None if _BLOB.encode() in body or _LIKE in node else tree


def _numbered(tree: Any, runs: list[list[int]]) -> Any:
    nodes = list(_nodes(tree))
    if any(count < 1 for _, count in runs) or sum(n for _, n in runs) != len(nodes):
        raise ValueError("another number of ids than of nodes")
    ids = [first + place for first, count in runs for place in range(count)]
    for node, number in zip(nodes, ids, strict=True):
        node["id"] = number
        if "rootId" in node:
            node["rootId"] = ids[node["rootId"]]
    return tree


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a serialised document, parents before their children."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, dict):
            continue
        yield node
        children = node.get("childNodes")
        if isinstance(children, list):
            waiting.extend(reversed(children))


def _runs(ids: list[int]) -> list[list[int]]:
    """Return consecutive numbers as [first, count]."""
    runs: list[list[int]] = []
    for number in ids:
        if runs and number == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    return runs
