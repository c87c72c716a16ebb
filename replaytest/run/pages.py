"""The browser's side of a run: its context, its pages, what they ask and are told."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from replaytest.browser.instrument import look_at
from replaytest.redrive.model import Answer
from replaytest.redrive.values import Values
from replaytest.run.hosts import place_of

# Longer than this a request is no longer waited for: it is a stream, or hangs.
LONGEST_REQUEST_S = 5.0
_NEVER_END = ("websocket", "eventsource", "ping", "media")
_POPUP_S = 5.0


class Pages:
    """The pages of a context by tab number, counted as the recorder counts them.

    `values` are asked, by the question, what to answer where no recording tells.
    """

    def __init__(self, context: Any, values: Values | None = None) -> None:
        self._context = context
        self._values = values or Values()
        self._pages: list[Any] = []
        self._asked: dict[Any, float] = {}
        self._answers: deque[Answer] = deque()
        self._answering: set[asyncio.Future[Any]] = set()
        self._visits: Counter[Any] = Counter()
        self._coming: asyncio.Future[Any] | None = None
        self.dialogs: list[str] = []
        self.crashed = False
        context.on("page", self._opened)
        context.on("request", self._began)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)

    def __len__(self) -> int:
        return len(self._pages)

    def __getitem__(self, number: int) -> Any:
        return self._pages[number - 1]

    def ahead(self) -> None:
        """Begin to open the page that `new` returns first."""
        self._coming = asyncio.ensure_future(self._context.new_page())
        self._coming.add_done_callback(look_at)

    async def new(self) -> int:
        """Open a page; return its number."""
        coming, self._coming = self._coming, None
        page = await (coming or self._context.new_page())
        return self._pages.index(page) + 1

    async def appears(self, number: int) -> bool:
        """Wait for a page that the application opens; say whether it came."""
        until = time.monotonic() + _POPUP_S
        while len(self._pages) < number:
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.01)
        return True

    def is_busy(self) -> bool:
        """Say whether requests are on their way that will end soon."""
        since = time.monotonic() - LONGEST_REQUEST_S
        return any(at > since for at in self._asked.values())

    def visits(self, number: int) -> int:
        """Return how many documents a tab has asked for, redirections not counted."""
        return self._visits[self[number]]

    def has_gone(self, number: int, place: str, visits: int) -> bool:
        """Say whether a tab is at a place, by a document asked for after so many."""
        arrived = bool(place) and place_of(self[number].url) == place
        return arrived and self.visits(number) > visits

    def will_answer(self, answers: tuple[Answer, ...]) -> None:
        """Say how the dialogs of the next step are answered."""
        self._answers = deque(answers)

    def _opened(self, page: Any) -> None:
        self._pages.append(page)
        page.on("dialog", self._ask)
        page.on("crash", self._crash)

    def _crash(self, *_: Any) -> None:
        self.crashed = True

    def _began(self, request: Any) -> None:
        if request.is_navigation_request() and request.redirected_from is None:
            with suppress(Exception):  # it has no frame yet: that of a new tab
                if request.frame.parent_frame is None:
                    self._visits[request.frame.page] += 1
        if request.resource_type not in _NEVER_END:
            self._asked[request] = time.monotonic()

    def _ended(self, request: Any) -> None:
        self._asked.pop(request, None)

    def _ask(self, dialog: Any) -> None:
        answer = self._answers.popleft() if self._answers else None
        if answer is None:
            self.dialogs.append(f"{dialog.type}: {dialog.message[:200]}")
        # Nothing said: a person confirms what they have asked for.
        accepted = answer is None or answer.accepted is not False
        text = (answer.text or "") if answer else self._given(dialog)
        reply: Awaitable[None] = dialog.accept(text) if accepted else dialog.dismiss()
        task = asyncio.ensure_future(_quietly(reply))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    def _given(self, dialog: Any) -> str:
        """Return what to type into a prompt: what it offers, if nobody says more."""
        given = self._values.of(None, dialog.message)
        return str(dialog.default_value if given.made else given.text)


async def _quietly(work: Awaitable[None]) -> None:
    with suppress(Exception):  # its page went away
        await work
