"""Tests that are written of real recordings pass as they stand."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

import replaytest
from replaytest.cli.generating import code_of
from sample_site import seed
from sample_site.serve import SampleSite


def log_in(page):
    page.goto("/login")
    page.get_by_label("Email").fill(seed.EMAIL)
    page.get_by_label("Password").fill(seed.PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Hello, Ada Lovelace")).to_be_visible()


def dialogs_and_a_popup(page):
    page.goto("/dialogs")
    page.once("dialog", lambda dialog: dialog.accept("Gull"))
    page.get_by_role("button", name="Name a boat").click()
    expect(page.get_by_role("status")).to_have_text("We painted Gull on it.")
    page.goto("/pickup")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Choose a point").click()
    popup.value.wait_for_load_state()
    popup.value.get_by_role("button", name="North Quay").click()
    expect(page.locator("#point")).to_have_text("North Quay")


def dragging_and_frames(page):
    page.goto("/board")
    shipped = page.get_by_role("region", name="Shipped")
    page.get_by_text("Tide Mug for Grace").drag_to(shipped)
    expect(page.get_by_text("Saved")).to_be_visible()
    page.goto("/frames")
    letter = page.frame_locator("[title=Letter]")
    letter.get_by_label("Name").fill("Grace")
    expect(letter.get_by_text("Dear Grace,")).to_be_visible()


# Level 1, at which these are recorded, masks what is typed.
VALUES = {
    "EMAIL": seed.EMAIL,
    "PASSWORD": seed.PASSWORD,
    "NAME": "Grace",
    "ANSWER": "Gull",
}
JOURNEYS = (log_in, dialogs_and_a_popup, dragging_and_frames)


@pytest.fixture(scope="module")
def site():
    with SampleSite() as running:
        yield running


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda each: each.__name__)
def test_what_is_written_passes_on_the_same_build(
    journey, browser, site, tmp_path, monkeypatch
):
    with (
        browser.new_context(base_url=site.url) as context,
        replaytest.record(context, folder=tmp_path) as recording,
    ):
        journey(context.new_page())
    text = code_of(replaytest.read(recording.paths[0]))
    for name, value in VALUES.items():
        monkeypatch.setenv(f"REPLAYTEST_VALUE_{name}", value)
    written = {}
    exec(compile(text, "test_session.py", "exec"), written)
    site.reset()
    with browser.new_context(base_url=site.url) as context:
        written["test_session"](context.new_page())
    assert len(re.findall(r"\bexpect\(", text)) >= 2, text
