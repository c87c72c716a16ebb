"""Attempts at a test, invented: calls, requests and what the page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from replaytest.against.compare import Attempt, compare
from replaytest.against.model import Comparison
from replaytest.model import Event, Test
from replaytest.store.read import read
from replaytest.summary.opening import session_of
from tests.mirror.events import START, element, event, mutation, page, text
from tests.support.builders import write_recording

TEST = Test("tests/test_cart.py::test_pays[chromium]", run="a" * 32)
APPLY = 'internal:role=button[name="Apply"i]'
TOTAL = 'internal:testid=[data-testid="total"s]'


class Course:
    """Builds the events of one attempt; times are ms since its start."""

    def __init__(self, started_at: int = START) -> None:
        self.offset = started_at - START
        self.events: list[Event] = []
        self.until = 0

    def page(
        self, at: int, *lines: str, href: str = "http://127.0.0.1:4711/cart"
    ) -> Any:
        """A page with a paragraph for each line, of the ids 11, 12, …"""
        body = [
            element(10 + n, "p", text(20 + n, line)) for n, line in enumerate(lines, 1)
        ]
        meta, snapshot = page(*body, at=at)
        meta["data"]["href"] = href
        return self._add(meta, snapshot)

    def says(self, at: int, line: int, content: str) -> Any:
        """A paragraph, counted from 1, says something else."""
        change = {"id": 20 + line, "value": content}
        return self._add(mutation(at, texts=[change]))

    def call(self, at: int, api: str, *, took: int = 10, **args: Any) -> Any:
        error = args.pop("error", None)
        told = {"api": api, "args": args, "at": START + self.offset + at}
        told |= {"duration": took} | ({"error": error} if error else {})
        return self._add(event(5, at + took, tag="replaytest/call@1", payload=told))

    def request(
        self,
        at: int,
        url: str,
        status: int | None = 200,
        *,
        method: str = "GET",
        failure: str = "",
        pending: int = 0,
    ) -> Any:
        """A request that took 5 ms, or was open for `pending` ms."""
        asked = {
            "name": f"http://127.0.0.1:4711{url}",
            "method": method,
            "status": status,
            "failure": failure,
            "timestamp": START + self.offset + at,
            "duration": 5,
            "initiatorType": "fetch",
        }
        if pending:
            asked |= {"pending": True, "pendingFor": pending}
        told = {"plugin": "rrweb/network@1", "payload": {"requests": [asked]}}
        return self._add(event(6, at + (pending or 5), **told))

    def error(self, at: int, message: str) -> Any:
        told = {"kind": "exception", "name": "TypeError", "message": message}
        return self._add(event(5, at, tag="replaytest/error@1", payload=told))

    def over(self, at: int) -> Any:
        """The test's own lines are over, and began with its first event."""
        told = {"phase": "call", "at": START + self.offset, "duration": at}
        self.until = at
        return self._add(event(5, at, tag="replaytest/phase@1", payload=told))

    def write(self, folder: Path, outcome: str = "passed", test: Test = TEST) -> Path:
        shifted = [e | {"timestamp": e["timestamp"] + self.offset} for e in self.events]
        shifted.sort(key=lambda each: each["timestamp"])
        path = folder / "session.replaytest"
        path.parent.mkdir(parents=True, exist_ok=True)
        started_at = START + self.offset
        end = {"at": started_at + self.until + 50, "outcome": outcome}
        end["tabs"] = [{"number": 1, "opened_at": started_at}]
        return write_recording(path, shifted, test=test, started_at=started_at, end=end)

    def _add(self, *events: Event) -> Any:
        self.events += events
        return self


def opened(path: Path) -> Attempt:
    recording = read(path)
    return [(recording, session_of(recording))]


def compared(folder: Path, passed: Course, failed: Course) -> Comparison:
    one = passed.write(folder / "passed")
    other = failed.write(folder / "failed", "failed")
    return compare(opened(one), opened(other))


def promo(started_at: int = START, *, says: str = "-€12.50", slow: int = 1) -> Course:
    """Open the cart, apply a code, look at the price; the pass says -€12.50."""
    return (
        Course(started_at)
        .call(0, "Page.goto", took=100 * slow, url="/cart")
        .request(10, "/cart")
        .page(80 * slow, "Cart", "no discount")
        .call(200 * slow, "Locator.click", selector=APPLY)
        .request(205 * slow, "/promo", method="POST")
        .says(205 * slow + 30, 2, says)
        .call(220 * slow, "LocatorAssertions.to_have_text", took=100, selector=TOTAL)
        .over(1000 * slow)
    )
