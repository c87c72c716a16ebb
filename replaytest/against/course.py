"""Reading an attempt: its recordings → one course of calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from replaytest.against.model import Call, Course
from replaytest.against.normal import call_key
from replaytest.mirror.node import UNREADABLE
from replaytest.mirror.timeline import Timeline
from replaytest.mirror.wire import stamp_decoder
from replaytest.rrweb import EventType, Source
from replaytest.signals.facts import Session
from replaytest.signals.payloads import payload_of
from replaytest.store.lines import tab_of
from replaytest.store.read import Recording
from replaytest.tags import CALL, PHASE

# What goes wrong between two sequences of this length is not a matter of one call.
MOST_CALLS = 1000
_OF_THE_PAGE = (
    EventType.FULL_SNAPSHOT,
    EventType.INCREMENTAL_SNAPSHOT,
    EventType.META,
)
# What people did with pointer and scroll bar, and what was drawn: no change of a page
# as it is compared. Our own recorder writes the source first.
_OTHER = re.compile(
    rb'\[\d+,\{"type":3,"data":\{"source":(?:%s),'
    % b"|".join(
        b"%d" % each
        for each in (
            *(Source.MOUSE_MOVE, Source.MOUSE_INTERACTION, Source.SCROLL),
            *(Source.TOUCH_MOVE, Source.MEDIA_INTERACTION, Source.CANVAS_MUTATION),
            *(Source.FONT, Source.DRAG, Source.SELECTION),
        )
    )
)
_TAGS = (CALL.encode(), PHASE.encode())


def course_of(attempt: Sequence[tuple[Recording, Session]]) -> Course:
    """Return what the recordings of an attempt hold, each with its facts.

    Raises `OSError` if a file went away meanwhile.
    """
    found: list[Call] = []
    began, ended = 0.0, 0.0
    for number, (recording, _) in enumerate(attempt):
        for tab, name, payload in _told(recording):
            if name == CALL:
                found.append(_call(payload, number, tab))
            elif payload.get("phase") == "call":
                began = _number(payload.get("at"))
                ended = began + _number(payload.get("duration"))
    until = ended or max((recording.ended_at or 0 for recording, _ in attempt))
    sessions = [session for _, session in attempt]
    return Course(
        started_at=min(recording.started_at for recording, _ in attempt),
        until=until,
        calls=_in_order(found, began, until),
        requests=_before(sessions, "requests", "started_at", until),
        errors=_before(sessions, "errors", "at", until),
        tabs={
            (number, tab.number): _timeline(recording, tab.number)
            for number, (recording, _) in enumerate(attempt)
            for tab in recording.tabs
        },
    )


def _timeline(recording: Recording, tab: int) -> Timeline:
    """Return what changes the page of a tab: each call has events of its own."""
    lines = (line for line in recording.lines(tab) if _changes_page(line))
    return Timeline(lines, unpack=recording.unpacked)


def _changes_page(line: bytes) -> bool:
    if _OTHER.match(line):
        return False
    try:
        return stamp_decoder.decode(line).event.type in _OF_THE_PAGE
    except UNREADABLE:
        return True  # the timeline knows better


def _told(recording: Recording) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield (tab, tag, payload) of the calls and phases."""
    for line in recording.lines():
        if not any(tag in line for tag in _TAGS):
            continue
        plain = recording.unpacked(line) or b""
        name, payload = payload_of(plain)
        if name in (CALL, PHASE) and isinstance(payload, dict):
            yield tab_of(line) or 1, name, payload


def _call(payload: dict[str, Any], session: int, tab: int) -> Call:
    args = payload.get("args")
    told = args if isinstance(args, dict) else {}
    at = _number(payload.get("at"))
    api = str(payload.get("api") or "")
    return Call(
        api=api,
        args=told,
        session=session,
        tab=tab,
        at=at,
        end=at + _number(payload.get("duration")),
        error=str(payload.get("error") or ""),
        key=call_key(api, told),
    )


def _in_order(calls: list[Call], began: float, until: float) -> list[Call]:
    """Return the calls before teardown, those of fixtures marked."""
    kept = [
        call
        for call in sorted(calls, key=lambda c: c.at)
        if call.at <= until and not _is_aside(call)
    ]
    return [replace(call, in_body=call.at >= began) for call in kept[:MOST_CALLS]]


def _is_aside(call: Call) -> bool:
    # Tracing is pytest-playwright's; `with page.expect_popup()` begins when it likes.
    return call.api.startswith("Tracing.") or call.method.startswith("expect_")


def _before(sessions: list[Session], facts: str, at: str, until: float) -> list[Any]:
    found = [fact for session in sessions for _, fact in session.each(facts)]
    return sorted(
        (fact for fact in found if getattr(fact, at) <= until),
        key=lambda fact: float(getattr(fact, at)),
    )


def _number(value: Any) -> float:
    return float(value) if type(value) in (int, float) else 0.0
