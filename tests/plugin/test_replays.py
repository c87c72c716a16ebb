"""Replay pages are written one after the other, and hold nobody up."""

from __future__ import annotations

from pathlib import Path

import pytest

from replaytest.plugin.replays import MOST_COMPARED, Replays


@pytest.fixture
def written(monkeypatch):
    """What was written, and with what it was compared."""
    found = []

    def write(paths, target, *, against=None):
        if target.name == "broken":
            raise OSError("no room")
        found.append((target.name, against))

    monkeypatch.setattr("replaytest.replay.write_replay_of", write)
    return found


def test_few_are_compared_with_their_last_pass_and_many_are_not(written):
    pages = Replays(print)
    for _ in range(MOST_COMPARED + 2):
        pages.expect()
    for number in range(MOST_COMPARED + 2):
        pages.write([], Path(str(number)))
    assert [against for _, against in written] == [(), (), None, None, None]
    pages.expect()
    pages.write([], Path("later"))
    assert written[-1] == ("later", None)


def test_one_that_fails_is_a_problem_and_no_exception(written):
    problems = []
    pages = Replays(problems.append)
    pages.expect()
    pages.write([], Path("folder/broken"))
    assert problems == ["no replay of folder: no room"]
    pages.expect()
    pages.write([], Path("next"))
    assert written == [("next", None)]
