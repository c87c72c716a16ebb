"""Finding a product, and looking at it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_search_finds_by_name(page: Page) -> None:
    page.goto("/shop")
    page.get_by_role("searchbox", name="Search").fill("mug")
    expect(page.get_by_text("2 products")).to_be_visible()
    page.get_by_role("link", name="Tide Mug").click()
    expect(page.get_by_role("heading", name="Tide Mug")).to_be_visible()


def test_filters_narrow_the_list(page: Page) -> None:
    page.goto("/shop")
    page.get_by_label("Bags").check()
    expect(page.get_by_text("10 products")).to_be_visible()
    page.get_by_label("Price").select_option("Up to €50")
    expect(page.get_by_text("6 products")).to_be_visible()
    page.get_by_label("In stock only").check()
    expect(page.get_by_text("5 products")).to_be_visible()
    expect(page).to_have_url(re.compile("category=Bags"))


def test_rating_a_product(page: Page) -> None:
    page.goto("/product/tide-mug")
    expect(page.locator("review-card")).to_have_count(3)
    expect(page.locator("review-card").first.locator(".full")).to_have_count(5)
    page.locator("#own-rating").get_by_role("button", name="4 stars").click()
    expect(page.get_by_text("You gave 4 of 5 stars.")).to_be_visible()


def test_products_stay_where_they_are(page: Page) -> None:
    page.goto("/shop")
    product = page.get_by_role("link", name="Tide Mug")
    before = product.bounding_box()
    # Nothing may happen, and only time can tell that nothing does.
    page.wait_for_timeout(900)
    assert product.bounding_box() == before


def test_product_page_logs_no_errors(page: Page) -> None:
    errors: list[str] = []
    page.on("console", lambda said: said.type == "error" and errors.append(said.text))
    page.goto("/product/tide-mug", wait_until="networkidle")
    expect(page.locator("review-card")).to_have_count(3)
    assert errors == []
