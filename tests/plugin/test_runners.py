"""Other plugins and other ways to run: xdist, reruns, -x, Ctrl-C, --lf, asyncio."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.support.once import Ran, run_once
from tests.support.suites import (
    ALONGSIDE,
    ASYNC,
    CONFTEST,
    PAGE,
    SYNC,
    recordings,
    texts_of,
)

FOUR = f"""
import pytest

@pytest.mark.parametrize("n", range(4))
def test_n(page, n):
    page.goto({PAGE!r})
    assert n != 2
"""


def test_xdist_combines_on_the_controller(suite, store):
    result = suite(FOUR, "--record-sessions", "-n2", "-p", "xdist")
    result.assert_outcomes(passed=3, failed=1)
    found = recordings(store)
    assert len(found) == 4
    assert {r.test.worker for r in found} <= {"gw0", "gw1"}
    assert len({r.test.run for r in found}) == 1
    result.stdout.re_match_lines([r"  replay: \.replaytest/tests/.*/replay\.html"])


def test_crashed_xdist_worker_leaves_a_replay(suite, store):
    result = suite(
        f"""
import os, time

def test_crash(page):
    page.goto({PAGE!r})
    page.wait_for_timeout(600)
    os.kill(os.getpid(), 9)

def test_other(page): page.goto({PAGE!r})
""",
        "--record-sessions",
        "-n1",
        "-p",
        "xdist",
    )
    result.assert_outcomes(passed=1, failed=1)
    crashed, other = recordings(store)
    assert not crashed.finished
    assert "Hello" in texts_of(crashed)
    assert other.finished
    assert (crashed.path.parent / "replay.html").exists()
    result.stdout.re_match_lines([r"  replay: \.replaytest/tests/.*/replay\.html"])


def test_each_attempt_of_a_rerun_has_its_recording(suite, store):
    result = suite(
        f"""
tries = []

def test_flaky(page):
    page.goto({PAGE!r})
    tries.append(1)
    assert len(tries) == 3
""",
        "--record-sessions",
        "--reruns=2",
        base=ALONGSIDE,
    )
    result.assert_outcomes(passed=1)
    found = recordings(store)
    assert [(r.test.attempt, r.outcome) for r in found] == [
        (1, "failed"),
        (2, "failed"),
        (3, "passed"),
    ]
    assert [path.name for path in sorted((store / "tests").iterdir())] == [
        "test-it-py-test-flaky-chromium",
        "test-it-py-test-flaky-chromium-retry1",
        "test-it-py-test-flaky-chromium-retry2",
    ]


def test_stop_at_first_failure_and_go_on_with_what_failed_last(suite, store):
    with_cache = tuple(arg for arg in SYNC if "cacheprovider" not in arg)[:-1]
    result = suite(FOUR, "--record-sessions", "-x", base=with_cache)
    result.assert_outcomes(passed=2, failed=1)
    assert [r.outcome for r in recordings(store)] == ["passed", "passed", "failed"]
    result = suite(FOUR, "--record-sessions", "--lf", base=with_cache)
    result.assert_outcomes(failed=1, deselected=0)
    assert [r.outcome for r in recordings(store)].count("failed") == 2


def test_interrupt_keeps_what_was_recorded(pytester, store):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        test_it=f"""
def test_long(page):
    page.goto({PAGE!r})
    print("READY", flush=True)
    page.wait_for_timeout(60_000)
"""
    )
    command = [sys.executable, "-m", "pytest", "-s", "--record-sessions", *SYNC]
    process = subprocess.Popen(
        command, cwd=pytester.path, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    for line in process.stdout:
        if "READY" in line:
            break
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    [recording] = recordings(store)
    assert recording.outcome == "interrupted"
    assert recording.finished
    assert "Hello" in texts_of(recording)
    assert "INTERNALERROR" not in output


ASYNCIO = {
    "test_it": f"""
import pytest
from playwright.async_api import async_playwright, expect
from replaytest.browser.launch import launch_options

pytestmark = pytest.mark.asyncio(loop_scope="session")

async def test_passes(page):
    await page.goto({PAGE!r})
    await page.get_by_role("textbox").fill("typed")

async def test_fails(page):
    await page.goto({PAGE!r})
    await expect(page.get_by_role("heading")).to_have_text("Goodbye", timeout=200)

async def test_own_driver():
    async with async_playwright() as p:
        browser = await p.chromium.launch(**launch_options())
        page = await browser.new_page()
        await page.goto({PAGE!r})
        await browser.close()
""",
    "test_outlives": """
import pytest, pytest_asyncio

pytestmark = pytest.mark.asyncio(loop_scope="session")

@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def shared(browser):
    page = await browser.new_page()
    await page.set_content("<h1>before</h1><button onclick='n.textContent++'>go</button>"
                           "<b id=n>0</b>")
    yield page
    await page.close()

async def test_one(shared): await shared.click("button")
async def test_two(shared): await shared.click("button")
""",
}


@pytest.fixture(scope="module")
def asyncio_twin(tmp_path_factory) -> Ran:
    arguments = (tmp_path_factory, "asyncio", ASYNCIO, "--record-sessions")
    return run_once(*arguments, base=ASYNC)


def test_asyncio_twin(asyncio_twin):
    assert asyncio_twin.outcomes("test_it") == {"PASSED": 2, "FAILED": 1}
    found = asyncio_twin.recordings("test_it")
    assert [r.outcome for r in found] == ["failed", "passed", "passed"]
    assert all("Hello" in texts_of(r) for r in found)
    assert len(asyncio_twin.replays("test_it")) == 1


def test_asyncio_page_that_outlives_tests(asyncio_twin):
    assert asyncio_twin.outcomes("test_outlives") == {"PASSED": 2}
    one, two = asyncio_twin.recordings("test_outlives")
    # What Playwright tells (5, 6) may come before the first event of the page.
    kinds = [event["type"] for _, event in two.events() if event["type"] < 5]
    assert kinds[:2] == [4, 2]
    assert "before" in texts_of(two)


def test_without_any_playwright_plugin(suite, store):
    result = suite(
        f"""
from playwright.sync_api import sync_playwright
from replaytest.browser.launch import launch_options

def test_own_driver():
    with sync_playwright() as p:
        browser = p.chromium.launch(**launch_options())
        browser.new_page().goto({PAGE!r})

def test_failing():
    with sync_playwright() as p:
        browser = p.chromium.launch(**launch_options())
        browser.new_page().goto({PAGE!r})
        raise AssertionError
""",
        "--record-sessions",
        base=(*SYNC, "-p", "no:playwright"),
        conftest="",
    )
    result.assert_outcomes(passed=1, failed=1)
    failed, passed = recordings(store)
    assert "Hello" in texts_of(failed)
    assert "Hello" in texts_of(passed)
    assert re.search(r"replay\.html", result.stdout.str())


def test_suite_without_playwright_gets_one_warning(pytester):
    pytester.makepyfile("def test_it(): pass")
    (pytester.path / "playwright.py").write_text("raise ImportError('not here')")
    environment = {**os.environ, "PYTHONPATH": str(pytester.path)}
    command = [sys.executable, "-m", "pytest", "--record-sessions", *SYNC]
    done = subprocess.run(
        [*command, "-p", "no:playwright"],
        cwd=pytester.path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.count("replaytest warning: ") == 1
