"""The last pass beside the failure, in a real browser."""

from __future__ import annotations

import pytest

from replaytest.report.viewer import DifferenceMark, ReplayPass, write_replay
from tests.report.builders import START, Page, failure, session

EARLIER = START - 7_200_000
# Open at 0, the click at 1000 in both; what is there then comes in the pass at once.
TIMES = (
    (EARLIER, START),
    (EARLIER + 1000, START + 1000),
    (EARLIER + 1100, START + 6000),
)


def attempt(price):
    page = Page()
    page.open(0, page.node("p", page.text("loading", id=301), id=300))
    return page.set_text(1050, 301, price)


def earlier(lines):
    shift = EARLIER - START
    return [(tab, e | {"timestamp": e["timestamp"] + shift}) for tab, e in lines]


def difference(kind="page", text="text “€12” is now “€25”", at=1050, **more):
    values = {"before": "€12", "now": "€25"}
    return DifferenceMark(
        kind=kind,
        text=text,
        after='page.get_by_role("button", name="Apply").click()',
        failed_at=START + at,
        passed_at=EARLIER + at,
        session=0,
        tab=1,
        **values | more,
    )


@pytest.fixture
def write(tmp_path):
    def write_(*differences, shown=True):
        passed = ReplayPass(
            started_at=EARLIER,
            sessions=(session(earlier(attempt("€12").lines), tabs=()),)
            if shown
            else (),
            differences=differences,
            times=TIMES,
        )
        write_replay(
            tmp_path / "replay.html",
            title="tests/test_shop.py::test_pay",
            test=None,
            outcome="failed",
            failures=[failure(6000)],
            sessions=[session(attempt("€25").event(6100, 5, {"tag": "end"}).lines)],
            details={},
            passed=passed,
        )
        return tmp_path / "replay.html"

    return write_


def pass_text(viewer):
    return viewer.page.evaluate("replaytest.passDocument()?.body?.innerText ?? ''")


def test_the_first_difference_stands_under_the_failure(open_replay, write):
    error = difference("error", "the page throws TypeError: x", 1060, before=None)
    viewer = open_replay(write(difference(), error))
    card = viewer.page.get_by_role("region", name="Compared with the last pass")
    said = card.inner_text()
    assert "2 hours before" in said
    assert 'After page.get_by_role("button", name="Apply").click()' in said
    assert "text “€12” is now “€25”" in said
    card.get_by_role("button", name="Jump to the first difference").click()
    assert viewer.time() == 1050
    card.get_by_role("button", name="All differences").click()
    assert viewer.page.get_by_role("tab", name="Diff").get_attribute("aria-selected")
    assert viewer.page.get_by_role("option").count() == 2


def test_side_by_side_shows_the_same_moment_of_both(open_replay, write):
    viewer = open_replay(write(difference()))
    side = viewer.page.get_by_role("region", name="The last pass", exact=True)
    assert side.count() == 0
    viewer.page.get_by_role("button", name="Show side by side").click()
    assert side.is_visible()
    assert (pass_text(viewer), viewer.frame_text()) == ("€12", "€25")
    viewer.seek(1010)
    assert (pass_text(viewer), viewer.frame_text()) == ("loading", "loading")
    # In the failure 5 s pass where the pass took 0.1 s: half of it is the change.
    viewer.seek(3400)
    assert pass_text(viewer) == "loading"
    viewer.seek(3600)
    assert pass_text(viewer) == "€12"
    viewer.page.keyboard.press("d")
    assert not side.is_visible()


def test_d_toggles_and_playing_takes_both_along(open_replay, write):
    viewer = open_replay(write(difference()))
    viewer.seek(900)
    viewer.page.keyboard.press("d")
    assert pass_text(viewer) == "loading"
    viewer.page.keyboard.press("5")
    viewer.page.keyboard.press("Space")
    viewer.until("replaytest.passDocument().body.innerText === '€12'")
    assert viewer.time() > 3000


def test_the_panel_tells_what_came_about_in_the_order_of_time(open_replay, write):
    error = difference("error", "the page throws TypeError: x", 1040, before=None)
    viewer = open_replay(write(difference(), error), "#panel=diff")
    rows = viewer.page.get_by_role("option")
    assert [row.split("\n")[1] for row in rows.all_inner_texts()] == ["Error", "Page"]
    rows.nth(1).click()
    assert viewer.time() == 1050


def test_no_difference_says_so(open_replay, write):
    viewer = open_replay(write())
    card = viewer.page.get_by_role("region", name="Compared with the last pass")
    assert "Nothing that was recorded differs." in card.inner_text()
    assert card.get_by_role("button", name="Show side by side").is_visible()


def test_a_pass_too_large_to_show_is_told_about(open_replay, write):
    viewer = open_replay(write(difference(), shown=False))
    assert not viewer.page.get_by_text("Show side by side").is_visible()
    viewer.page.keyboard.press("d")
    assert not viewer.page.locator(".side.passed").is_visible()
    assert "is now “€25”" in viewer.page.locator(".against").inner_text()


@pytest.mark.parametrize(("width", "beside"), [(1400, True), (400, False)])
def test_both_fit(open_replay, write, width, beside):
    viewer = open_replay(write(difference()), viewport={"width": width, "height": 900})
    viewer.page.keyboard.press("d")
    boxes = [
        viewer.page.get_by_role("region", name=name, exact=True).bounding_box()
        for name in ("The last pass", "The failure")
    ]
    one, other = boxes
    assert one is not None
    assert other is not None
    assert (one["x"] + one["width"] <= other["x"] + 1) is beside
    assert (one["y"] + one["height"] <= other["y"] + 1) is not beside
    assert min(one["width"], one["height"]) > 150
    overflow = "document.documentElement.scrollWidth > innerWidth"
    assert viewer.page.evaluate(overflow) is False
