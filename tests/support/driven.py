"""An async browser for tests that are not: in a thread with a loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from replaytest.browser.start import started


class Driven:
    """`browser` is Playwright's; `run` has work done in its loop and waits for it."""

    def __init__(self) -> None:
        self.browser: Any = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def driven(browser_name: str = "chromium") -> Iterator[Driven]:
    """Start a browser as re-drives do; close it after the block."""
    made, stack = Driven(), AsyncExitStack()
    try:
        made.browser = made.run(stack.enter_async_context(started(browser_name)))
        yield made
        made.run(stack.aclose())
    finally:
        made.stop()
