"""The page of a run, opened in a browser: the verdict, the steps, the recording beside."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.diff.noise import Noise
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from replaytest.run.keeper import close
from replaytest.run.marks import step_events, without_page
from replaytest.run.page import write_run_page
from replaytest.run.telling import masked
from replaytest.tags import STEP
from tests.report.conftest import open_replay, own_browser
from tests.report.test_accessible import axe, faults, opened
from tests.support.counter import PAGE, counter, recorded
from tests.support.loops import in_a_loop

__all__ = ["axe", "open_replay", "own_browser"]

# What fails after a step leaves the page as it is.
BROKEN = PAGE.replace("' so far'", "' so far'; if (count > 1) boom()")
PAGES = {
    "matched": PAGE,
    "diverged": PAGE.replace("++count", "(count += 2)"),
    "blocked": PAGE.replace(">Add<", ">Take away<"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Each run and its page, by its verdict."""
    folder = tmp_path_factory.mktemp("runs")
    found = {}
    with counter() as site:
        recording = recording_of(site, folder)
        for name, page in PAGES.items():
            site.page = page
            found[name] = page_of(site, recording, folder / name)
        site.page = BROKEN
        failing = recording_of(site, folder / "failing")
        found["reproduced"] = page_of(site, failing, folder / "reproduced")
    close()
    assert {name: run.verdict for name, (run, _) in found.items()} == {
        name: name for name in found
    }
    return found


def recording_of(site, folder):
    return replaytest.read(in_a_loop(recorded(site.url, folder)))


def page_of(site, recording, folder):
    given = {"base_url": site.url, "folder": folder, "timeout_ms": 2000}
    run = replaytest.redrive(recording, noise=Noise(), **given)
    write_run_page(run, recording, folder / "replay.html", noise=Noise())
    return run, folder / "replay.html"


def since(run, at):
    """Return a moment of a run as the page counts it."""
    own = replaytest.read(run.path)
    stamps = [event["timestamp"] for _, event in own.events()]
    return at - min(*stamps, own.tabs[0].opened_at)


def verdict_of(viewer):
    return viewer.page.get_by_role("region", name="Verdict")


def pass_text(viewer):
    return viewer.page.evaluate("replaytest.passDocument()?.body?.innerText ?? ''")


def test_a_divergence_is_told_and_shown_where_it_is(open_replay, made):
    run, path = made["diverged"]
    viewer = open_replay(path)
    assert viewer.page.title().startswith("redrive of session ")
    said = verdict_of(viewer)
    assert "Diverged at" in said.inner_text()
    assert 'After step 2, click button "Add"' in said.inner_text()
    assert said.locator("dd.expected").inner_text() == "1 so far"
    assert said.locator("dd.received").inner_text() == "2 so far"
    assert viewer.time() == pytest.approx(since(run, run.divergences[0].at), abs=1)
    assert "2 so far" in viewer.frame_text()


def test_the_recording_stands_beside_it_at_the_moment_compared(open_replay, made):
    viewer = open_replay(made["diverged"][1], "#panel=diff")
    changes = viewer.page.get_by_role("region", name="What differs in the page")
    changes.locator(".change:visible").first.click()
    assert viewer.page.get_by_role("region", name="The run", exact=True).is_visible()
    side = viewer.page.get_by_role("region", name="The recording", exact=True)
    assert side.locator(".change-box.chosen").count() == 1
    assert ("1 so far" in pass_text(viewer), "2 so far" in viewer.frame_text()) == (
        True,
        True,
    )
    assert "last pass" not in viewer.page.locator("body").inner_text()
    viewer.page.keyboard.press("d")
    assert not side.is_visible()


def test_each_step_is_listed_with_how_it_was_found(open_replay, made):
    run, path = made["matched"]
    viewer = open_replay(path, "#panel=steps")
    rows = [
        " ".join(each.split())
        for each in viewer.page.get_by_role("option").all_inner_texts()
    ]
    assert [row.split(" ", 3)[1:3] for row in rows] == [
        ["1", "go"],
        ["2", "click"],
        ["3", "click"],
    ]
    done = run.steps[1]
    assert f"{done.rule} {done.score:.2f}, margin {done.margin:.2f}" in rows[1]
    viewer.page.get_by_role("option").nth(2).click()
    assert viewer.time() == pytest.approx(since(run, run.steps[2].did_at), abs=1)
    assert "1 so far" in viewer.frame_text()
    assert "Nothing that was recorded differs" in viewer.page.inner_text(".against")
    assert "Matched" in verdict_of(viewer).inner_text()


def test_a_step_that_cannot_be_done_opens_with_what_is_nearest(open_replay, made):
    run, path = made["blocked"]
    viewer = open_replay(path, "#panel=steps")
    said = verdict_of(viewer).inner_text()
    assert "Blocked at" in said
    assert 'At step 2, click button "Add"' in said
    assert run.blocked.nearest
    assert "score" in said
    assert viewer.time() == pytest.approx(since(run, run.blocked.at), abs=1)
    assert "Take away" in viewer.frame_text()
    viewer.page.get_by_role("option").last.click()
    detail = viewer.page.get_by_role("region", name="Steps: details")
    assert run.blocked.nearest[0] in detail.inner_text()
    viewer.page.keyboard.press("d")
    assert "Add" in pass_text(viewer)


def test_a_failure_that_came_again_opens_where_it_came(open_replay, made):
    run, path = made["reproduced"]
    viewer = open_replay(path)
    assert "Reproduced at" in verdict_of(viewer).inner_text()
    assert "boom" in verdict_of(viewer).inner_text()
    assert run.at is not None
    assert viewer.time() == pytest.approx(since(run, run.at), abs=1)


def test_the_info_panel_says_how_it_was_done(open_replay, made):
    run, path = made["diverged"]
    viewer = open_replay(path, "#panel=info")
    table = viewer.page.locator("table.pairs").first.inner_text()
    for said in ("diverged", run.base_url, "live: ", "L0: environment"):
        assert said in table


def test_steps_are_in_the_recording_of_the_run(made):
    run, _ = made["blocked"]
    found = [
        event["data"]["payload"]
        for _, event in replaytest.read(run.path).events()
        if event["data"].get("tag") == STEP
    ]
    assert found == [payload for _, payload in step_events(run)]
    assert [each["number"] for each in found] == [1, 2]
    assert found[-1]["nearest"] == list(run.blocked.nearest)


def test_markup_of_a_page_is_not_repeated():
    why = (
        '<div class="a">4111 1111</div> from <b>x</b> subtree intercepts pointer events'
    )
    assert without_page(why) == "<div> intercepts pointer events"
    assert without_page("element is not visible") == "element is not visible"


def test_what_a_page_said_is_masked_in_what_is_told_of_it():
    rules = Rules.parse({"level": 2}, where="here")
    mask = Said(rules, Secrets.of(rules, {}))
    head = "nothing tells how this was answered: prompt: "
    told = masked(f"{head}Which boat?", mask)
    assert told.startswith(head)
    assert "boat" not in told
    missed = masked("GET http://shop.test/tea?token=hunter2: not recorded", mask)
    assert missed.startswith("GET http://shop.test/")
    assert "hunter2" not in missed


@pytest.mark.parametrize("name", ["diverged", "blocked", "matched"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 768)])
def test_no_violation(open_replay, axe, made, name, scheme, width):
    viewer = opened(open_replay, made[name][1], axe, scheme, width)
    found = {"closed": faults(viewer)}
    for panel in ("Steps", "Diff", "Info"):
        viewer.page.get_by_role("tab", name=panel).click()
        row = viewer.page.locator("#dock-body [role=option]").last
        if row.is_visible():
            row.click()
        found[panel] = faults(viewer)
    viewer.page.keyboard.press("Escape")
    overflow = "document.documentElement.scrollWidth > innerWidth"
    assert viewer.page.evaluate(overflow) is False
    assert {name: each for name, each in found.items() if each} == {}
