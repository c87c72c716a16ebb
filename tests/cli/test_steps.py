"""`steps`: what was done, in plain words."""

from __future__ import annotations

import json

import pytest

from replaytest.store.folder import Store
from tests.mirror.events import START, add, change, element, mutation, page, text
from tests.redrive.acts import arrive, click, our, our_click, our_key, value
from tests.support.builders import write_recording


@pytest.fixture
def recorded(tmp_path):
    """Return a recording of these events."""

    def write(*events):
        store = Store.create(tmp_path / "store")
        return write_recording(
            store.root / "sessions" / "one" / "session.replaytest",
            events,
            store=store,
            started_at=START,
            end={"record": "end", "at": START + 30000, "outcome": "passed"},
        )

    return write


@pytest.fixture
def visit(recorded):
    """A cart: a button is clicked, a line is added, a code is typed."""
    button = element(11, "button", text(12, "Add"))
    field = element(30, "input", **{"aria-label": "Code"})
    return recorded(
        *page(element(10, "h1", text(13, "Cart")), button, element(14, "ul")),
        change(2, 1000, type=2, id=11, x=5, y=5),
        mutation(1200, adds=[add(element(20, "li"), 14), add(text(21, "Tea"), 20)]),
        mutation(2000, adds=[add(field, 4)]),
        change(3, 2200, id=1, x=0, y=40),
        value(2500, 30, "***"),
    )


def rows(result):
    assert result.code == 0, result.err
    return [row.split(maxsplit=2) for row in result.out.splitlines()]


def test_steps_in_plain_words(run, visit):
    result = run("steps", visit)
    assert rows(result) == [
        ["1", "0.000", "go to http://127.0.0.1/"],
        ["2", "1.000", 'click button "Add"'],
        ["3", "2.500", 'fill textbox "Code" with "***" (masked)'],
    ]
    assert "not recorded: 1 value is masked" in result.err


def test_what_only_prepares_is_shown_when_asked_for(run, visit):
    assert rows(run("steps", visit, "--all"))[2] == [
        "2.200",
        "scroll",
        "the page to 0,40",
    ]


def test_steps_as_json(run, visit):
    told = [json.loads(row) for row in run("steps", visit, "--json").out.splitlines()]
    assert [each["number"] for each in told] == [1, 2, 3]
    assert {
        "number": 2,
        "at": 1.0,
        "deed": "click",
        "event": 2,
        "node": 11,
        "target": 'button "Add"',
        "detail": "",
        "kind": "click",
        "tab": 1,
        "first": 2,
        "last": 2,
    }.items() <= told[1].items()
    assert (told[0]["deed"], told[0]["detail"]) == ("navigate", "http://127.0.0.1/")
    assert (told[2]["deed"], told[2]["kind"]) == ("input", "fill")
    every = run("steps", visit, "--json", "--all").out.splitlines()
    assert [json.loads(row)["minor"] for row in every] == [False, False, True, False]


def test_a_step_tells_where_it_led(run, recorded):
    link = element(10, "a", text(11, "Next"), href="/next")
    events = [*arrive(0, "http://127.0.0.1/", link), *our_click(100, 10)]
    path = recorded(*events, *arrive(500, "http://127.0.0.1/next?page=2#top"))
    assert rows(run("steps", path))[1:] == [
        ["2", "0.100", 'click link "Next" → /next?page=2#top'],
    ]
    assert rows(run("steps", path, "--all"))[2] == [
        *("3", "0.500", "(go to http://127.0.0.1/next?page=2#top, by step 2)")
    ]


def test_a_guess_is_called_one_and_numbers_stay_those_of_the_page(run, recorded):
    first = element(10, "input", **{"aria-label": "Code"})
    path = recorded(
        *page(first),
        *click(50, 10),
        value(900, 10, "tea"),
        value(1200, 10, ""),
        our("history", 5000),
    )
    told = rows(run("steps", path))
    assert told[-1][-1].startswith("back")
    assert "[guess: " in " ".join(told[-1])


def test_a_page_cannot_write_to_the_terminal(run, recorded):
    named = element(10, "button", text(11, "\x1b[31mAdd"))
    out = run(
        "steps", recorded(*page(named), *click(50, 10), our_key(90, 10, "\x1b"))
    ).out
    assert "\x1b" not in out
    assert "31mAdd" in out
