from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.suites import CONFTEST, SYNC


@pytest.fixture
def suite(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Write a test file (and conftest.py), run pytest on it in a process of its own."""

    def run(
        source: str, *args: str, conftest: str = "", base: tuple[str, ...] = SYNC
    ) -> pytest.RunResult:
        pytester.makeconftest(CONFTEST + conftest)
        pytester.makepyfile(test_it=source)
        return pytester.runpytest_subprocess(*base, *args, timeout=120)

    return run


@pytest.fixture
def store(pytester: pytest.Pytester) -> Path:
    return pytester.path / ".replaytest"
