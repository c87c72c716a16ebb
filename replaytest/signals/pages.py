"""U-turns and blank pages: ways that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.signals.facts import Session
from replaytest.signals.model import Signal
from replaytest.signals.thresholds import Thresholds


def u_turns(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find pages that were left at once for the page before.

    Limit: `u_turn_ms`, PostHog's "quick back". Addresses that differ in their fragment
    only are one page. Whether a person or a script went back, events do not tell.
    """
    for tab in session.tabs:
        # A page that gave itself another fragment was not left.
        pages = [
            visit
            for place, visit in enumerate(tab.visits)
            if not place or _page(tab.visits[place - 1].url) != _page(visit.url)
        ]
        for start, away, back in zip(pages, pages[1:], pages[2:], strict=False):
            stayed = back.at - away.at
            if _page(start.url) == _page(back.url) and stayed < limits.u_turn_ms:
                yield Signal(
                    "u-turn",
                    away.at,
                    tab.number,
                    away.event,
                    away.url,
                    f"back to {back.url} after {stayed / 1000:.1f} s on {away.url}",
                    "low",
                    detail={"from": start.url, "ms": stayed},
                )


def _page(url: str) -> str:
    return url.partition("#")[0]


def blank_pages(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find pages that showed nothing for a while: no text, picture, control or frame.

    Limit: `blank_page_ms`. What a style sheet hides, or white on white, counts as seen.
    """
    for tab in session.tabs:
        for blank in tab.blanks:
            lasted = blank.until - blank.at
            if lasted >= limits.blank_page_ms:
                yield Signal(
                    "blank-page",
                    blank.at,
                    tab.number,
                    blank.event,
                    blank.page,
                    f"{blank.page} showed nothing for {lasted / 1000:.1f} s",
                    "high",
                    detail={"ms": lasted, "to_the_end": blank.until >= tab.until},
                )
