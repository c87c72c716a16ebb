"""A browser of our own, for what needs one without pytest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from replaytest.browser.launch import launch_options
from replaytest.errors import CaptureError


@asynccontextmanager
async def started(
    browser_name: str = "chromium", *, headed: bool = False
) -> AsyncIterator[Any]:
    """Give an async Playwright `Browser`, and close it after the block.

    Raises:
        BrowserNotFound: there is none on this machine.
        CaptureError: it does not start.
    """
    from playwright.async_api import Error, async_playwright

    options = launch_options(browser_name)
    async with async_playwright() as playwright:
        try:
            browser = await getattr(playwright, browser_name).launch(
                headless=not headed, **options
            )
        except Error as error:
            lines = str(error).strip().splitlines()
            raise CaptureError(
                f"{browser_name} does not start: {lines[0] if lines else error!r}",
                fix="replaytest doctor",
            ) from error
        try:
            yield browser
        finally:
            await browser.close()
