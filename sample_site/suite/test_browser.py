"""Dialogs, windows, history, policies and frames."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_dialogs_of_the_browser(page: Page) -> None:
    answers = {"alert": None, "confirm": None, "prompt": "Gull"}
    page.on("dialog", lambda dialog: dialog.accept(answers[dialog.type]))
    page.goto("/dialogs")
    said = page.get_by_role("status")
    page.get_by_role("button", name="Show hours").click()
    expect(said).to_have_text("You know our hours now.")
    page.get_by_role("button", name="Clear list").click()
    expect(said).to_have_text("List cleared.")
    page.get_by_role("button", name="Name a boat").click()
    expect(said).to_have_text("We painted Gull on it.")


def test_modal_is_answered(page: Page) -> None:
    page.goto("/dialogs")
    page.get_by_role("button", name="Join the Circle").click()
    page.get_by_role("dialog").get_by_label("First name").fill("Ada")
    page.get_by_role("dialog").get_by_role("button", name="Join").click()
    expect(page.get_by_text("Welcome, Ada!")).to_be_visible()


def test_pickup_point_is_chosen_in_a_popup(page: Page) -> None:
    page.goto("/pickup")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Choose a point").click()
    chooser = popup.value
    # A window shows its buttons before its script listens to them.
    chooser.wait_for_load_state()
    chooser.get_by_role("button", name="North Quay").click()
    expect(page.locator("#point")).to_have_text("North Quay")
    with page.expect_popup() as guide:
        page.get_by_role("link", name="Read the guide").click()
    expect(guide.value.get_by_role("heading", level=1)).to_have_text("How we choose")


def test_guide_goes_back_and_forward(page: Page) -> None:
    page.goto("/guide")
    title = page.get_by_role("heading", level=1)
    page.get_by_role("link", name="Sizes").click()
    page.get_by_role("link", name="Care").click()
    expect(title).to_have_text("Care")
    page.go_back()
    expect(title).to_have_text("Sizes")
    page.go_forward()
    expect(title).to_have_text("Care")
    expect(page).to_have_url(re.compile("/guide/care$"))


def test_strict_pages_work(page: Page) -> None:
    page.goto("/privacy")
    page.get_by_role("button", name="What may run here?").click()
    expect(page.get_by_text("Only our own files. Refused: 0.")).to_be_visible()
    page.goto("/trusted")
    page.get_by_role("button", name="Try a string").click()
    expect(page.get_by_text("Refused: TypeError")).to_be_visible()
    page.get_by_role("button", name="Use our policy").click()
    expect(page.get_by_text("Checked and safe.")).to_be_visible()


def test_frames_within_frames(page: Page) -> None:
    page.goto("/frames")
    letter = page.frame_locator("[title=Letter]")
    letter.get_by_label("Name").fill("Grace")
    expect(letter.get_by_text("Dear Grace,")).to_be_visible()
    board = page.frame_locator("[title='Notice board']")
    tides = board.frame_locator("[title='Tide table']")
    tides.get_by_role("button", name="Next tide").click()
    expect(tides.get_by_text("Low water 12:25")).to_be_visible()
