"""Normalising: a harvest becomes a session, as PostHog's player would load it.

Events in order of time, each one once, a Meta before each full snapshot, windows
apart. Holes become gaps between the events around them. Unknown types and fields stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import orjson

from replaytest.importers.harvest import Found, Harvest, Hole
from replaytest.importers.limits import MAX_GAPS
from replaytest.importers.model import ForeignSession, ForeignTab
from replaytest.importers.times import mend
from replaytest.model import Event, Gap
from replaytest.report.encode import deep_json
from replaytest.rrweb import EventType

BLANK, SIZE = "about:blank", (1280, 720)
TWICE = "event that was there twice"


def session_of(harvest: Harvest) -> ForeignSession:
    """Return the session that was harvested; the harvest is used up."""
    mend(harvest)
    windows = {name: found for name, found in harvest.windows.items() if _events(found)}
    size = _size_of(harvest.windows.values())
    tabs: list[ForeignTab] = []
    gaps: list[Gap] = []
    for number, (name, found) in enumerate(windows.items(), 1):
        gaps += _gaps(found, number)
        events = sorted(_events(found), key=_time)  # stable
        events = list(_once(events, harvest))
        events = list(_with_meta(events, size, harvest))
        tabs.append(ForeignTab(number, name or None, events))
    times = [_time(event) for tab in tabs for event in (tab.events[0], tab.events[-1])]
    return ForeignSession(
        origin=harvest.origin,
        file=harvest.file,
        id=harvest.id,
        tabs=tabs,
        started_at=int(min(times, default=0)),
        ended_at=int(max(times, default=0)),
        gaps=gaps,
        problems=harvest.problems,
        skipped=harvest.skipped,
        person=harvest.person,
    )


def session_id(session: ForeignSession) -> str:
    """Return the 32 hex digits that the session has in every store.

    Made from the source's own id, else from the events: the same file again is the
    same session.
    """
    digest = hashlib.blake2b(digest_size=16)
    if session.id:
        digest.update(session.id.encode("utf-8", "replace"))
        return digest.hexdigest()
    for tab in session.tabs:
        for event in tab.events:
            digest.update(json_of(event, sort=True))
    return digest.hexdigest()


def json_of(value: Any, *, sort: bool = False) -> bytes:
    """Return JSON, however deep. Keys of deep values are not sorted."""
    option = orjson.OPT_NON_STR_KEYS | (orjson.OPT_SORT_KEYS if sort else 0)
    try:
        return orjson.dumps(value, default=str, option=option)
    except TypeError:
        return deep_json(value).encode()


def _events(found: Iterable[Found]) -> list[Event]:
    return [each for each in found if not isinstance(each, Hole)]


def _time(event: Event) -> float:
    time: float = event["timestamp"]
    return time


def _once(events: list[Event], harvest: Harvest) -> Iterator[Event]:
    for _, group in groupby(events, key=_time):
        same = list(group)
        if len(same) == 1:
            yield same[0]
            continue
        seen: set[bytes] = set()
        for event in same:
            # A player's own field: how long the event was held back.
            content = {key: event[key] for key in event if key != "delay"}
            key = hashlib.blake2b(json_of(content, sort=True), digest_size=16).digest()
            if key in seen:
                harvest.skipped[TWICE] += 1
            else:
                seen.add(key)
                yield event


def _with_meta(
    events: list[Event], size: tuple[Any, Any], harvest: Harvest
) -> Iterator[Event]:
    """Insert a Meta before a full snapshot that has had none since the last one."""
    href, has_meta = BLANK, False
    size = _size_of([events]) if any(map(_is_meta, events)) else size
    for event in events:
        if event["type"] == EventType.META:
            has_meta = True
            if _is_meta(event):
                data = event["data"]
                href = data["href"] if isinstance(data.get("href"), str) else href
                size = data["width"], data["height"]
        elif event["type"] == EventType.FULL_SNAPSHOT:
            if not has_meta:
                harvest.note("a full snapshot came without the page's size: made up")
                data = {"href": href, "width": size[0], "height": size[1]}
                at = event["timestamp"]
                yield {"type": int(EventType.META), "data": data, "timestamp": at}
            has_meta = False
        yield event


def _size_of(windows: Iterable[Iterable[Found]]) -> tuple[Any, Any]:
    for window in windows:
        for event in window:
            if not isinstance(event, Hole) and _is_meta(event):
                return event["data"]["width"], event["data"]["height"]
    return SIZE


def _is_meta(event: Event) -> bool:
    data = event.get("data")
    return (
        event["type"] == EventType.META
        and isinstance(data, dict)
        and type(data.get("width")) in (int, float)
        and type(data.get("height")) in (int, float)
    )


def _gaps(found: list[Found], tab: int) -> list[Gap]:
    """Return a gap for each hole, from the event before it to the one after it."""
    gaps: list[Gap] = []
    before: float | None = None
    times = [None if isinstance(each, Hole) else _time(each) for each in found]
    after = _following(times)
    for each, here, next_ in zip(found, times, after, strict=True):
        if not isinstance(each, Hole):
            before = here
            continue
        known = [time for time in (before, next_) if time is not None]
        gap = Gap(tab, int(min(known)), int(max(known)), each.count, each.why)
        if len(gaps) < MAX_GAPS:
            gaps.append(gap)
        else:
            last = gaps[-1]
            start, end = min(last.from_at, gap.from_at), max(last.to_at, gap.to_at)
            gaps[-1] = Gap(tab, start, end, None, last.why)
    return gaps


def _following(times: list[float | None]) -> list[float | None]:
    """Return for each place the next time that is known, itself included."""
    result: list[float | None] = []
    latest: float | None = None
    for time in reversed(times):
        latest = time if time is not None else latest
        result.append(latest)
    return result[::-1]
