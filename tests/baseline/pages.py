"""Pages at random: serialised nodes with all that a baseline has to write down."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import strategies as st

from replaytest.diff.noise import OPEN
from replaytest.mirror.mirror import Mirror
from tests.mirror.events import document, element, event, mirror_of, text

UUIDS = tuple(f"0b6f8a3e-1111-4222-8333-44445555666{n}" for n in range(4))
TEXTS = (
    *("Tea", "12.50", "a < b & c > d", "</p>", '"quoted" & more', "Saved at 12:30", "x #2"),
    *(f"&amp; &#10; {OPEN}", "line one\n line two", "\u2028", "日本", "just now", f"order {UUIDS[0]}"),
)  # fmt: skip
VALUES = (
    *("", "a", "b c", "c b", 'say "hi"', "<b>", "one\r\ntwo\tthree", "&quot;", "#1"),
    *(
        ":r1:",
        ":r2:",
        *UUIDS,
        f"/p/{UUIDS[1]}",
        "radix-:r1:-content",
        "http://127.0.0.1/x",
    ),
    *(
        "css-1ab2cd btn",
        "btn css-9zzx01 css-1ab2cd",
        "Card_root__a1B2c Card_big__Zz9Yy",
    ),
    *("color: red; top: 0", "/main.3f9ab2c1.js?v=7", "2026-11-21T10:00:00Z"),
)
NAMES = ("id", "class", "title", "href", "style", "aria-labelledby", "@click", 'a"b', "data-x")  # fmt: skip
TAGS = ("div", "p", "span", "br", "svg", "linearGradient", "my-tag", "script", "ul")
FIELDS = ("input", "textarea", "select", "checkbox")
NODES = st.tuples(st.integers(0, 4), st.integers(0, 10**6))


@st.composite
def pages(draw: Any) -> Mirror:
    """A page: each node with how deep it is."""
    ids = count(10)
    root = element(2, "html", element(4, "body"))
    way = [root["childNodes"][0]]
    for depth in draw(st.lists(st.integers(0, 4), max_size=16)):
        del way[depth + 1 :]
        made = draw(_nodes(ids))
        parent = way[-1]
        if parent.get("isShadowHost") and draw(st.booleans()):
            made["isShadow"] = True
        parent["childNodes"].append(made)
        inner = made["childNodes"][0] if made.get("tagName") == "iframe" else made
        if inner["type"] in (0, 2) and inner.get("tagName") not in ("input", "select"):
            way.append(inner)
    events = [event(4, href="http://127.0.0.1:80/", width=800, height=600)]
    events.append(event(2, node=document(1, root)))
    return mirror_of(events)


@st.composite
def _nodes(draw: Any, ids: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(["text", "text", "element", "element", "field", "host", "frame"]))  # fmt: skip
    if kind == "text":
        return text(next(ids), draw(st.sampled_from(TEXTS)))
    if kind == "frame":
        return element(next(ids), "iframe", document(next(ids)))
    if kind == "field":
        return _field(draw, ids)
    facts = draw(
        st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=4)
    )
    made = element(next(ids), draw(st.sampled_from(TAGS)), **facts)
    return made | {"isShadowHost": True} if kind == "host" else made


def _field(draw: Any, ids: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from(FIELDS))
    value = draw(st.sampled_from(VALUES))
    if kind == "checkbox":
        on = {"checked": "true"} if draw(st.booleans()) else {}
        return element(next(ids), "input", type="checkbox", **on)
    if kind != "select":
        name = draw(st.sampled_from(["mail", "csrf_token"]))
        return element(next(ids), kind, name=name, value=value)
    # Without what the noise rules would change in them.
    said = ("Tea", "Coffee", "Tea", "Ca<&>kes")
    chosen = draw(st.integers(0, 4))
    several = {"multiple": ""} if draw(st.booleans()) else {}
    options = [
        element(next(ids), "option", text(next(ids), each), **({"selected": "true"} if n == chosen else {}))
        for n, each in enumerate(said)
    ]  # fmt: skip
    return element(next(ids), "select", *options, **several)
