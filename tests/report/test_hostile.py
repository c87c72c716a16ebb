"""A recording is hostile input: nothing of it runs, loads, or leaves.

`open_replay` fails a test at the first request, dialog, console message, navigation
or popup; here are the pages that try.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from replaytest.model import Event, Failure
from tests.report.builders import START, Page, failure, replay, session
from tests.report.conftest import Viewer
from tests.support.pages import Pages

Open = Callable[..., Viewer]
TEXTS = [
    "</script><script>alert(1)</script>",
    "<!--<script>alert(1)//",
    "<img src=x onerror=alert(1)>",
    "a\u2028alert(1)\u2029",
    "\"'><svg onload=alert(1)>",
    "\ud800",
]
NODE = "replaytest.frameDocument()"


@pytest.fixture(scope="module")
def server() -> Iterator[Pages]:
    """Where a hostile page would call home; it must never be asked."""
    with Pages({}) as pages:
        yield pages
    assert pages.asked == []


def elements(page: Page, home: str) -> list[Any]:
    """All that loads, runs or navigates, as rrweb would tell of it."""
    n = page.node
    run = "parent.hacked = 1; alert(1)"
    js = f"javascript:{run}"
    inner = n("html", n("body", n("script", run), n("img", src=home, onerror=run)))
    return [
        n("img", src=f"{home}/i", onerror=run, onload=run),
        n("IMG", SRC=f"{home}/i2", ONERROR=run),
        n("img", src="x", srcset=f"{home}/s 2x, data:,x 1x", alt="url(x)"),
        n("img", src="blob:null/0", attributionsrc=home, crossorigin="anonymous"),
        n("img", src="file:///etc/hostname"),
        n("img", rr_dataURL=f"{home}/rr", src="data:,"),
        n("picture", n("source", srcset=f"{home}/p"), n("img", src=f"{home}/pi")),
        n("script", run, src=f"{home}/js"),
        n("SCRIPT", run),
        n("sCrIpT", run, src="data:text/javascript,alert(1)"),
        n("svg", n("script", run), n("image", href=home), isSVG="true"),
        svg(n("svg", svg(n("script", run)), svg(n("image", href=f"{home}/svg")))),
        svg(n("svg", svg(n("use", href=f"{home}/u#a", **{"xlink:href": home})))),
        svg(n("rect", fill=f"url({home}/f#a)", mask=f"url('{home}/m#a')")),
        svg(n("a", svg(n("set", attributeName="href", to=js)), href=js)),
        svg(n("image", svg(n("animate", attributeName="HREF", values=f"{home};x")))),
        svg(n("feImage", href=f"{home}/fe")),
        n("a", "click", href=js, ping=home, target="_top", id=61),
        n("a", "leave", href=f"{home}/leave", id=62),
        n("iframe", inner, src=f"{home}/frame", srcdoc=f"<script>{run}</script>"),
        n("iframe", src=js, sandbox=""),
        n("iframe", src=f"data:text/html,<script>{run}</script>"),
        n("frame", src=home),
        n("object", data=f"{home}/o", type="text/html"),
        n("embed", src=f"{home}/e"),
        n("applet", code=home, archive=home),
        n("portal", src=home),
        n("video", n("source", src=f"{home}/v"), n("track", src=home), poster=home),
        n("audio", src=f"{home}/a", rr_mediaState="played", autoplay=True),
        n("form", n("button", "go", formaction=js, id=63), action=js, target="_top"),
        n("input", type="image", src=f"{home}/in", autofocus=True, onfocus=run),
        n("table", n("td", background=f"{home}/td"), background=f"{home}/t"),
        n("body", background=home, onload=run, onpageshow=run),
        n("div", style=f"background: URL( '{home}/st' ), u\\72l({home}/esc)"),
        n("div", style=f"background: image-set('{home}/a' 1x, url({home}/b) 2x)"),
        n("div", style=f"cursor: url({home}/c), auto; content: image('{home}/d')"),
        n("style", page.text(f"@import '{home}/im';@\\69mport url({home}/esc);")),
        n(
            "style",
            _cssText=f"@import url({home}/im2); i {{ background: url({home}) }}",
        ),
        n("style", _cssText=f"@font-face {{ font-family: x; src: url({home}/w) }}"),
        n("i", "text in the font", style="font-family: x"),
        n("link", rel="stylesheet", href=f"{home}/css"),
        n("link", rel="preload", href=f"{home}/pre", **{"as": "script"}),
        n("link", rel="dns-prefetch preconnect prefetch icon manifest", href=home),
        n("meta", content=f"0;url={home}/refresh", **{"http-equiv": "refresh"}),
        n("meta", content=f"0;url={js}", **{"HTTP-EQUIV": "Refresh"}),
        n("base", href=f"{home}/base/", target="_top"),
        n("x-hacked", "custom") | {"isCustom": True},
        n("font-face", "reserved") | {"isCustom": True},
        n("a b<c", "no tag", **{"on click": run, "<": "x"}),
        n("template", n("script", run), shadowrootmode="open"),
        n("noscript", page.text("<img src=https://a.invalid/no>")),
        n("textarea", value="</textarea><script>alert(1)</script>"),
        n("p", page.text("</script><script>alert(1)</script>"), id=60),
    ]


def svg(node: dict[str, Any]) -> dict[str, Any]:
    return node | {"isSVG": True}


def attack(home: str) -> Page:
    page = Page()
    page.open(0, *elements(page, home), title="</title><script>alert(1)</script>")
    for at, node in enumerate(elements(page, f"{home}/added")):
        if node["id"] < 100:
            node["id"] += 500
        add = {"parentId": 90, "nextId": None, "node": node}
        page.mutate(100 + at, adds=[add])
        page.mutate(200 + at, attributes=[changes(node["id"], home)])
    rule = f"b {{ background: url({home}/rule) }}"
    style = page.node("style", id=70)
    page.mutate(300, adds=[{"parentId": 90, "nextId": None, "node": style}])
    adds = [{"rule": rule, "index": 0}, {"rule": f"@import '{home}/r2'", "index": 0}]
    page.event(310, 3, {"source": 8, "id": 70, "adds": adds})
    text = page.text(f"@import '{home}/late'", id=71)
    page.mutate(320, adds=[{"parentId": 70, "nextId": None, "node": text}])
    page.mutate(330, texts=[{"id": 71, "value": f"i {{ background: url({home}/t) }}"}])
    styles = [{"styleId": 1, "rules": [{"rule": rule, "index": 0}]}]
    page.event(340, 3, {"source": 15, "id": 1, "styleIds": [1], "styles": styles})
    page.event(350, 3, {"source": 8, "styleId": 1, "replace": rule})
    value = {"property": "background", "value": f"url({home}/sd)"}
    page.event(360, 3, {"source": 13, "id": 70, "index": [0], "set": value})
    font = {"family": "x", "fontSource": f"url({home}/font)", "buffer": False}
    page.event(370, 3, {"source": 10, **font})
    for node in (60, 61, 62, 63):
        page.click(400 + node, node)
    page.event(490, 3, {"source": 16, "define": {"name": "not valid"}})
    return page.event(500, 3, {"source": 7, "id": 90, "type": 0})


def changes(node: int, home: str) -> dict[str, Any]:
    bad = ("src", "href", "data", "srcset", "poster", "action", "background")
    named: dict[str, Any] = {name: f"{home}/changed/{name}" for name in bad}
    named |= {"onclick": "alert(1)", "srcdoc": "<script>alert(1)</script>"}
    style = {"background": f"url({home}/o)", "cursor": [f"url({home}/p)", ""]}
    return {"id": node, "attributes": named | {"style": style, "http-equiv": "refresh"}}


def test_a_hostile_page(tmp_path: Path, open_replay: Open, server: Pages) -> None:
    path = replay(
        tmp_path / "r.html", session(attack(server.url).lines), failures=[failure(500)]
    )
    viewer = open_replay(path)
    for at in (0, 5, 150, 250, 500, 5):
        viewer.seek(at)
        viewer.page.wait_for_timeout(60)
    viewer.page.keyboard.press("Space")
    viewer.until("replaytest.time() >= replaytest.duration()")
    viewer.page.wait_for_timeout(300)
    assert "leave" in viewer.frame_text()
    assert viewer.page.evaluate("window.hacked === undefined")
    assert server.url not in viewer.frame_html()
    running = "'script, base, object, embed, [http-equiv], [onerror], [onclick]'"
    assert viewer.page.evaluate(f"{NODE}.querySelector({running}) === null")


def test_the_frame_cannot_be_used(tmp_path: Path, open_replay: Open) -> None:
    page = Page()
    page.open(0, page.node("a", "leave", href="https://a.invalid/", id=50))
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    viewer.page.mouse.click(*middle_of(viewer, "iframe"))
    for _ in range(40):
        viewer.page.keyboard.press("Tab")
        tag = "document.activeElement.tagName"
        assert viewer.page.evaluate(tag) != "IFRAME"
    sandbox = viewer.page.locator("iframe").get_attribute("sandbox")
    assert sandbox == "allow-same-origin"


def middle_of(viewer: Viewer, selector: str) -> tuple[float, float]:
    box = viewer.page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_policy_alone_stops_loads(
    tmp_path: Path, open_replay: Open, server: Pages
) -> None:
    """What would slip through the first wall meets the second."""
    page = Page()
    page.open(0, page.node("p", "x"))
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    home = server.url
    html = (
        f"<img src='{home}/1'><iframe src='{home}/2'></iframe><object data='{home}/3'>"
        f"</object><style>@import '{home}/4'; p {{ background: url({home}/5) }}</style>"
        f"<link rel=stylesheet href='{home}/6'><script>parent.hacked = 1</script>"
        f"<img src=x onerror='parent.hacked = 1'>"
    )
    viewer.page.evaluate(f"html => {{ {NODE}.body.innerHTML = html }}", html)
    viewer.page.wait_for_timeout(500)
    assert viewer.page.evaluate("window.hacked === undefined")
    assert server.asked == []
    assert viewer.faults  # a wall that is run into speaks up in the console
    viewer.faults.clear()


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_words(tmp_path: Path, open_replay: Open, text: str) -> None:
    page = Page()
    page.open(0, page.node("button", text, id=50), url=f"https://a.example/{text}")
    page.click(100, 50).custom(200, text, {text: text})
    words = Failure("call", text, f">  {text}\nE  {text}", START + 300)
    path = replay(
        tmp_path / "r.html",
        session(page.lines, problems=[text], label=text),
        session([], label=text),
        failures=[words],
        title=text,
        nodeid=f"tests/a.py::test[{text}]",
    )
    viewer = open_replay(path)
    known = text.encode("utf-8", "replace").decode()
    shown = viewer.page.locator(".reason h2").text_content()
    assert shown is not None
    assert shown.strip() == known.strip()
    assert viewer.page.title().split() == known.split()
    assert viewer.page.locator("img, svg[onload]").count() == 0


def nested(depth: int) -> dict[str, Any]:
    node = {"type": 3, "textContent": "deep", "id": 5}
    for number in range(depth):
        node = {
            "type": 2,
            "tagName": "div",
            "attributes": {},
            "childNodes": [node],
            "id": 100 + number,
        }
    return node


BROKEN: list[Event] = [
    {"type": 3, "data": {"source": 0, "adds": [{"parentId": 90}]}},
    {"type": 3, "data": {"source": 0, "adds": 7, "removes": None}},
    {"type": 3, "data": {"source": 0, "adds": [{"parentId": 90, "node": nested(300)}]}},
    {"type": 3, "data": {"source": 1, "positions": None}},
    {"type": 3, "data": {"source": 1, "positions": []}},
    {"type": 3, "data": {"source": 2, "type": 2, "id": -1}},
    {"type": 3, "data": {"source": 3, "id": 12345, "x": 1, "y": 2}},
    {"type": 3, "data": {"source": 8, "id": 90, "adds": [{"rule": 1}]}},
    {"type": 3, "data": {"source": 99}},
    {"type": 4, "data": {"href": 5, "width": "NaN", "height": -4}},
    {"type": 5, "data": {"tag": None, "payload": None}},
    {"type": 6, "data": {"plugin": "rrweb/console@1", "payload": None}},
    {"type": 6, "data": {"plugin": "rrweb/network@1", "payload": {"requests": 7}}},
    {
        "type": 6,
        "data": {"plugin": "rrweb/network@1", "payload": {"requests": [0, {}, None]}},
    },
    {"type": 5, "data": {"tag": "replaytest/error@1", "payload": 5}},
    {"type": 5, "data": {"tag": "replaytest/dialog@1", "payload": None}},
    {"type": 3, "data": {"source": 14, "ranges": [{"start": 1}]}},
    {"type": 3, "data": {"source": 2, "type": 5, "id": 90}},
]


@pytest.mark.parametrize("event", BROKEN, ids=range(len(BROKEN)))
def test_broken_events_do_not_stop_the_rest(
    tmp_path: Path, open_replay: Open, event: Event
) -> None:
    page = Page()
    page.open(0, page.node("p", page.text("before", id=20)))
    page.lines.append((1, {**event, "timestamp": START + 100}))
    page.set_text(200, 20, "after")
    viewer = open_replay(
        replay(tmp_path / "r.html", session(page.lines), failures=[failure(200)])
    )
    assert "after" in viewer.frame_text()
