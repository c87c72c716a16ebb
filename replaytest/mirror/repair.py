"""Events that are not as rrweb writes them: what is usable is taken, the rest counted.

Streams come from strangers, from older recorders and through other programs. Each part
of an event that does not fit is left out with its reason in `skipped`, and the event is
applied without it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

from replaytest.rrweb import EventType, Source

MAX_ID = 2**53 - 1  # Number.MAX_SAFE_INTEGER: what JavaScript can count
_NODE_TEXTS = ("tagName", "textContent", "name", "publicId", "systemId", "compatMode")
_NODE_MARKS = ("isSVG", "isShadow", "isShadowHost")


def mended(event: Any, skipped: Counter[str]) -> dict[str, Any] | None:
    """Return the usable part of an event, None if there is none."""
    if not isinstance(event, dict) or not isinstance(event.get("data"), dict):
        skipped["event without data"] += 1
        return None
    kind, data = event.get("type"), event["data"]
    if kind == EventType.FULL_SNAPSHOT:
        node = mended_node(data.get("node"), skipped)
        if node is None:
            skipped["full snapshot without a page"] += 1
            return None
        offset = _numbers(data.get("initialOffset"), "left", "top")
        return {"type": 2, "data": {"node": node, "initialOffset": offset}}
    if kind == EventType.INCREMENTAL_SNAPSHOT:
        return _mended_change(data, skipped)
    if kind == EventType.META:
        href = data.get("href")
        sizes: dict[str, Any] = {**_numbers(data, "width", "height")}
        return {
            "type": 4,
            "data": {"href": href if isinstance(href, str) else "", **sizes},
        }
    skipped[f"event of type {kind!r:.20}"] += 1
    return None


def mended_node(root: Any, skipped: Counter[str]) -> dict[str, Any] | None:
    """Return a serialised node and those below it that are valid."""
    top = _alone(root, skipped)
    stack = [(root, top)] if top is not None else []
    while stack:
        source, made = stack.pop()
        children = source.get("childNodes")
        for child in children if isinstance(children, list) else ():
            part = _alone(child, skipped)
            if part is not None:
                made["childNodes"].append(part)
                stack.append((child, part))
    return top


def _alone(node: Any, skipped: Counter[str]) -> dict[str, Any] | None:
    if not isinstance(node, dict) or not _is_id(node.get("id")):
        skipped["node without an id"] += 1
        return None
    kind = node.get("type")
    if isinstance(kind, bool) or not isinstance(kind, int) or not 0 <= kind <= 5:
        skipped["node of an unknown type"] += 1
        return None
    made: dict[str, Any] = {"type": kind, "id": node["id"], "childNodes": []}
    made |= {k: node[k] for k in _NODE_TEXTS if isinstance(node.get(k), str)}
    made |= {k: node[k] for k in _NODE_MARKS if isinstance(node.get(k), bool)}
    if _is_id(node.get("rootId")):
        made["rootId"] = node["rootId"]
    attributes = node.get("attributes")
    if isinstance(attributes, dict):
        made["attributes"] = {
            name: value
            for name, value in attributes.items()
            if value is None or isinstance(value, str | bool | int | float)
        }
    return made


def _mended_change(
    data: dict[str, Any], skipped: Counter[str]
) -> dict[str, Any] | None:
    source = data.get("source")
    if source == Source.MUTATION:
        made = {
            name: _list(data.get(name), mend, skipped)
            for name, mend in (
                ("texts", _text),
                ("attributes", _attributes),
                ("removes", _remove),
                ("adds", _add),
            )
        }
        return {"type": 3, "data": {"source": 0, **made}}
    skipped[f"change of source {source!r:.20} that cannot be read"] += 1
    return None


def _list(
    values: Any,
    mend: Callable[[dict[str, Any], Counter[str]], dict[str, Any] | None],
    skipped: Counter[str],
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if values is None:
        return found
    for value in values if isinstance(values, list) else [values]:
        made = mend(value, skipped) if isinstance(value, dict) else None
        if made is None:
            skipped["part of a mutation that cannot be read"] += 1
        else:
            found.append(made)
    return found


def _text(value: dict[str, Any], _: Counter[str]) -> dict[str, Any] | None:
    text = value.get("value")
    if not _is_id(value.get("id")) or not isinstance(text, str | None):
        return None
    return {"id": value["id"], "value": text}


def _attributes(value: dict[str, Any], _: Counter[str]) -> dict[str, Any] | None:
    changes = value.get("attributes")
    if not _is_id(value.get("id")) or not isinstance(changes, dict):
        return None
    return {"id": value["id"], "attributes": changes}


def _remove(value: dict[str, Any], _: Counter[str]) -> dict[str, Any] | None:
    return {"id": value["id"]} if _is_id(value.get("id")) else None


def _add(value: dict[str, Any], skipped: Counter[str]) -> dict[str, Any] | None:
    node = mended_node(value.get("node"), skipped)
    if node is None or not _is_id(value.get("parentId")):
        return None
    made = {"parentId": value["parentId"], "node": node}
    made |= {k: value[k] for k in ("nextId", "previousId") if _is_id(value.get(k))}
    return made


def _is_id(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return -2 <= value <= MAX_ID


def _numbers(values: Any, *names: str) -> dict[str, float]:
    given = values if isinstance(values, dict) else {}
    return {name: _finite(given.get(name)) for name in names}


def _finite(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return value if math.isfinite(value) else 0
