"""What was clicked and how far was scrolled on one page, found in recordings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from replaytest.exporters.heatmap_page import Wanted, page_of
from replaytest.exporters.heatmap_walk import Stay, Trouble, Walk
from replaytest.mirror.timeline import event_numbers
from replaytest.signals.clicks import dead_clicks, rage_clicks
from replaytest.signals.collect import collect
from replaytest.signals.facts import Session, TabFacts
from replaytest.signals.thresholds import Thresholds
from replaytest.store.lines import tab_of
from replaytest.store.read import Recording


@dataclass(slots=True)
class Seen:
    """All that was found. `pages` counts visits by address, `framed` are clicks in
    frames, whose place in the page no recording has."""

    stays: list[Stay] = field(default_factory=list)
    pages: Counter[str] = field(default_factory=Counter)
    framed: int = 0


def look_at(
    recording: Recording, wanted: Wanted, limits: Thresholds, seen: Seen
) -> None:
    """Add what a recording tells of the page to `seen`. Raises `OSError`."""
    lines: dict[int, list[bytes]] = defaultdict(list)
    for line in recording.lines():
        number = tab_of(line)
        if number is not None:
            lines[number].append(line)
    session = Session([_facts(recording, n, lines[n]) for n in sorted(lines)])
    for tab in session.tabs:
        seen.pages.update(_visited(tab))
    if not any(wanted.fits(page) for page in _urls(session)):
        return
    troubles = _troubles(session, limits)
    for tab in session.tabs:
        if any(wanted.fits(visit.url) for visit in tab.visits):
            walk = Walk(recording, tab, wanted, troubles)
            walk.run(_ordered(recording, lines[tab.number]))
            seen.stays += walk.stays
            seen.framed += walk.framed


def _urls(session: Session) -> Iterator[str]:
    return (visit.url for _, visit in session.each("visits"))


def _facts(recording: Recording, number: int, lines: list[bytes]) -> TabFacts:
    told = next((tab for tab in recording.tabs if tab.number == number), None)
    end = recording.ended_at or 0
    facts = collect(
        lines,
        number=number,
        until=(told.closed_at if told else None) or end,
        unpack=recording.unpacked,
    )
    if told is not None:
        facts.opener, facts.opened_at = told.opener, told.opened_at
    facts.gaps = [
        (gap.from_at, gap.to_at) for gap in recording.gaps if gap.tab == number
    ]
    return facts


def _visited(tab: TabFacts) -> Iterator[str]:
    before = ""
    for visit in tab.visits:
        page = page_of(visit.url)
        if page != before:
            yield page
        before = page


def _troubles(session: Session, limits: Thresholds) -> dict[tuple[int, int], Trouble]:
    """Return, by tab and event, the clicks that were dead or made in rage."""
    found: dict[tuple[int, int], Trouble] = {}
    for dead in dead_clicks(session, limits):
        found[dead.tab, dead.event] = "dead"
    events = {tab.number: [click.event for click in tab.clicks] for tab in session.tabs}
    for rage in rage_clicks(session, limits):
        first = events[rage.tab].index(rage.event)
        for event in events[rage.tab][first : first + rage.detail["clicks"]]:
            found[rage.tab, event] = "rage"
    return found


def _ordered(recording: Recording, lines: list[bytes]) -> Iterator[bytes]:
    """Yield the lines of a tab by the number of their event."""
    numbers = enumerate(event_numbers(lines))
    order = sorted((n, place) for place, n in numbers if n is not None)
    for _, place in order:
        line = lines[place]
        packed = line.endswith(b'"packed"]')
        yield (recording.unpacked(line) or b"") if packed else line
