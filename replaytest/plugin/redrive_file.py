"""Recordings as tests: one item each, with the fixtures of its folder.

So a conftest.py beside them starts the application (`base_url`), puts it back to its
start (any fixture with autouse) and says how they are re-driven (`redrive_options`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from replaytest.errors import NotARecording, RecordingDamaged, ReplaytestError
from replaytest.files import SUFFIX
from replaytest.plugin.redrive_fixture import NotAsExpected, Redrive

# Of every item: what it is called in full is the path of its file.
NAME = "redrive"


# A module for pytest, as its doctest files are: fixtures have the scope of one.
class RedriveFile(pytest.Module):
    """A file with recordings: ours has one, others may have several."""

    obj = None

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each session; a file that is something else has none."""
        count = 1 if self.path.name.endswith(SUFFIX) else _sessions(self.path)
        for number in range(count):
            name = NAME if count == 1 else f"{NAME}-{number + 1}"
            session = None if count == 1 else number
            item = RedriveItem.from_parent(
                self, name=name, callobj=_test(self.path, session)
            )
            item.add_marker("redrive")
            yield item


class RedriveItem(pytest.Function):
    """One recording, done again."""

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where it is, and what a failure is headed with: it has no lines."""
        several = "" if self.name == NAME else f" {self.name}"
        return self.path, None, f"{self.path.name}{several}"

    def repr_failure(  # type: ignore[override]
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """Return what is not as expected, or what was wrong, without our own code."""
        if not isinstance(excinfo.value, NotAsExpected | ReplaytestError):
            return super().repr_failure(excinfo)
        found = excinfo.getrepr(style="value", chain=False)
        if found.reprcrash is not None:
            # The line of the short summary: else it begins with our exception's name.
            found.reprcrash.message = str(excinfo.value)
        return found


def _test(path: Path, session: int | None) -> Callable[[Redrive], None]:
    def redriven(redrive: Redrive) -> None:
        __tracebackhide__ = True
        redrive.as_test(path, session)

    return redriven


def _sessions(path: Path) -> int:
    """Return how many sessions there are; one that cannot be read is told as a test."""
    from replaytest.importers.read import read_foreign

    try:
        return len(read_foreign(path))
    except (NotARecording, RecordingDamaged):
        return 0
    except ReplaytestError:
        return 1
