"""Rage, dead and slow clicks: what somebody does when nothing happens."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise, takewhile

from replaytest.signals.facts import SKEW_MS, Click, Effect, Session, TabFacts
from replaytest.signals.model import Kind, Severity, Signal
from replaytest.signals.thresholds import Thresholds

# sentry-javascript handleClick.ts: later, a scroll is not this click's.
_SLOW_SCROLL_MS = 300
_SHOWN: tuple[Effect, ...] = ("mutation", "drawing", "visit", "input", "window")
_SENT: tuple[Effect, ...] = ("request", "socket")
# Three clicks there select the text.
_TEXT_ROLES = {"textbox", "searchbox", "spinbutton"}
# Clicking these again and again is what they are for. The first five are those of
# posthog-js (`DEFAULT_CONTENT_IGNORELIST` of its rageclick.ts).
_REPEATED = {"next", "previous", "prev", ">", "<", "+", "-", "\u2212", "«", "»"}
_REPEATED_WORDS = ("increase", "decrease", "increment", "decrement", "more", "fewer")


def rage_clicks(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find clicks on one element in quick succession.

    Limits: `rage_clicks`, `rage_click_ms`, `rage_click_px`, each click against the one
    before, as in posthog-js. Where a recorder left the places out, the clicks are on
    one node; with places, also on what looks the same and was rendered anew between.
    Left out are clicks that have a use: in a text field, on a pager or a stepper, and
    those that select text.
    """
    for tab in session.tabs:
        run: list[Click] = []
        for click in tab.clicks:
            if run and not _goes_on(run[-1], click, limits):
                yield from _raged(tab, run, limits)
                run = []
            if click.element.sort != "gone":
                run.append(click)
        yield from _raged(tab, run, limits)


def _goes_on(before: Click, click: Click, limits: Thresholds) -> bool:
    if click.at - before.at > limits.rage_click_ms:
        return False
    same = before.element.node_id == click.element.node_id
    if None in (before.x, before.y, click.x, click.y):
        return same
    x, y = (click.x or 0) - (before.x or 0), (click.y or 0) - (before.y or 0)
    return abs(x) + abs(y) < limits.rage_click_px and (same or _is_anew(before, click))


def _is_anew(before: Click, click: Click) -> bool:
    """Say whether a click at the same place hit the same, rendered anew between."""
    mine, theirs = before.element, click.element
    return bool(mine.name) and (mine.tag, mine.text) == (theirs.tag, theirs.text)


def _raged(tab: TabFacts, run: list[Click], limits: Thresholds) -> Iterator[Signal]:
    if len(run) < limits.rage_clicks or _is_use(run[0]) or _selects(tab, run):
        return
    took = run[-1].at - run[0].at
    yield _signal(
        "rage-click",
        tab,
        run[0],
        f"{len(run)} clicks on {run[0].element.text} in {took / 1000:.1f} s",
        "high",
        clicks=len(run),
        ms=took,
        longest_ms=max(after.at - before.at for before, after in pairwise(run))
        if len(run) > 1
        else 0.0,
    )


def _is_use(click: Click) -> bool:
    element = click.element
    name = element.name.strip().lower()
    return (
        element.role in _TEXT_ROLES
        or name in _REPEATED
        or name.startswith(_REPEATED_WORDS)
    )


def _selects(tab: TabFacts, run: list[Click]) -> bool:
    """Say whether the clicks selected text: two a word, three a paragraph."""
    return any(run[0].began_at <= at <= run[-1].at + 100 for at in tab.selected)


def dead_clicks(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find clicks to which nothing happened.

    Limits: `dead_click_ms`, `dead_scroll_ms`, `dead_selection_ms`, `dead_focus_ms`,
    `dead_repeat_ms`. To posthog-js's rule is added what a recording knows and a page
    does not: a request, a socket, a dialog, a download, another tab. Clicks in a row
    are one signal, where posthog-js begins a new one each second. What is slow is not
    dead.

    On links, fields and embedded things a browser does something by itself, and a click
    on the bare page means to leave something else: they are never dead. A click shortly
    before the recording ends, or beside a gap, is not known to be dead.
    """
    for tab in session.tabs:
        for click, last in _by_element(tab, limits):
            if _is_dead(session, tab, click, last, limits):
                inert = click.element.sort == "inert"
                severity: Severity = "low" if inert else "medium"
                yield _signal(
                    "dead-click",
                    tab,
                    click,
                    f"nothing happened after a click on {click.element.text}",
                    severity,
                    waited_ms=limits.dead_click_ms,
                    inert=inert,
                )


def _by_element(tab: TabFacts, limits: Thresholds) -> list[tuple[Click, Click]]:
    """Return the first and the last of the clicks on one element that count as one."""
    rows: list[list[Click]] = []
    row_of: dict[int | None, list[Click]] = {}
    for click in tab.clicks:
        row = row_of.get(click.element.hit)
        if row is not None and click.at - row[-1].at < limits.dead_repeat_ms:
            row.append(click)
        else:
            row_of[click.element.hit] = [click]
            rows.append(row_of[click.element.hit])
    return [(row[0], row[-1]) for row in rows]


def _is_dead(
    session: Session, tab: TabFacts, click: Click, last: Click, limits: Thresholds
) -> bool:
    if click.element.sort not in ("button", "inert") or click.modified:
        return False
    until = click.at + limits.dead_click_ms
    if not tab.is_watched(click.at, until) or _opened(session, tab, click, until):
        return False
    began = (click.began_at, click.began)
    # A double click selects with its second.
    effects = (
        tab.first_effect(_SHOWN, *began, until),
        tab.first_effect(_SENT, click.began_at - SKEW_MS, -1, until),
        tab.first_effect(("scroll",), *began, last.at + limits.dead_scroll_ms),
        tab.first_effect(("selection",), *began, last.at + limits.dead_selection_ms),
        _shown_after(session, tab, click, limits),
    )
    focused = _focused(tab, click, last.at + limits.dead_focus_ms)
    return not focused and all(effect is None for effect in effects)


def _focused(tab: TabFacts, click: Click, until: float) -> bool:
    own = (click.element.hit, click.element.node_id)
    first = bisect_right(tab.focused, (click.at, click.event, math.inf))
    later = takewhile(lambda focus: focus[0] <= until, tab.focused[first:])
    return any(node not in own for _, _, node in later)


def _opened(session: Session, tab: TabFacts, click: Click, until: float) -> bool:
    return any(
        other.opener == tab.number and click.began_at <= other.opened_at <= until
        for other in session.tabs
    )


def slow_clicks(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find clicks on links and buttons that the page showed an effect of late.

    Limits: `slow_click_ms`, `slow_click_end_ms`; elements and effects are those of
    sentry-javascript. What comes after the next thing that was done is not put down to
    this click.
    """
    for tab in session.tabs:
        for click in tab.clicks:
            late = _shown_after(session, tab, click, limits)
            if late is not None:
                yield _signal(
                    "slow-click",
                    tab,
                    click,
                    f"{late / 1000:.1f} s until {click.element.text} did something",
                    "medium",
                    ms=late,
                )


def _shown_after(
    session: Session, tab: TabFacts, click: Click, limits: Thresholds
) -> float | None:
    """Return after how many ms a slow click had an effect, None if it is not slow."""
    element = click.element
    pressable = element.tag in ("a", "button") or (
        element.tag == "input" and element.sort == "button"
    )
    if not pressable or element.leaves:
        return None
    end = click.at + limits.slow_click_end_ms
    following = tab.deeds_between(click.at + 1, end)
    if following:
        end = following[0].step.at
    began = (click.began_at, click.began)
    if tab.first_effect(("scroll",), *began, click.at + _SLOW_SCROLL_MS) is not None:
        return None
    if _opened(session, tab, click, end):
        return None
    at = tab.first_effect(_SHOWN, *began, end)
    # A visit is a deed too, and ends the wait at the moment it answers it.
    late = None if at is None else at - click.at
    return late if late is not None and late > limits.slow_click_ms else None


def _signal(
    kind: Kind,
    tab: TabFacts,
    click: Click,
    text: str,
    severity: Severity,
    **detail: object,
) -> Signal:
    return Signal(
        kind,
        click.at,
        tab.number,
        click.event,
        click.page,
        text,
        severity,
        node_id=click.element.node_id,
        target=click.element.text,
        detail={**detail, "x": click.x, "y": click.y},
    )
