"""A failed test, as CIs want to know it: where it stands and why it failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class FailedTest:
    """`file` is absolute, `line` counts from 1 (0: not known), `replay` may be None."""

    nodeid: str
    reason: str
    file: Path
    line: int
    replay: Path | None = None

    @property
    def headline(self) -> str:
        """The first line of the reason."""
        return self.reason.strip().partition("\n")[0].strip()

    def with_replay(self, replay: Path | None) -> FailedTest:
        """Return the test with the file that shows it."""
        return replace(self, replay=replay)

    def masked(self, masked: Callable[[str], str]) -> FailedTest:
        """Return the test with nothing in its texts that must not be told."""
        return replace(self, nodeid=masked(self.nodeid), reason=masked(self.reason))


def failed_test(report: pytest.TestReport, config: pytest.Config) -> FailedTest:
    """Return what a failed report tells; it may have come from a worker of xdist."""
    file, line, _ = report.location
    path = config.rootpath / file
    start = Path(config.invocation_params.dir)
    seen = [
        place.lineno
        for place in _places(report.longrepr)
        if (start / place.path).absolute() == path.absolute()
    ]
    # Its own innermost line: deeper ones are Playwright's, or of a page object.
    found = seen[-1] if seen else (line + 1 if line is not None else 0)
    return FailedTest(report.nodeid, _reason(report), path, found)


def _places(longrepr: Any) -> Iterator[Any]:
    traceback = getattr(longrepr, "reprtraceback", None)
    for entry in getattr(traceback, "reprentries", ()):
        place = getattr(entry, "reprfileloc", None)
        if place is not None:
            yield place


def _reason(report: pytest.TestReport) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return str(crash.message)
    return report.longreprtext.strip().rpartition("\n")[2]
