"""PostHog's API: one recording fetched with a personal API key.

`snapshots?blob_v2=true` lists the recording's sources; blobs are then fetched in runs
of at most 20 keys (what the server allows), sources of older servers one by one. The
server's throttles (from 12 requests a minute on) are kept to by its Retry-After.
Source: posthog/session_recordings/session_recording_api.py, 2026.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Self
from urllib.parse import quote

from replaytest.errors import (
    LimitExceeded,
    NotARecording,
    RecordingError,
    RecordingNotFound,
    UsageError,
)
from replaytest.importers.harvest import Harvest
from replaytest.importers.limits import MAX_FILE, Budget
from replaytest.importers.model import ForeignSession
from replaytest.importers.normal import session_of
from replaytest.importers.posthog_http import Query, Server
from replaytest.importers.salvage import values_of
from replaytest.importers.shapes import of_all

MAX_KEYS = 20
COMPLETE_AFTER_S = 24 * 3600
NOT_FETCHED = "a part of the recording could not be fetched"


class Api:
    """One project of one PostHog. Use as a context manager.

    `on_note` is told what a person should know while it goes on. `sleep` and `clock`
    give and take seconds.
    """

    def __init__(
        self,
        host: str,
        project: str,
        key: str,
        *,
        on_note: Callable[[str], None],
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Make a client. Raises `UsageError` for a wrong host and without httpx."""
        self._server = Server(
            host, project, key, on_note=on_note, sleep=sleep, clock=clock
        )
        self._on_note = on_note
        self._clock = clock

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._server.__exit__()

    def fetch(
        self,
        session: str,
        *,
        on_progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> ForeignSession:
        """Return a recording by its session id. A part that fails becomes a gap.

        Raises `UsageError` for a key that is refused, `RecordingNotFound`,
        `NotARecording` for one without events, `LimitExceeded`, and `RecordingError`
        when the server cannot be reached or nothing can be fetched.
        """
        path = f"session_recordings/{quote(session, safe='')}"
        sources = self._server.json(f"{path}/snapshots", {"blob_v2": "true"}).get(
            "sources"
        )
        if not isinstance(sources, list) or not sources:
            raise RecordingNotFound(
                "PostHog has no snapshots of this recording",
                where=session,
                fix="it may have expired, or have been deleted",
            )
        harvest = Harvest(session, Budget(session, MAX_FILE), origin="posthog-api")
        harvest.id = f"posthog:{session}"
        self._warn_if_young(sources, harvest)
        harvest.person = self._person(path)
        queries = list(_queries(sources))
        for done, query in enumerate(queries):
            on_progress(done, len(queries))
            self._part(f"{path}/snapshots", query, harvest)
        on_progress(len(queries), len(queries))
        if not harvest.event_count:
            raise self._nothing(session, harvest)
        return session_of(harvest)

    def _part(self, path: str, query: Query, harvest: Harvest) -> None:
        try:
            data = self._server.get(path, query)
        except LimitExceeded:
            raise
        except RecordingError as error:
            harvest.note(f"{NOT_FETCHED}: {error.problem}")
            harvest.hole(NOT_FETCHED, None)
            return
        harvest.budget.take(len(data))
        if not data.strip():
            return
        values = values_of(data, harvest.file)
        of_all(values.found, harvest)
        if values.torn_at is not None:
            harvest.torn("an answer of the server was cut")

    @staticmethod
    def _nothing(session: str, harvest: Harvest) -> RecordingError:
        if NOT_FETCHED in harvest.skipped:
            return RecordingError(
                harvest.problems[-1], where=session, fix="try again later"
            )
        return NotARecording(
            "PostHog's snapshots of this recording have no events",
            where=session,
            fix="recordings are complete after 24 hours: try again then",
        )

    def _person(self, path: str) -> dict[str, Any] | None:
        try:
            person = self._server.json(f"{path}/", {}).get("person")
        except (RecordingError, UsageError):
            return None  # events are what was asked for
        return person if isinstance(person, dict) else None

    def _warn_if_young(self, sources: list[Any], harvest: Harvest) -> None:
        known = [each for each in sources if isinstance(each, dict)]
        ends = [_seconds(each.get("end_timestamp")) for each in known]
        end = max((each for each in ends if each is not None), default=None)
        if end is not None and self._clock() - end < COMPLETE_AFTER_S:
            text = "younger than 24 hours when it was fetched: it may be incomplete"
            harvest.note(text)
            self._on_note(f"{harvest.file}: {text}")


def _queries(sources: list[Any]) -> Iterator[Query]:
    """Yield what to ask for: runs of following blob keys, then all else by itself."""
    known = [each for each in sources if isinstance(each, dict)]
    numbers = sorted(
        {
            int(str(each.get("blob_key")))
            for each in known
            if each.get("source") == "blob_v2"
            and re.fullmatch("[0-9]{1,9}", str(each.get("blob_key")))
        }
    )
    run: list[int] = []
    for number in numbers:
        if run and (number != run[-1] + 1 or len(run) == MAX_KEYS):
            yield _run(run)
            run = []
        run.append(number)
    if run:
        yield _run(run)
    for each in known:
        key = each.get("blob_key")
        if each.get("source") != "blob_v2" and isinstance(each.get("source"), str):
            yield {"source": each["source"]} | ({"blob_key": str(key)} if key else {})


def _run(keys: list[int]) -> Query:
    first, last = str(keys[0]), str(keys[-1])
    return {"source": "blob_v2", "start_blob_key": first, "end_blob_key": last}


def _seconds(moment: Any) -> float | None:
    try:
        at = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
