"""Which texts count as seen."""

from __future__ import annotations

from replaytest.search import screen
from replaytest.search.rows import LONGEST, kept
from replaytest.search.screen import seen_in
from replaytest.store.read import read
from tests.mirror.events import START, change, element, mutation, page, text
from tests.support.builders import write_recording


def seen(tmp_path, *events):
    flat = [
        each for part in events for each in (part if isinstance(part, list) else [part])
    ]
    path = write_recording(
        tmp_path / "session.replaytest", flat, started_at=START, end={"at": START}
    )
    return {each.text: each.at - START for each in seen_in(read(path))}


def shows(at, said):
    return mutation(at, texts=[{"id": 11, "value": said}])


def clicks(at):
    return change(2, at, type=2, id=10, x=1, y=1)


PAGE = page(
    element(10, "p", text(11, "first")),
    element(20, "p", text(21, "never"), style="display: none"),
)


def test_each_state_is_seen_when_a_step_left_it(tmp_path):
    found = seen(
        tmp_path,
        list(PAGE),
        clicks(1000),
        shows(1500, "second"),
        clicks(2000),
        shows(3000, "third"),
    )
    assert found == {"first": 0, "second": 1500, "third": 3000}


def test_what_came_and_went_between_two_steps_is_not_seen(tmp_path):
    found = seen(
        tmp_path,
        list(PAGE),
        clicks(1000),
        shows(1100, "toast"),
        shows(1900, "second"),
        clicks(2000),
    )
    assert "toast" not in found
    assert "second" in found


def test_what_is_hidden_is_not_seen_until_it_is_shown(tmp_path):
    shown = mutation(1500, attributes=[{"id": 20, "attributes": {"style": ""}}])
    found = seen(tmp_path, list(PAGE), clicks(1000), shown)
    assert found == {"first": 0, "never": 1500}


def test_a_state_in_which_nothing_changed_is_not_read_again(tmp_path, monkeypatch):
    read_ = []
    visible = screen.visible_text
    monkeypatch.setattr(screen, "visible_text", lambda m: read_.append(1) or visible(m))
    scroll = change(3, 1100, id=10, x=0, y=9)
    seen(tmp_path, list(PAGE), *map(clicks, range(1000, 9000, 1000)), scroll)
    assert len(read_) == 1


def test_a_session_without_end_costs_no_more_than_a_long_one(tmp_path, monkeypatch):
    monkeypatch.setattr(screen, "NODES", 1)
    monkeypatch.setattr(screen, "LINES", 2)
    found = seen(
        tmp_path,
        list(PAGE),
        clicks(1000),
        shows(1100, "a"),
        clicks(2000),
        shows(2100, "b"),
    )
    assert set(found) == {"first", "b"}


def test_a_text_is_kept_in_one_printable_line():
    assert kept(" a\n\tb\x1b[1m\x00 ") == "a b[1m"
    assert len(kept("x" * 10_000)) == LONGEST
