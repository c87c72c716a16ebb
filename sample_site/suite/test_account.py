"""Logging in and out."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sample_site.suite.steps import log_in


def test_login_and_logout(page: Page) -> None:
    log_in(page)
    expect(page.get_by_role("heading", name="Hello, Ada Lovelace")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_wrong_password_is_refused(page: Page) -> None:
    log_in(page, "battery-staple")
    expect(page.get_by_role("alert")).to_have_text("Email and password do not match.")
