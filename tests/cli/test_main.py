from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from replaytest import errors
from replaytest.cli import listing

VERBS = ("ls", "show", "export", "events", "rm", "gc", "doctor")


def test_help_names_every_verb_and_the_exit_codes(run):
    result = run("--help")
    assert result.code == 0
    assert all(f"    {verb} " in result.out for verb in VERBS)
    assert "70 an error in replaytest itself" in result.out


@pytest.mark.parametrize("verb", VERBS)
def test_help_of_each_verb_has_an_example(run, verb):
    result = run(verb, "--help")
    assert result.code == 0
    assert f"example: replaytest {verb}" in result.out


def test_version(run):
    result = run("--version")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("replaytest ")
    assert "(rrweb 2.1.6)" in result.out


@pytest.mark.parametrize(
    "words", [(), ("nonsense",), ("ls", "--nonsense"), ("show",), ("ls", "--fail")]
)
def test_wrong_usage_is_2_and_on_stderr(run, words):
    result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert "usage: replaytest" in result.err


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.UsageError, 2),
        (errors.RecordingNotFound, 3),
        (errors.RecordingDamaged, 3),
        (errors.StoreNotWritable, 3),
        (errors.BrowserNotFound, 4),
        (errors.BundleMissing, 70),
        (errors.ReplaytestError, 70),
    ],
)
def test_exit_code_of_each_kind_of_error(run, monkeypatch, kind, code):
    def fail(_options):
        raise kind("it broke", where="there", fix="mend it")

    monkeypatch.setattr(listing, "run", fail)
    result = run("ls")
    assert (result.code, result.out) == (code, "")
    lines = result.err.splitlines()
    assert lines[:2] == [f"[{kind.code}] it broke (there)", "hint: mend it"]
    assert ("replaytest doctor" in result.err) == (kind is errors.BundleMissing)


def test_an_error_of_ours_is_one_line_and_a_hint(run, monkeypatch):
    monkeypatch.setattr(listing, "run", lambda _options: 1 / 0)
    result = run("ls")
    assert result.code == 70
    assert result.err.splitlines() == [
        "[RT900] internal error: ZeroDivisionError: division by zero",
        "hint: run `replaytest doctor`; REPLAYTEST_DEBUG=1 shows where it happened",
    ]


def test_traceback_only_when_asked_for(monkeypatch, capsys):
    from replaytest.cli.main import main

    monkeypatch.setattr(listing, "run", lambda _options: 1 / 0)
    monkeypatch.setenv("REPLAYTEST_DEBUG", "1")
    assert main(["ls"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_control_c_ends_quietly(run, monkeypatch):
    def interrupt(_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "run", interrupt)
    result = run("ls")
    assert (result.code, result.out, result.err) == (130, "", "")


def test_a_reader_that_went_away_is_no_error(run, monkeypatch):
    def broken(_options):
        raise BrokenPipeError

    monkeypatch.setattr(listing, "run", broken)
    monkeypatch.setattr("replaytest.cli.main._leave_stdout", lambda: None)
    result = run("ls")
    assert (result.code, result.out, result.err) == (0, "", "")


def command(*words, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "replaytest", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **more,
    )


def test_as_a_process_piped_into_head(record):
    from tests.support.builders import click

    # More than a pipe holds, or the writer never notices.
    record(events=[click(number) for number in range(5000)])
    process = command("events", "test_pays")
    assert process.stdout.readline().strip()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(30) == 0
    process.stderr.close()


def test_as_a_process_on_a_terminal_of_few_letters(record):
    record(nodeid="tests/test_cart.py::test_größe[✓]")
    out, err = command(
        "ls", env=os.environ | {"PYTHONIOENCODING": "ascii"}
    ).communicate()
    assert err == b""
    assert b"test_gr\\xf6\\xdfe[\\u2713]" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_behind_stdout_is_told_in_one_line(record):
    record()
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "replaytest", "ls"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr.splitlines() == [
        b"stdout cannot be written: No space left on device"
    ]


def test_starting_imports_nothing_heavy():
    code = (
        "import sys; from replaytest.cli.main import main; main(['--version']);"
        "print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"rich", "orjson", "zstandard", "slugify", "playwright", "pytest", "json"}
    assert not heavy & set(done.stdout.splitlines())
