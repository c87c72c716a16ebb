"""Stubbed WebSockets: what a server said is said again, as soon and in that order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from replaytest.redrive.stubs.sockets import Conversation, Message

Spawn = Callable[[Coroutine[Any, Any, None]], Any]


@dataclass(slots=True)
class Talk:
    """One conversation with one page; `socket` is Playwright's `WebSocketRoute`.

    `pace` is how much of the recorded time passes before a message. When the page
    speaks sooner than it did, what is left to say before is said at once.
    """

    socket: Any
    said: Conversation
    spawn: Spawn
    pace: float = 1.0
    _turn: int = 0
    _speaking: asyncio.Task[None] | None = None
    _spoken: asyncio.Event = field(default_factory=asyncio.Event)
    _over: bool = False

    def begin(self) -> None:
        """Listen to the page, and say what comes first."""
        self.socket.on_message(self._heard)
        self.socket.on_close(self._left)
        self._speak(0)

    def _heard(self, *_: Any) -> None:
        self._turn += 1
        if self._turn < len(self.said.turns):
            self._spoken.set()
            self._spoken = asyncio.Event()
            self._speak(self._turn)

    def _left(self, *_: Any) -> None:
        self._over = True
        self._spoken.set()

    def _speak(self, turn: int) -> None:
        saying = self._say(self.said.turns[turn], self._speaking, self._spoken)
        self._speaking = self.spawn(saying)

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
            await self.socket.close(None, None)
        else:
            self.socket.send(data)
