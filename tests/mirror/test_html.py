"""The page as HTML text: what a browser parses it to, and what it never does."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.mirror.html import html
from tests.mirror.events import (
    add,
    document,
    element,
    event,
    mirror_of,
    mutation,
    page,
    text,
)
from tests.mirror.pages import ABSOLUTE_LINKS, OUTLINES, PIXEL, recorded, shadow
from tests.support.pages import Pages

# The document as nested lists. Left out is what is made inert, what stands in properties
# (compared there), and what the recorder does not keep: comments' texts, labels.
TREE = r"""() => {
  const ours = (e) => e.localName === "meta" && e.httpEquiv === "Content-Security-Policy";
  const NOT_IN_TEXT = /^(on.*|value|checked|selected|srcdoc|sandbox|src|formaction|http-equiv|charset|autofocus|type|method|label)$/;
  const state = (e) => {
    if (e.localName === "input") return [e.type === "file" ? "" : e.value, e.checked];
    if (e.localName === "textarea") return [e.value];
    if (e.localName === "select") return [...e.options].map((o) => o.selected);
    if (e.localName === "style") return e.sheet ? [...e.sheet.cssRules].map((r) => r.cssText.replace(/url\([^)]*\)/g, "url()")) : [];
    return [];
  };
  const children = (node) => {
    const found = [];
    for (const child of node.childNodes) {
      if (child.nodeType === 3) {
        const last = found.length - 1;
        if (typeof found[last] === "string") found[last] += child.data;
        else found.push(child.data);
      } else if (child.nodeType === 8) found.push(["#comment"]);
      else if (child.nodeType === 1 && !ours(child)) found.push(tree(child));
    }
    return found;
  };
  const tree = (e) => {
    const attributes = [...e.attributes].filter((a) => !NOT_IN_TEXT.test(a.name));
    const opaque = ["style", "script", "textarea", "iframe", "noscript"].includes(e.localName);
    return [
      e.namespaceURI.slice(-4) + ":" + e.localName,
      attributes.map((a) => a.name + "=" + a.value).sort(),
      state(e),
      e.shadowRoot ? ["#shadow", ...children(e.shadowRoot)] : [],
      ...(opaque ? [] : children(e)),
    ];
  };
  return JSON.stringify([document.compatMode, tree(document.documentElement)]);
}"""

PARSED = {
    **OUTLINES,
    "newlines": "<pre>\n\nkept</pre><pre>plain</pre><textarea>\n\nkept</textarea><listing>\n\nx</listing>",
    "escapes": "<p title='a&quot;b&amp;c<d>\xa0'>1 &lt; 2 &amp;amp; 3 &nbsp;</p><style>p::after{content:'</st' 'yle><b>&'}</style>",
    "comments": "<!-- a --><p>x<!----></p><!-- b -- c -->",
    "svg": "<svg viewBox='0 0 1 1'><linearGradient id=g><stop/></linearGradient><foreignObject><p>html</p></foreignObject><style>a{color:red}</style><clipPath/></svg><math><mi>x</mi></math>",
    "tables": "<table><colgroup><col></colgroup><tr><td>a</table>",
    "void": "<br><hr><img><input><wbr><area><embed>",
    "form state": "<input value=a><input type=checkbox checked><textarea>t</textarea><select><option>1<option selected>2</select><select multiple><option selected>1<option selected>2</select>",
    "nested shadow": shadow(
        "div",
        shadow("p", "<slot></slot>", "deep") + "<style>p{color:red}</style>",
        "light",
    ),
    "template": "<template><p>in</p></template><title>a &lt;b> c</title>",
    "blocks": "<details open><summary>s</summary>x</details><dialog open>d</dialog><ruby>a<rt>b</ruby>",
}


def live_tree(live):
    live.evaluate(ABSOLUTE_LINKS)
    return live.evaluate(TREE)


@pytest.fixture(scope="module")
def trees(browser, tmp_path_factory):
    """Of every page: the live tree, and that of the text made of its recording."""
    folder = tmp_path_factory.mktemp("html") / "recording"
    seen = list(recorded(browser, folder, PARSED, live_tree, of=html))
    site = Pages({f"/{n}": each.read for n, (_, each) in enumerate(seen)})
    found = {}
    parsing = browser.new_page()
    with site:
        for number, (name, each) in enumerate(seen):
            parsing.goto(f"{site.url}/{number}")
            found[name] = (each.live, parsing.evaluate(TREE))
    parsing.close()
    return found


# A template's content is no child of it, and no event has it.
@pytest.mark.parametrize("name", [name for name in PARSED if name != "template"])
def test_a_browser_parses_the_text_to_the_page(trees, name):
    live, parsed = (json.loads(each) for each in trees[name])
    assert parsed == live


HOSTILE = [
    element(10, "script", text(11, "alert(1)"), src="//evil/x.js"),
    element(10, "p", onclick="x", ONLOAD="x", id="kept"),
    element(10, "a", href=" java\tscript:alert(1)"),
    element(10, "a", href="&#106;avascript:alert(1)", **{"xlink:href": "JaVaScRiPt:x"}),
    element(10, "iframe", src="javascript:x", srcdoc="<script>x</script>"),
    element(10, "object", data="data:text/html,<script>x</script>"),
    element(10, "embed", src="x.swf"),
    element(10, "meta", **{"http-equiv": "refresh", "content": "0;url=javascript:x"}),
    element(10, "form", action="javascript:x"),
    element(10, "button", formaction="javascript:x"),
    element(10, "video", autoplay="", src="v.mp4"),
    element(10, 'p onload="x"'),
    element(10, "p", **{'x" onload="y': "z", "a>b": "c", "": "d"}),
    element(10, "style", text(11, "</style><script>x</script>")),
    element(10, "style", _cssText="</STYLE ><img src=x onerror=x>"),
    element(
        10, "title", {"type": 5, "id": 12, "textContent": "</title><script>x</script>"}
    ),
    element(10, "textarea", value="</textarea><script>x</script>"),
    element(10, "xmp", text(11, "</xmp><script>x</script>")),
    element(10, "noscript", text(11, "</noscript><script>x</script>")),
    element(10, "plaintext", text(11, "x")),
    {"type": 5, "id": 10, "textContent": "--><script>x</script>"},
    {"type": 5, "id": 10, "textContent": "><script>x</script>"},
    {"type": 5, "id": 10, "textContent": "--!><script>x</script>"},
    element(10, "SCRIPT", text(11, "x")),
    element(10, "template", shadowrootmode="open"),
    element(10, "animate", attributeName="href", to="javascript:x"),
    element(10, "img", rr_dataURL="data:text/html,<script>x</script>"),
    element(10, "link", rel="modulepreload", href="x.js"),
]


class Inert(HTMLParser):
    """Fails on what could do something."""

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        assert not any(name.startswith("on") for name in names), names
        assert "autoplay" not in names
        assert "shadowrootmode" not in names
        if tag == "meta":
            assert names.get("http-equiv") in (None, "Content-Security-Policy")
        if tag in ("script", "iframe", "object", "embed"):
            assert not {"src", "data", "href"} & names.keys()
        if tag == "iframe":
            assert names["sandbox"] == ""
        if tag == "link":
            assert "href" not in names
        for value in names.values():
            told = re.sub(r"[\s\x00-\x20]", "", value or "").lower()
            assert not told.startswith(("javascript:", "data:text"))

    def handle_data(self, data):
        if self.cdata_elem == "script":
            raise AssertionError(data)


@pytest.mark.parametrize("node", HOSTILE, ids=lambda node: str(node)[:60])
def test_nothing_hostile_is_in_the_text(node):
    made = html(mirror_of(page(node)))
    Inert().feed(made)
    assert "<script>x" not in re.sub("<!--.*?-->", "", made)
    assert "content=\"script-src 'none'" in made


def test_a_browser_runs_nothing_of_it(browser):
    """The whole list in one page, with a bait that all of them would set."""
    nodes = []
    for number, node in enumerate(HOSTILE):
        nodes.append(json.loads(json.dumps(node).replace("alert(1)", "window.ran=1")))
        for each, place in (
            (nodes[-1], 10),
            *((c, 11) for c in nodes[-1].get("childNodes", ())),
        ):
            each["id"] = 1000 + number * 10 + place
    live = browser.new_page()
    asked = []
    live.on("dialog", lambda dialog: asked.append(dialog))
    live.set_content(html(mirror_of(page(*nodes))))
    assert live.evaluate("typeof window.ran") == "undefined"
    assert not asked
    live.close()


def test_ids_are_node_ids():
    made = html(mirror_of(page(element(10, "p", **{"data-node": "forged"}))), ids=True)
    assert '<p data-node="10">' in made
    assert '<body data-node="4">' in made


def test_a_part_of_the_page():
    mirror = mirror_of(page(element(10, "p", text(11, "a"), element(12, "b"))))
    assert html(mirror, mirror.nodes[10]) == "<p>a<b></b></p>"


def test_the_doctype_and_the_mode_of_the_page():
    types = {"name": "html", "publicId": '-//W3C//DTD "x', "systemId": "s.dtd"}
    doctype = {"type": 1, "id": 5, **types}
    strict = document(1, doctype, element(2, "html"))
    quirks = document(1, element(2, "html")) | {"compatMode": "BackCompat"}
    plain = document(1, element(2, "html"))
    found = []
    for node in (strict, quirks, plain):
        made = html(mirror_of([event(2, node=node)]))
        found.append(made.partition("<html")[0])
    assert found == [
        '<!DOCTYPE html PUBLIC "-//W3C//DTD x" "s.dtd">',
        "",
        "<!DOCTYPE html>",
    ]


def test_what_was_typed_and_recorded_of_pictures_and_blocked_parts():
    nodes = [
        element(10, "canvas", rr_dataURL=PIXEL, width="5"),
        element(11, "div", rr_width="30px", rr_height="20.5px"),
        element(12, "span", rr_width="30px", rr_height='"><b>'),
        element(13, "dialog", rr_open_mode="modal"),
        element(14, "link", _cssText="p { color: red; }", rel="stylesheet"),
        element(15, "input", type="radio", value="x", checked=True),
    ]
    made = html(mirror_of(page(*nodes)))
    assert f'<img width="5" src="{PIXEL}">' in made
    assert '<div style="width: 30px; height: 20.5px;"></div>' in made
    assert "<span></span>" in made
    assert '<dialog open=""></dialog>' in made
    assert '<style rel="stylesheet">p { color: red; }</style>' in made
    assert '<input type="radio" value="x" checked="">' in made


def test_frames_are_pages_of_their_own():
    inner = element(21, "html", element(22, "body", element(23, "p", text(24, '"<&'))))
    made = html(mirror_of(page(element(10, "iframe", document(20, inner), src="x"))))
    [source] = re.findall(r'<iframe sandbox="" srcdoc="([^"]*)"></iframe>', made)
    import html as escapes

    assert escapes.unescape(source).endswith('<p>"&lt;&amp;</p></body></html>')


def test_frames_in_frames_end_somewhere():
    """Each level escapes the levels below once more."""
    inner = document(1000, element(999, "html"))
    for level in range(40):
        body = element(level * 3 + 5, "body", element(level * 3 + 6, "iframe", inner))
        inner = document(level * 3 + 2000, body)
    assert len(html(mirror_of([event(2, node=inner)]))) < 20_000


def test_made_sheets_are_in_the_text():
    adopted = {
        "source": 15,
        "id": 1,
        "styleIds": [7],
        "styles": [
            {"styleId": 7, "rules": [{"rule": "p { margin: 0px; }", "index": 0}]}
        ],
    }
    mirror = mirror_of([*page(), event(3, **adopted)])
    assert "<style>p { margin: 0px; }</style></head>" in html(mirror)


def test_no_page_has_no_text():
    assert html(mirror_of([])) == ""


def test_deep_pages_need_no_stack():
    grown = [
        mutation(adds=[add(element(100 + n, "b"), 99 + n if n else 4)])
        for n in range(10_000)
    ]
    assert html(mirror_of([*page(), *grown])).count("<b>") == 10_000


TEXTS = st.text(max_size=20) | st.sampled_from(
    ["</style>", "<!--", "-->", "--->", "-", "]]>", '"', "&lt;", "\ud800"]
)


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_stays_text(content, value, remark):
    nodes = [
        element(10, "p", text(11, content), title=value),
        {"type": 5, "id": 12, "textContent": remark},
        element(13, "title", text(14, content)),
        element(15, "style", _cssText=content),
    ]
    made = html(mirror_of(page(*nodes)))
    found = Tags()
    found.feed(made)
    assert found.tags == ["html", "head", "meta", "body", "p", "title", "style"]
    made.encode()


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
