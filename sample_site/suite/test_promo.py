"""Promo codes. The second test fails: the bug it visits is planted for the demo."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sample_site.suite.steps import put_in_cart


def test_unknown_promo_code_is_refused(page: Page) -> None:
    put_in_cart(page, "tide-mug")
    page.goto("/cart")
    page.get_by_label("Promo code").fill("SHARK")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("We do not know this code.")).to_be_visible()


def test_promo_code_is_applied_once(page: Page) -> None:
    put_in_cart(page, "pier-lamp")
    put_in_cart(page, "tide-mug", 2)
    page.goto("/cart?bug=promo-twice")
    expect(page.get_by_test_id("total")).to_have_text("€125.00")
    page.get_by_label("Promo code").fill("harbor10")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("HARBOR10 applied: 10% off.")).to_be_visible()
    expect(page.get_by_test_id("total")).to_have_text("€112.50", timeout=1000)
