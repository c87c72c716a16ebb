"""What broke: exceptions, console errors, requests, and which action came before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TypeVar

from replaytest.signals.facts import (
    SKEW_MS,
    Deed,
    ErrorSeen,
    Request,
    Session,
    TabFacts,
)
from replaytest.signals.fingerprint import fingerprint, path_of
from replaytest.signals.model import Kind, Severity, Signal
from replaytest.signals.thresholds import Thresholds

_THROWN = ("exception", "rejection", "crash")
# Chromium, Firefox, WebKit: the page itself gave up the request, mostly by leaving.
_GIVEN_UP = ("ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled", "canceled")
_WAITED_FOR = ("document", "xhr", "fetch")
_TWICE_MS = 1000
Fact = TypeVar("Fact", ErrorSeen, Request)


def exceptions(session: Session, _: Thresholds) -> Iterator[Signal]:
    """Find uncaught exceptions, unhandled rejections and crashes."""
    for tab, error in session.each("errors"):
        if error.kind in _THROWN:
            yield _error_signal("exception", tab, error, "high")


def console_errors(session: Session, _: Thresholds) -> Iterator[Signal]:
    """Find what was logged as an error, and breaches of the content policy.

    Left out is what the browser logs of a request that is a signal itself, and of an
    exception that is.
    """
    for tab, error in session.each("errors"):
        if error.kind == "csp" or (
            error.kind == "console" and not _is_echo(tab, error)
        ):
            yield _error_signal("console-error", tab, error, "medium")


def _is_echo(tab: TabFacts, error: ErrorSeen) -> bool:
    if error.message.startswith("Failed to load resource"):
        return any(map(_failed, _near(tab.requests, error.at)))
    return any(
        other.kind in _THROWN and other.text and other.text in error.text
        for other in _near(tab.errors, error.at)
    )


def _near(facts: list[Fact], at: float) -> list[Fact]:
    first = bisect_left(facts, at - _TWICE_MS, key=lambda fact: fact.at)
    last = bisect_right(facts, at + _TWICE_MS, key=lambda fact: fact.at)
    return facts[first:last]


def _error_signal(
    kind: Kind, tab: TabFacts, error: ErrorSeen, severity: Severity
) -> Signal:
    detail = {"fingerprint": fingerprint(error), "kind": error.kind}
    if error.place:
        detail["place"] = error.place
    return Signal(
        kind,
        error.at,
        tab.number,
        error.event,
        error.page or tab.page_at(error.at),
        f"{error.text} at {error.place}" if error.place else error.text,
        severity,
        detail=detail,
    )


def failed_requests(session: Session, _: Thresholds) -> Iterator[Signal]:
    """Find requests answered with 4xx or 5xx, or not at all.

    Left out are those that the page gave up itself, and the icon, which a browser asks
    for unasked. A resource error counts where no request of its address was recorded.
    """
    for tab in session.tabs:
        for request in filter(_failed, tab.requests):
            why = f"status {request.status}" if request.status else request.failure
            yield Signal(
                "failed-request",
                request.at,
                tab.number,
                request.event,
                tab.page_at(request.at),
                f"{request.method} {request.url}: {why}",
                _severity(request),
                detail={
                    "url": request.url,
                    "method": request.method,
                    "status": request.status,
                    "failure": request.failure,
                },
            )
        known = {request.url for request in tab.requests}
        for error in tab.errors:
            if error.kind == "resource" and error.message not in known:
                yield _error_signal("failed-request", tab, error, "low")


def _failed(request: Request) -> bool:
    if path_of(request.url) == "/favicon.ico":
        return False
    if request.status is not None:
        return request.status >= 400
    given_up = any(word in request.failure for word in _GIVEN_UP)
    return bool(request.failure) and not given_up


def _severity(request: Request) -> Severity:
    if request.is_main_frame and request.kind == "document":
        return "high"
    return "medium" if request.status and request.status < 500 else "high"


def slow_responses(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find documents, XHRs and fetches that took long; streams may take their time."""
    for tab, request in session.each("requests"):
        slow = request.duration >= limits.slow_response_ms
        if slow and request.kind in _WAITED_FOR and not _failed(request):
            took = f"{request.duration / 1000:.1f} s"
            yield Signal(
                "slow-response",
                request.started_at,
                tab.number,
                request.event,
                tab.page_at(request.started_at),
                f"{request.method} {request.url}: "
                + (f"pending after {took}" if request.pending else took),
                "low",
                detail={"url": request.url, "ms": request.duration},
            )


def errors_after_actions(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find actions after which something broke: one signal for each action."""
    for tab in session.tabs:
        found: dict[int, tuple[Deed, list[Signal]]] = {}
        for problem in _problems(tab, limits):
            since = problem.at - limits.error_after_action_ms
            deeds = tab.deeds_between(since, problem.at + SKEW_MS)
            acts = [deed for deed in deeds if deed.step.deed != "navigate"]
            if acts:
                number = acts[-1].step.number
                found.setdefault(number, (acts[-1], []))[1].append(problem)
        for deed, problems in found.values():
            yield _after(tab, deed, problems)


def _problems(tab: TabFacts, limits: Thresholds) -> list[Signal]:
    alone = Session([tab])
    finders = (exceptions, console_errors, failed_requests)
    found = [each for finder in finders for each in finder(alone, limits)]
    return sorted(found, key=lambda each: (each.at, each.event))


def _after(tab: TabFacts, deed: Deed, problems: list[Signal]) -> Signal:
    first = problems[0]
    target = deed.element.text if deed.element else ""
    severe = any(each.severity == "high" for each in problems)
    return Signal(
        "error-after-action",
        deed.step.at,
        tab.number,
        deed.step.event,
        deed.page,
        f"{deed.step.deed} on {target or 'the page'}, then {first.text}",
        "high" if severe else "medium",
        node_id=deed.step.node_id,
        target=target,
        detail={
            "ms": max(0, first.at - deed.step.at),
            "errors": len(problems),
            "event": first.event,
            "kinds": sorted({each.kind for each in problems}),
        },
    )
