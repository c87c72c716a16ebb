"""A recorded page to inspect, and the hands and eyes of who inspects it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.report.builders import START, Page, replay, session
from tests.report.conftest import Viewer

Open = Callable[..., Viewer]


def shop() -> Page:
    """A cart: fields, two buttons of like names, a table, a frame, a shadow root."""
    page = Page()
    node, text = page.node, page.text
    shadow = node("b", "Inside", id=51) | {"isShadow": True}
    host = node("x-badge", shadow, id=50) | {"isShadowHost": True, "isCustom": True}
    page.open(
        0,
        node("h1", "Your cart", id=10),
        node(
            "form",
            node("label", "Quantity", for_="qty", id=21),
            {**node("input", id=22), "attributes": {"id": "qty", "value": "1"}},
            {
                **node("input", id=23),
                "attributes": {"name": "attributes", "placeholder": "Promo code"},
            },
            {**node("input", id=24), "attributes": {"name": "childNodes"}},
            id=20,
        ),
        node("button", text("Add", id=31), class_="primary", id=30),
        node("button", "Add gift card", id=32),
        node("p", text("60 products", id=41), id=40, **{"data-testid": "count"}),
        node("ul", *(node("li", f"Item {at}", id=60 + at) for at in range(3)), id=59),
        host,
        node("iframe", id=70),
    )
    inner = node("html", node("body", node("em", "In the frame", id=73), id=72), id=71)
    document = {"type": 0, "id": 74, "childNodes": [rooted(inner, 74)]}
    return page.mutate(
        20,
        adds=[{"parentId": 70, "nextId": None, "node": document}],
        isAttachIframe=True,
    )


def rooted(node: dict[str, Any], root: int) -> dict[str, Any]:
    inside = [rooted(child, root) for child in node.get("childNodes", [])]
    return {**node, "rootId": root, **({"childNodes": inside} if inside else {})}


def opened(
    tmp_path: Path, open_replay: Open, page: Page, link: str = "#t=0.1s&panel=dom"
) -> Viewer:
    return open_replay(replay(tmp_path / "r.html", session(page.lines)), link)


def call(page: Page, at: int, selector: str, **more: Any) -> Page:
    payload = {
        "api": "Locator.click",
        "args": {"selector": selector},
        "at": START + at,
        "duration": 50.0,
        "file": "test_shop.py",
        "line": 7,
    }
    return page.custom(at + 50, "replaytest/call@1", payload | more)


def rows(viewer: Viewer) -> list[str]:
    return [
        row.strip() for row in viewer.page.get_by_role("treeitem").all_inner_texts()
    ]


def find(viewer: Viewer, query: str) -> None:
    viewer.page.get_by_label("Find in the page").fill(query)


def chosen(viewer: Viewer) -> str:
    return viewer.page.locator(".dom-row[aria-selected=true]").inner_text()


def found(viewer: Viewer, query: str) -> str:
    find(viewer, query)
    return viewer.page.locator(".dom .tools [role=status]").inner_text()


def details(viewer: Viewer) -> Locator:
    return viewer.page.get_by_role("region", name="The chosen element")
