"""What several tests do on their way to what they are about."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sample_site import seed


def put_in_cart(page: Page, slug: str, quantity: int = 1) -> None:
    page.goto(f"/product/{slug}")
    page.get_by_label("Quantity").fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Added to your cart.")).to_be_visible()


def log_in(page: Page, password: str = seed.PASSWORD) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(seed.EMAIL)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def fill_checkout(page: Page) -> None:
    for label, value in (
        ("Full name", "Ada Lovelace"),
        ("Email", seed.EMAIL),
        ("Phone", "+44 20 7946 0000"),
        ("Address", "12 St James's Square"),
        ("Card number", "4242 4242 4242 4242"),
        ("Expiry", "12/30"),
        ("CVC", "123"),
    ):
        page.get_by_label(label).fill(value)
