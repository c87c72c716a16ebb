"""What is said of re-driven recordings at the end, and in the reports of CIs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.model import now_ms
from replaytest.plugin import NAME as RECORDING
from replaytest.plugin.ci import Attaching
from replaytest.plugin.redrive import PROPERTY
from replaytest.plugin.redrive_fixture import REPLAY, store_options
from replaytest.store import retention
from replaytest.store.folder import Store


class Summary:
    """Collects from reports, which reach the controller of xdist as well."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._start = Path(config.invocation_params.dir)
        self._options = store_options(config)
        self._problems: list[str] = []
        self._replays: dict[str, Path] = {}
        self._verdicts: dict[str, str] = {}
        masked = Secrets.of(Rules(), os.environ, self._options.secrets).mask_text
        self._attaching = Attaching(
            config, self._options.attach, os.environ, masked, self._problems.append
        )

    def add(self, report: pytest.TestReport) -> None:
        """Note what a report carries."""
        told = dict(report.user_properties)
        self._verdicts[report.nodeid] = str(told.get(PROPERTY))
        if replay := told.get(REPLAY):
            path = self._start / str(replay)
            self._replays[report.nodeid] = path
            if report.when == "teardown":
                report.replaytest = {"replay": str(path)}  # type: ignore[attr-defined]
        self._attaching.reported(report)

    def write(self, reporter: pytest.TerminalReporter) -> None:
        """Print where the replays of what is not as expected are."""
        if not self._config.pluginmanager.hasplugin(RECORDING):
            # Else the recording of tests tells GitHub, of these as well.
            self._attaching.finish(reporter, self._replays)
        if self._replays or self._problems:
            reporter.section("re-driven sessions")
        for nodeid, path in self._replays.items():
            reporter.write_line(f"{nodeid}: {self._verdicts[nodeid]}", bold=True)
            reporter.write_line(f"  replay: {os.path.relpath(path, self._start)}")
        for problem in self._problems:
            reporter.write_line(f"replaytest warning: {problem}", yellow=True)
        self._retain()

    def _retain(self) -> None:
        """Remove bodies that only runs needed which are gone."""
        if self._options.keep != "all":
            retention.collect(Store(self._options.folder), now=now_ms())
