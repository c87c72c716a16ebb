"""Run a routine against Playwright.

Sync and async Playwright share one implementation underneath, whose methods are all
coroutines; routines run there, so one loop serves both (`instrument` bridges the rest).
"""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from replaytest.browser.calls import Call, Routine

T = TypeVar("T")


async def drive(routine: Routine[T]) -> T:
    """Answer each call of `routine`; an error of Playwright is raised inside it."""
    resume, value = routine.send, None
    while True:
        try:
            call = resume(value)
        except StopIteration as stop:
            result: T = stop.value
            return result
        try:
            resume, value = routine.send, await _answer(call)
        except Exception as error:  # noqa: BLE001 - whatever it is, the routine decides
            resume, value = routine.throw, error


async def _answer(call: Call | list[Call]) -> Any:
    if isinstance(call, list):
        return await asyncio.gather(*map(_answer, call))
    return await getattr(call.on, call.method)(*call.args)
