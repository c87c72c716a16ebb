from __future__ import annotations

import json
from itertools import chain

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.capture.inbox import MOST_WAITING, Inbox, Lines

PAGE = "page"
JUNK = Lines(PAGE, problems=("sent something that is no batch",))

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
# With halves of surrogate pairs, which pages do send.
any_text = st.lists(st.text() | st.sampled_from("\ud83d\ude00")).map("".join)


def batch(number, *events, doc="doc", **more):
    """Return a batch as the recorder in the page writes it."""
    header = {"doc": doc, "seq": number, "count": len(events), **more}
    return "".join(f"{json.dumps(each)}\n" for each in (header, *events))


def one(number, doc="doc"):
    """Return a batch of one event, which is the batch's own number."""
    return batch(number, number, doc=doc)


def everything(inbox, batches, page=PAGE):
    return [*(inbox.accept(page, each) for each in batches), *inbox.finish()]


def events(found):
    return [json.loads(line) for lines in found for line in lines.body.splitlines()]


def lost(found):
    return sum(lines.lost for lines in found)


@st.composite
def shuffled(draw):
    """Draw batches' events, and the order in which the batches come, some twice."""
    sizes = draw(st.lists(st.integers(0, 3), max_size=MOST_WAITING + 1))
    content = [[[n, i] for i in range(size)] for n, size in enumerate(sizes)]
    order = draw(st.permutations(range(len(sizes))))
    for again in draw(st.lists(st.sampled_from(order), max_size=9)) if order else ():
        order.insert(draw(st.integers(0, len(order))), again)
    return content, order


@given(shuffled())
def test_any_order_gives_the_events_in_order_and_each_once(drawn):
    content, order = drawn
    found = everything(Inbox(), [batch(n, *content[n]) for n in order])
    assert events(found) == list(chain(*content))
    assert sum(lines.events for lines in found) == len(events(found))
    assert lost(found) == 0


@given(st.lists(st.integers(0, MOST_WAITING), min_size=1, max_size=4 * MOST_WAITING))
def test_in_a_long_stream_each_batch_may_be_late(delays):
    order = sorted(range(len(delays)), key=lambda n: n + delays[n])
    inbox = Inbox()
    found = [inbox.accept(PAGE, one(n)) for n in order]
    assert events(found) == list(range(len(delays)))
    assert lost(found) == 0


@given(st.permutations(range(2 * MOST_WAITING)), st.integers(0, 2 * MOST_WAITING))
def test_what_is_not_there_is_counted_as_lost(order, number):
    order = order[:number]
    found = everything(Inbox(), map(one, order))
    there = events(found)
    assert there == sorted(set(there))
    assert lost(found) + len(there) == max(order, default=-1) + 1


def test_a_batch_that_never_comes_is_waited_for_until_too_many_wait():
    inbox = Inbox()
    early = [inbox.accept(PAGE, one(n)) for n in range(1, MOST_WAITING + 1)]
    assert early == [Lines(PAGE)] * MOST_WAITING
    found = inbox.accept(PAGE, one(MOST_WAITING + 1))
    assert (found.lost, found.events) == (1, MOST_WAITING + 1)
    assert events([found]) == list(range(1, MOST_WAITING + 2))
    assert inbox.accept(PAGE, one(0)) == Lines(PAGE)
    assert events([inbox.accept(PAGE, one(MOST_WAITING + 2))]) == [MOST_WAITING + 2]


def test_a_batch_that_never_comes_is_lost_at_the_end():
    inbox = Inbox()
    for number in (0, 2, 3, 7):
        inbox.accept(PAGE, one(number))
    assert list(inbox.finish()) == [
        Lines(PAGE, "2\n3", events=2, live=2, lost=1),
        Lines(PAGE, "7", events=1, live=1, lost=3),
    ]
    assert list(inbox.finish()) == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9))))
def test_documents_do_not_disturb_each_other(arrivals):
    together = Inbox()
    mixed = [together.accept(doc, one(n, doc)) for doc, n in arrivals]
    mixed += together.finish()
    for name in "abc":
        alone = [one(n, doc) for doc, n in arrivals if doc == name]
        assert [lines for lines in mixed if lines.page == name] == everything(
            Inbox(), alone, page=name
        )


def test_a_last_batch_brought_by_another_page_stays_with_the_first():
    inbox = Inbox()
    inbox.accept("popup", one(0))
    assert inbox.accept("opener", one(1)).page == "popup"


def test_what_a_header_says_is_passed_on():
    inbox = Inbox()
    inbox.accept(PAGE, batch(1, "c", live=0, problems=["x" * 501], optedOut=True))
    assert inbox.accept(PAGE, batch(0, "a", "b", problems=["TypeError", 1])) == Lines(
        PAGE,
        '"a"\n"b"\n"c"',
        events=3,
        live=2,
        problems=("TypeError", "1", "x" * 500),
        opted_out=True,
    )


@given(any_text)
def test_text_that_is_no_batch_is_a_problem(text):
    assert everything(Inbox(), [text]) == [JUNK]


@given(json_values, st.text())
def test_json_that_is_no_header_is_a_problem(value, rest):
    assert everything(Inbox(), [f"{json.dumps(value)}\n{rest}"]) == [JUNK]


@pytest.mark.parametrize("key", ["doc", "seq", "count"])
def test_a_header_needs_its_keys(key):
    header = json.loads(one(0).partition("\n")[0])
    del header[key]
    assert everything(Inbox(), [f"{json.dumps(header)}\n0\n"]) == [JUNK]


@given(st.sampled_from(["doc", "seq", "count", "live", "problems"]), json_values)
def test_a_header_of_odd_values_never_raises_and_leaves_the_next_one_alone(key, value):
    inbox = Inbox()
    odd = inbox.accept(PAGE, batch(0, "odd", **{key: value}))
    right = {"doc": str, "problems": list}.get(key, int)
    if not isinstance(value, right):
        assert odd == JUNK
    assert events([inbox.accept(PAGE, batch(0, "next", doc=f"not {value!r}"))]) == [
        "next"
    ]
    assert all(isinstance(lines.for_tab(1), bytes) for lines in (odd, *inbox.finish()))


@pytest.mark.parametrize("value", [None, "0", 0.5, -1, True, [], {}])
@pytest.mark.parametrize("key", ["seq", "count", "live"])
def test_a_number_of_a_header_is_a_whole_one_from_zero(key, value):
    assert everything(Inbox(), [batch(0, "odd", **{key: value})]) == [JUNK]


@pytest.mark.parametrize(
    "header",
    [
        '{"doc":"\ud800","seq":0,"count":1}',
        r'{"doc":"\ud800","seq":0,"count":1}',
        '{"doc":"a","seq":NaN,"count":1}',
        '{"doc":"a","seq":1e999,"count":1}',
        '{"doc":"a","seq":18446744073709551616,"count":1}',
        '{"doc":"a","seq":0,"count":1',
        "[" * 100_000,
    ],
    ids=lambda header: ascii(header[:40]),
)
def test_a_header_that_python_would_forgive_is_a_problem(header):
    assert everything(Inbox(), [f"{header}\n0\n"]) == [JUNK]


def test_junk_takes_nothing_from_what_is_right():
    inbox = Inbox()
    found = [inbox.accept(PAGE, text) for text in (one(0), "junk", "", one(1))]
    assert events(found) == [0, 1]
    assert lost(found) == 0


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers(0, 99))))
def test_lines_for_a_tab_are_pairs_of_tab_and_event(content):
    found = Inbox().accept(PAGE, batch(0, *content)).for_tab(12)
    assert [orjson.loads(line) for line in found.splitlines()] == [
        [12, event] for event in content
    ]
    assert found.endswith(b"\n") or not content


@given(any_text)
def test_half_a_character_costs_no_more_than_itself(text):
    body = json.dumps(text, ensure_ascii=False)
    found = Inbox().accept(PAGE, f"{one(0)}{body}\n").for_tab(1)
    whole = "".join("?" if "\ud800" <= each <= "\udfff" else each for each in text)
    assert [orjson.loads(line) for line in found.split(b"\n")[:-1]] == [
        [1, 0],
        [1, whole],
    ]


def test_a_forgotten_page_begins_anew():
    inbox = Inbox()
    for page in ("stays", "goes"):
        inbox.accept(page, one(0, page))
        inbox.accept(page, one(2, page))
    inbox.forget({"stays"})
    assert events([inbox.accept("stays", one(1, "stays"))]) == [1, 2]
    assert events([inbox.accept("goes", one(0, "goes"))]) == [0]
    assert list(inbox.finish()) == []
