"""What the terminal says at the end: each failed test, its replay, how to open it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from replaytest.errors import ReplaytestError
from replaytest.files import REPLAY_NAME
from replaytest.store import crypt
from replaytest.store.folder import Store


class Summary:
    """Collects from reports, which reach the controller of xdist as well."""

    def __init__(self, config: pytest.Config, masked: Callable[[str], str]) -> None:
        # As recordings have it: a parameter of a test can be a secret.
        self._masked = masked
        self._start = Path(config.invocation_params.dir)
        self._replays: dict[str, str] = {}
        self._failed: set[str] = set()

    def add(self, report: pytest.TestReport) -> None:
        """Note what a report carries. A crashed worker's carries nothing of ours."""
        told: dict[str, Any] = getattr(report, "replaytest", {})
        if report.failed:
            self._failed.add(report.nodeid)
        if told.get("replay"):
            self._replays[report.nodeid] = told["replay"]

    def find_lost(
        self, store: Store, run: str, on_problem: Callable[[str], None]
    ) -> None:
        """Write the replays of tests whose worker died before it could."""
        lost = self._failed - self._replays.keys()
        entries = list(store.entries()) if lost else []
        for nodeid in sorted(lost):
            found = [
                entry.path
                for entry in entries
                if entry.test
                and (entry.test.nodeid, entry.test.run) == (self._masked(nodeid), run)
            ]
            if not found:
                continue
            if any(crypt.session_of(path) for path in found):
                self._replays[nodeid] = str(found[0])
                continue
            target = found[0].parent / REPLAY_NAME
            from replaytest.replay import write_replay_of  # as in replays.py

            try:
                write_replay_of(sorted(found), target)
            except ReplaytestError as error:
                on_problem(f"no replay of {nodeid}: {error}")
            else:
                self._replays[nodeid] = str(target)

    @property
    def replays(self) -> dict[str, Path]:
        """What shows each failed test, by node id: a page or an encrypted recording."""
        # One that was quarantined since is told among the problems.
        paths = {nodeid: Path(replay) for nodeid, replay in self._replays.items()}
        return {nodeid: path for nodeid, path in paths.items() if path.exists()}

    def write(self, reporter: pytest.TerminalReporter, problems: list[str]) -> None:
        """Print the section; nothing failed and nothing went wrong prints nothing."""
        replays = self.replays
        if not replays and not problems:
            return
        reporter.section("recorded sessions")
        for nodeid, shown in replays.items():
            reporter.write_line(self._masked(nodeid), bold=True)
            kind = "replay" if shown.name == REPLAY_NAME else "encrypted recording"
            reporter.write_line(f"  {kind}: {self.relative(shown)}")
        if replays:
            some = self._masked(next(iter(replays)))
            reporter.write_line(f'open one: replaytest show "{some}"')
        for problem in problems:
            reporter.write_line(f"replaytest warning: {problem}", yellow=True)

    def relative(self, path: Path) -> str:
        """Return `path` as one would type it where pytest was started."""
        try:
            return Path(os.path.relpath(path, self._start)).as_posix()
        except ValueError:  # another drive
            return str(path)
