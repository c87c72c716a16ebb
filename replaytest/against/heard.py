"""Requests and errors that are in one attempt and not in the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from replaytest.against.align import Alignment
from replaytest.against.model import Course, Difference
from replaytest.against.normal import endpoint
from replaytest.against.words import call_text, cut
from replaytest.signals.facts import ErrorSeen, Request
from replaytest.signals.fingerprint import normal_message

# What a browser asks for by itself, and what it gives up when a page is left.
_UNASKED = "/favicon.ico"
_ABORTED = ("ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled", "canceled")
_SAFE = ("GET", "HEAD", "OPTIONS")
_UNCHANGED = 304
# Asked for when the browser sees fit, or told of when they end.
_AT_LEISURE = frozenset(
    ("eventsource", "websocket", "ping", "beacon", "image", "media", "font")
)
# ms after which no answer is one.
_LONG = 2000.0


def request_differences(found: Alignment) -> Iterator[Difference]:
    """Yield requests that are new, missing, or answered otherwise.

    What only reads may be repeated more or less often. A request of the pass is missing
    only if the failure went on long enough to make it.
    """
    passed, failed = _by_endpoint(found.passed), _by_endpoint(found.failed)
    for key, requests in failed.items():
        before = passed.get(key, [])
        yield from _of_one(found, key, before, requests)
    for key, requests in passed.items():
        fewer = requests[len(failed.get(key, [])) :]
        if not fewer or (failed.get(key) and key[0] in _SAFE):
            continue
        request = fewer[0]
        if request.kind not in _AT_LEISURE and _was_reached(found, request.started_at):
            yield _missing(found, key, request)


def _of_one(
    found: Alignment,
    key: tuple[str, str],
    before: list[Request],
    now: list[Request],
) -> Iterator[Difference]:
    method, place = key
    name = f"{method} {place}"
    if not before:
        if _is_unknown(found, now[0]):
            return
        yield _told(found, now[0], f"{name} is new: {_answer(now[0])}")
        return
    # What was given up on one side, or had no answer yet, may have been any.
    answers = {_outcome(each) for each in before} - {None}
    usual = {None, *answers}
    other = next((each for each in now if _outcome(each) not in usual), None)
    if other is not None and answers:
        was = before[min(now.index(other), len(before) - 1)]
        text = f"{name} is now {_answer(other)}, was {_answer(was)}"
        yield _told(found, other, text, _answer(was), _answer(other))
    elif method not in _SAFE and len(now) > len(before):
        text = f"{name} is sent {len(now)} times, was {len(before)}"
        yield _told(found, now[len(before)], text, str(len(before)), str(len(now)))


def _is_unknown(found: Alignment, request: Request) -> bool:
    """Say whether the pass may have ended before it would have sent this."""
    if request.kind in _AT_LEISURE:
        return True
    place = found.cause(request.started_at)
    if place is None:
        return False
    since = request.started_at - found.failed.calls[place].at
    return not found.is_watched(place, since)


def _missing(found: Alignment, key: tuple[str, str], request: Request) -> Difference:
    place = found.cause_in_pass(request.started_at)
    call = found.failed.calls[place] if place is not None else None
    return Difference(
        kind="request",
        text=f"{key[0]} {key[1]} is not sent, was {_answer(request)}",
        after=call_text(call) if call else "",
        place=-1 if place is None else place,
        failed_at=call.end if call else found.failed.started_at,
        passed_at=request.started_at,
        before=_answer(request),
        tab=(call.session, call.tab) if call else (0, 1),
    )


def _was_reached(found: Alignment, at: float) -> bool:
    """Say whether the failure made two more calls than those before a moment."""
    later = [one for one, _ in found.pairs if found.passed.calls[one].at > at]
    return len(later) >= 2


def error_differences(found: Alignment) -> Iterator[Difference]:
    """Yield errors of the page that the pass did not have, each once."""
    known = {_error_key(each) for each in found.passed.errors}
    for error in found.failed.errors:
        key = _error_key(error)
        if key in known:
            continue
        known.add(key)
        said = "the console says" if error.kind == "console" else "the page throws"
        text = f"{said} {cut(error.text, 160)}"
        yield _told(found, error, text, None, cut(error.text, 300))


def _error_key(error: ErrorSeen) -> tuple[str, str, str]:
    return error.kind, error.name, normal_message(error.message)


def _told(
    found: Alignment,
    what: Request | ErrorSeen,
    text: str,
    before: str | None = None,
    now: str | None = None,
) -> Difference:
    at = what.started_at if isinstance(what, Request) else what.at
    place = found.cause(at)
    call = found.failed.calls[place] if place is not None else None
    return Difference(
        kind="request" if isinstance(what, Request) else "error",
        text=text,
        after=call_text(call) if call else "",
        place=-1 if place is None else place,
        failed_at=at,
        passed_at=found.in_pass(at),
        before=before,
        now=now,
        tab=(call.session, call.tab) if call else (0, 1),
    )


def _by_endpoint(course: Course) -> dict[tuple[str, str], list[Request]]:
    found: dict[tuple[str, str], list[Request]] = defaultdict(list)
    for request in course.requests:
        if not request.url.endswith(_UNASKED):
            found[request.method, endpoint(request.url)].append(request)
    return found


def _outcome(request: Request) -> str | None:
    """Return how a request ended, None where it did not."""
    if request.failure:
        given_up = any(sign in request.failure for sign in _ABORTED)
        return None if given_up else "failed"
    if request.status is None:
        waited = request.at - request.started_at
        return "not answered" if waited > _LONG else None
    return "200" if request.status == _UNCHANGED else str(request.status)


def _answer(request: Request) -> str:
    if request.failure:
        return f"failed ({cut(request.failure, 60)})"
    return f"answered {request.status}" if request.status else "not answered"
