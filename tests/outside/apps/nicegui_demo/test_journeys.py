"""A desk of NiceGUI's elements: table, form, tree, files, wizard."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_table_is_searched_sorted_and_paged(page: Page) -> None:
    page.goto("/")
    rows = page.locator("tbody").get_by_role("row")
    expect(rows).to_have_count(5)
    page.get_by_role("columnheader", name="Age").click()
    expect(rows.first).to_contain_text("Bo")
    page.get_by_role("button", name="Next page").click()
    expect(rows.first).to_contain_text("Cleo")
    page.get_by_label("Search").press_sequentially("lis")
    expect(rows).to_have_count(2)
    rows.first.get_by_role("checkbox").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("1 removed.")).to_be_visible()
    expect(rows).to_have_count(1)


def test_a_person_is_added_in_a_dialog(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Add person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Li")
    expect(dialog.get_by_text("Too short")).to_be_visible()
    dialog.get_by_label("Name").press_sequentially("sa")
    dialog.get_by_label("Age").fill("41")
    dialog.get_by_label("City").press_sequentially("co")
    page.get_by_role("option", name="Cork").click()
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Lisa is added.")).to_be_visible()
    page.get_by_role("button", name="Next page").click()
    expect(page.get_by_role("row", name="Lisa")).to_contain_text("41")


def test_controls_tell_what_they_are_set_to(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Form").click()
    page.get_by_role("switch", name="Lights").click()
    expect(page.get_by_text("Switch: True")).to_be_visible()
    page.get_by_role("checkbox", name="Radio on").click()
    expect(page.get_by_text("Checkbox: True")).to_be_visible()
    page.get_by_role("radio", name="Rough").click()
    expect(page.get_by_text("Radio: Rough")).to_be_visible()
    page.get_by_role("button", name="Heron").click()
    expect(page.get_by_text("Toggle: Heron")).to_be_visible()
    speed = page.get_by_role("slider").locator("[tabindex]")
    speed.press("ArrowRight")
    speed.press("ArrowRight")
    expect(page.get_by_text("Slider: 5")).to_be_visible()
    page.get_by_label("Quay").click()
    page.get_by_role("option", name="South quay").click()
    expect(page.get_by_text("Select: 2")).to_be_visible()
    page.get_by_role("button", name="More about it").click()
    expect(page.get_by_text("Built in 1902.")).to_be_visible()


def test_a_tree_is_ticked_and_a_file_sent(page: Page) -> None:
    page.goto("/form")
    page.get_by_role("tab", name="Tree").click()
    harbour = page.get_by_role("treeitem", name="Harbour")
    harbour.locator(".q-tree__arrow").click()
    page.get_by_role("treeitem", name="Pier").get_by_role("checkbox").click()
    expect(page.get_by_text("Ticked: ['Pier']")).to_be_visible()
    page.get_by_role("tab", name="Files").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "tides.txt", "mimeType": "text/plain", "buffer": b"high\nlow\nhigh\n"}
    )
    expect(page.get_by_text("tides.txt has 3 lines.")).to_be_visible()


def test_a_wizard_goes_step_by_step(page: Page) -> None:
    page.goto("/wizard")
    page.get_by_label("Name of the boat").fill("Gull")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Trimming Gull.")).to_be_visible()
    page.get_by_role("button", name="Back").click()
    page.get_by_label("Name of the boat").fill("Heron")
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Trim").click()
    expect(page.get_by_text("Ready to sail.")).to_be_visible()
    page.get_by_role("button", name="Sail").click()
    expect(page.get_by_text("Heron sails.")).to_be_visible()


def test_messages_are_logged_and_a_menu_clears_them(page: Page) -> None:
    page.goto("/wizard")
    message = page.get_by_label("Message")
    for text in ("cast off", "north by west"):
        message.press_sequentially(text)
        message.press("Enter")
        expect(page.get_by_text(f"> {text}")).to_be_visible()
        expect(message).to_have_value("")
    page.get_by_role("button", name="Menu").click()
    page.locator(".q-menu").get_by_text("Hoist").click()
    expect(page.get_by_text("Hoisted.")).to_be_visible()
    page.get_by_role("button", name="Menu").click()
    page.locator(".q-menu").get_by_text("Clear").click()
    expect(page.get_by_text("> cast off")).to_have_count(0)
