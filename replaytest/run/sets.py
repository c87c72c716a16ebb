"""Many recordings, several at a time in one browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from replaytest.browser.start import started
from replaytest.errors import CaptureError, RecordingError
from replaytest.run.model import Options, Run
from replaytest.run.session import redrive
from replaytest.store.read import read

Result = Run | RecordingError | CaptureError


async def redrive_all(
    paths: Sequence[Path],
    options: Options,
    *,
    at_once: int = 1,
    browser_name: str = "chromium",
    headed: bool = False,
) -> AsyncIterator[tuple[Path, Result]]:
    """Yield what became of each recording, as it is known.

    One that cannot be read, or a browser that went away, is an error in its place.

    Raises:
        BrowserNotFound: there is no browser on this machine.
        CaptureError: it does not start.
        UsageError: an option cannot be.
    """
    waiting = list(reversed(paths))
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(started(browser_name, headed=headed))

        async def one(path: Path) -> tuple[Path, Result]:
            try:
                return path, await redrive(read(path), browser, options)
            except (RecordingError, CaptureError) as error:
                return path, error

        running: set[asyncio.Task[tuple[Path, Result]]] = set()
        try:
            while waiting or running:
                while waiting and len(running) < at_once:
                    running.add(asyncio.create_task(one(waiting.pop())))
                done, running = await asyncio.wait(
                    running, return_when=asyncio.FIRST_COMPLETED
                )
                for task in done:
                    yield task.result()
        finally:
            for task in running:
                task.cancel()
