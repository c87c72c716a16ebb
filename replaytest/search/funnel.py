"""Funnels: how many sessions come how far through some steps."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from replaytest.search.compile import Sql
from replaytest.search.sequence import follow, places_of
from replaytest.search.steps import Chain, chain_of, parse_step


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a funnel.

    `reached` are the ids of the rows of the sessions that came here, `lost` those that
    came to the step before and not here (of the first step: all others). `share` is the
    part of the sessions at the first step that came here, `lost_share` the part of
    those at the step before that did not. `seconds` is the median time since the step
    before, None at the first.
    """

    step: str
    reached: tuple[int, ...]
    lost: tuple[int, ...]
    share: float
    lost_share: float
    seconds: float | None


def funnel(
    connection: sqlite3.Connection, steps: Sequence[str], among: Sql
) -> list[Stage]:
    """Return the stages of a funnel over the sessions `s` that `among` is true of.

    A step counts when it comes after the one before it. What is negated and comes last
    is the end of the last step. Raises `UsageError` for what is no step.
    """
    chain = chain_of(map(parse_step, steps))
    places = places_of(connection, chain, among)
    rows = connection.execute(
        f"SELECT s.id FROM sessions s WHERE {among.text} "  # noqa: S608
        "ORDER BY s.started_at DESC, s.path DESC",
        among.parameters,
    )
    everyone = [row[0] for row in rows]
    reached: list[list[int]] = [[] for _ in chain.links]
    seconds: list[list[float]] = [[] for _ in chain.links]
    begun = places[chain.links[0].step]
    for session in everyone:
        if session not in begun:
            continue
        for place, each in enumerate(follow(chain, places, session)):
            reached[place].append(session)
            first = each.at[0]
            seconds[place].append((first[0] - each.before[first][0]) / 1000)
    return _stages(chain, everyone, reached, seconds)


def _stages(
    chain: Chain,
    everyone: list[int],
    reached: list[list[int]],
    seconds: list[list[float]],
) -> list[Stage]:
    found: list[Stage] = []
    before = everyone
    for place, link in enumerate(chain.links):
        here = set(reached[place])
        lost = tuple(each for each in before if each not in here)
        found.append(
            Stage(
                step=" ".join([each.said for each in link.without] + [link.step.said]),
                reached=tuple(reached[place]),
                lost=lost,
                share=_share(len(here), len(reached[0])),
                lost_share=_share(len(lost), len(before)),
                seconds=median(seconds[place]) if place and here else None,
            )
        )
        before = reached[place]
    return found


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
