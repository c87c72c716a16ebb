"""Compare the mirror with a live page that was written down by the recorder's ids.

An oracle is `{"t": "doc"|"doctype"|"el"|"text"|"comment"|"cdata", "id", ...}`, elements
with `tag`, `attrs`, `children`, and where they have it `shadow`, `frame`, `value`,
`checked`, `scrollLeft` and `scrollTop`; id -1 is what was not recorded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.model import Event
from replaytest.rrweb import NodeType

_KINDS = {
    "doc": NodeType.DOCUMENT,
    "doctype": NodeType.DOCTYPE,
    "el": NodeType.ELEMENT,
    "text": NodeType.TEXT,
    "comment": NodeType.COMMENT,
    "cdata": NodeType.CDATA,
}
# Addresses are made absolute or inlined, form state is compared by itself, and styles
# are written anew by the recorder.
_REWRITTEN = frozenset(
    [
        "style",
        "value",
        "checked",
        "selected",
        "src",
        "href",
        "srcset",
        "action",
        "poster",
        "data",
        "xlink:href",
        "background",
        "content",
    ]
)
# Their content is recorded as a sheet, or not at all.
_OPAQUE = ("link", "style", "script", "noscript")


def against_oracle(events: Sequence[Event], oracle: Any) -> list[tuple[str, str]]:
    """Return (what, where and how) of each difference at the end of a recording."""
    mirror = Mirror()
    for event in events:
        mirror.apply(event)
    if mirror.document is None:
        return [("page", "there is none")]
    found: list[tuple[str, str]] = []
    stack = [(mirror.document, oracle, "")]
    while stack:
        node, told, path = stack.pop()
        where = f"{path}/{node.tag or node.kind}#{node.id}"
        found += [(what, f"{where}: {how}") for what, how in _alone(mirror, node, told)]
        if node.tag in (*_OPAQUE, "textarea"):
            continue
        for mine, theirs in _rows(node, told):
            ids = [each.id for each in mine]
            if ids != [each["id"] for each in theirs]:
                how = f"{ids[:20]} != {[each['id'] for each in theirs][:20]}"
                found.append((_why(node, "children"), f"{where}: {how}"))
            else:
                stack += [(a, b, where) for a, b in zip(mine, theirs, strict=True)]
    return found


def _rows(node: Node, told: Any) -> list[tuple[list[Node], list[Any]]]:
    light = [told["frame"]] if "frame" in told else told.get("children", [])
    rows = [(node.children, [each for each in light if each["id"] != -1])]
    if "shadow" in told or node.shadow is not None:
        inner = [each for each in told.get("shadow", []) if each["id"] != -1]
        rows.append((node.shadow or [], inner))
    return rows


def _alone(mirror: Mirror, node: Node, told: Any) -> list[tuple[str, str]]:
    if node.kind != _KINDS[told["t"]]:
        return [("kind", f"{node.kind} != {told['t']}")]
    if told["t"] in ("text", "comment"):
        same = node.content == told["text"]
        what = "masked text" if set(node.content) <= set("* \n\t") else "text"
        return (
            [] if same else [(what, f"{node.content[:60]!r} != {told['text'][:60]!r}")]
        )
    if told["t"] != "el":
        return []
    found = []
    if node.tag != told["tag"]:
        what = "tag that HTML cannot have" if node.tag == "div" else "tag"
        found.append((what, f"{node.tag} != {told['tag']}"))
    mine, theirs = _kept(node.attributes), _kept(told["attrs"])
    if node.tag not in _OPAQUE and mine != theirs:
        found.append((_why(node, "attributes"), f"{mine} != {theirs}"))
    return found + _state(mirror, node, told)


def _kept(attributes: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in attributes.items()
        if name not in _REWRITTEN and not name.startswith("rr_")
    }


def _state(mirror: Mirror, node: Node, told: Any) -> list[tuple[str, str]]:
    found = []
    value, checked, scroll = (
        mirror.value(node),
        mirror.checked(node),
        mirror.scroll(node),
    )
    if "value" in told and told["value"] != (value or ""):
        what = "masked value" if value and set(value) == {"*"} else "value"
        found.append((what, f"{value!r} != {told['value']!r}"))
    if "checked" in told and told["checked"] != checked:
        found.append(("checked", f"{checked} != {told['checked']}"))
    asked = (told.get("scrollLeft", 0), told.get("scrollTop", 0))
    if ("scrollTop" in told or "scrollLeft" in told) and scroll != asked:
        found.append(("scroll", f"{scroll} != {asked}"))
    return found


def _why(node: Node, what: str) -> str:
    return f"{what} of a blocked element" if "rr_width" in node.attributes else what
