"""A crew list, a trip and a tree of places, made of Element Plus's widgets."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Page, expect


def test_the_table_is_sorted_filtered_and_unfolded(page: Page) -> None:
    page.goto("/")
    rows = page.locator(".el-table__body").get_by_role("row")
    expect(rows.first).to_contain_text("Ada Byron")
    page.get_by_role("columnheader", name="Age").click()
    expect(rows.first).to_contain_text("24")
    page.get_by_role("columnheader", name="Age").click()
    expect(rows.first).to_contain_text("64")
    page.get_by_role("button", name="Filter by Role").or_(
        page.locator(".el-table__column-filter-trigger")
    ).first.click()
    page.locator(".el-table-filter").get_by_text("Cook").click()
    page.get_by_role("button", name="Confirm").click()
    expect(rows).to_have_count(3)
    rows.first.locator(".el-table__expand-icon").click()
    expect(page.get_by_text("years old.")).to_be_visible()
    rows.first.locator(".el-checkbox").click()
    expect(rows.first.get_by_role("checkbox")).to_be_checked()


def test_a_person_is_added_in_a_drawer_that_checks(page: Page) -> None:
    page.goto("/#crew")
    page.get_by_role("button", name="Add person").click()
    drawer = page.get_by_role("dialog", name="Person")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_text("A name is needed.")).to_be_visible()
    drawer.get_by_label("Name").fill("Mo")
    drawer.get_by_label("Name").press("Tab")
    expect(drawer.get_by_text("Three letters at least.")).to_be_visible()
    drawer.get_by_label("Name").press("End")
    drawer.get_by_label("Name").press_sequentially("na Squall")
    drawer.locator(".el-select").click()
    page.get_by_role("option", name="Diver").click()
    drawer.get_by_role("button", name="Increase").or_(
        drawer.locator(".el-input-number__increase")
    ).first.click()
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Mona Squall is saved.")).to_be_visible()
    expect(page.get_by_role("row", name="Mona Squall")).to_contain_text("31")


def test_a_person_is_renamed_and_another_removed(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Edit Dov Sand").click()
    drawer = page.get_by_role("dialog", name="Person")
    drawer.get_by_label("Name").fill("Dov Dune")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Dov Dune is saved.")).to_be_visible()
    page.get_by_role("button", name="Remove Eli Reef").click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="Remove Eli Reef").click()
    expect(page.get_by_text("Let Eli Reef go?")).to_be_visible()
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(page.get_by_text("Eli Reef is gone.")).to_be_visible()
    expect(page.get_by_role("row", name="Eli Reef")).to_have_count(0)


def test_a_trip_is_booked_with_every_kind_of_field(page: Page) -> None:
    page.goto("/")
    page.get_by_role("tab", name="Trip").click()
    page.get_by_role("textbox", name="From").click()
    page.get_by_role("menuitem", name="North").click()
    page.get_by_role("menuitem", name="Old pier").click()
    page.get_by_placeholder("First day").click()
    may = page.locator(".el-date-range-picker__content.is-left")
    may.get_by_role("gridcell", name="17", exact=True).click()
    may.get_by_role("gridcell", name="21", exact=True).click()
    extras = page.get_by_role("combobox", name="Extras")
    extras.press_sequentially("te")
    page.get_by_role("option", name="Tea").click()
    extras.fill("")
    page.get_by_role("option", name="Rope").click()
    extras.press("Escape")
    page.get_by_role("slider", name="Stars").locator(".el-rate__item").nth(4).click()
    speed = page.get_by_role("slider", name="Speed")
    speed.press("ArrowRight")
    speed.press("ArrowRight")
    page.get_by_role("switch", name="Lights").locator("..").click()
    page.get_by_text("Rough", exact=True).click()
    page.get_by_role("textbox", name="Note").or_(
        page.get_by_role("combobox", name="Note")
    ).press_sequentially("sea")
    page.get_by_role("option", name="Rough sea").click()
    page.locator(".el-transfer").get_by_text("Lantern").click()
    page.locator(".el-transfer__buttons").get_by_role("button").last.click()
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_role("alert").last).to_contain_text(
        "Booking 1 from north pier, 2027-05-17 to 2027-05-21, Tea and Rope, 5 stars, "
        "speed 6, rough, lights on, 1 packed, Rough sea."
    )


def test_places_are_filtered_checked_and_dragged(page: Page) -> None:
    page.goto("/#places")
    page.get_by_placeholder("Filter places").press_sequentially("cra")
    expect(page.get_by_role("treeitem", name="Town")).to_be_hidden()
    page.get_by_placeholder("Filter places").fill("")
    page.get_by_role("treeitem", name="Town").locator(".el-tree-node__label").click()
    expect(page.get_by_text("Market")).to_be_visible()
    pier = page.get_by_text("Pier", exact=True)
    pier.locator("..").locator(".el-checkbox").click()
    expect(page.get_by_text("Done: checked 1")).to_be_visible()
    page.get_by_text("Crane", exact=True).drag_to(
        page.get_by_text("Market", exact=True)
    )
    expect(page.get_by_text("Done: Crane inner Market")).to_be_visible()


def test_small_controls_are_each_used(page: Page) -> None:
    page.goto("/#places")
    page.get_by_role("button", name="More").hover()
    page.get_by_role("menuitem", name="Sweep").click()
    expect(page.get_by_text("Done: swept")).to_be_visible()
    page.get_by_role("button", name="Times").click()
    expect(page.get_by_text("From six to six.")).to_be_visible()
    with page.expect_file_chooser() as chooser:
        page.locator("button", has_text="Choose files").click()
    chooser.value.set_files(
        [
            FilePayload(name=name, mimeType="text/plain", buffer=b"tide table")
            for name in ("may.txt", "june.txt")
        ]
    )
    expect(page.get_by_text("june.txt")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Done: closed")).to_be_visible()
    page.locator(".el-pager").get_by_text("3", exact=True).click()
    expect(page.get_by_text("page 3.")).to_be_visible()
