"""What is shown, and as a block or not, is what the browser computed."""

from __future__ import annotations

import time

import pytest

from replaytest.mirror.looks import Looks
from replaytest.mirror.media import media_matches
from replaytest.mirror.rules import rules_of
from replaytest.rrweb import NodeType
from tests.mirror.events import element, mirror_of, page
from tests.mirror.pages import recorded, shadow

TAGS = [
    "a",
    "abbr",
    "address",
    "area",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "button",
    "canvas",
    "center",
    "cite",
    "code",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "main",
    "map",
    "mark",
    "menu",
    "meter",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "template",
    "textarea",
    "time",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "foo-bar",
    "audio",
]
PAGES = {
    "tags": "".join(f"<{tag}></{tag}>" for tag in TAGS),
    "table": "<table><caption></caption><colgroup><col></colgroup><thead><tbody><tr><th><td><tfoot></table>",
    "states": "<dialog open>d</dialog><audio controls></audio><input type=hidden><p hidden><b></b></p><p hidden=until-found><b></b></p><details><summary></summary><b></b></details><details open><summary></summary><b></b></details><div popover></div><canvas><b></b></canvas><video><b></b></video><object><b></b></object><select><option></select><select multiple><option></select><ruby>a<rp>(</rp><rt>b</rt></ruby>",
    "cascade": """<style>
      .a { display: inline } #x { display: grid } p.a { display: flex } div { visibility: hidden }
      div b { visibility: visible } i { display: none !important } u { display: contents }
      em { float: left } s { position: absolute } .flex { display: flex } q:nth-child(2) { display: table }
      @media (max-width: 1px) { * { display: none } } @media not print { tt { display: block } }
      @layer low, high; @layer high { var { display: block } } @layer low { var { display: none } }
      @layer high { kbd { display: block } } kbd { display: inline-block }
      @supports not (display: grid) { * { display: none } } @font-face { font-family: x; src: none }
      @keyframes k { from { visibility: hidden } } .n { color: red; & > a { display: block } sub { display: block } }
      sup{display:inherit} a[title="}"] { display: none } /* b { display: none } */
    </style><p class=a id=x></p><p class=a></p><div><b></b><b style="visibility:inherit"></b></div>
    <i style="display: block"></i><u><q></q><q></q></u><em></em><s></s><span class=flex><b></b><em></em><img></span>
    <tt></tt><var></var><kbd></kbd><div class=n><a></a><p><sub></sub></p></div><p style="display:flex"><sup></sup></p>
    <a title="}"></a><a style="display: none; color: url('a;b')"></a><a style="DISPLAY : Block ! important"></a>""",
    "shadow": shadow(
        "div",
        "<slot></slot><b></b><style>b{display:grid} :host{display:flex} ::slotted(i){display:none}</style>",
        "<i></i><p slot=no></p><s></s>",
    ),
}
ASK = """() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === 1) {
      const style = getComputedStyle(node);
      if (!["html", "head", "style", "meta", "script", "title"].includes(node.localName))
        found.push([node.localName, style.display, style.visibility, node.checkVisibility()]);
    }
    for (const child of node.shadowRoot?.childNodes ?? []) walk(child);
    for (const child of node.childNodes) walk(child);
  };
  walk(document);
  return found;
}"""
SKIPPED = {"html", "head", "style", "meta", "script", "title"}


def ours(mirror):
    looks = Looks(mirror)
    found = []
    for node in mirror.document.walk():
        if (
            node.kind == NodeType.ELEMENT
            and node.tag not in SKIPPED
            and not node.root_id
        ):
            look = looks.look(node)
            found.append([node.tag, look.display, look.visibility, look.shown])
    return found


@pytest.fixture(scope="module")
def looks(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("looks") / "recording"
    return dict(recorded(browser, folder, PAGES, lambda p: p.evaluate(ASK), of=ours))


@pytest.mark.parametrize("name", PAGES)
def test_looks_are_those_of_the_live_page(looks, name):
    live, read = (
        [each for each in side if each[1] != "contents"]
        for side in (looks[name].live, looks[name].read)
    )
    # What has no box computes to anything, or to nothing.
    hidden = [[tag, shown] for tag, _, _, shown in live if not shown]
    assert [[tag, shown] for tag, _, _, shown in read if not shown] == hidden
    assert [each for each in read if each[3]] == [each for each in live if each[3]]


@pytest.mark.parametrize(
    ("query", "is_true"),
    [
        ("", True),
        ("screen", True),
        ("print", False),
        ("not print", True),
        ("only screen and (min-width: 800px)", True),
        ("(max-width: 799px)", False),
        ("(width >= 50em)", True),
        ("(400px < width <= 800px)", True),
        ("(800px < width)", False),
        ("print, (orientation: landscape)", True),
        ("(prefers-color-scheme: dark)", False),
        ("(hover) and (pointer: fine)", True),
        ("(min-width: 9999px) or (min-height: 1px)", True),
        ("(min-width: calc(1px))", False),
        ("((", False),
    ],
)
def test_media_queries(query, is_true):
    assert media_matches(query, 800, 600) is is_true


@pytest.mark.parametrize(
    "css",
    [
        "{{{{",
        "}}}}",
        "a{display:none",
        '"',
        "/*",
        "@media{",
        "a{display:none;;}}b{",
        "(" * 50,
        "\\",
    ],
)
def test_broken_sheets_are_survived(css):
    assert len(rules_of(css, lambda _: True)) <= 1


@pytest.mark.parametrize(
    "css",
    [
        "/*" * 50000,
        "(" * 50000,
        '"' * 50000,
        "a{" * 50000,
        "a{display:" + " " * 90000,
        "@media " + "(" * 20000 + "{a{display:none}}",
        "a{&&&&" * 2000 + "display:none",
    ],
    ids=lambda css: css[:12],
)
def test_a_sheet_is_read_in_one_pass(css):
    """Not by trying each sign again; these would take minutes, or all memory."""
    begin = time.process_time()
    rules_of(css, lambda query: media_matches(query, 800, 600))
    assert time.process_time() - begin < 2


def test_a_page_may_not_ask_for_work_without_end(monkeypatch):
    monkeypatch.setattr("replaytest.mirror.match._STEPS", 1_000)
    sheet = element(10, "style", _cssText="i:not(b b b b) { display: none; } " * 50)
    mirror = mirror_of(page(sheet, *[element(100 + n, "i") for n in range(500)]))
    looks = Looks(mirror)
    hidden = [n for n in range(500) if not looks.look(mirror.nodes[100 + n]).shown]
    assert 0 < len(hidden) < 500
