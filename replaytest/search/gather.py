"""From a recording to its rows. Whatever is wrong with it, it is one row at least."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from replaytest.errors import ReplaytestError
from replaytest.search.rows import EventKind, EventRow, Found, SessionRow, kept
from replaytest.search.screen import seen_in
from replaytest.search.walk import File
from replaytest.signals.facts import Deed, Request, Session, TabFacts
from replaytest.signals.fingerprint import fingerprint
from replaytest.signals.thresholds import Thresholds
from replaytest.store import crypt
from replaytest.store.entry import entry_of
from replaytest.store.lines import encode
from replaytest.store.read import Recording, read
from replaytest.summary.make import summary_of
from replaytest.summary.model import Summary
from replaytest.summary.opening import session_of

ENCRYPTED, DAMAGED, UNFINISHED = "encrypted", "damaged", "unfinished"
# A page asks for dozens of these; those that failed are kept.
_FILES = ("script", "stylesheet", "image", "font", "media", "css", "img", "link")
_DEEDS: dict[str, EventKind] = {
    "click": "click",
    "double-click": "click",
    "context-menu": "click",
    "input": "input",
    "press": "press",
    "drop": "drop",
}
_PROPERTIES = 100


def gather(root: Path, file: File, limits: Thresholds) -> Found:
    """Return the rows of a recording of the store at `root`. Never raises.

    Of an encrypted one there is its path, of one that cannot be read also why.
    """
    path = root / file.path
    try:
        if crypt.session_of(path) is not None:
            return Found(_row(file, outcome=ENCRYPTED))
        return rows_of(read(path), file, limits)
    except ReplaytestError as error:
        why = error.problem
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    except Exception as error:  # noqa: BLE001 - one odd recording must not hide the rest
        why = f"could not be indexed: {type(error).__name__}: {error}"
    at = file.modified // 1_000_000
    return Found(_row(file, outcome=DAMAGED, damaged=kept(why), started_at=at))


def refused(found: Found, why: Exception) -> Found:
    """Return the row of a recording whose rows the index does not take."""
    row = found.session
    file = File(row.path, row.size, row.modified)
    said = kept(f"could not be indexed: {why}")
    at = file.modified // 1_000_000
    return Found(_row(file, outcome=DAMAGED, damaged=said, started_at=at))


def rows_of(recording: Recording, file: File, limits: Thresholds) -> Found:
    """Return the rows of a recording that can be read. Raises `OSError`."""
    facts = session_of(recording)
    summary = summary_of(recording, facts, limits)
    events = sorted(
        _events(facts, summary), key=lambda each: (each.at, each.tab, each.event)
    )
    return Found(
        _session(recording, summary, file, events),
        tuple(events),
        tuple(seen_in(recording)),
    )


def _row(file: File, **more: Any) -> SessionRow:
    return SessionRow(file.path, file.size, file.modified, **more)


def _session(
    recording: Recording, summary: Summary, file: File, events: list[EventRow]
) -> SessionRow:
    entry = entry_of(recording, file.size)
    test, who, context = entry.test, summary.who, summary.context
    return _row(
        file,
        session=entry.session,
        test=test.nodeid if test else "",
        attempt=test.attempt if test else 1,
        worker=test.worker if test else "",
        run=test.run if test else "",
        outcome=(entry.outcome or "") if entry.finished else UNFINISHED,
        person=kept(who.person),
        browser=kept(who.browser),
        viewport=who.viewport,
        locale=kept(who.locale),
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        duration_s=context.duration_s,
        active_s=context.active_s,
        tabs=entry.tabs,
        events=entry.events,
        gaps=entry.gaps,
        requests=summary.counts.requests,
        failed_requests=summary.counts.failed_requests,
        errors=sum(each.kind in ("error", "console") for each in events),
        signals=len(summary.problems),
        clicks=context.clicks,
        key_presses=context.key_presses,
        activity=context.activity_score,
        score=context.severity_score,
        problems=encode(list(entry.problems)).decode().strip(),
    )


def _events(facts: Session, summary: Summary) -> Iterator[EventRow]:
    for tab in facts.tabs:
        yield from _visits(tab)
        yield from _deeds(tab)
        yield from _requests(tab)
        yield from _errors(tab)
        yield from _notes(tab)
    yield from _problems(summary)


def _visits(tab: TabFacts) -> Iterator[EventRow]:
    for visit in tab.visits:
        url = kept(visit.url)
        yield EventRow("page", int(visit.at), tab.number, visit.event, url, page=url)


def _deeds(tab: TabFacts) -> Iterator[EventRow]:
    for deed in tab.deeds:
        kind = _DEEDS.get(deed.step.deed)
        if kind is not None:
            yield EventRow(
                kind,
                int(deed.step.at),
                tab.number,
                deed.step.event,
                _target(deed),
                name=kept(deed.step.detail or deed.step.deed),
                page=kept(deed.page),
            )


def _target(deed: Deed) -> str:
    return kept(deed.element.text) if deed.element else ""


def _requests(tab: TabFacts) -> Iterator[EventRow]:
    for request in filter(_is_notable, tab.requests):
        yield EventRow(
            "request",
            int(request.at),
            tab.number,
            request.event,
            kept(request.url),
            name=kept(request.method),
            page=kept(tab.page_at(request.at)),
            status=request.status,
            duration_ms=request.duration,
        )


def _is_notable(request: Request) -> bool:
    failed = bool(request.failure) or (request.status or 0) >= 400
    return failed or request.kind not in _FILES


def _errors(tab: TabFacts) -> Iterator[EventRow]:
    for error in tab.errors:
        yield EventRow(
            "console" if error.kind == "console" else "error",
            int(error.at),
            tab.number,
            error.event,
            kept(error.text),
            name=kept(error.name or error.kind),
            page=kept(error.page or tab.page_at(error.at)),
            fingerprint=fingerprint(error),
        )


def _notes(tab: TabFacts) -> Iterator[EventRow]:
    for note in tab.notes:
        yield EventRow(
            "annotation",
            int(note.at),
            tab.number,
            note.event,
            _told(note.payload),
            name=kept(note.tag),
            page=kept(tab.page_at(note.at)),
            properties=tuple(islice(_properties(note.payload), _PROPERTIES)),
        )


def _problems(summary: Summary) -> Iterator[EventRow]:
    for each in summary.problems:
        yield EventRow(
            "signal",
            _at(summary, each.at),
            each.tab,
            each.event,
            kept(each.text),
            name=each.kind,
            page=kept(each.page),
            fingerprint=each.fingerprint,
        )
    for failure in summary.failures:
        at, text = _at(summary, failure.at), kept(failure.text)
        yield EventRow(
            "failure", at, 0, -1, text, failure.phase, fingerprint=failure.fingerprint
        )


def _at(summary: Summary, since: float) -> int:
    return summary.started_at + round(since * 1000)


def _told(payload: Any) -> str:
    if payload is None:
        return ""
    if isinstance(payload, str):
        return kept(payload)
    try:
        return kept(encode(payload).decode())
    except TypeError:  # deeper than JSON is written
        return ""


def _properties(payload: Any) -> Iterator[tuple[str, str | float]]:
    """Yield the properties of a note: what has a name and is one value, or several."""
    if not isinstance(payload, dict):
        return
    for name, told in payload.items():
        for value in told if isinstance(told, list) else [told]:
            if isinstance(value, bool):
                yield kept(str(name)), str(value).lower()
            elif isinstance(value, int | float):
                yield kept(str(name)), float(value)
            elif isinstance(value, str):
                yield kept(str(name)), kept(value)
