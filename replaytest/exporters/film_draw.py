"""Drawing: the events of one tab, and the moments to be seen, as pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

from replaytest.browser.frames import Kind, View, pictures
from replaytest.model import Event
from replaytest.report.viewer import ReplaySession, replay_page

T = TypeVar("T")
OnPicture = Callable[[int, int], object]
"""Called with how many pictures are there, and how many there will be."""


def drawn(
    events: Iterable[Event],
    views: Sequence[View],
    *,
    size: tuple[int, int],
    kind: Kind = "png",
    on_picture: OnPicture | None = None,
) -> Generator[bytes, Any, None]:
    """Yield a picture of `size` for each view. Close it: a browser is open meanwhile.

    The views' clock is 0 at the earliest of the events. Raises what
    `browser.frames.pictures` does, and `BundleMissing`.
    """
    with closing(
        pictures(bare_page(events), views, width=size[0], height=size[1], kind=kind)
    ) as shown:
        for number, picture in enumerate(shown, 1):
            if on_picture is not None:
                on_picture(number, len(views))
            yield picture


def bare_page(events: Iterable[Event]) -> Iterator[bytes]:
    """Return a replay page of one tab's events, and of nothing else.

    Its clock is 0 at the earliest of them. Raises `BundleMissing`.
    """
    session = ReplaySession(
        session="",
        label="",
        # With tabs and gaps the page's clock could begin before the first event.
        tabs=(),
        gaps=(),
        problems=(),
        events=((1, event) for event in events),
    )
    return replay_page(
        title="", test=None, outcome=None, failures=(), sessions=[session], details={}
    )


def apart(work: Callable[[], T]) -> T:
    """Do it in a thread of its own if an event loop runs in this one.

    Sync Playwright refuses to start beside a loop: a notebook's, or that of a test.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return work()
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()
