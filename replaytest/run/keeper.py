"""Browsers that stay from one run to the next, in threads with loops of their own.

So that it works from anywhere: beside Playwright's sync API, which keeps a loop in the
thread of the test, and within async tests.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import os
import threading
from contextlib import AsyncExitStack, suppress
from typing import Any

from replaytest.browser.instrument import UNSEEN
from replaytest.browser.start import started
from replaytest.run.model import Options, Run
from replaytest.run.session import redrive
from replaytest.store.read import Recording

_CLOSING_S = 10.0
# A run makes pages of thousands of nodes: with Python's own 700 the collector goes over
# all there is in every other run, for 60 to 90 ms. mypy sets 200,000 (`mypy/main.py`).
_NEW_OBJECTS = 50_000
_kept: dict[tuple[str, bool, int], Keeper] = {}
_keeping = threading.Lock()


def keeper(browser_name: str = "chromium", *, headed: bool = False) -> Keeper:
    """Return what keeps such a browser in this process; the first run starts it."""
    # A fork has the object and not its thread.
    key = (browser_name, headed, os.getpid())
    with _keeping:
        if not _kept:
            atexit.register(close)
            _collect_seldom()
        if key not in _kept:
            _kept[key] = Keeper(browser_name, headed=headed)
        return _kept[key]


def close() -> None:
    """Close all browsers that this process keeps; a later run starts another."""
    with _keeping:
        own = [key for key in _kept if key[2] == os.getpid()]
        going = [_kept.pop(key) for key in own]
    for each in going:
        each.close()
    atexit.unregister(close)


def _collect_seldom() -> None:
    first, *older = gc.get_threshold()
    if first:  # else somebody has switched it off
        gc.set_threshold(max(first, _NEW_OBJECTS), *older)


class Keeper:
    """One browser, started by the first run. Any thread may call it."""

    def __init__(self, browser_name: str, *, headed: bool) -> None:
        self._name = browser_name
        self._headed = headed
        self._stack = AsyncExitStack()
        self._browser: Any = None
        self._starting = asyncio.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="replaytest-redrive", daemon=True
        )
        self._thread.start()

    def redrive(self, recording: Recording, options: Options) -> Run:
        """Do `run.session.redrive` in that browser, and wait for it.

        Raises what that raises, and `BrowserNotFound`.
        """
        work = self._redrive(recording, options)
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        finally:
            future.cancel()  # after Ctrl-C

    def close(self) -> None:
        """Close the browser and end the thread."""
        closing = asyncio.run_coroutine_threadsafe(self._stop(), self._loop)
        with suppress(Exception):
            closing.result(_CLOSING_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSING_S)
        if not self._thread.is_alive():
            self._loop.close()

    async def _redrive(self, recording: Recording, options: Options) -> Run:
        # A suite that is being recorded has a recorder for every context but ours.
        UNSEEN.set(True)
        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                await self._stop()
                self._browser = await self._stack.enter_async_context(
                    started(self._name, headed=self._headed)
                )
        return await redrive(recording, self._browser, options)

    async def _stop(self) -> None:
        UNSEEN.set(True)
        self._browser = None
        with suppress(Exception):  # it may be gone already
            await self._stack.aclose()
