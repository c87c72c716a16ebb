"""Two numbers to sort sessions by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from replaytest.model import Outcome
from replaytest.signals.facts import Session
from replaytest.signals.model import Signal

# PostHog, segmentation.ts (`ACTIVITY_THRESHOLD_MS`).
_APART_MS = 5000
_WEIGHTS = {"low": 1, "medium": 4, "high": 10}
_MOST_OF_A_KIND = 3
_FAILED = 30


def active_ms(session: Session) -> float:
    """Return how long somebody was active, as PostHog counts it.

    A segment is a row of mouse, touch, scroll, resize, input, media and drag events at
    most 5 s apart, in whichever tab; one of a single moment counts 1 ms.
    """
    times = sorted(at for tab in session.tabs for at in tab.user_events)
    total, first = 0.0, 0
    for place, at in enumerate(times):
        last = place + 1 == len(times)
        if last or times[place + 1] - at > _APART_MS:
            total += max(at - times[first], 1)
            first = place + 1
    return total


def activity_score(active_s: float, duration_s: float, counts: Counter[str]) -> float:
    """Return PostHog's activity score, 0 for a session without anything.

    100 * (active seconds + clicks + key presses + console errors) / (mouse activity +
    seconds + console errors + logs + warnings), rounded to 2 places. Source: PostHog,
    `session_replay_events` queries. Key presses are input events there, and so here.
    """
    errors = counts["console errors"]
    done = active_s + counts["clicks"] + counts["key presses"] + errors
    whole = counts["mouse activity"] + duration_s + errors
    whole += counts["logs"] + counts["warnings"]
    return round(100 * done / whole, 2) if whole > 0 else 0.0


def severity_score(signals: Iterable[Signal], outcome: Outcome | None) -> int:
    """Return how bad a session was, from 0 to 100. The formula is ours:

    10 for each signal of high severity, 4 for medium, 1 for low; of one kind and
    severity three count at most, so that a noisy page does not hide the others; 30 more
    if the test failed; no more than 100.
    """
    counts = Counter((signal.kind, signal.severity) for signal in signals)
    total = sum(
        _WEIGHTS[severity] * min(count, _MOST_OF_A_KIND)
        for (_, severity), count in counts.items()
    )
    return min(100, total + (_FAILED if outcome == "failed" else 0))
