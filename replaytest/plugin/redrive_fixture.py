"""The fixture `redrive`, and what a recording that is a test does with it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from replaytest.config import Options, resolve
from replaytest.diff.noise import Noise
from replaytest.errors import ReplaytestError
from replaytest.files import REPLAY_NAME
from replaytest.model import Verdict
from replaytest.plugin.redrive import PROPERTY
from replaytest.plugin.redrive_settings import merged, of_config, of_sidecar
from replaytest.run.api import What, opened, redrive
from replaytest.run.model import Run
from replaytest.run.page import write_run_page
from replaytest.run.words import block
from replaytest.store.entry import beside
from replaytest.store.folder import Store, remove_empty_folders
from replaytest.store.read import Recording

REPLAY = "replaytest_replay"


class NotAsExpected(AssertionError):
    """The verdict of a run is another one; the message is a block of lines."""


class Redrive:
    """`redrive(recording, **options)` in a test; options are `replaytest.redrive`'s.

    A relative path is one from the file of the test.
    """

    def __init__(
        self, request: pytest.FixtureRequest, options: Mapping[str, Any]
    ) -> None:
        config = request.config
        self._request = request
        self._store = store_options(config)
        self._start = Path(config.invocation_params.dir)
        self._far = merged(
            {
                "base_url": _base_url(request),
                "folder": self._store.folder,
                "noise": Noise.load(config.rootpath),
            },
            of_config(config),
            options,
        )
        self._fine: list[Path] = []

    def __call__(self, recording: What, **options: Any) -> Run:
        """Do it; return what became of it. It raises what `replaytest.redrive` does."""
        beside = {}
        if not isinstance(recording, Recording):
            recording = self._request.path.parent / recording
            beside = of_sidecar(recording)
        asked = merged(self._far, beside, options)
        asked.pop("expect", None)  # that is for recordings which are tests
        run = redrive(recording, **asked)
        if run.verdict == "matched" and run.path:
            self._fine.append(run.path)
        return run

    def as_test(self, path: Path, session: int | None) -> None:
        """Do a recording that is a test.

        Raises `NotAsExpected`, and what `replaytest.redrive` does.
        """
        __tracebackhide__ = True
        asked = of_sidecar(path)
        with opened(path, session=session) as recording:
            expected = asked.pop("expect", None) or _expected(recording)
            run = redrive(recording, of=path, **merged(self._far, asked))
            properties = self._request.node.user_properties
            properties.append((PROPERTY, run.verdict))
            if run.verdict in expected:
                if run.path:
                    self._fine.append(run.path)
                return
            told = block(run, expected)
            if run.path:
                told[-1:] = self._links(run, run.path, recording)
            if run.path and run.verdict == "diverged":
                target = "" if path == recording.path else " TARGET"
                told.append(self._renewal(run.path, target))
            raise NotAsExpected("\n".join(told))

    def tidy(self) -> None:
        """Remove the recordings of runs that were as expected: nobody looks there."""
        if self._store.keep == "all":
            return
        for path in self._fine:
            stop = Store(self._store.folder).own_folder_of(path)
            for each in (path, *beside(path)):
                each.unlink(missing_ok=True)
            if stop is not None:
                remove_empty_folders(path.parent, stop)

    def _links(self, run: Run, path: Path, recording: Recording) -> list[str]:
        """Write the page that shows a run beside its baseline; say where it is."""
        replay = path.parent / REPLAY_NAME
        try:
            write_run_page(run, recording, replay, noise=self._far["noise"])
        except ReplaytestError as error:
            return [f"    run: {self._near(path)}", f"    no replay: {error.problem}"]
        self._request.node.user_properties.append((REPLAY, self._near(replay)))
        return [f"    replay: {self._near(replay)}"]

    def _renewal(self, run: Path, target: str) -> str:
        accept = f"replaytest accept {self._near(run.parent)}{target}"
        return f"    if it is right: {accept}"

    def _near(self, path: Path) -> str:
        try:
            return Path(os.path.relpath(path, self._start)).as_posix()
        except ValueError:  # another drive
            return str(path)


def store_options(config: pytest.Config) -> Options:
    """Return the options of recording, which say where runs are recorded."""
    from replaytest.plugin import OPTIONS

    return resolve(
        command_line={name: config.getoption(name) for name in OPTIONS},
        environ=os.environ,
        ini=config.getini,
        root=config.rootpath,
    )


def _expected(recording: Recording) -> tuple[Verdict, ...]:
    """Return what is as expected: a failure is not to come back, all else is to stay.

    What nobody has judged, as a visit, and failed somewhere, is to be as it was.
    """
    if recording.outcome == "failed":
        return ("not-reproduced",)
    return ("matched",) if recording.outcome else ("matched", "reproduced")


def _base_url(request: pytest.FixtureRequest) -> str:
    try:
        found = request.getfixturevalue("base_url")
    except pytest.FixtureLookupError as error:
        if error.argname != "base_url":
            raise
        found = None  # the plugin that has it is not there
    return str(found or request.config.getini("redrive_base_url") or "")
