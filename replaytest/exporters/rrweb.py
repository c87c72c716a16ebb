"""rrweb: the events of one tab as the JSON array that rrweb's own players take."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from replaytest.exporters.source import OnEvent, array_of, events_of, json_of
from replaytest.rrweb import EventType
from replaytest.store.read import Recording


def rrweb_json(
    recording: Recording,
    tab: int,
    *,
    on_event: OnEvent | None = None,
    on_problem: Callable[[str], object] | None = None,
) -> Iterator[bytes]:
    """Yield one JSON array of the tab's events, in order of time as players want it.

    Held in memory as JSON until all are sorted. `on_problem` hears of a tab that no
    player can show. Raises `OSError` if the file went away meanwhile.
    """
    found: list[tuple[float, bytes]] = []
    has_snapshot = False
    for _, event in events_of(recording, on_event, tab=tab):
        found.append((event["timestamp"], json_of(event)))
        has_snapshot = has_snapshot or event["type"] == EventType.FULL_SNAPSHOT
    if not has_snapshot and on_problem is not None:
        on_problem(f"tab {tab} has no full snapshot: a player will show nothing")
    # The sort is stable: events of one millisecond stay as the page sent them.
    found.sort(key=lambda each: each[0])
    yield from array_of(line for _, line in found)
    yield b"\n"
