"""Sites made up session by session, and one page over many."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from replaytest.report.site import (
    Site,
    SiteEvent,
    SiteField,
    SiteSession,
    site_page,
)
from replaytest.site.rows import site_of
from tests.search.build import index
from tests.support.builders import STARTED_AT

MINUTE = 60_000


def fields(tmp_path: Path) -> Sequence[SiteField]:
    """Return the fields of the filter, as `replaytest report` has them."""
    return site_of(index(tmp_path), title="").fields


def happened(kind: str, text: str = "", name: str = "", **more: Any) -> SiteEvent:
    return SiteEvent(kind, name, text, **more)


def visit(
    number: int, *events: SiteEvent, replay: str = "", **columns: Any
) -> SiteSession:
    """A session that began `number` minutes before all others."""
    told = {
        "path": f"tests/t/{number}/session.replaytest",
        "session": f"s{number}",
        "test": "tests/test_shop.py::test_pays",
        "outcome": "passed",
        "attempt": 1,
        "started_at": STARTED_AT - number * MINUTE,
        "duration_s": 2.5,
        "signals": sum(each.kind == "signal" for each in events),
    }
    return SiteSession(told | columns, events, replay=replay)


def written(path: Path, *sessions: SiteSession, **more: Any) -> Path:
    """Write a page over these sessions, newest first."""
    more.setdefault("title", "shop sessions")
    more.setdefault("fields", fields(path.parent))
    path.write_bytes(site_page(Site(sessions=sessions, **more)))
    return path


def data_of(page: bytes) -> Any:
    """Return what a page holds."""
    start = page.index(b'id="data">') + len(b'id="data">')
    return json.loads(page[start : page.index(b"</script>", start)])
