"""The plugin proper, registered only when recording is on: pytest → recorder.

Each hook hands over and returns. Nothing of pytest goes further than this file: a
test is a node id, an outcome and failure texts. What fails here becomes a warning in
the terminal summary, never another outcome (and never a Python warning, which
`-W error` would turn into a failure).
"""

from __future__ import annotations

import os
import time
import uuid
import zlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from replaytest.config import Options, share
from replaytest.errors import ReplaytestError, UsageError
from replaytest.files import REPLAY_NAME
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.model import Failure, Outcome, Test, now_ms
from replaytest.plugin.attachments import left_beside
from replaytest.plugin.ci import Attaching
from replaytest.plugin.outbox import Outbox
from replaytest.plugin.replays import Replays
from replaytest.plugin.summary import Summary
from replaytest.recorder import Recorder
from replaytest.store import crypt, keys, retention
from replaytest.store.folder import Store
from replaytest.store.remote_files import check, without_password
from replaytest.tags import ATTACHMENTS, OUTPUT, PHASE

RUN = "replaytest_run"
ATTRIBUTE = "replaytest"
PROPERTY = "replaytest_replay"
# Characters of each captured stream.
MOST_OUTPUT = 100_000


@dataclass(frozen=True, slots=True)
class _Asked:
    """The arguments of the marker `record_session`."""

    enabled: bool = True
    level: int | None = None
    sample: float | None = None


class RecordingPlugin:
    """Begins and ends the recordings of tests; the controller of xdist sums up."""

    def __init__(self, config: pytest.Config, options: Options) -> None:
        self.config = config
        self.options = options
        self.rules = options.rules or Rules()
        self._key_folder = _key_folder(options) if options.encrypt else None
        if options.remote:
            check(options.remote)
        self.secrets = Secrets.of(self.rules, os.environ, options.secrets)
        workerinput: dict[str, Any] = getattr(config, "workerinput", {})
        self.worker = str(workerinput.get("workerid", ""))
        self.run = str(workerinput.get(RUN) or uuid.uuid4().hex)
        self.recorder: Recorder | None = None
        masked = self.secrets.mask_text
        self.summary = Summary(config, masked)
        self.attaching = Attaching(
            config, options.attach, os.environ, masked, self._problem
        )
        self._problems: list[str] = list(self.secrets.problems)
        self._failures: list[Failure] = []
        self._notes: list[tuple[str, dict[str, Any], float]] = []
        self._skipped = False
        self._sample = options.sample
        self._outbox: Outbox | None = None
        self._replays = Replays(self._problem)
        self._hits = 0
        self._folder: Path | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        # xdist: all workers share the run's id, so that the controller finds theirs.
        node.workerinput[RUN] = self.run

    def pytest_sessionstart(self) -> None:
        if self._is_controller():
            return
        try:
            store = Store.create(self.options.folder)
            recorder = Recorder(
                store,
                on_problem=self._problem,
                rules=self.rules,
                secrets=self.secrets,
                key_folder=self._key_folder,
                source_maps=self.options.source_maps,
                seed=self.options.seed,
            )
            recorder.start()
        except ReplaytestError as error:
            self._problems.append(f"nothing is recorded: {error}")
        except ImportError as error:
            self._problems.append(
                f"nothing is recorded, Playwright is missing: {error}"
            )
        else:
            self.recorder = recorder
            self._outbox = self._outbox_of(store)

    def pytest_report_header(self) -> str:
        folder = self.summary.relative(self.options.folder)
        if self.options.remote:
            folder += f", then {without_password(self.options.remote)}"
        return f"replaytest: recording sessions to {folder} (keep: {self.options.keep})"

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        self._failures, self._notes, self._skipped = [], [], False
        if self.recorder:
            attempt = getattr(item, "execution_count", 1)
            test = Test(item.nodeid, attempt, self.worker, self.run)
            self._folder = self.recorder.begin(test, rules=self._rules_of(item))
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.failed:
            self._failures.append(_failure(report, call))
        self._skipped = self._skipped or report.skipped
        told = {"phase": report.when, "outcome": report.outcome}
        self._phase(told, call.start, call.stop)
        if report.when == "teardown" and self.recorder:
            self._end(report)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any]
    ) -> Generator[None, object, object]:
        start = time.time()
        outcome = "failed"
        try:
            result = yield
            outcome = "passed"
        except pytest.skip.Exception:
            outcome = "skipped"
            raise
        finally:
            told = {"phase": "fixture", "name": fixturedef.argname}
            self._phase(told | {"outcome": outcome}, start, time.time())
        return result

    # Before pytest's JUnit XML and pytest-html write the report down.
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.summary.add(report)
        self.attaching.reported(report)

    # trylast: within xdist's own wrapper, which sends a worker's output away.
    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(
        self, session: pytest.Session
    ) -> Generator[None, object, object]:
        result = yield
        if self.recorder:
            # A span is open here only when the run was interrupted in a test.
            self._close("interrupted", keep=True)
            self.recorder.stop()
        if self._outbox:
            self._outbox.close()
        if not self.worker:
            self._retain()
        self._hits += self._outbox.hits if self._outbox else 0
        if self.worker:
            told = {"problems": self._problems, "hits": self._hits}
            self.config.workeroutput[ATTRIBUTE] = told  # type: ignore[attr-defined]
            return result
        if self._hits and self.options.strict and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        return result

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        told = getattr(node, "workeroutput", {}).get(ATTRIBUTE, {})
        self._hits += told.get("hits", 0)
        for problem in told.get("problems", ()):
            self._problem(problem)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        self.attaching.finish(terminalreporter, self.summary.replays)
        self.summary.write(terminalreporter, self._problems)

    def _rules_of(self, item: pytest.Item) -> Rules:
        self._sample = self.options.sample
        marker = item.get_closest_marker("record_session")
        if marker is None:
            return self.rules
        try:
            asked = _Asked(*marker.args, **marker.kwargs)
            if asked.sample is not None:
                self._sample = share(asked.sample, "record_session: sample")
            level = asked.level if asked.enabled else 4
            return self.rules if level is None else self.rules.at_level(level)
        except (TypeError, UsageError) as error:
            self._problem(f"{item.nodeid} is not recorded: wrong marker: {error}")
            return self.rules.at_level(4)

    def _is_sampled(self, nodeid: str) -> bool:
        # By name and run: all workers and attempts decide alike.
        drawn = zlib.crc32(f"{self.run} {nodeid}".encode(errors="replace")) / 2**32
        return drawn < self._sample

    def _end(self, report: pytest.TestReport) -> None:
        assert self.recorder is not None
        outcome: Outcome = "passed"
        if self._failures:
            outcome = "failed"
        elif self._skipped:
            outcome = "skipped"
        for title, text in report.sections:
            # Its end says more than its beginning.
            told = {"title": title, "text": text[-MOST_OUTPUT:]}
            self._notes.append((OUTPUT, told, time.time() * 1000))
        wanted = self.options.keep != "failed" and self._is_sampled(report.nodeid)
        keep = outcome == "failed" or wanted
        if keep:
            self._note_attachments()
        paths = self._close(outcome, keep=keep)
        left: dict[str, Any] = {"recordings": [str(path) for path in paths]}
        if paths and outcome == "failed":
            encrypted = self._key_folder is not None
            replay = paths[0] if encrypted else paths[0].parent / REPLAY_NAME
            left["replay"] = str(replay)
            report.user_properties.append((PROPERTY, self.summary.relative(replay)))
            self.attaching.in_test(replay, self.recorder.when_sealed)
        # A plain attribute: xdist carries it to the controller.
        setattr(report, ATTRIBUTE, left)

    def _note_attachments(self) -> None:
        # pytest-playwright has kept them by now: it does so in a hook within ours.
        output = self.config.getoption("--output", None)
        if self._folder and isinstance(output, str):
            told = left_beside(Path(output), self._folder, self.secrets.mask_text)
            if told:
                self._notes.append((ATTACHMENTS, told, time.time() * 1000))

    def _phase(self, told: dict[str, Any], start: float, stop: float) -> None:
        """Keep a part of the test for its recording. `start` and `stop` are seconds."""
        times = {"at": int(start * 1000), "duration": round((stop - start) * 1000, 1)}
        self._notes.append((PHASE, told | times, stop * 1000))

    def _close(self, outcome: Outcome, *, keep: bool) -> list[Path]:
        assert self.recorder is not None
        for tag, told, at in self._notes:
            self.recorder.note(tag, told, at)
        failures = self._failures
        paths = self.recorder.end(outcome, failures, keep=keep)
        # Of an encrypted recording nothing readable is left behind.
        if paths and outcome in {"failed", "interrupted"} and not self._key_folder:
            target = paths[0].parent / REPLAY_NAME
            self._replays.expect()
            self.recorder.afterwards(lambda: self._replays.write(paths, target))
        outbox = self._outbox
        if paths and outbox:
            folder = paths[0].parent
            self.recorder.when_sealed(lambda: outbox.take(folder))
        return paths

    def _outbox_of(self, store: Store) -> Outbox:
        return Outbox(store, self.secrets, self.options.remote, self._problem)

    def _send_lost(self, store: Store) -> None:
        """Audit and upload what workers that died left; the others sent their own."""
        lost = {
            entry.path.parent
            for entry in store.entries()
            if entry.test and entry.test.run == self.run and not entry.finished
        }
        if lost:
            self._outbox = self._outbox_of(store)
            for folder in sorted(lost):
                self._outbox.take(folder)
            self._outbox.close()

    def _retain(self) -> None:
        try:
            store = Store.open(self.options.folder)
        except ReplaytestError:
            return  # it could not be made, and that was told
        self.summary.find_lost(store, self.run, self._problem)
        if self.options.remote and self._is_controller():
            self._send_lost(store)
        if self.options.keep == "recent":
            try:
                # The key of a recording opens its copy at the URL as well.
                shred = not self.options.remote
                retention.apply(store, now=now_ms(), shred=shred)
            except (ReplaytestError, OSError) as error:
                self._problem(f"old recordings were not removed: {error}")

    def _problem(self, text: str) -> None:
        if text not in self._problems:
            self._problems.append(text)

    def _is_controller(self) -> bool:
        return self.config.pluginmanager.hasplugin("dsession")


def _key_folder(options: Options) -> Path:
    crypt.check()
    folder = keys.key_folder()
    keys.check_apart(folder, options.folder)
    return folder


def _failure(report: pytest.TestReport, call: pytest.CallInfo[None]) -> Failure:
    crash = getattr(report.longrepr, "reprcrash", None)
    text = report.longreprtext
    return Failure(
        phase=report.when,
        message=crash.message if crash else text.strip().rpartition("\n")[2],
        traceback=text,
        failed_at=int(call.stop * 1000),
    )
