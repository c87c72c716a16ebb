"""Style sheets beside a batch: each stands in the events that name it, and comes once."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replaytest.capture import sheets
from replaytest.capture.attach import Feed
from replaytest.capture.sheets import MARK, Sheets

NONCE = "0f" * 16


def batch(*events, told=()):
    """`told` are names and style sheets in turns."""
    header = {"doc": "d", "seq": 0, "count": len(events)}
    if told:
        header["sheets"] = len(told)
    lines = [header, *events, *told]
    return "".join(json.dumps(each) + "\n" for each in lines)


def named(name, nonce=NONCE):
    return {"attributes": {"_cssText": f"{MARK}{nonce}:{name}"}}


def styled(css):
    return {"attributes": {"_cssText": css}}


def events_of(text):
    return [json.loads(line) for line in text.splitlines()[1:]]


def test_a_sheet_stands_in_the_place_of_its_name_and_is_known_from_then_on():
    known, css = Sheets(), 'a::before { content: "\\201c\\n" }'
    text, names = known.opened(batch(named("1-2-3"), told=["1-2-3", css]), NONCE)
    assert events_of(text) == [styled(css)]
    assert names == ["1-2-3"]
    later, names = known.opened(batch({"other": 1}, named("1-2-3")), NONCE)
    assert events_of(later) == [{"other": 1}, styled(css)]
    assert names == []


def test_what_names_no_sheet_is_left_as_it_is():
    plain = batch({"text": "sheets"}, {"text": f"{MARK}x:1-2-3"})
    assert Sheets().opened(plain, NONCE) == (plain, [])


def test_a_sheet_that_never_came_is_empty():
    text, _ = Sheets().opened(batch(named("1-2-3")), NONCE)
    assert events_of(text) == [styled("")]


def test_nobody_gets_a_sheet_who_does_not_know_the_nonce():
    known = Sheets()
    known.opened(batch(named("1-2-3"), told=["1-2-3", "a {}"]), NONCE)
    asked = batch(named("1-2-3", nonce="0e" * 16))
    assert known.opened(asked, NONCE)[0] == asked


@pytest.mark.parametrize("limit", ["MOST_KNOWN", "MOST_CHARS"])
def test_what_is_too_much_to_be_kept_comes_again(monkeypatch, limit):
    monkeypatch.setattr(sheets, limit, 1)
    known, one, other = Sheets(), "a { }", "b { }"
    for css, name in ((one, "1-1-1"), (other, "2-2-2"), (other, "2-2-2")):
        text, names = known.opened(batch(named(name), told=[name, css]), NONCE)
        assert events_of(text) == [styled(css)]
        assert names == (["1-1-1"] if limit == "MOST_KNOWN" and css == one else [])


@given(st.text(), st.integers())
@example("", 2**64 - 1)
def test_no_batch_makes_it_fail(text, count):
    head = f'{{"doc":"d","seq":0,"count":0,"sheets":{count}}}'
    for each in (text, f"{head}\n{text}", f"{head}\n{MARK}{text}\n"):
        Sheets().opened(each, NONCE)


def test_what_is_no_text_is_no_sheet():
    sent = batch(named("1-2-3"), told=["1-2-3", {"a": 1}])
    text, names = Sheets().opened(sent, NONCE)
    assert events_of(text) == [styled("")]
    assert names == []


def test_a_feed_passes_whole_events_on_and_has_pages_know_the_sheet_once():
    feed, heard, told = Feed(), [], []

    def accept(_source, text):
        heard.extend(events_of(text))

    feed.join(accept, None, rests=lambda *_: None, knows=told.append)
    name = {"attributes": {"_cssText": f"{MARK}{feed.nonce}:1-2-3"}}
    for _ in range(2):
        feed({"page": object()}, batch(name, told=["1-2-3", "a {}"]))
    feed({"page": object()}, batch(name))
    assert heard == [styled("a {}")] * 3
    assert told == [["1-2-3"]]
