"""Pages as rrweb's serialised nodes, without a browser: from HTML, or as large as asked."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.request import urlopen

from lxml import html

from sample_site.pages import PAGES
from sample_site.serve import SampleSite


def from_html(source: str) -> dict[str, Any]:
    """Return a document, parsed."""
    counter = itertools.count(1)

    def text(content: str) -> dict[str, Any]:
        return {"type": 3, "id": next(counter), "textContent": content}

    def read(element: Any) -> dict[str, Any]:
        if not isinstance(element.tag, str):
            return {"type": 5, "id": next(counter), "textContent": element.text or ""}
        made = {"type": 2, "id": next(counter), "tagName": element.tag, "attributes": dict(element.attrib)}  # fmt: skip
        row = [text(element.text)] if element.text else []
        for child in element:
            row.append(read(child))
            if child.tail:
                row.append(text(child.tail))
        return made | {"childNodes": row}

    root = read(html.document_fromstring(source))
    return {"type": 0, "id": next(counter), "childNodes": [root]}


def sample_pages() -> dict[str, dict[str, Any]]:
    """Return pages of the sample site as its server sends them."""
    found = {}
    with SampleSite() as site:
        for path in PAGES:
            with urlopen(site.url + path) as answer:
                found[path] = from_html(answer.read().decode())
    return found


def shop(nodes: int) -> dict[str, Any]:
    """Return a page of about so many nodes: sections of products, each with a form."""
    cards = [
        f'<li class="card" data-sku="s{n}"><h3>Product {n}</h3><p class="about">Made of'
        f" <em>wood {n % 7}</em> and <b>brass</b></p><span class=price>{n % 90}.50</span>"
        f'<button class="btn">Add to cart</button><a href="/p/{n}">More about {n}</a></li>'
        for n in range(nodes // 16)
    ]
    sections = [
        f"<section><h2>Section {n}</h2><ul>{''.join(cards[at : at + 40])}</ul></section>"
        for n, at in enumerate(range(0, len(cards), 40))
    ]
    return from_html(
        f"<body><header><h1>Shop</h1></header><main>{''.join(sections)}</main></body>"
    )
