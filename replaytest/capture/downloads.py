"""The files that answers became.

Of a response that a browser makes a file of, it says that it was aborted, and gives
nobody the body. Playwright has the file, for as long as its context lives.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replaytest.capture.requests import MOST_KEPT

_MOST = 16
# Seconds in which a file is offered once its request was aborted, and is there.
_OFFERED_S, _THERE_S, _PAUSE_S = 0.2, 2.0, 0.01


@dataclass(slots=True)
class Downloads:
    """The newest downloads of one context."""

    _offered: deque[Any] = field(default_factory=lambda: deque(maxlen=_MOST))

    def offered(self, download: Any) -> None:
        """A page offers a file."""
        self._offered.append(download)

    async def of(self, request: Any) -> bytes | None:
        """Return the body that became a file, None if it did not, or is too large."""
        waited = 0.0
        while (found := self._take(request.url)) is None:
            if waited >= _OFFERED_S:
                return None
            await asyncio.sleep(_PAUSE_S)
            waited += _PAUSE_S
        # Not cancelled: Playwright would have an answer that nobody waits for.
        asking = asyncio.ensure_future(_read(found))
        await asyncio.wait([asking], timeout=_THERE_S)
        return asking.result() if asking.done() else None

    def _take(self, url: str) -> Any:
        bare = url.partition("#")[0]
        for each in self._offered:
            if each.url.partition("#")[0] == bare:
                self._offered.remove(each)
                return each
        return None


async def _read(download: Any) -> bytes | None:
    try:
        path = Path(await download.path())
        return path.read_bytes() if path.stat().st_size <= MOST_KEPT else None
    except Exception:  # noqa: BLE001 - it failed, was deleted, or is elsewhere
        return None
