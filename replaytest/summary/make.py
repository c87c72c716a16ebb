"""From a recording to its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from replaytest.mask.person import IDENTIFY
from replaytest.signals.facts import Noted, Session, TabFacts
from replaytest.signals.find import find
from replaytest.signals.fingerprint import failure_fingerprint
from replaytest.signals.model import Signal
from replaytest.signals.storage import storage_changes
from replaytest.signals.thresholds import Thresholds
from replaytest.store.read import Recording
from replaytest.summary.model import (
    Context,
    Counts,
    FailureLine,
    NoteLine,
    PageTime,
    Problem,
    StepLine,
    Summary,
    Who,
)
from replaytest.summary.opening import session_of
from replaytest.summary.scores import active_ms, activity_score, severity_score
from replaytest.summary.words import told

# Who somebody is, said by the recorder, by posthog-js and by hand.
_IDENTIFYING = (IDENTIFY, "$identify")
_PERSON_KEYS = ("person", "distinct_id", "id", "email", "name")


def summarise(recording: Recording, limits: Thresholds | None = None) -> Summary:
    """Return a recording's summary, without what scanners see. Raises `OSError`."""
    return summary_of(recording, session_of(recording), limits)


def summary_of(
    recording: Recording, session: Session, limits: Thresholds | None = None
) -> Summary:
    """Return the summary of a recording whose facts are `session`."""
    return _Maker(recording, session, find(session, limits)).summary()


class _Maker:
    def __init__(
        self, recording: Recording, session: Session, signals: list[Signal]
    ) -> None:
        self._recording = recording
        self._session = session
        self._signals = signals
        self._counts: Counter[str] = Counter()
        for tab in session.tabs:
            self._counts.update(tab.counts)

    def summary(self) -> Summary:
        recording = self._recording
        test = recording.test
        problems = tuple(map(self._problem, self._signals))
        failures = self._failures()
        prints = [each.fingerprint for each in failures]
        prints += [each.fingerprint for each in problems]
        return Summary(
            session=recording.session,
            test=test.nodeid if test else "",
            attempt=test.attempt if test else 1,
            outcome=recording.outcome or "",
            started_at=recording.started_at,
            who=self._who(),
            pages=self._pages(),
            steps=self._steps(),
            problems=problems,
            failures=failures,
            notes=self._notes(),
            context=self._context(),
            counts=self._numbers(),
            fingerprints=tuple(dict.fromkeys(filter(None, prints))),
            incomplete=self._incomplete(),
        )

    def _since(self, at: float) -> float:
        return round((at - self._recording.started_at) / 1000, 3)

    def _who(self) -> Who:
        browser = self._recording.header.get("browser")
        named = browser if isinstance(browser, dict) else {}
        parts = (str(named.get(key) or "") for key in ("name", "version"))
        settings = self._settings()
        return Who(
            person=_person(self._all_notes()),
            browser=" ".join(filter(None, parts)),
            viewport=_viewport(self._session.tabs),
            locale=str(settings.get("locale") or ""),
            timezone=str(settings.get("timezone") or ""),
            user_agent=str(settings.get("userAgent") or ""),
        )

    def _settings(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for tab in self._session.tabs:
            found = tab.settings | found
        return found

    def _all_notes(self) -> list[tuple[TabFacts, Noted]]:
        found = [(tab, note) for tab, note in self._session.each("notes")]
        return sorted(found, key=lambda each: each[1].at)

    def _notes(self) -> tuple[NoteLine, ...]:
        return tuple(
            NoteLine(
                self._since(note.at), tab.number, note.event, note.tag, note.payload
            )
            for tab, note in self._all_notes()
        )

    def _pages(self) -> tuple[PageTime, ...]:
        found = []
        for tab in self._session.tabs:
            ends = [*(visit.at for visit in tab.visits[1:]), tab.until]
            for visit, end in zip(tab.visits, ends, strict=False):
                seconds = round(max(end - visit.at, 0) / 1000, 3)
                since = self._since(visit.at)
                found.append(
                    PageTime(visit.url, tab.number, since, seconds, visit.event)
                )
        return tuple(sorted(found, key=lambda page: (page.at, page.tab)))

    def _steps(self) -> tuple[StepLine, ...]:
        found = []
        for tab, deed in self._session.each("deeds"):
            step = deed.step
            text = told(deed, first=step.number == 1)
            at = self._since(step.at)
            found.append(StepLine(at, tab.number, step.number, step.event, text))
        return tuple(sorted(found, key=lambda step: (step.at, step.tab, step.number)))

    def _problem(self, signal: Signal) -> Problem:
        at = self._since(signal.at)
        return Problem(
            at,
            signal.tab,
            signal.event,
            signal.kind,
            signal.severity,
            signal.text,
            signal.target,
            signal.page,
            link(at),
            fingerprint=str(signal.detail.get("fingerprint", "")),
            detail=signal.detail,
        )

    def _failures(self) -> tuple[FailureLine, ...]:
        return tuple(
            FailureLine(
                self._since(failure.failed_at),
                failure.phase,
                failure.message.strip().split("\n", 1)[0],
                link(self._since(failure.failed_at)),
                failure_fingerprint(failure),
            )
            for failure in self._recording.failures
        )

    def _context(self) -> Context:
        counts = self._counts
        lasted = max(self._session.ended_at - self._recording.started_at, 0) / 1000
        active = active_ms(self._session) / 1000
        return Context(
            duration_s=round(lasted, 3),
            active_s=round(active, 3),
            clicks=counts["clicks"],
            key_presses=counts["key presses"],
            mouse_activity=counts["mouse activity"],
            activity_score=activity_score(active, lasted, counts),
            severity_score=severity_score(self._signals, self._recording.outcome),
            storage=storage_changes(self._session),
        )

    def _numbers(self) -> Counts:
        kinds = Counter(signal.kind for signal in self._signals)
        return Counts(
            tabs=len(self._session.tabs),
            events=self._recording.event_count,
            requests=sum(len(tab.requests) for tab in self._session.tabs),
            failed_requests=kinds["failed-request"],
            exceptions=kinds["exception"],
            console_errors=self._counts["console errors"],
            warnings=self._counts["warnings"],
            logs=self._counts["logs"],
            gaps=len(self._recording.gaps),
        )

    def _incomplete(self) -> tuple[str, ...]:
        recording = self._recording
        found = [f"tab {gap.tab}: {gap.why}" for gap in recording.gaps]
        found += recording.problems
        if recording.torn_at is not None:
            found.append(f"torn at byte {recording.torn_at}: readable up to there")
        if not recording.finished:
            found.append("it has no end: its writer was killed, or still writes")
        found += (f"{count} x {why}" for why, count in recording.skipped.items())
        return tuple(dict.fromkeys(found))


def link(at: float) -> str:
    """Return what follows the address of a replay to open it at a moment."""
    return f"#t={max(at, 0):.1f}"


def _person(notes: Iterable[tuple[TabFacts, Noted]]) -> str:
    for _, note in notes:
        if note.tag in _IDENTIFYING and isinstance(note.payload, dict):
            for key in _PERSON_KEYS:
                if note.payload.get(key):
                    return str(note.payload[key])
    return ""


def _viewport(tabs: list[TabFacts]) -> str:
    for tab in tabs:
        if tab.viewport:
            return f"{tab.viewport[0]:.0f}x{tab.viewport[1]:.0f}"
    return ""
