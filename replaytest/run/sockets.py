"""Stubbed WebSockets: what a server said is said again, as soon and in that order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from replaytest.redrive.stubs.course import Course, is_beat
from replaytest.redrive.stubs.sockets import Conversation, Message

Spawn = Callable[[Coroutine[Any, Any, None]], Any]


# Seconds after which something is said although what it answered was not asked.
_PATIENCE_S = 3.0
# Seconds in which what a page says next may tell what it has just said.
_UNSURE_S = 0.25


@dataclass(slots=True)
class Talk:
    """One conversation with one page; `socket` is Playwright's `WebSocketRoute`.

    `pace` is how much of the recorded time passes before a message. When the page
    speaks sooner than it did, what is left to say before is said at once; but not what
    follows a request that it cannot have made yet: `is_due` says of a moment of the
    recording, in ms since 1970, if what was done until then has been done.
    """

    socket: Any
    said: Conversation
    spawn: Spawn
    pace: float = 1.0
    is_due: Callable[[float], bool] = lambda _: True
    _turn: int = 0
    _wanted: int = 0
    _asked: set[int] = field(default_factory=set)
    _course: Course = field(init=False)
    _speaking: asyncio.Task[None] | None = None
    _spoken: asyncio.Event = field(default_factory=asyncio.Event)
    _over: bool = False
    _heard_so_far: int = 0
    _gone: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        """Listen to the page, and say what comes first."""
        self._course = self.said.course
        self.socket.on_message(self._heard)
        self.socket.on_close(self._left)
        self._speak(0)
        beat = self.said.beat
        if beat is not None and beat.every is not None:
            self.spawn(self._beat(beat.data, beat.every / 1000))

    async def _beat(self, data: str, every: float) -> None:
        while not self._over:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._gone.wait(), every)
            if not self._over:
                with suppress(Exception):  # the page has gone meanwhile
                    await self._tell(data)

    def requested(self, number: int) -> None:
        """The page has asked for an exchange by which something may change."""
        self._asked.add(number)
        if number in self.said.asked:
            self._go_on(self.said.asked.index(number))

    def _heard(self, data: str | bytes | None = None) -> None:
        if is_beat(data, self.said.url):
            beat = self.said.beat
            if beat is not None and beat.every is None:
                self.spawn(self._tell(beat.data))
            return
        self._heard_so_far += 1
        turn = self._course.heard(data)
        if turn is not None:
            self._go_on(turn)
        if self._course.guess is not None:
            self.spawn(self._guess(self._heard_so_far))

    async def _guess(self, heard: int) -> None:
        """Take what nothing followed for what it is most like."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), _UNSURE_S)
        if self._over or heard != self._heard_so_far:
            return
        while self._course.guess is not None:
            turn = self._course.take_guess()
            if turn is not None:
                self._go_on(turn)

    def _go_on(self, turn: int) -> None:
        """Say what there is to say up to a turn, or to what has not been asked yet."""
        self._wanted = max(self._wanted, turn)
        while self._turn < self._wanted and not self._is_early(self._turn + 1):
            self._turn += 1
            self._spoken.set()
            self._spoken = asyncio.Event()
            self._speak(self._turn)

    def _is_early(self, turn: int) -> bool:
        asked = self.said.asked[turn] if turn < len(self.said.asked) else None
        if asked is None or asked in self._asked:
            return False
        return not self.is_due(self.said.at + self.said.began[turn])

    def _left(self, *_: Any) -> None:
        self._over = True
        self._spoken.set()
        self._gone.set()

    def _speak(self, turn: int) -> None:
        saying = self._say(self.said.turns[turn], self._speaking, self._spoken)
        self._speaking = self.spawn(saying)
        after = turn + 1
        if after < len(self.said.asked) and self.said.asked[after] is not None:
            began = self.said.began
            wait = (began[after] - began[turn]) / 1000 * self.pace + _PATIENCE_S
            self.spawn(self._say_anyway(after, wait, self._spoken))

    async def _say_anyway(self, turn: int, wait: float, spoken: asyncio.Event) -> None:
        while not spoken.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(spoken.wait(), wait)
            if not spoken.is_set():
                self._go_on(turn)
            wait = _PATIENCE_S

    async def _say(
        self,
        messages: tuple[Message, ...],
        before: asyncio.Task[None] | None,
        spoken: asyncio.Event,
    ) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        if before is not None:
            await asyncio.wait([before])
        for message in messages:
            wait = began + message.after / 1000 * self.pace - loop.time()
            # Also for none: a page hears that it is connected before it hears more.
            with suppress(TimeoutError):
                await asyncio.wait_for(spoken.wait(), max(wait, 0.001))
            if self._over:
                return
            with suppress(Exception):  # the page has gone meanwhile
                await self._tell(message.data)

    async def _tell(self, data: str | bytes | None) -> None:
        if data is None:
            self._over = True
            self._gone.set()
            await self.socket.close(None, None)
        else:
            self.socket.send(data)
