"""A small notebook in marimo's editor."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def open_notebook(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_text("Ada at Cork: 30 cm")).to_be_visible(timeout=20_000)


def test_its_controls_run_the_cells_that_depend_on_them(page: Page) -> None:
    open_notebook(page)
    slider = page.get_by_role("slider")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    expect(page.get_by_text("Ada at Cork: 50 cm")).to_be_visible()
    page.get_by_label("Harbour").select_option("Bergen")
    expect(page.get_by_text("Ada at Bergen: 50 cm")).to_be_visible()
    page.get_by_label("Skipper").fill("Bo")
    page.get_by_label("Skipper").press("Enter")
    expect(page.get_by_text("Bo at Bergen: 50 cm")).to_be_visible()


def test_a_cell_is_rewritten_and_run_by_a_shortcut(page: Page) -> None:
    open_notebook(page)
    code = page.get_by_role("textbox").filter(has_text="height.value")
    code.click()
    page.keyboard.press("End")
    page.keyboard.type(" above")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Ada at Cork: 30 cm above")).to_be_visible()
    page.keyboard.press("Control+z")
    page.keyboard.type("!")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Ada at Cork: 30 cm!")).to_be_visible()


def test_a_cell_is_added_at_the_end(page: Page) -> None:
    open_notebook(page)
    page.get_by_role("button", name="Python").click()
    expect(page.get_by_role("textbox").filter(has_text="import marimo")).to_be_visible()
    page.keyboard.type("mo.md(str(height.value) * 3)")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("333", exact=True)).to_be_visible()
    page.get_by_role("slider").press("ArrowLeft")
    expect(page.get_by_text("222", exact=True)).to_be_visible()


def test_the_palette_shows_the_application_only(page: Page) -> None:
    open_notebook(page)
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    palette.get_by_role("combobox").press_sequentially("app view")
    palette.get_by_role("option", name="Toggle app view").click()
    expect(page.get_by_role("textbox").filter(has_text="import marimo")).to_be_hidden()
    page.get_by_role("slider").press("ArrowRight")
    expect(page.get_by_text("Ada at Cork: 40 cm")).to_be_visible()
    page.keyboard.press("Control+.")
    expect(page.get_by_role("textbox").filter(has_text="import marimo")).to_be_visible()


def test_the_table_is_searched_and_paged(page: Page) -> None:
    open_notebook(page)
    table = page.locator("marimo-table")
    rows = table.locator("tbody").get_by_role("row")
    expect(rows.first).to_contain_text("47")
    table.get_by_role("button", name="Go to next page").or_(
        table.get_by_test_id("next-page-button")
    ).first.click()
    expect(rows.first).to_contain_text("6")
    table.get_by_placeholder("Search...").fill("54")
    expect(rows).to_have_count(1)
    rows.first.get_by_role("checkbox").click()
    expect(rows.first.get_by_role("checkbox")).to_be_checked()
