"""Recordings made by hand, and the tests that are written of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from replaytest.codegen.locators import locator_of
from replaytest.codegen.look import Look
from replaytest.codegen.write import written
from replaytest.mirror.timeline import Timeline
from replaytest.model import Event, Tab
from replaytest.redrive.plan import plan
from replaytest.redrive.settings import settings_of
from tests.mirror.events import mirror_of, page


def code(*events: Event, level: int = 0) -> str:
    """Return the test of one tab."""
    return code_of({1: events}, level=level)


def code_of(
    tabs: dict[int, Iterable[Event]], known: Iterable[Tab] = (), *, level: int = 0
) -> str:
    """Return the test of several tabs."""

    def lines() -> dict[int, Timeline]:
        return {
            number: Timeline(json.dumps([1, each]).encode() for each in events)
            for number, events in tabs.items()
        }

    told = [(number, event) for number, events in tabs.items() for event in events]
    text = written(
        *(plan(lines(), list(known), level=level), lines(), lines(), list(known)),
        settings=settings_of(told),
    )
    compile(text, "test_session.py", "exec")
    return text


def body(text: str) -> list[str]:
    """Return the statements after the size of the window and the first visit."""
    _, _, inside = text.partition(") -> None:\n")
    lines = [line.removeprefix("    ") for line in inside.splitlines()]
    assert lines[0].startswith("page.set_viewport_size")
    assert lines[1] == 'page.goto("/")'
    return lines[2:]


def locator(node: int, *content: Any) -> str:
    """Return the locator of a node of a page with this content, as code."""
    look = Look(mirror_of(page(*content)))
    found = look.mirror.get(node)
    assert found is not None
    made = locator_of(look, found)
    assert made is not None
    assert look.find(made) == [found]
    return str(made.code("page")).removeprefix("page.")
