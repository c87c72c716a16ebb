"""A recording's facts: its tabs in one reading of the file."""

from __future__ import annotations

from collections import defaultdict

from replaytest.model import Tab
from replaytest.signals.collect import collect, listen
from replaytest.signals.facts import Session
from replaytest.store.lines import tab_of
from replaytest.store.read import Recording


def heard_in(recording: Recording) -> Session:
    """Return what the pages said, as `session_of` does, without building them."""
    session = Session([], recording.started_at)
    for number, lines in sorted(_by_tab(recording).items()):
        session.tabs.append(listen(lines, number=number, unpack=recording.unpacked))
    return session


def session_of(recording: Recording) -> Session:
    """Return what the finders and scanners look at. Raises `OSError`."""
    lines = _by_tab(recording)
    known = {tab.number: tab for tab in recording.tabs}
    end = recording.ended_at or 0
    session = Session([], recording.started_at)
    for number in sorted(known.keys() | lines.keys()):
        told = known.get(number) or Tab(number, 0)
        facts = collect(
            lines.get(number, []),
            number=number,
            until=told.closed_at or end,
            unpack=recording.unpacked,
        )
        facts.opener = told.opener
        facts.opened_at = told.opened_at or facts.opened_at
        facts.gaps = [
            (gap.from_at, gap.to_at) for gap in recording.gaps if gap.tab == number
        ]
        session.tabs.append(facts)
    session.ended_at = max((tab.until for tab in session.tabs), default=end)
    return session


def _by_tab(recording: Recording) -> dict[int, list[bytes]]:
    lines: dict[int, list[bytes]] = defaultdict(list)
    for line in recording.lines():
        number = tab_of(line)
        if number is not None:
            lines[number].append(line)
    return lines
