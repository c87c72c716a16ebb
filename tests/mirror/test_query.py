"""Selectors find in the mirror what they find in a browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.mirror.boxes import Box, box, points
from replaytest.mirror.query import select
from tests.mirror.events import change, document, element, mirror_of, page, text
from tests.mirror.pages import recorded

PAGE = """<main id=m class='a b' lang=en-GB><p>1<p class=b data-x='a b'>2<i></i><p id=p3>3</main>
<ul><li><li class=b><li><li hidden></ul><form><input><input disabled><input type=CHECKBOX checked>
<fieldset disabled><button>x</button></fieldset><input required placeholder=p></form>
<svg><a href=#></a></svg><a href=#z>z</a><details open></details><em></em><em> </em>"""
SELECTORS = [
    "p",
    "*",
    "#p3",
    ".a.b",
    "main > p",
    "body p",
    "p + p",
    "p ~ p",
    "p,li , #m",
    "[lang|=en]",
    "[data-x~=b]",
    "[data-x^='a']",
    "[data-x$=b]",
    "[data-x*=' ']",
    "[data-x='A B' i]",
    "[type=checkbox]",
    "[data-x='']",
    "li:first-child",
    "li:last-child",
    "li:nth-child(odd)",
    "li:nth-child(-n+2)",
    "li:nth-last-child(2)",
    "li:nth-child(2 of .b)",
    "li:nth-child(1 of .b)",
    "i:only-child",
    "form :nth-of-type(2)",
    "input:last-of-type",
    ":is(p, li):not(.b)",
    "main:has(> p i)",
    "p:has(+ #p3)",
    "ul:has(.nothing)",
    "em:empty",
    "input:checked",
    "input:disabled",
    "button:disabled",
    "input:enabled",
    ":required",
    ":root",
    "a:any-link",
    "details:open",
    "input:placeholder-shown",
    "p:where(.b)",
    "li:not([hidden], .b)",
    "main p:not(:first-child) > i",
    "*|p",
]
ASK = f"""() => ({SELECTORS!r}).map((s) => [...document.querySelectorAll(s)].map(
  (e) => e.localName + [...document.querySelectorAll(e.localName)].indexOf(e)))"""


def found_in(mirror):
    order = {}
    for node in mirror.document.walk():
        row = order.setdefault(node.tag, [])
        row.append(node.id)
    return [
        [
            node.tag + str(order[node.tag].index(node.id))
            for node in select(mirror, each)
        ]
        for each in SELECTORS
    ]


@pytest.fixture(scope="module")
def answers(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("query") / "recording"
    [(_, seen)] = recorded(
        browser, folder, {"": PAGE}, lambda p: p.evaluate(ASK), of=found_in
    )
    return dict(zip(SELECTORS, zip(seen.live, seen.read, strict=True), strict=True))


@pytest.mark.parametrize("selector", SELECTORS)
def test_a_selector_finds_what_it_finds_in_the_browser(answers, selector):
    live, ours = answers[selector]
    assert ours == live


def nested():
    """A host (10) with 11 > slot 12 in its root and 13 slotted; a frame 20 with 23."""
    root = element(11, "p", element(12, "slot")) | {"isShadow": True}
    host = element(10, "div", root, element(13, "b")) | {"isShadowHost": True}
    inner = element(21, "html", element(22, "body", element(23, "b", text(24, "x"))))
    return mirror_of(page(host, element(19, "iframe", document(20, inner))))


@pytest.mark.parametrize(
    ("selector", "ids"),
    [
        ("b", [13, 23]),
        ("div p", [11]),
        ("div > b", [13]),
        ("body b", [13, 23]),
        ("iframe b", []),
    ],
)
def test_shadow_roots_and_frames_are_searched(selector, ids):
    assert [node.id for node in select(nested(), selector)] == ids


def test_below_a_root():
    mirror = mirror_of(page(element(10, "p", element(11, "p", element(12, "p")))))
    root = mirror.nodes[10]
    assert [node.id for node in select(mirror, "p", root)] == [11, 12]
    assert [node.id for node in select(mirror, ":scope > p", root)] == [11]
    assert select(mirror_of([]), "p") == []


@pytest.mark.parametrize(
    "selector",
    [
        "",
        "p >",
        "> p",
        "p..a",
        "p:nope",
        "p::before",
        "[",
        "[a=]",
        "a,,b",
        "5",
        ":nth-child(x)",
        ":not()",
        "p q >> r",
    ],
)
def test_a_selector_that_is_none_is_told(selector):
    with pytest.raises(UsageError, match="is no CSS selector"):
        select(nested(), selector)


@given(st.text(alphabet="ab.#[]=:()>+~ ,*'\"\\|nthchild-1is", max_size=30))
def test_any_text_is_a_selector_or_a_usage_error(selector):
    try:
        select(nested(), selector)
    except UsageError as error:
        told = str(error)
    else:
        return
    assert repr(selector) in told


def test_boxes_where_they_were_recorded():
    nodes = [
        element(
            10, "div", rr_width="30px", rr_height="20px", rr_left="5px", rr_top="-6px"
        ),
        element(11, "canvas", width="300", height="150"),
        element(12, "p", style="width: 10px; height: 50%"),
        element(13, "p"),
        element(14, "p", style="width: 1e999px", rr_left="NaN"),
    ]
    mirror = mirror_of(page(*nodes))
    found = [box(mirror, mirror.nodes[n]) for n in (10, 11, 12, 13, 14)]
    assert found == [
        Box(5, -6, 30, 20),
        Box(None, None, 300, 150),
        Box(None, None, 10, None),
        None,
        None,
    ]
    assert box(mirror, mirror.document) == Box(0, 0, 800, 600)


def test_points_are_where_something_was_pressed():
    events = [
        change(2, type=2, id=10, x=5, y=6.5),
        change(2, type=5, id=10, x=0, y=0),
        change(2, type=1, id=10, x=7, y=8),
        change(2, type=2, id=11, x="a", y=None),
        change(1, positions=[]),
        {"type": 3},
    ]
    assert points(events) == {10: [(5, 6.5), (7, 8)]}
