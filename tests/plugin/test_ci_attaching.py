"""Handing over replays: never before the audit, never at the cost of an outcome."""

from __future__ import annotations

import pytest

from replaytest.plugin import ci
from tests.plugin.test_ci_junit import QUIET


@pytest.fixture
def config(pytester):
    return pytester.parseconfig(*QUIET)


@pytest.fixture
def given(monkeypatch):
    """A consumer that is there; what it was given."""
    found = []
    taker = ci._Taker("Fake", lambda config: True, lambda path: found.append(path.name))
    monkeypatch.setattr(ci, "_TAKERS", (taker,))
    return found


@pytest.fixture
def replay(tmp_path):
    path = tmp_path / "replay.html"
    path.write_text("<!doctype html>")
    return path


def attaching(config, problems, asked="auto"):
    return ci.Attaching(config, asked, {}, str, problems.append)


def test_replay_is_given_once_it_was_searched_for_secrets(config, given, replay):
    order = []

    def when_sealed(work):
        order.append(list(given))
        work()

    attaching(config, []).in_test(replay, when_sealed)
    assert order == [[]]
    assert given == ["replay.html"]


def test_quarantined_replay_is_given_to_nobody(config, given, replay):
    def when_sealed(work):
        replay.unlink()
        work()

    problems = []
    attaching(config, problems).in_test(replay, when_sealed)
    assert given == []
    assert problems == []


def test_replay_that_takes_too_long_is_told_not_waited_for(
    config, given, replay, monkeypatch
):
    monkeypatch.setattr(ci, "READY_S", 0.01)
    problems = []
    attaching(config, problems).in_test(replay, lambda work: None)
    assert given == []
    [problem] = problems
    assert "Fake" in problem
    assert "not ready" in problem


def test_consumer_that_raises_is_a_problem_and_no_failure(config, replay, monkeypatch):
    def refuse(path):
        raise KeyError("no such test")

    taker = ci._Taker("Fake", lambda config: True, refuse)
    monkeypatch.setattr(ci, "_TAKERS", (taker,))
    problems = []
    attaching(config, problems).in_test(replay, lambda work: work())
    assert problems == ["no replay for Fake: 'no such test'"]


def test_nobody_there_is_waited_for_by_nobody(config, replay):
    def when_sealed(work):
        raise AssertionError("waited")

    problems = []
    attaching(config, problems).in_test(replay, when_sealed)
    assert problems == []


def test_off_gives_nothing(config, given, replay):
    attaching(config, [], "off").in_test(replay, lambda work: work())
    assert given == []


def test_encrypted_recording_is_not_given(config, given, tmp_path):
    path = tmp_path / "session.replaytest"
    path.write_bytes(b"sealed")
    attaching(config, []).in_test(path, lambda work: work())
    assert given == []
