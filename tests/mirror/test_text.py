"""The text is what `innerText` says of the live page."""

from __future__ import annotations

import pytest

from replaytest.mirror.text import is_hidden, visible_text
from tests.mirror.events import document, element, mirror_of, page, text
from tests.mirror.pages import OUTLINES, recorded

# Here we go into frames and shadow roots, and innerText does not.
DEEPER = {"frames", "shadow", "shadow sheets", "shadow references"}
TEXTS = {name: html for name, html in OUTLINES.items() if name not in DEEPER} | {
    name: name
    for name in (
        "<p>a<br></p>b",
        "a<br><br>b<br>",
        "<select><option>x<option selected>y</select>z",
        "a<textarea>q\nr</textarea>b",
        "<table><caption>c</caption><tr><td>a<td>b<tr><td>c<td>d</table>e",
        "<table><tr><td>a<p>p</p><td>b</table>",
        "a <button>b</button> c <img alt=x> d",
        "<pre>a\n  b</pre>c",
        "<div style='white-space:pre-line'>a\n  b</div>",
        "<style>.w{white-space:pre}</style><div class=w>a\n  b</div>",
        "<div style='display:flex'><span>a</span><span>b</span></div>",
        "<p>a</p><p>b</p><div>c</div>d",
        "<div>a <b> b</b> </div>",
        "<div>a<div><br></div>b</div>",
        "a<wbr>b&nbsp; c",
        "<b style='visibility:hidden'>x</b>y z <i style='visibility:hidden'> </i>w",
        "x <br> y",
        "<div> <p>a</p> b </div>",
    )
}


@pytest.fixture(scope="module")
def texts(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts") / "recording"
    asked = "document.body.innerText"
    seen = recorded(
        browser, folder, TEXTS, lambda p: p.evaluate(asked), of=visible_text
    )
    return dict(seen)


@pytest.mark.parametrize("name", TEXTS)
def test_the_text_is_that_of_the_live_page(texts, name):
    assert texts[name].read == texts[name].live


def test_frames_and_shadow_roots_are_read():
    inner = element(21, "html", element(22, "body", element(23, "p", text(24, "In"))))
    frame = element(10, "iframe", document(20, inner))
    slot = element(31, "b", element(32, "slot")) | {"isShadow": True}
    host = element(30, "div", slot, text(33, "light")) | {"isShadowHost": True}
    assert visible_text(mirror_of(page(frame, host))) == "In\n\nlight"


def test_a_part_of_the_page_and_no_page():
    mirror = mirror_of(
        page(element(10, "p", text(11, "a")), element(12, "p", text(13, "b")))
    )
    assert visible_text(mirror, mirror.nodes[12]) == "b"
    assert visible_text(mirror_of([])) == ""


def test_what_is_hidden():
    style = element(
        9, "style", _cssText=".gone { display: none; } #x { visibility: hidden; }"
    )
    nodes = [
        style,
        element(10, "p", element(11, "b"), hidden=""),
        element(12, "p", **{"class": "gone"}),
        element(13, "p", element(14, "b", style="visibility: visible"), id="x"),
        element(15, "details", element(16, "summary"), element(17, "p", text(18, "t"))),
        element(19, "p"),
    ]
    mirror = mirror_of(page(*nodes))
    hidden = {n for n in range(9, 20) if is_hidden(mirror, mirror.nodes[n])}
    assert hidden == {9, 10, 11, 12, 13, 17, 18}
