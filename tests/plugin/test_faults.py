"""Faults made on purpose: tests pass all the same, one warning says what happened."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

import replaytest
from tests.support.suites import CONFTEST, PAGE, SYNC, recordings, texts_of

TWO = f"""
def test_one(page):
    page.goto({PAGE!r})
    page.get_by_role("textbox").fill("typed")

def test_two(page): page.goto({PAGE!r})
"""

COUNTING = """
def test_long(page):
    page.set_content("<b id=n>0</b><script>let n = 0; setInterval("
                     "() => document.querySelector('b').textContent = ++n, 4)</script>")
    while True:
        print("AT", page.evaluate("n"), flush=True)
        page.wait_for_timeout(20)
"""


def warnings_of(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if line.startswith("replaytest warning:")]


def test_killed_pytest_loses_at_most_one_flush_interval(pytester, store):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=COUNTING)
    command = [sys.executable, "-m", "pytest", "-s", "--record-sessions", *SYNC]
    process = subprocess.Popen(
        command, cwd=pytester.path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    reached = 0
    for line in process.stdout:
        if found := re.search(r"AT (\d+)", line):
            reached = int(found[1])
        if reached > 250:
            break
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate(timeout=30)
    reached = max([reached, *map(int, re.findall(r"AT (\d+)", rest))])
    [recording] = recordings(store)
    assert not recording.finished
    ticks = [
        int(tick) for tick in re.findall(r"'textContent': '(\d+)'", texts_of(recording))
    ]
    # 250 ms is the page's flush interval; 50 ms more for the way to the disk.
    assert reached - max(ticks) <= 300 / 4


def test_missing_bundle(suite, store):
    result = suite(
        TWO,
        "--record-sessions",
        conftest="""
from importlib import resources
from pathlib import Path
import replaytest.capture.script
replaytest.capture.script.resources.files = lambda name: Path("/nowhere")
""",
    )
    result.assert_outcomes(passed=2)
    [warning] = warnings_of(result)
    assert "RT901" in warning
    assert "nothing is recorded" in warning
    assert recordings(store) == []


def test_refused_binding(suite):
    result = suite(
        TWO,
        "--record-sessions",
        conftest="""
from replaytest.browser import installed

async def refuse(*args, **kwargs):
    raise RuntimeError("no binding today")

installed.class_of("BrowserContext").expose_binding = refuse
""",
    )
    result.assert_outcomes(passed=2)
    [warning] = warnings_of(result)
    assert "no binding today" in warning


def test_store_that_cannot_be_made(suite, store):
    store.write_text("a file where the folder should be")
    result = suite(TWO, "--record-sessions")
    result.assert_outcomes(passed=2)
    [warning] = warnings_of(result)
    assert "RT104" in warning
    assert str(store) in warning


def test_full_disk(suite, store):
    result = suite(
        """
import resource, signal

def test_large(page):
    page.set_content("<p>start</p>")
    # From now on no file of this process may grow beyond this: EFBIG, as a full disk
    # gives ENOSPC. (The browser is a process of its own, and runs already.)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    for i in range(16):
        page.evaluate("document.body.append(Array.from({length: 4000},"
                      " (_, i) => Math.random().toString(36)).join(' '))")
        page.wait_for_timeout(10)

def test_after(page): page.set_content("<p>fine</p>")
""",
        "--record-sessions",
    )
    result.assert_outcomes(passed=2)
    [warning] = warnings_of(result)
    assert "File too large" in warning
    large = next(r for r in recordings(store) if "large" in r.test.nodeid)
    assert "start" in texts_of(large)  # what was written before is kept


def test_store_removed_in_the_middle(suite, store):
    result = suite(
        f"""
import shutil

def test_one(page):
    page.goto({PAGE!r})
    page.wait_for_timeout(300)
    shutil.rmtree(".replaytest")
    page.goto({PAGE!r})

def test_two(page): page.goto({PAGE!r})
""",
        "--record-sessions",
    )
    result.assert_outcomes(passed=2)


def test_page_that_floods_the_binding_with_junk(suite, store):
    result = suite(
        """
def test_junk(context, page):
    context.add_init_script("")
    page.set_content("<p>real</p>")
    page.context._impl_obj._bindings["__replaytest_batch"]({"page": page._impl_obj}, "junk")
    page.context._impl_obj._bindings["__replaytest_batch"](
        {"page": page._impl_obj}, '{"doc": "x", "seq": 0, "count": 1}\\nnot json\\n')
    page.evaluate("document.body.append('more')")
""",
        "--record-sessions",
    )
    result.assert_outcomes(passed=1)
    [recording] = recordings(store)
    assert "more" in texts_of(recording)
    assert any("no batch" in problem for problem in recording.problems)


def test_torn_file_reads_up_to_the_tear(suite, store, tmp_path):
    suite(TWO, "--record-sessions")
    whole = recordings(store)[0]
    torn = tmp_path / "torn.replaytest"
    data = whole.path.read_bytes()
    torn.write_bytes(data[: len(data) // 2])
    recording = replaytest.read(torn)
    assert recording.torn_at is not None
    assert recording.test == whole.test
