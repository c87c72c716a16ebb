"""A session of our own with Chromium's DevTools protocol, beside whatever a test opens.

Sessions do not see each other: what is enabled in ours tells a test's nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any


class CdpSession:
    """One session with one page."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        # Playwright 1.65 has a third parameter, without a default.
        known = inspect.signature(inner.send).parameters
        self._more = (None,) if "timeout" in known else ()

    def on(self, event: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call `listener` with the parameters of each such event."""
        self._inner.on(event, listener)

    async def send(self, method: str, params: Mapping[str, Any]) -> Any:
        """Ask the browser; return its answer. Raises Playwright's errors."""
        return await self._inner.send(method, dict(params), *self._more)

    async def detach(self) -> None:
        """End the session. Raises Playwright's errors."""
        await self._inner.detach()


async def cdp_session(page: Any) -> CdpSession:
    """Open a session with a page, an implementation object.

    Raises Playwright's errors: not Chromium, or the page is gone.
    """
    return CdpSession(await page.context.new_cdp_session(page))
