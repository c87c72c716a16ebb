"""The cart, from the first product to the confirmed order."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sample_site.suite.steps import fill_checkout, log_in, put_in_cart


def test_quantity_changes_the_total(page: Page) -> None:
    put_in_cart(page, "tide-mug")
    expect(page.get_by_test_id("cart-count")).to_have_text("1")
    page.goto("/cart")
    expect(page.get_by_test_id("total")).to_have_text("€22.90")
    page.get_by_role("button", name="More Tide Mug").click()
    expect(page.get_by_test_id("total")).to_have_text("€40.90")
    page.get_by_role("button", name="Remove Tide Mug").click()
    expect(page.get_by_text("There is nothing in it yet.")).to_be_visible()


def test_checkout_says_what_is_wrong(page: Page) -> None:
    put_in_cart(page, "pier-lamp")
    page.goto("/checkout")
    fill_checkout(page)
    page.get_by_label("Expiry").fill("13/30")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_text("Write it as MM/YY.")).to_be_visible()
    page.get_by_label("Expiry").fill("12/30")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_order_is_placed_and_kept(page: Page) -> None:
    log_in(page)
    expect(page.get_by_role("link", name="Ada")).to_be_visible()
    put_in_cart(page, "storm-lantern", 2)
    page.goto("/cart")
    page.get_by_role("link", name="Check out").click()
    page.wait_for_url("**/checkout")
    fill_checkout(page)
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_test_id("orders")).to_have_text("HG-1001: €108.00")
    page.get_by_role("link", name="Ada").click()
    expect(page.get_by_role("cell", name="2 Storm Lantern")).to_be_visible()


def test_gift_card_is_paid_in_the_frame(page: Page) -> None:
    page.goto("/gift-card")
    page.get_by_label("Amount").select_option("€50.00")
    form = page.frame_locator("#payment")
    expect(form.get_by_text("€50.00")).to_be_visible()
    form.get_by_label("Card number").fill("1234")
    form.get_by_role("button", name="Pay").click()
    expect(form.get_by_text("This card was declined.")).to_be_visible()
    form.get_by_label("Card number").fill("4242 4242 4242 4242")
    form.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("Paid €50.00. Receipt AP-4242.")).to_be_visible()


def test_gift_card_is_confirmed_by_the_bank(page: Page) -> None:
    page.goto("/gift-card")
    form = page.frame_locator("#payment")
    form.get_by_label("Card number").fill("4000 0000 0000 3220")
    form.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("Waiting for your bank.")).to_be_visible()
    form.get_by_label("Code").fill("000000")
    form.get_by_role("button", name="Confirm").click()
    expect(form.get_by_text("This is not the code.")).to_be_visible()
    form.get_by_label("Code").fill("135790")
    form.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Paid €25.00. Receipt AP-3220.")).to_be_visible()
