"""`accept`: a recording becomes the baseline that a re-drive is compared with."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.output import clean, nearby, say
from replaytest.errors import UsageError
from replaytest.files import SUFFIX

if TYPE_CHECKING:
    from replaytest.store.read import Recording

_HIDES_TEXTS = 2
_ENGINE = re.compile(r"\[(chromium|firefox|webkit)\]$")

# What the folders of a store begin with, see `store.names`: no place for a baseline.
_STAMP = re.compile(r"\d{8}T\d{6}\.\d{3}Z")


def add(verbs: Any) -> None:
    """Describe the verb."""
    accept = verbs.add_parser(
        "accept",
        help="make a recording the baseline that re-drives are compared with",
        description="Write a recording to TARGET as one file that needs no store, to "
        "be kept in git: pytest collects it there (ini redrive_sessions) and does it "
        "again. A run of a re-drive replaces the baseline that it was a run of. "
        "Recordings of other recorders (PostHog exports) can be accepted as well.",
        epilog="example: replaytest accept test_checkout tests/sessions/"
        "\n         replaytest accept .replaytest/sessions/20261121T074852.858Z-786fd6",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    accept.add_argument("what", metavar="RUN_OR_RECORDING", help=WHAT)
    accept.add_argument(
        "target",
        metavar="TARGET",
        nargs="?",
        type=Path,
        help="a .replaytest file, or a folder (default: the baseline that this is a "
        "run of)",
    )
    add_dir(accept)
    accept.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the new baseline."""
    from replaytest.run.session import RUN_OF
    from replaytest.store.alone import write_alone

    with _found(options) as recording:
        told = recording.header.get(RUN_OF)
        of = told if isinstance(told, dict) else {}
        target = _target(options.target, recording, of)
        verb = "renewed" if target.exists() else "new"
        _warn_changed(target, of)
        # A run has no test that could have passed: that it is accepted says it did.
        write_alone(recording, target, outcome="passed" if of else None)
        print(clean(f"{verb}: {nearby(target)}"))
        _tell_hidden(recording)
    return 0


@contextmanager
def _found(options: argparse.Namespace) -> Iterator[Recording]:
    from replaytest.cli.showing import one_recording

    path = Path(options.what)
    if path.suffix != SUFFIX and os.path.isfile(options.what):  # noqa: PTH113
        from replaytest.run.api import opened

        with opened(path) as recording:
            yield recording
    else:
        yield one_recording(options)


def _target(asked: Path | None, recording: Recording, of: dict[str, Any]) -> Path:
    if asked is None:
        return _baseline(recording, of)
    if asked.is_dir() or not asked.suffix:
        return asked / f"{_name(recording)}{SUFFIX}"
    if asked.suffix != SUFFIX:
        raise UsageError(
            f"a baseline is a {SUFFIX} file",
            where=str(asked),
            fix=f"{asked.with_suffix(SUFFIX)}, or a folder",
        )
    return asked


def _baseline(recording: Recording, of: dict[str, Any]) -> Path:
    """Return what a run was a run of."""
    from replaytest.store.read import blobs_for

    where = str(recording.path)
    if not of:
        raise UsageError(
            "this is no run of a re-drive",
            where=where,
            fix="say where it goes: replaytest accept WHAT tests/sessions/NAME"
            f"{SUFFIX}",
        )
    store = blobs_for(recording.path).folder.parent
    path = Path(os.path.normpath(store / str(of.get("of") or "")))
    if path.suffix != SUFFIX or _STAMP.match(path.parent.name):
        raise UsageError(
            f"what this is a run of is no baseline: {nearby(path)}",
            where=where,
            fix="say where it goes: replaytest accept WHAT tests/sessions/NAME"
            f"{SUFFIX}",
        )
    return path


def _name(recording: Recording) -> str:
    """Return a short name: that of the test's function, else of the page."""
    from replaytest.store.names import test_folder_name

    if recording.test is None:
        return f"session-{recording.session[:8]}"
    short = recording.test.nodeid.rpartition("::")[2].removeprefix("test_")
    short = _ENGINE.sub("", short)  # the parameter of pytest-playwright
    return test_folder_name(short)[:80] or f"session-{recording.session[:8]}"


def _warn_changed(target: Path, of: dict[str, Any]) -> None:
    from replaytest.errors import RecordingError
    from replaytest.store.read import read

    try:
        session = read(target).session if of and target.exists() else ""
    except RecordingError:
        return
    if session and session != of.get("session"):
        say("the baseline has been renewed since this run of it was made")


def _tell_hidden(recording: Recording) -> None:
    """Say what a re-drive of it will not know."""
    from replaytest.timelines import plan_of

    if (recording.level or 0) >= _HIDES_TEXTS:
        say(
            f"it was recorded at level {recording.level}: of texts only lengths are "
            "compared; record it at level 1 or 0"
        )
    plan = plan_of(recording)
    hidden = {
        step.target.words if step.target else "a field": None
        for step in plan.steps
        if step.masked
    }
    for name in hidden:
        say(f"masked: what was typed into {name}; give it by --values or a .toml file")
    for missing in plan.missing:
        if not (hidden and "--values" in missing):  # that was told, with its name
            say(f"not recorded: {missing}")
