"""Sequences: what came after what in a session; steps.py has how they are written."""

from __future__ import annotations

import gc
import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from replaytest.search.compile import Sql, event_test, matching_strings
from replaytest.search.steps import KINDS, SCREEN, Chain, Link, Step

_START, _AFTER_ALL = (-(1 << 62), -1), 1 << 62
Position = tuple[int, int]
"""Time in ms since 1970, and the number of the event in its session."""


@dataclass(slots=True)
class Reached:
    """Where a link is met in a session: each position, and which one it came from."""

    at: list[Position]
    before: dict[Position, Position]


Places = dict[Step, dict[int, list[Position]]]


def places_of(
    connection: sqlite3.Connection, chain: Chain, among: Sql | None = None
) -> Places:
    """Return where each step is met: by step, by session, in order.

    `among` is a condition on the sessions `s`, by default all.
    """
    steps = [each for link in chain.links for each in (link.step, *link.without)]
    with _no_collection():
        return {
            step: _places(connection, _query(step, among))
            for step in dict.fromkeys([*steps, *chain.without])
        }


def _places(connection: sqlite3.Connection, sql: Sql) -> dict[int, list[Position]]:
    found: defaultdict[int, list[Position]] = defaultdict(list)
    for session, at, number in connection.execute(sql.text, sql.parameters):
        found[session].append((at, number))
    return dict(found)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave out Python's cycle collector: positions have no cycles.

    It would look at all of them again and again, which took as long as the rest.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _query(step: Step, among: Sql | None) -> Sql:
    inside = Sql("")
    if among is not None:
        text = f" AND session IN (SELECT s.id FROM sessions s WHERE {among.text})"  # noqa: S608
        inside = Sql(text, among.parameters)
    if step.kind == SCREEN:
        # What is seen is seen after all that happened in this millisecond.
        test = _on_screen(step)
        start = f"SELECT session, min(at), {_AFTER_ALL} FROM screen"  # noqa: S608
        end = " GROUP BY session"
    else:
        test = _happened(step)
        start = "SELECT e.session, e.at, e.number FROM events e"
        end = " ORDER BY e.session, e.number"
    return Sql(
        f"{start} WHERE {test.text}{inside.text}{end}",
        test.parameters + inside.parameters,
    )


def _on_screen(step: Step) -> Sql:
    if not step.text:
        return Sql("true")
    if step.exact:
        strings = Sql("SELECT id FROM strings WHERE text = ?", (step.text,))
    else:
        strings = matching_strings(step.text)
    return Sql(f"string IN ({strings.text})", strings.parameters)


def _happened(step: Step) -> Sql:
    kinds, column = KINDS[step.kind]
    if step.text:
        return event_test(kinds, column, "=" if step.exact else "~", (step.text,))
    return Sql(f"e.kind IN ({', '.join('?' for _ in kinds)})", kinds)


def follow(chain: Chain, places: Places, session: int) -> list[Reached]:
    """Return where each link is met in a session, up to the first that is not.

    The last link's positions are those after which nothing came that must not.
    """
    found: list[Reached] = []
    before: Sequence[Position] = [_START]
    for place, link in enumerate(chain.links):
        reached = _reached(link, before, places, session)
        if place == len(chain.links) - 1:
            reached.at = [
                at
                for at in reached.at
                if _is_clear(chain.without, places, session, at, None)
            ]
        if not reached.at:
            break
        found.append(reached)
        before = reached.at
    return found


def _reached(
    link: Link, before: Sequence[Position], places: Places, session: int
) -> Reached:
    found = Reached([], {})
    for position in places[link.step].get(session, ()):
        for place in range(bisect_left(before, position) - 1, -1, -1):
            since = before[place]
            if since is not _START and _is_late(link.step, since, position):
                break
            # The latest that will do: with an earlier one more may have come between.
            if _is_clear(link.without, places, session, since, position):
                found.at.append(position)
                found.before[position] = since
                break
            if all(each.within is None for each in link.without):
                break
    return found


def _is_late(step: Step, since: Position, at: Position) -> bool:
    return step.within is not None and at[0] - since[0] > step.within


def _is_clear(
    steps: Iterable[Step],
    places: Places,
    session: int,
    since: Position,
    until: Position | None,
) -> bool:
    """Say whether none of these steps is met between two positions."""
    for step in steps:
        met = places[step].get(session, [])
        place = bisect_right(met, since)
        if place == len(met) or (until is not None and met[place] >= until):
            continue
        if step.within is None or met[place][0] - since[0] <= step.within:
            return False
    return True


def whole(reached: Sequence[Reached]) -> list[Position]:
    """Return one position for each link that was met, the earliest end of them."""
    found: list[Position] = []
    position = reached[-1].at[0] if reached else None
    for each in reversed(reached):
        assert position is not None
        found.append(position)
        position = each.before[position]
    return found[::-1]
