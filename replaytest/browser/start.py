"""A browser of our own, for what needs one without pytest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from replaytest.browser.launch import launch_options
from replaytest.errors import CaptureError

# Past a proxy of ours nothing is to be sent, not by UDP and not to this machine.
_CHROMIUM = ("--force-webrtc-ip-handling-policy=disable_non_proxied_udp",)
_FIREFOX = {
    "network.proxy.allow_hijacking_localhost": True,
    "network.proxy.testing_localhost_is_secure_when_hijacked": True,
    "media.peerconnection.enabled": False,
    "network.webtransport.enabled": False,
    "network.http.http3.enable": False,
    "network.dns.disablePrefetch": True,
}


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

    options = _guarded(browser_name, launch_options(browser_name))
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


def _guarded(browser_name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return launch options under which a context's proxy is asked for everything."""
    if browser_name == "chromium":
        return {**options, "args": [*options.get("args", ()), *_CHROMIUM]}
    if browser_name == "firefox":
        return {**options, "firefox_user_prefs": _FIREFOX}
    return options
