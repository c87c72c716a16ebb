"""A crew list and a booking, made of MUI's widgets."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_the_grid_is_sorted_paged_and_edited_in_its_cell(page: Page) -> None:
    page.goto("/")
    grid = page.get_by_role("grid")
    expect(grid.get_by_role("gridcell", name="Ada Byron")).to_be_visible()
    grid.get_by_role("columnheader", name="Age").click()
    expect(grid.get_by_role("row").nth(1)).to_contain_text("Ada Byron")
    grid.get_by_role("columnheader", name="Name").click()
    grid.get_by_role("columnheader", name="Name").click()
    expect(grid.get_by_role("row").nth(1)).to_contain_text("Lea Drift")
    page.get_by_role("button", name="Go to next page").click()
    expect(grid.get_by_role("row").nth(1)).to_contain_text("Gus Brine")
    grid.get_by_role("gridcell", name="Fay Tide").dblclick()
    field = grid.get_by_role("textbox")
    field.fill("Fay Ebb")
    field.press("Enter")
    expect(page.get_by_text("Fay Ebb is saved.")).to_be_visible()
    expect(grid.get_by_role("gridcell", name="Fay Ebb")).to_be_visible()


def test_the_grid_is_filtered_and_rows_are_removed(page: Page) -> None:
    page.goto("/")
    grid = page.get_by_role("grid")
    row = grid.get_by_role("row", name="Cleo Marsh")
    row.get_by_role("checkbox").check()
    grid.get_by_role("row", name="Bo Lind").get_by_role("checkbox").check()
    expect(page.get_by_text("2 rows selected")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("2 removed.")).to_be_visible()
    expect(row).to_have_count(0)
    header = grid.get_by_role("columnheader", name="Role")
    header.hover()
    header.get_by_role("button", name="Role column menu").click()
    page.get_by_role("menuitem", name="Filter").click()
    page.get_by_role("textbox", name="Value").fill("diver")
    expect(grid.get_by_role("gridcell", name="Diver")).to_have_count(3)
    page.keyboard.press("Escape")
    expect(page.get_by_text("3 of 3")).to_be_visible()


def test_a_person_is_added_in_a_dialog(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Add person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("A name is needed.")).to_be_visible()
    dialog.get_by_label("Name").fill("Mia Squall")
    dialog.get_by_role("combobox", name="Role").press_sequentially("pi")
    dialog.get_by_role("combobox", name="Role").press("ArrowDown")
    dialog.get_by_role("combobox", name="Role").press("Enter")
    expect(dialog.get_by_role("combobox", name="Role")).to_have_value("Pilot")
    dialog.get_by_label("Age").fill("41")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Mia Squall is aboard.")).to_be_visible()
    page.get_by_role("combobox", name="Rows per page").click()
    page.get_by_role("option", name="10").click()
    page.get_by_role("button", name="Go to next page").click()
    expect(page.get_by_role("gridcell", name="Mia Squall")).to_be_visible()


def test_a_trip_is_booked_step_by_step(page: Page) -> None:
    page.goto("/")
    page.get_by_role("tab", name="Booking").click()
    page.get_by_role("combobox", name="Boat").click()
    page.get_by_role("option", name="Heron").click()
    page.get_by_role("button", name="Choose date").click()
    page.get_by_role("button", name="Next month").click()
    # For as long as it slides, the month before is in the calendar too.
    june = page.get_by_role("grid", name="June 2027").get_by_role("rowgroup")
    expect(june).to_have_count(1)
    june.get_by_role("gridcell", name="18").click()
    extras = page.get_by_role("combobox", name="Extras")
    extras.click()
    page.get_by_role("option", name="Lantern").click()
    extras.press_sequentially("te")
    page.get_by_role("option", name="Tea").click()
    page.get_by_role("button", name="Next", exact=True).click()
    hours = page.get_by_role("slider", name="Hours")
    for _ in range(3):
        hours.press("ArrowRight")
    expect(hours).to_have_value("5")
    page.get_by_role("radio", name="Stern").check()
    page.get_by_label("Note").fill("Two of us\nand a dog")
    page.get_by_role("button", name="Next", exact=True).click()
    expect(
        page.get_by_text("Heron, 18 June 2027, 5 hours at the stern.")
    ).to_be_visible()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(
        page.get_by_text("Booking 1: Heron on 2027-06-18, with Lantern and Tea.")
    ).to_be_visible()


def test_a_slider_is_dragged_and_history_goes_back(page: Page) -> None:
    page.goto("/booking")
    page.get_by_role("combobox", name="Boat").press("Enter")
    page.get_by_role("option", name="Tern").click()
    page.get_by_role("button", name="Next", exact=True).click()
    hours = page.get_by_role("slider", name="Hours")
    box = page.locator(".MuiSlider-root").bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 7, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=5)
    page.mouse.move(box["x"] + box["width"] * 6 / 7, middle, steps=5)
    page.mouse.up()
    expect(hours).to_have_value("7")
    page.get_by_role("tab", name="Settings").click()
    expect(page.get_by_text("Done: nothing")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("combobox", name="Boat")).to_be_visible()
    page.go_forward()
    expect(page.get_by_text("Done: nothing")).to_be_visible()


def test_small_controls_are_each_used(page: Page) -> None:
    page.goto("/settings")
    page.get_by_role("switch").or_(page.get_by_role("checkbox")).first.check()
    expect(page.get_by_text("Quiet hours on")).to_be_visible()
    page.get_by_text("4 Stars").locator("..").click()
    page.get_by_role("button", name="Right").click()
    chip = page.locator(".MuiChip-root", has_text="night")
    chip.locator("svg").click()
    expect(chip).to_have_count(0)
    page.get_by_role("button", name="Actions").hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Archive").click()
    page.get_by_role("button", name="Go to page 4").click()
    expect(page.get_by_text("Done: Archive; 4 stars, right, page 4.")).to_be_visible()
    page.get_by_role("button", name="About this harbour").click()
    expect(page.get_by_text("Built in 1902")).to_be_visible()
    page.get_by_role("button", name="Places").click()
    page.get_by_role("button", name="South quay").click()
    expect(page.get_by_text("Done: South quay")).to_be_visible()
