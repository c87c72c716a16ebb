"""The pages of a pass and of a failure beside each other: what differs is marked in both."""

from __future__ import annotations

from pathlib import Path

import pytest

from replaytest.against.data import page_data
from replaytest.diff.compare import compare
from replaytest.mirror.timeline import Timeline
from replaytest.report.viewer import (
    DifferenceMark,
    PagesMark,
    ReplayPass,
    write_replay,
)
from tests.report.builders import START, Page, failure, session
from tests.report.test_accessible import axe, faults, opened

__all__ = ["axe"]

EARLIER = START - 60_000
HOSTILE = '<img src=x onerror="alert(1)">'
# What a form has by a name hides what everybody asks a node for.
SHADOWING = ("parentNode", "isConnected", "getBoundingClientRect", "scrollTop")


def body(page, *, is_pass, tall=0):
    """A page that differs in all ways in which pages can."""
    node = page.node
    teas = ["Assam", "Ceylon", "Keemun"] if is_pass else ["Keemun", "Assam", "Ceylon"]
    rows = [] if is_pass else [node("li", f"Offer {n}", id=70 + n) for n in range(5)]
    pay = node("button", "Pay", id=20, **({} if is_pass else {"disabled": ""}))
    gone = [node("p", f"Old {HOSTILE}", id=21)] if is_pass else []
    box = node("div", style=f"height: {tall}px")
    fields = [node("input", name=name, value="1") for name in SHADOWING]
    return node(
        "main",
        node("h1", page.text("€12" if is_pass else "€25", id=31), id=30),
        node("ul", *[node("li", tea) for tea in teas], aria_label="Teas"),
        node("ul", node("li", "None", id=69), *rows, **{"aria-label": "Offers"}),
        *gone,
        node("p", "styled", id=22, class_="a" if is_pass else "b"),
        box,
        node("form", *fields, pay, id=23),
    )


def recorded(*, is_pass, tall=0):
    page = Page()
    return page.open(0, body(page, is_pass=is_pass, tall=tall)).event(6100, 5, {})


def moved(lines, by):
    return [(tab, e | {"timestamp": e["timestamp"] + by}) for tab, e in lines]


def mirror(lines):
    timeline = Timeline.of_events([event for _, event in lines])
    return timeline.seek_position(len(timeline))


def written(path: Path, *, tall: int = 0) -> Path:
    one = moved(recorded(is_pass=True, tall=tall).lines, EARLIER - START)
    other = recorded(is_pass=False, tall=tall).lines
    difference = compare(mirror(one), mirror(other))
    number = next(
        n for n, change in enumerate(difference.changes) if change.kind == "text"
    )
    first = DifferenceMark(
        kind="page",
        text='heading: "€12" is now "€25"',
        after="page.reload()",
        failed_at=START + 1000,
        passed_at=EARLIER + 1000,
        before="€12",
        now="€25",
        session=0,
        tab=1,
        page=0,
        changes=(number,),
    )
    at = EARLIER + 2000, START + 6000
    pages = PagesMark(*at, (0, 1), (0, 1), page_data(difference))
    write_replay(
        path,
        title="tests/test_shop.py::test_pay",
        test=None,
        outcome="failed",
        failures=[failure(6000)],
        sessions=[session(other)],
        details={},
        passed=ReplayPass(
            started_at=EARLIER,
            sessions=(session(one, tabs=()),),
            differences=(first,),
            times=((EARLIER, START), (EARLIER + 1000, START + 1000)),
            pages=(pages,),
        ),
    )
    return path


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return written(tmp_path_factory.mktemp("diff") / "replay.html")


def rows(viewer):
    found = viewer.page.get_by_role("region", name="What differs in the page")
    return found.locator(".change:visible")


def row(viewer, text):
    return rows(viewer).filter(has_text=text).first


def boxes(viewer, side):
    side = viewer.page.get_by_role("region", name=side, exact=True)
    return side.locator(".change-box")


def test_all_that_differs_is_listed_in_groups_with_where_it_is(open_replay, file):
    viewer = open_replay(file, "#panel=diff")
    said = [" ".join(text.split()) for text in rows(viewer).all_inner_texts()]
    assert '~ heading: "€12" is now "€25" in main' in said
    assert '+ 5 times added: listitem "Offer 0", and so on in list "Offers"' in said
    assert f'\u2212 removed: paragraph "Old {HOSTILE}" in main' in said
    assert '~ button "Pay": disabled in main' in said
    assert viewer.page.get_by_role("list", name="Legend").is_visible()


def test_a_change_is_outlined_on_both_sides_at_the_moment_compared(open_replay, file):
    viewer = open_replay(file, "#t=0.5s&panel=diff")
    row(viewer, "€12").click()
    assert viewer.time() == 6000
    for side in ("The last pass", "The failure"):
        chosen = boxes(viewer, side).and_(viewer.page.locator(".chosen"))
        assert chosen.get_attribute("class").split()[:2] == ["change-box", "changed"]
        assert chosen.inner_text() == "~"
    assert row(viewer, "€12").get_attribute("aria-pressed") == "true"


def test_each_kind_has_a_look_of_its_own_where_it_is(open_replay, file):
    viewer = open_replay(file, "#panel=diff")
    viewer.page.keyboard.press("d")
    looks = {
        side: sorted(
            box.get_attribute("class").split()[1] for box in boxes(viewer, side).all()
        )
        for side in ("The last pass", "The failure")
    }
    both = ["changed", "changed", "moved", "styled"]
    assert looks["The last pass"] == sorted([*both, "removed"])
    assert looks["The failure"] == sorted([*both, *["added"] * 5])


def test_a_severity_can_be_left_out(open_replay, file):
    viewer = open_replay(file, "#panel=diff")
    viewer.page.keyboard.press("d")
    before = boxes(viewer, "The failure").count()
    structure = viewer.page.get_by_role("button", name="Structure 7")
    assert structure.get_attribute("aria-pressed") == "true"
    structure.click()
    assert boxes(viewer, "The failure").count() == before - 6
    assert not any("added" in text for text in rows(viewer).all_inner_texts())
    for severity in ("Text", "State", "Style"):
        viewer.page.get_by_role("button", name=f"{severity} 1").click()
    assert viewer.page.get_by_text("Nothing of these severities differs.").is_visible()


def test_a_group_unfolds_and_each_of_it_can_be_seen(open_replay, file):
    viewer = open_replay(file, "#panel=diff")
    count = rows(viewer).count()
    fold = viewer.page.get_by_role("button", name="All 5: 5 times added")
    fold.click()
    assert fold.get_attribute("aria-expanded") == "true"
    assert rows(viewer).count() == count + 5
    row(viewer, "Offer 3").click()
    assert viewer.page.locator(".side.failed .change-box.chosen").count() == 1
    assert viewer.page.locator(".side.passed .change-box.chosen").count() == 0


def test_keys_go_through_the_changes(open_replay, file):
    viewer = open_replay(file, "#panel=diff")
    rows(viewer).first.focus()
    viewer.page.keyboard.press("ArrowDown")
    viewer.page.keyboard.press("Enter")
    assert rows(viewer).nth(1).get_attribute("aria-pressed") == "true"
    viewer.page.keyboard.press("ArrowUp")
    focused = viewer.page.evaluate("document.activeElement.innerText")
    assert focused == rows(viewer).first.inner_text()


SCROLLED = """() => [replaytest.frameDocument(), replaytest.passDocument()].map(
    (page) => page.defaultView.scrollY)"""
OURS = """() => [scrollY, ...[...document.querySelectorAll("main, main *")]
    .map((each) => each.scrollTop)].filter(Boolean)"""


def test_what_is_below_the_window_is_scrolled_to_and_back(open_replay, tmp_path):
    viewer = open_replay(written(tmp_path / "r.html", tall=3000), "#panel=diff")
    viewer.page.keyboard.press("d")
    ours = viewer.page.evaluate(OURS)
    row(viewer, "Pay").click()
    assert all(each > 1000 for each in viewer.page.evaluate(SCROLLED))
    assert viewer.page.evaluate(OURS) == ours
    row(viewer, "€12").click()
    assert viewer.page.evaluate(SCROLLED) == [0, 0]
    row(viewer, "Pay").click()
    viewer.seek(5000)
    assert viewer.page.evaluate(SCROLLED) == [0, 0]


def test_marks_stay_from_where_it_came_about_and_go_while_it_plays(open_replay, file):
    viewer = open_replay(file, "#panel=diff")
    viewer.page.keyboard.press("d")
    for at, shown in ((500, False), (1000, True), (3000, True), (6000, True)):
        viewer.seek(at)
        assert (boxes(viewer, "The failure").count() > 0) is shown
    viewer.seek(2000)
    viewer.page.keyboard.press("Space")
    assert boxes(viewer, "The failure").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 768, 400])
def test_no_violation_with_a_change_chosen(open_replay, axe, file, scheme, width):
    viewer = opened(open_replay, file, axe, scheme, width)
    viewer.page.get_by_role("tab", name="Diff").click()
    found = {"listed": faults(viewer)}
    viewer.page.get_by_role("button", name="All 5: 5 times added").click()
    row(viewer, "€12").click()
    found["chosen"] = faults(viewer)
    overflow = "document.documentElement.scrollWidth > innerWidth"
    assert viewer.page.evaluate(overflow) is False
    assert {name: each for name, each in found.items() if each} == {}
