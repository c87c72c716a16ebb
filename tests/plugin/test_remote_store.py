"""`--record-sessions-dir s3://…`: recorded here, listed and shown from there."""

from __future__ import annotations

import json

import pytest

from replaytest.cli.main import main
from tests.support.suites import PAGE, recordings

pytest_plugins = ["tests.support.s3"]

TESTS = f"""
def test_passes(page):
    page.goto({PAGE!r})

def test_fails(page):
    page.goto({PAGE!r})
    assert page.get_by_role("heading").inner_text() == "Goodbye"
"""


@pytest.fixture
def run(capsysbinary):
    def run_(*words):
        capsysbinary.readouterr()  # what the suites printed
        code = main([str(word) for word in words])
        captured = capsysbinary.readouterr()
        assert b"Traceback" not in captured.err
        return code, captured.out, captured.err.decode()

    return run_


def listed(run, url):
    code, out, _ = run("ls", "--json", "--dir", url)
    assert code == 0
    return json.loads(out)


def test_recorded_in_ci_and_looked_at_from_a_laptop(
    suite, store, url, run, tmp_path, monkeypatch
):
    # A client that is collected open warns: nobody's test may fail for that.
    strict = [
        "-Werror::ResourceWarning",
        "-Werror::pytest.PytestUnraisableExceptionWarning",
        "-Werror::pytest.PytestUnhandledThreadExceptionWarning",
    ]
    result = suite(TESTS, "--record-sessions", "--record-sessions-dir", url, *strict)
    result.assert_outcomes(passed=1, failed=1)
    assert "replaytest warning" not in result.stdout.str()
    result.stdout.fnmatch_lines([f"*recording sessions to .replaytest, then {url} *"])
    [replay] = store.rglob("replay.html")
    assert len(recordings(store)) == 2

    monkeypatch.chdir(tmp_path)
    found = listed(run, url)
    assert {each["outcome"] for each in found} == {"passed", "failed"}
    assert all(each["path"].startswith(f"{url}/tests/") for each in found)

    target = tmp_path / "page.html"
    assert run("show", "test_fails", "--dir", url, "--no-open", "-o", target)[0] == 0
    assert target.read_bytes() == replay.read_bytes()
    code, out, _ = run("export", found[0]["path"], "--to", "rrweb", "-o", "-")
    assert code == 0
    assert [event for event in json.loads(out) if event["type"] == 2]
    monkeypatch.setenv("REPLAYTEST_RECORD_SESSIONS_DIR", url)
    assert "full-snapshot" in run("events", "test_fails")[1].decode()


def test_each_worker_of_xdist_sends_its_own(suite, url, run):
    pytest.importorskip("xdist")
    result = suite(TESTS, "--record-sessions", f"--record-sessions-dir={url}", "-n2")
    result.assert_outcomes(passed=1, failed=1)
    assert "replaytest warning" not in result.stdout.str()
    assert len(listed(run, url)) == 2


def test_what_a_worker_left_when_it_died_is_sent_by_the_controller(suite, url, run):
    pytest.importorskip("xdist")
    source = f"""
import os

def test_dies(page):
    page.goto({PAGE!r})
    page.wait_for_timeout(600)
    os._exit(1)
"""
    options = ("-n1", "--max-worker-restart=0")
    suite(source, "--record-sessions", f"--record-sessions-dir={url}", *options)
    [found] = listed(run, url)
    assert found["test"]["nodeid"] == "test_it.py::test_dies[chromium]"
    assert not found["finished"]
    assert found["events"]


def test_a_missing_bucket_is_one_warning_and_no_outcome(suite, store, url):
    missing = "s3://no-such-bucket-here/x"
    result = suite(TESTS, "--record-sessions", f"--record-sessions-dir={missing}")
    result.assert_outcomes(passed=1, failed=1)
    [line] = [each for each in result.outlines if "replaytest warning" in each]
    assert f"not every recording reached {missing}: " in line
    assert "no such bucket" in line
    assert len(recordings(store)) == 2


def test_what_holds_a_secret_is_not_sent(suite, url, run, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "t0psecret-value")
    # Told to be one only afterwards: the audit finds it, the mask could not.
    source = f"""
def test_leaks(page, session_recording):
    page.goto({PAGE!r})
    page.evaluate("document.body.append('late-' + 'secret-9')")
    page.wait_for_timeout(600)
    session_recording.mask("late-secret-9")

def test_is_clean(page):
    page.goto({PAGE!r})
"""
    result = suite(source, "--record-sessions", f"--record-sessions-dir={url}")
    result.assert_outcomes(passed=2)
    assert "quarantined" in result.stdout.str()
    assert [each["test"]["nodeid"] for each in listed(run, url)] == [
        "test_it.py::test_is_clean[chromium]"
    ]


def test_a_missing_package_ends_the_run_with_the_command(suite, pytester):
    (pytester.path / "s3fs.py").write_text("raise ImportError('Install s3fs')")
    result = suite(TESTS, "--record-sessions", "--record-sessions-dir=s3://b/x")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "pip install 'replaytest[s3]'" in result.stderr.str()


def test_off_asks_nothing_of_the_url(suite):
    result = suite("def test_it(): pass", "--record-sessions-dir=nosuch://b/x")
    result.assert_outcomes(passed=1)
