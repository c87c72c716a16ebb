"""Replays where people already look: JUnit XML, pytest-html, Allure, GitHub…

A module per consumer, each a few functions; `Attaching` decides which of them are
there. Allure and ReportPortal take the file while the test is open, in the process
that ran it; the others get theirs on xdist's controller, once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from replaytest.config import Attach
from replaytest.files import REPLAY_NAME
from replaytest.plugin.ci import allure, github, junit, pytest_html, reportportal
from replaytest.plugin.ci.failed import FailedTest, failed_test

# Sealing and searching a recording for secrets is done in well under a second.
READY_S = 30.0


@dataclass(frozen=True, slots=True)
class _Taker:
    """A plugin that copies the file at once."""

    name: str
    is_there: Callable[[pytest.Config], bool]
    give: Callable[[Path], None]


_TAKERS = (
    _Taker("Allure", allure.is_there, allure.give),
    _Taker("ReportPortal", reportportal.is_there, reportportal.give),
)


class Attaching:
    """Hands replays to who is there; nothing of it raises.

    `environ` tells the CI, `masked` removes secrets from what is written, and
    `on_problem` takes what went wrong, for the terminal summary.
    """

    def __init__(
        self,
        config: pytest.Config,
        asked: Attach,
        environ: Mapping[str, str],
        masked: Callable[[str], str],
        on_problem: Callable[[str], None],
    ) -> None:
        self._config = config
        self._asked = asked
        self._environ = environ
        self._masked = masked
        self._on_problem = on_problem
        self._is_worker = hasattr(config, "workerinput")
        self._failed: dict[str, FailedTest] = {}

    def in_test(
        self, replay: Path, when_sealed: Callable[[Callable[[], None]], None]
    ) -> None:
        """Give the replay of the failed test that is ending to who needs it now.

        Waits for the audit: what holds a secret has left the folder by then.
        """
        if self._asked == "off" or replay.name != REPLAY_NAME:
            return
        for taker in _TAKERS:
            with self._told(taker.name):
                if not taker.is_there(self._config):
                    continue
                done = threading.Event()
                when_sealed(done.set)
                if not done.wait(READY_S):
                    raise TimeoutError(f"not ready within {READY_S:.0f} s")
                if replay.exists():
                    taker.give(replay)

    def reported(self, report: pytest.TestReport) -> None:
        """Attach to a report, before those who write it down have seen it."""
        if self._asked == "off" or self._is_worker:
            return
        if report.failed and report.nodeid not in self._failed:
            with self._told("failed tests"):
                failed = failed_test(report, self._config)
                self._failed[report.nodeid] = failed
        told = getattr(report, "replaytest", {})
        if report.when != "teardown" or not told.get("replay"):
            return
        replay = Path(told["replay"]).absolute()
        with self._told("JUnit XML"):
            form = junit.form_of(self._asked, self._environ)
            junit.attach(self._config, report, replay, form, self._environ)
        with self._told("pytest-html"):
            pytest_html.attach(self._config, report, replay)

    def finish(
        self, reporter: pytest.TerminalReporter, replays: Mapping[str, Path]
    ) -> None:
        """Tell GitHub what failed. `replays`: node id → file, where there is one."""
        if self._asked == "off" or self._is_worker or not self._failed:
            return
        failed = [
            each.with_replay(replays.get(nodeid)).masked(self._masked)
            for nodeid, each in self._failed.items()
        ]
        with self._told("GitHub annotations"):
            if github.annotates(self._config, self._environ):
                for line in github.error_commands(failed, self._environ):
                    reporter.write_line(line)
        with self._told("GitHub step summary"):
            start = Path(self._config.invocation_params.dir)
            github.write_step_summary(failed, self._environ, start, self._masked)

    @contextmanager
    def _told(self, consumer: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 - a report must not fail a test
            why = str(error) or type(error).__name__
            self._on_problem(f"no replay for {consumer}: {why}")
