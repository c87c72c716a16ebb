"""GitHub Actions: the summary of a step, and errors beside the lines of tests.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from replaytest.files import SUFFIX
from replaytest.plugin.ci.failed import FailedTest
from replaytest.plugin.ci.markdown import row, words

if TYPE_CHECKING:
    from replaytest.summary.model import Problem

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
# Of one step GitHub shows no more errors, and refuses a summary that is larger.
MOST_ERRORS = 10
MOST_BYTES = 1 << 20
MESSAGE_LINES = 5
# Signals are looked up while there is time, for the first tests.
SIGNALS, SIGNAL_TESTS, SIGNAL_S = 3, 20, 10.0
_SEVERITIES = ("high", "medium", "low")
_ANNOTATOR = "pytest_github_actions_annotate_failures"
_HEAD = ("test", "why it failed", "signals", "replay")


def annotates(config: pytest.Config, environ: Mapping[str, str]) -> bool:
    """Say whether errors are wanted, and no other plugin writes them."""
    told = environ.get("GITHUB_ACTIONS") == "true"
    return told and not config.pluginmanager.hasplugin(_ANNOTATOR)


def error_commands(
    failed: Sequence[FailedTest], environ: Mapping[str, str]
) -> Iterator[str]:
    """Yield a workflow command for each of the first failed tests."""
    root = Path(environ.get("GITHUB_WORKSPACE") or Path.cwd())
    for test in failed[:MOST_ERRORS]:
        properties = {"file": _from(root, test.file)}
        if test.line:
            properties["line"] = str(test.line)
        properties["title"] = test.nodeid
        said = test.reason.strip().splitlines()[:MESSAGE_LINES]
        if test.replay is not None:
            said.append(f"replay: {_from(root, test.replay)}")
        listed = ",".join(f"{k}={_in_property(v)}" for k, v in properties.items())
        yield f"::error {listed}::{_in_message(chr(10).join(said))}"


def write_step_summary(
    failed: Sequence[FailedTest],
    environ: Mapping[str, str],
    start: Path,
    masked: Callable[[str], str],
) -> None:
    """Append a table to the step's summary. `start`: what paths are relative to.

    Raises `OSError` as the system does.
    """
    name = environ.get(STEP_SUMMARY)
    if not name:
        return
    path = Path(name)
    before = path.stat().st_size if path.exists() else 0
    text = step_summary(failed, start, masked, room=MOST_BYTES - before)
    with path.open("ab") as file:
        file.write(text.encode("utf-8", "replace"))


def step_summary(
    failed: Sequence[FailedTest],
    start: Path,
    masked: Callable[[str], str],
    *,
    room: int = MOST_BYTES,
) -> str:
    """Return the table as Markdown, of at most `room` bytes, "" if none fits."""
    count = f"{len(failed)} failed test" + ("" if len(failed) == 1 else "s")
    head = f"\n### {count}\n\n{row(_HEAD)}{row(['---'] * len(_HEAD), raw=True)}"
    tail = _tail(failed)
    # Of what is left out the number is told, which has to fit as well.
    left = room - sum(len(each.encode()) for each in (head, tail)) - 100
    if left < 0:
        return ""
    rows: list[str] = []
    until = time.monotonic() + SIGNAL_S
    for number, test in enumerate(failed):
        looks = number < SIGNAL_TESTS and time.monotonic() < until
        line = _row(test, start, masked(_signals(test)) if looks else "")
        left -= len(line.encode("utf-8", "replace"))
        if left < 0:
            more = len(failed) - number
            return f"{head}{''.join(rows)}\nand {more} more: no room\n{tail}"
        rows.append(line)
    return f"{head}{''.join(rows)}{tail}"


def _tail(failed: Sequence[FailedTest]) -> str:
    if all(test.replay is None for test in failed):
        return "\n"
    return (
        "\nA replay is one HTML file: take it from this job's artifacts and open it, "
        "also without a network.\n"
    )


def _row(test: FailedTest, start: Path, signals: str) -> str:
    replay = "" if test.replay is None else _from(start, test.replay)
    return row([test.nodeid, test.headline, signals, replay])


def _signals(test: FailedTest) -> str:
    """Return the worst things that were found in the sessions of a test."""
    from replaytest.errors import ReplaytestError
    from replaytest.summary.cache import load_or_make

    if test.replay is None:
        return ""
    found: list[Problem] = []
    for path in sorted(test.replay.parent.glob(f"*{SUFFIX}")):
        try:
            found.extend(load_or_make(path).problems)
        except (ReplaytestError, OSError):
            continue  # the replay is there all the same
    found.sort(key=lambda problem: (_SEVERITIES.index(problem.severity), problem.at))
    texts = dict.fromkeys(words(problem.text, 160) for problem in found)
    return "; ".join(list(texts)[:SIGNALS])


def _from(root: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, root)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _in_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_property(text: str) -> str:
    return _in_message(text).replace(":", "%3A").replace(",", "%2C")
