"""Every number that a finder compares with, in one place.

Defaults are those of the tools that the signals come from, so that a session means the
same here as there. A project sets its own in pyproject.toml:

    [tool.replaytest.signals]
    rage_clicks = 4
    slow_response_ms = 1000
"""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Self

from replaytest import pyproject
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "tool.replaytest.signals"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts. Times are in ms, distances in CSS pixels.

    Rage click: `rage_clicks` clicks on one element, each at most `rage_click_ms` after
    the one before and less than `rage_click_px` from it (posthog-js `rageclick.ts`: 3,
    1000, 30, where the distance is |dx| + |dy|; so it is here).

    Dead click: nothing within `dead_click_ms` of it (posthog-js
    `lazy-loaded-dead-clicks-autocapture.ts`: mutation 2500), where a scroll or a
    selection counts within `dead_scroll_ms` and `dead_selection_ms` only (the same:
    100, 100) and a change of focus within `dead_focus_ms` (the same: 1000). Clicks on
    one element within `dead_repeat_ms` of each other are one (the same: 1000).

    Slow click: the page shows something later than `slow_click_ms` after it and before
    `slow_click_end_ms` (sentry-javascript `handleClick.ts`: 3000, 7000).

    Mouse thrash: the pointer turns back `thrash_turns` times within `thrash_ms`, each
    stretch at least `thrash_px` long. No tool publishes numbers; these are ours: four
    turns a second, hands that read do not make them.

    U-turn: back where one came from within `u_turn_ms` (PostHog `session features`,
    "quick back": 2000).

    Error after action: within `error_after_action_ms` (the same: 5000).

    Slow response: a document, XHR or fetch took `slow_response_ms` (ours: 3000, where
    Sentry begins to call the click before it slow).

    Form abandonment: `form_abandonments` times left after something was typed and not
    sent (ours: 2; once is a change of mind).

    Layout jump: a shift score of at least `layout_shift` (web.dev, CLS: "good" ends at
    0.1), or an element that came in at most `layout_jump_ms` before a click on what it
    pushed, and no sooner than `layout_input_ms` after anything was done (Layout
    Instability API, `hadRecentInput`: 500).

    Blank page: nothing to see for `blank_page_ms` (ours: 3000).

    Long task: at least `long_task_ms` (web.dev, INP: "good" ends at 200).
    """

    rage_clicks: int = 3
    rage_click_ms: float = 1000
    rage_click_px: float = 30
    dead_click_ms: float = 2500
    dead_scroll_ms: float = 100
    dead_selection_ms: float = 100
    dead_focus_ms: float = 1000
    dead_repeat_ms: float = 1000
    slow_click_ms: float = 3000
    slow_click_end_ms: float = 7000
    thrash_turns: int = 8
    thrash_ms: float = 2000
    thrash_px: float = 40
    u_turn_ms: float = 2000
    error_after_action_ms: float = 5000
    slow_response_ms: float = 3000
    form_abandonments: int = 2
    layout_shift: float = 0.1
    layout_jump_ms: float = 1000
    layout_input_ms: float = 500
    blank_page_ms: float = 3000
    long_task_ms: float = 200

    @classmethod
    def load(cls, root: Path) -> Self:
        """Return those of `root`'s pyproject.toml, the defaults if it has none.

        Raises `UsageError`: the file is no TOML, or a number in it is wrong.
        """
        table, where = pyproject.table(root, TABLE)
        known = {each.name: each.type for each in fields(cls)}
        for name, value in table.items():
            if name not in known:
                raise UsageError(
                    f"no threshold is called {name!r}",
                    where=where,
                    fix=_nearest(name, list(known)),
                )
            _check(name, value, whole=known[name] == "int", where=where)
        return cls(**table)


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"use one of {', '.join(known)}"


def _check(name: str, value: object, *, whole: bool, where: str) -> None:
    # Counts begin at 1, else there would be a signal where nothing happened.
    if whole and type(value) is int and value >= 1:
        return
    if not whole and type(value) in (int, float) and 0 < value < math.inf:  # type: ignore[operator]
        return
    raise UsageError(
        f"{name} = {value!r} is no {'count' if whole else 'positive number'}",
        where=where,
        fix="a whole number from 1 on" if whole else "a number above 0",
    )
