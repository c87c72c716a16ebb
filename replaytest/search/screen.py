"""The texts that were to be read on the screen, at each step.

A page state is the page as a step left it: what came and went between two steps is not
among them, nor is what was typed into a field. Texts are masked as the recording is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from replaytest.mirror.changes import Changes
from replaytest.mirror.text import visible_text
from replaytest.mirror.timeline import Timeline
from replaytest.rrweb import Source
from replaytest.search.rows import Seen, kept
from replaytest.store.lines import tab_of
from replaytest.store.read import Recording

LINES = 5000
"""Distinct lines of a session that are kept."""
NODES = 300_000
"""Nodes of a tab that are looked at, all page states together; some 4 seconds."""

# Of what has no id of a node of its own, only style sheets show or hide a text.
_STYLES = (
    Source.STYLE_SHEET_RULE,
    Source.STYLE_DECLARATION,
    Source.ADOPTED_STYLE_SHEET,
)


def seen_in(recording: Recording) -> list[Seen]:
    """Return each distinct line once, where it was first seen. Raises `OSError`.

    Of a tab with very many page states the later ones are passed over, but for the
    last: see `NODES`.
    """
    lines: dict[int, list[bytes]] = defaultdict(list)
    for line in recording.lines():
        number = tab_of(line)
        if number is not None:
            lines[number].append(line)
    first: dict[str, Seen] = {}
    for tab in sorted(lines):
        timeline = Timeline(lines.pop(tab), unpack=recording.unpacked)
        for at, text in _states(timeline):
            for each in text.replace("\t", "\n").split("\n"):
                line_text = kept(each)
                if line_text and len(first) < LINES:
                    first.setdefault(line_text, Seen(line_text, at, tab))
    return list(first.values())


def _states(timeline: Timeline) -> Iterator[tuple[int, str]]:
    """Yield (at, visible text) of the page states that differ from the one before."""
    ends = {step.event for step in timeline.steps} | {len(timeline)}
    left, is_new = NODES, False
    for change in timeline.changes():
        is_new = is_new or _may_show(change, timeline)
        position = change.number + 1
        if not is_new or position not in ends:
            continue
        mirror = timeline.mirror
        if mirror.document is None or (left <= 0 and position < len(timeline)):
            continue
        left -= len(mirror.nodes)
        is_new = False
        yield int(timeline.stamps[change.number]), visible_text(mirror)


def _may_show(change: Changes, timeline: Timeline) -> bool:
    """Say whether an event may have changed what is to be read."""
    if not change.state:
        return bool(change)
    data = timeline.event(change.number).get("data", {})
    return data.get("source") in _STYLES
