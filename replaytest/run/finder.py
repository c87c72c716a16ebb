"""The element that a step is done to: looked for as long as it may still come.

element.py    from the located node to the element
within.py     what was hit inside of it
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from replaytest.browser.instrument import look_at
from replaytest.redrive.evidence import Target
from replaytest.redrive.locate import Located, Refused, locate
from replaytest.redrive.model import Step
from replaytest.run.act import Deed
from replaytest.run.element import element_of, element_on, is_framed
from replaytest.run.live import Live, Refresh
from replaytest.run.model import Options
from replaytest.run.pages import Pages
from replaytest.run.reasons import Stopped
from replaytest.run.recorded import Recorded
from replaytest.run.texts import target_of
from replaytest.run.within import counterpart

LOOKING_S = 1.0
_MOST_S, _PAUSE_S = 15.0, 0.01


class _Guess:
    """An element that was asked for, before it was known that the step is its."""

    def __init__(self, page: Any, number: int, node_id: int) -> None:
        self.about = number, node_id
        self.answer = asyncio.ensure_future(element_on(page, node_id, shown=True))
        self.answer.add_done_callback(look_at)  # few are asked for theirs


class Finder:
    """Finds what steps are done to on the pages of a run; `number` is a tab's."""

    def __init__(
        self,
        recorded: Recorded,
        pages: Pages,
        live: Live,
        refresh: Refresh,
        options: Options,
    ) -> None:
        self._recorded = recorded
        self._pages = pages
        self._live = live
        self._refresh = refresh
        self._options = options
        self._guess: _Guess | None = None

    def guess(self, step: Step, number: int) -> None:
        """Ask for the element that a step is most likely to be done to.

        Right after its page was asked what it has become: when that is known, and the
        two pages have been compared, the element is here.
        """
        if step.target is not None and not self._pages.is_busy():
            self._guess = _Guess(self._pages[number], number, step.target.node_id)

    def forget(self) -> None:
        """Take what was guessed for nothing: the page may be another one by now."""
        self._guess = None

    async def prepared(
        self, step: Step, number: int, text: str
    ) -> tuple[Located | None, Deed]:
        """Return a step ready to be done, and how its element was located.

        Raises `Stopped`: the element is not there.
        """
        page = self._pages[number]
        target = target_of(step)
        if target is None:
            deed = Deed(step, page, text=text, timeout_ms=self._options.timeout_ms)
            return None, deed
        located, element, shown = await self.find(number, target)
        to = (await self.find(number, step.to))[1] if step.to else None
        deed = Deed(
            step,
            page,
            element,
            to=to,
            shown=shown,
            text=text,
            spot=await self._spot(step, number, target, located),
            folder=self._options.files,
            timeout_ms=self._options.timeout_ms,
        )
        return located, deed

    async def _spot(
        self, step: Step, number: int, target: Target, located: Located
    ) -> Any:
        """Return what was hit inside of the target: `step.point` is a place in it."""
        if target.hit == target.node_id:
            return None
        recorded, _ = self._recorded.before(step.tab, step.first)
        live = self._live.of(number).mirror
        found = counterpart(
            *(recorded, target.hit, target.node_id), live, located.node_id
        )
        return found and await element_of(self._pages[number], live, found)

    async def find(self, number: int, target: Target) -> tuple[Located, Any, bool]:
        """Return the target's counterpart, its element and if it is shown.

        Raises `Stopped`: it is not there, and does not come.
        """
        live, page = self._live.of(number), self._pages[number]
        until = time.monotonic() + LOOKING_S
        seen, asked = -1, False
        found: Located | Refused = Refused("there is no page yet")
        while True:
            if live.version != seen:
                seen = live.version
                found = locate(target, live.mirror)
            if isinstance(found, Located):
                where = page, live.mirror, found.node_id
                shown = await self._guessed(number, found.node_id)
                shown = shown or await element_of(*where, shown=True)
                element = shown or await element_of(*where)
                if element is not None:
                    return found, element, shown is not None
            late = time.monotonic() - until
            # To look once can take longer than that, on a busy machine.
            over = late > 0 and asked and not self._pages.is_busy()
            if late > _MOST_S or over:
                break
            await self._refresh(number, _PAUSE_S)
            asked = True
        if isinstance(found, Located):
            raise Stopped(f"{target.words} went away while it was looked for")
        near = [f"{n.words} (score {n.score:.2f}: {n.why})" for n in found.nearest]
        raise Stopped(f"{target.words} is not there: {found.why}", tuple(near))

    async def _guessed(self, number: int, node_id: int) -> Any | None:
        """Return the element of a node if it was guessed right, and is shown."""
        guess, self._guess = self._guess, None  # the page goes on
        if guess is None or guess.about != (number, node_id):
            return None
        if is_framed(self._live.of(number).mirror, node_id):
            return None
        with suppress(Exception):  # then it is asked for again
            return await guess.answer
        return None
