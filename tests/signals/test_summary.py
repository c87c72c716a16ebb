"""Summaries: what they say, when they are made anew, and what they never do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.model import Test
from replaytest.signals.facts import Session, TabFacts
from replaytest.signals.thresholds import Thresholds
from replaytest.store.read import read
from replaytest.summary import cache, scanners
from replaytest.summary.cache import load_or_make, summary_path
from replaytest.summary.make import summarise
from replaytest.summary.model import Observation, Summary
from replaytest.summary.related import stored_summaries, with_related
from replaytest.summary.render import as_markdown, as_text
from replaytest.summary.scores import active_ms, activity_score, severity_score
from tests.mirror.events import START
from tests.signals.build import (
    CHECK,
    NAME,
    URL,
    change,
    click,
    console,
    custom,
    moves,
    request,
    shop,
    thrown,
    typed,
    visit,
)
from tests.support.builders import write_recording

FAILURE = {
    "phase": "call",
    "message": "assert 3 == 4\n  in full",
    "traceback": "",
    "at": START + 9000,
}
ENTER = {"kind": "key", "id": NAME, "key": "Enter", "modifiers": []}


def events() -> list:
    parts = [
        shop(),
        custom(100, "identify", {"person": "person-ada"}),
        custom(200, "cart filled", {"items": 3}),
        custom(
            300,
            "replaytest/settings@1",
            {"locale": "de-DE", "timezone": "Europe/Berlin"},
        ),
        moves(1000, [(1, 1), (2, 2)]),
        typed(2000),
        custom(2100, "replaytest/action@1", ENTER),
        click(3000),
        request(3500, status=500),
        thrown(3600, "no order 17"),
        console(4000, "hello", level="log"),
        visit(5000, "http://shop.test/done"),
    ]
    return [e for part in parts for e in (part if isinstance(part, list) else [part])]


def write(
    folder: Path,
    name: str = "session",
    *,
    session: str = "ab" * 16,
    more: list | None = None,
) -> Path:
    return write_recording(
        folder / f"{name}.replaytest",
        [*events(), *(more or [])],
        test=Test("tests/test_cart.py::test_pays"),
        started_at=START,
        session=session,
        end={"at": START + 10_000, "outcome": "failed", "failures": [FAILURE]},
    )


@pytest.fixture
def summary(tmp_path) -> Summary:
    return summarise(read(write(tmp_path)))


def test_it_says_who(summary):
    who = summary.who
    assert (who.person, who.viewport, who.locale) == ("person-ada", "800x600", "de-DE")
    assert who.timezone == "Europe/Berlin"


def test_it_says_what_in_plain_words(summary):
    assert [(step.at, step.text) for step in summary.steps] == [
        (0.0, f"opened {URL}"),
        (2.0, "typed into textbox"),
        (2.1, "pressed Enter in textbox"),
        (3.0, 'clicked button "Pay"'),
        (5.0, "went to http://shop.test/done"),
    ]
    assert [(page.url, page.seconds) for page in summary.pages] == [
        (URL, 5.0),
        ("http://shop.test/done", 5.0),
    ]


def test_every_problem_can_be_found_again(summary):
    assert [each.kind for each in summary.problems] == [
        "error-after-action",
        "failed-request",
        "exception",
    ]
    thrown_ = summary.problems[2]
    assert (thrown_.at, thrown_.tab, thrown_.link) == (3.6, 1, "#t=3.6")
    ordered = sorted(events(), key=lambda event: event["timestamp"])
    assert ordered[thrown_.event]["data"]["tag"] == "replaytest/error@1"


def test_it_says_how_the_test_ended(summary):
    assert (summary.outcome, summary.test) == (
        "failed",
        "tests/test_cart.py::test_pays",
    )
    [failure] = summary.failures
    assert (failure.text, failure.at) == ("assert 3 == 4", 9.0)
    assert summary.fingerprints[0] == failure.fingerprint
    assert len(summary.fingerprints) == 2


def test_it_counts(summary):
    counts, context = summary.counts, summary.context
    assert (counts.requests, counts.failed_requests, counts.exceptions) == (1, 1, 1)
    assert (counts.logs, counts.console_errors, counts.tabs) == (1, 0, 1)
    assert (context.clicks, context.key_presses, context.duration_s) == (1, 1, 10.0)
    assert [note.name for note in summary.notes] == ["identify", "cart filled"]


def test_it_says_what_is_missing_of_a_recording(tmp_path):
    path = write_recording(tmp_path / "session.replaytest", events(), started_at=START)
    assert any("no end" in each for each in summarise(read(path)).incomplete)


def test_ticking_a_box_is_said_as_a_click(tmp_path):
    ticked = [
        *click(6000, node=CHECK),
        change(5, 6010, id=CHECK, text="on", isChecked=True),
    ]
    visit_shop = visit(5500, URL)
    path = write(tmp_path, more=[*visit_shop, *ticked])
    assert "clicked checkbox" in summarise(read(path)).steps[-1].text


def test_it_is_made_once(tmp_path, monkeypatch):
    path = write(tmp_path)
    made = load_or_make(path)
    assert summary_path(path).name == "session.summary.json"
    monkeypatch.setattr(cache, "read", lambda _: pytest.fail("read again"))
    assert load_or_make(path) == made
    json.loads(summary_path(path).read_bytes())


def test_it_is_made_anew_when_what_it_rests_on_is_other(tmp_path):
    path = write(tmp_path)
    assert load_or_make(path).counts.exceptions == 1
    assert (
        len(load_or_make(path, limits=Thresholds(error_after_action_ms=1)).problems)
        == 2
    )
    write(tmp_path / "other", more=[thrown(6000)])
    (tmp_path / "other" / "session.replaytest").replace(path)
    assert load_or_make(path).counts.exceptions == 2


@pytest.mark.parametrize("text", [b"", b"{}", b"[[", b'{"version": 99}'])
def test_a_damaged_one_is_made_anew(tmp_path, text):
    path = write(tmp_path)
    made = load_or_make(path)
    summary_path(path).write_bytes(text)
    assert load_or_make(path) == made


def test_none_is_written_of_an_encrypted_or_an_unfinished_recording(
    tmp_path, monkeypatch
):
    unfinished = write_recording(
        tmp_path / "session.replaytest", events(), started_at=START
    )
    assert load_or_make(unfinished).steps
    keys = tmp_path / "keys"
    monkeypatch.setenv("REPLAYTEST_KEYS", str(keys))
    secret = write_recording(
        tmp_path / "secret.replaytest",
        events(),
        started_at=START,
        end={"outcome": "passed"},
        key_folder=keys,
    )
    assert load_or_make(secret).steps
    assert list(tmp_path.glob("*.summary.json")) == []


def test_a_store_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(cache, "write_whole", refuse)
    assert load_or_make(write(tmp_path)).steps


class Counting:
    name = "counting"

    def __init__(self, version: int = 1) -> None:
        self.version = version
        self.scanned = 0

    def scan(self, session: Session) -> Iterator[Observation]:
        self.scanned += 1
        yield Observation("tabs", f"{len(session.tabs)} tabs", session.started_at)


class Failing:
    name, version = "failing", 1

    def scan(self, session: Session) -> Iterator[Observation]:
        raise ZeroDivisionError("oh")
        yield


def test_a_scanner_looks_once_for_each_version(tmp_path):
    path = write(tmp_path)
    old = Counting()
    for _ in range(3):
        made = load_or_make(path, scanners=[old])
        assert [each.text for each in made.observations] == ["1 tabs"]
    new = Counting(version=2)
    load_or_make(path, scanners=[new])
    assert (old.scanned, new.scanned) == (1, 1)


def test_a_scanner_that_raises_is_named_and_harms_no_other(tmp_path):
    path = write(tmp_path)
    made = load_or_make(path, scanners=[Failing(), Counting()])
    assert made.failed_scanners == {"failing": "ZeroDivisionError: oh"}
    assert [each.scanner for each in made.observations] == ["counting"]
    assert "scanner failing" in as_text(made)


def test_scanners_of_other_packages_are_found_by_entry_point(monkeypatch):
    class Entry:
        def __init__(self, name: str, found: object) -> None:
            self.name, self._found = name, found

        def load(self) -> object:
            if isinstance(self._found, Exception):
                raise self._found
            return self._found

    entries = [
        Entry("ours", Counting),
        Entry("made", Counting()),
        Entry("lost", ImportError("no")),
        Entry("none", 3),
    ]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: entries)
    found, failed = scanners.registered()
    assert [each.name for each in found] == ["errors", "friction", "counting"]
    assert sorted(failed) == ["lost", "made", "none"]


def test_our_scanners_count_errors_and_name_what_gave_trouble(tmp_path):
    path = write(
        tmp_path,
        more=[
            thrown(3700, "no order 18"),
            *[e for n in range(4) for e in click(3100 + n * 100)],
        ],
    )
    found = {each.scanner: each for each in load_or_make(path).observations}
    assert found["errors"].data["times"] == 2
    assert found["friction"].data["target"] == 'button "Pay"'


def test_sessions_with_the_same_error_are_related(tmp_path):
    mine = load_or_make(write(tmp_path / "a", session="ab" * 16))
    load_or_make(write(tmp_path / "b", session="cd" * 16))
    passed = write_recording(
        tmp_path / "c" / "session.replaytest",
        shop(),
        started_at=START,
        end={"outcome": "passed"},
        session="ef" * 16,
    )
    load_or_make(passed)
    [other] = with_related(mine, stored_summaries(tmp_path)).related
    assert other.session == "cd" * 16
    assert len(other.fingerprints) == 2


def test_markdown_holds_nothing_that_a_page_made_up(tmp_path):
    path = write(
        tmp_path, more=[console(7000, "<img src=x> [a](javascript:b)\n# more")]
    )
    text = as_markdown(load_or_make(path))
    assert r"\<img" in text
    assert "\n# " not in text
    assert r"\[a\](javascript" in text


def test_every_line_of_the_text_has_its_time(summary):
    text = as_text(summary)
    assert 'clicked button "Pay"' in text
    assert "    3.600  high exception: TypeError: no order 17 (tab 1, event" in text


@given(st.lists(st.integers(0, 100_000), max_size=40))
def test_active_time_is_never_longer_than_the_session(times):
    at = sorted(START + each for each in times)
    tab = TabFacts(1, user_events=list(at))
    lasted = at[-1] - at[0] if at else 0
    assert 0 <= active_ms(Session([tab])) <= lasted + len(at)


def test_pauses_over_five_seconds_are_not_active_time():
    at = [START, START + 5000, START + 10_001, START + 20_000]
    assert active_ms(Session([TabFacts(1, user_events=at)])) == 5000 + 1 + 1


def test_the_activity_score_is_posthogs():
    counts = TabFacts(1).counts
    counts.update(
        {
            "clicks": 3,
            "key presses": 2,
            "mouse activity": 30,
            "logs": 5,
            "console errors": 1,
        }
    )
    assert activity_score(4, 24, counts) == round(100 * 10 / 60, 2)
    assert activity_score(0, 0, TabFacts(1).counts) == 0


def test_severity_grows_with_failure_and_ends_at_a_hundred(summary, tmp_path):
    assert summary.context.severity_score == 30 + 10 + 10 + 10
    assert severity_score([], "passed") == 0
    assert severity_score([], "failed") == 30
