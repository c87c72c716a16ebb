"""What a recording shows and what was done in it: store → mirror → redrive."""

from __future__ import annotations

from replaytest.mirror.timeline import Timeline
from replaytest.redrive.model import Plan
from replaytest.redrive.plan import plan
from replaytest.store.read import Recording


def timeline(recording: Recording, tab: int | None = None) -> Timeline:
    """Return one tab of a recording, by default its first, to be moved through time.

    Raises `UsageError` for a tab that is not there.
    """
    lines = recording.lines(recording.chosen_tab(tab))
    return Timeline(lines, unpack=recording.unpacked)


def plan_of(recording: Recording) -> Plan:
    """Return what was done in a recording, in all its tabs, to be done again."""
    lines = {tab.number: timeline(recording, tab.number) for tab in recording.tabs}
    return plan(lines, recording.tabs, level=recording.level or 0)
