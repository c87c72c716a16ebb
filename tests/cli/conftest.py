"""A store in the current folder, and the command line run in this process."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from replaytest.cli.main import main
from replaytest.model import Test
from replaytest.store.folder import Store
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

NODEID = "tests/test_cart.py::test_pays"
META = {
    "type": 4,
    "data": {"href": "http://shop.test/", "width": 800, "height": 600},
    "timestamp": STARTED_AT,
}


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capsys) -> Callable[..., Result]:
    def run_(*words: object) -> Result:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return Result(code, captured.out, captured.err)

    return run_


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch) -> Path:
    """An empty current folder, and an environment that says nothing."""
    for name in list(os.environ):
        if name.startswith("REPLAYTEST_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(here) -> Store:
    return Store.create(here / ".replaytest")


@pytest.fixture
def record(store) -> Callable[..., Path]:
    """Write a recording of a test that started `minutes` after all others."""

    def record_(
        minutes: int = 0,
        *,
        nodeid: str | None = NODEID,
        outcome: str | None = "failed",
        file: str = "session",
        session: str = "0123456789abcdef0123456789abcdef",
        events: list[dict[str, Any]] | None = None,
        into: Store = store,
    ) -> Path:
        at = STARTED_AT + minutes * 60_000
        test = Test(nodeid, 1, "", "run") if nodeid else None
        folder = (
            into.attempt_folder(test, at) if test else into.session_folder(session, at)
        )
        return write_recording(
            folder / f"{file}.replaytest",
            [META, full_snapshot(2), click(1)] if events is None else events,
            store=into,
            test=test,
            started_at=at,
            session=session,
            end=None if outcome == "unfinished" else {"at": at, "outcome": outcome},
        )

    return record_
