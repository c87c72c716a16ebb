"""All finders over a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from replaytest.signals.clicks import dead_clicks, rage_clicks, slow_clicks
from replaytest.signals.errors import (
    console_errors,
    errors_after_actions,
    exceptions,
    failed_requests,
    slow_responses,
)
from replaytest.signals.facts import Session
from replaytest.signals.forms import form_abandonments
from replaytest.signals.layout import layout_jumps, long_tasks
from replaytest.signals.model import Kind, Signal
from replaytest.signals.pages import blank_pages, u_turns
from replaytest.signals.pointer import mouse_thrash
from replaytest.signals.thresholds import Thresholds

Finder = Callable[[Session, Thresholds], Iterator[Signal]]

FINDERS: dict[Kind, Finder] = {
    "rage-click": rage_clicks,
    "dead-click": dead_clicks,
    "slow-click": slow_clicks,
    "mouse-thrash": mouse_thrash,
    "u-turn": u_turns,
    "error-after-action": errors_after_actions,
    "exception": exceptions,
    "console-error": console_errors,
    "failed-request": failed_requests,
    "slow-response": slow_responses,
    "form-abandonment": form_abandonments,
    "layout-jump": layout_jumps,
    "blank-page": blank_pages,
    "long-task": long_tasks,
}


def find(session: Session, limits: Thresholds | None = None) -> list[Signal]:
    """Return all signals of a session in order of time."""
    limits = limits or Thresholds()
    found = [each for finder in FINDERS.values() for each in finder(session, limits)]
    return sorted(found, key=lambda each: (each.at, each.tab, each.event))
