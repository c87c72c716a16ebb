"""`dom`: one recording, looked at without a browser."""

from __future__ import annotations

import json

import pytest

from replaytest.cli.moments import milliseconds
from replaytest.errors import UsageError
from replaytest.store.folder import Store
from tests.mirror.events import START, add, change, element, mutation, page, text
from tests.support.builders import write_recording


@pytest.fixture
def visit(tmp_path):
    """A cart: a button is clicked, a line is added, a code is typed."""
    store = Store.create(tmp_path / "store")
    button = element(11, "button", text(12, "Add"))
    events = page(element(10, "h1", text(13, "Cart")), button, element(14, "ul"))
    events.append(change(2, 1000, type=2, id=11, x=5, y=5))
    line = [add(element(20, "li"), 14), add(text(21, "Tea <3"), 20)]
    events.append(mutation(1200, adds=line))
    field = element(30, "input", **{"aria-label": "Code"})
    events.append(mutation(2000, adds=[add(field, 4)]))
    events.append(change(5, 2500, id=30, text="XXX0", isChecked=False))
    return write_recording(
        store.root / "sessions" / "one" / "session.replaytest",
        events,
        store=store,
        started_at=START,
        end={"record": "end", "at": START + 3000, "outcome": "passed"},
    )


def lines(result):
    assert result.code == 0, result.err
    return result.out.splitlines()


@pytest.mark.parametrize(
    ("moment", "items"),
    [
        ((), 1),
        (("--at", "1.1s"), 0),
        (("--at", "1200ms"), 1),
        (("--step", "2"), 0),
        (("--checkpoint", "2"), 1),
        (("--checkpoint", "0"), None),
        (("--event", "2"), 0),
        (("--event", "3"), 1),
    ],
)
def test_a_moment(run, visit, moment, items):
    result = run("dom", visit, "--as", "text", *moment)
    if items is None:
        assert result.code == 3
        assert "no page yet" in result.err
        assert "the first one is at 0.000s" in result.err
    else:
        assert result.out.count("Tea <3") == items
        assert "Cart" in result.out


def test_the_forms(run, visit):
    assert "<li>Tea &lt;3</li>" in run("dom", visit).out
    assert lines(run("dom", visit, "--as", "outline")) == [
        '- heading "Cart" [level=1]',
        '- button "Add"',
        "- list:",
        "  - listitem: Tea <3",
        '- textbox "Code": XXX0',
    ]


def test_what_a_selector_finds(run, visit):
    assert lines(run("dom", visit, "--select", "li, button", "--as", "text")) == [
        "Add",
        "Tea <3",
    ]
    result = run("dom", visit, "--select", ".missing")
    assert (result.code, result.out) == (2, "")
    assert "no element matches '.missing'" in result.err


def test_json_says_where_and_when(run, visit):
    told = json.loads(run("dom", visit, "--at", "2.2s", "--as", "text", "--json").out)
    assert told["href"] == "http://127.0.0.1/"
    assert (told["width"], told["height"], told["at"]) == (800, 600, 2.2)
    assert "Tea <3" in told["text"]
    assert told["skipped"] == {}


def test_a_file(run, visit, tmp_path):
    target = tmp_path / "page.html"
    assert lines(run("dom", visit, "-o", target)) == [str(target)] or target.exists()
    assert "<h1>Cart</h1>" in target.read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "soon"), "'soon' is no time"),
        (("--step", "9"), "there is no step 9"),
        (("--event", "99"), "there is no event 99"),
        (("--tab", "7"), "there is no tab 7"),
        (("--select", "li["), "li["),
        (("--as", "png"), "a picture goes to a file"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(run, visit, words, said):
    result = run("dom", visit, *words)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("written", "ms"),
    [
        ("12.3s", 12300),
        ("12", 12000),
        ("800ms", 800),
        ("1:02.5", 62500),
        ("1:00:00", 3.6e6),
    ],
)
def test_times_as_people_write_them(written, ms):
    assert milliseconds(written) == pytest.approx(ms)


@pytest.mark.parametrize("written", ["", "-1s", "1h", "1:2:3:4", "nan"])
def test_what_is_no_time(written):
    with pytest.raises(UsageError, match="is no time"):
        milliseconds(written)
