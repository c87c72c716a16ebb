"""Vectors as the nodes rrweb would tell of: HTML read the plain way, ids given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from tests.report import vectors
from tests.report.vectors_raw import NODES, raw

Node = dict[str, Any]
VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "bgsound",
        "frame",
        "isindex",
        "keygen",
        "image",
    ]
)
CAUGHT = "parent.pwned=top.pwned=[].concat(top.pwned||[],%d);alert(%d)"


class _Reader(HTMLParser):
    """Makes nodes of one line of HTML; keeps the case of names, as rrweb does in SVG."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top: Node = raw("div")
        self._open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        whole = self.get_starttag_text() or ""
        written = whole[1 : 1 + len(tag)]
        drawn = any(each.get("isSVG") for each in self._open)
        node = raw(written)
        node["attributes"] = {_as_in(whole, name): value or "" for name, value in attrs}
        if tag == "svg" or drawn:
            node["isSVG"] = True
        self._open[-1]["childNodes"].append(node)
        if tag not in VOID or drawn:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        names = [str(each["tagName"]).lower() for each in self._open]
        if tag in names[1:]:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._open[-1]["childNodes"].append({"type": 3, "textContent": data})

    def handle_comment(self, data: str) -> None:
        self._open[-1]["childNodes"].append({"type": 5, "textContent": data})


def _as_in(start_tag: str, name: str) -> str:
    found = re.search(rf"[\s/]{re.escape(name)}(?=[\s=>/])", start_tag, re.IGNORECASE)
    return found[0][1:] if found else name


def nodes_of(html: str) -> list[Node]:
    """Return the elements and texts of a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found: list[Node] = reader.top["childNodes"]
    return found


def corpus() -> list[Node]:
    """Return every vector as one element, `HOME` and `RUN` still in it."""
    plain = [
        *vectors.SCRIPTS,
        *vectors.HANDLERS,
        *vectors.LOADS,
        *vectors.MUTATING,
        *vectors.CLOBBERING,
    ]
    urls = [
        place.replace("URL", address.replace('"', "&quot;"))
        for place in vectors.URL_PLACES
        for address in vectors.ADDRESSES.values()
    ]
    html = [raw("div", *nodes_of(line)) for line in plain + urls]
    styles = [raw("style", css) for css in vectors.CSS]
    return html + styles + in_attributes() + NODES


def in_attributes() -> list[Node]:
    """Return declarations of the style vectors as attributes, of SVG's own too."""
    found = []
    for css in vectors.CSS:
        inside = css.partition("{")[2].rpartition("}")[0].strip()
        if inside and "{" not in inside:
            found.append(raw("p", "x", style=inside))
            value = inside.partition(":")[2].partition(";")[0].strip()
            found.append(
                raw("rect", fill=value, mask=value, filter=value, cursor=value)
                | {"isSVG": True}
            )
    return found


def armed(value: Any, number: int, home: str) -> Any:
    """Return a copy with an address and a script that name the vector's number."""
    if isinstance(value, str):
        host = f"{urlsplit(home).netloc}/{number}"
        text = value.replace("HOME", f"{home}/{number}").replace("HOST", host)
        return text.replace("RUN", CAUGHT % (number, number))
    if isinstance(value, dict):
        return {key: armed(item, number, home) for key, item in value.items()}
    if isinstance(value, list):
        return [armed(item, number, home) for item in value]
    return value


def numbered(node: Node, ids: count[int]) -> Node:
    """Return a copy in which every node has an id of its own."""
    children = [numbered(child, ids) for child in node.get("childNodes", [])]
    named = node | {"id": next(ids)}
    return named | ({"childNodes": children} if "childNodes" in node else {})


def flat(node: Node, parent: int) -> Iterator[Node]:
    """Yield the additions by which rrweb would tell of a node and all in it."""
    yield {
        "parentId": parent,
        "nextId": None,
        "node": node | {"childNodes": []} if "childNodes" in node else node,
    }
    for child in node.get("childNodes", []):
        yield from flat(child, node["id"])


def bare(node: Node) -> Node:
    """Return the node without what could do harm: no attributes, no texts."""
    if node["type"] != 2:
        return node | ({"textContent": ""} if "textContent" in node else {})
    children = [bare(child) for child in node["childNodes"]]
    return node | {"attributes": {}, "childNodes": children}


def inside(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("childNodes", []):
        yield from inside(child)
