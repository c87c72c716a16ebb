"""The tools behind the counter."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect


def test_card_stays_where_it_was_dropped(page: Page) -> None:
    page.goto("/board")
    shipped = page.get_by_role("region", name="Shipped")
    page.get_by_text("Tide Mug for Grace").drag_to(shipped)
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(shipped.get_by_text("Tide Mug for Grace")).to_be_visible()


def test_warehouse_shows_any_shelf(page: Page) -> None:
    page.goto("/warehouse")
    expect(page.get_by_text("#1", exact=True)).to_be_visible()
    page.get_by_label("Shelf", exact=True).fill("7500")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("#7500", exact=True)).to_be_visible()
    expect(page.get_by_text("#1", exact=True)).to_have_count(0)


def test_sales_chart_changes_series(page: Page) -> None:
    page.goto("/sales")
    expect(page.get_by_text("Best month: Dec, 84")).to_be_visible()
    page.get_by_label("Show").select_option("Orders")
    expect(page.get_by_text("Best month: Dec, 560")).to_be_visible()


def test_note_is_saved(page: Page) -> None:
    page.goto("/notes")
    note = page.get_by_role("textbox", name="Note")
    note.press("Control+End")
    note.press_sequentially(" Mind the cat.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.reload()
    expect(note).to_contain_text("Leave parcels in the shed. Mind the cat.")


def test_files_go_both_ways(page: Page, tmp_path: Path) -> None:
    prices = tmp_path / "prices.csv"
    prices.write_text("name,price\nTide Mug,18.00\n")
    page.goto("/files")
    page.get_by_label("Price list").set_input_files(prices)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("cell", name="prices.csv")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download products").click()
    assert download.value.suggested_filename == "products.csv"
    assert len(download.value.path().read_text().splitlines()) == 61
