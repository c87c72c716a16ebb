"""What moves by itself: the chat and the stock table."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_chat_streams_its_answer(page: Page) -> None:
    page.goto("/chat")
    page.get_by_label("Your question").fill("How do returns work?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("we pay for the post.")
    expect(page.locator(".busy")).to_have_count(0)


def test_stock_updates_arrive(page: Page) -> None:
    page.goto("/stock")
    expect(page.get_by_role("status")).to_have_text("Live")
    expect(page.locator("#updates")).to_have_text(re.compile("[4-9]"))
    expect(page.locator(".changed")).to_have_count(1)
