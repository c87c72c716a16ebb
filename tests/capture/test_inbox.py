from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from replaytest.capture.inbox import MOST_WAITING, Inbox, Lines

PAGE = "page"


def batch(doc: str, seq: int, *events: object, **header: object) -> str:
    head = {"doc": doc, "seq": seq, "count": len(events), **header}
    return "\n".join(json.dumps(line) for line in (head, *events)) + "\n"


def values(lines: list[Lines]) -> list[object]:
    return [json.loads(line) for each in lines for line in each.body.splitlines()]


@given(st.data(), st.integers(1, 30))
def test_batches_of_any_order_come_out_in_order_and_once(data, count):
    order = data.draw(st.permutations(range(count)))
    twice = data.draw(st.lists(st.sampled_from(order)))
    inbox = Inbox()
    came = [inbox.accept(PAGE, batch("d", seq, seq)) for seq in [*order, *twice]]
    assert values(came) == list(range(count))
    assert sum(lines.lost for lines in came) == 0


@given(st.permutations([(doc, seq) for doc in "abc" for seq in range(8)]))
def test_documents_do_not_disturb_each_other(order):
    inbox = Inbox()
    came = [inbox.accept(PAGE, batch(doc, seq, [doc, seq])) for doc, seq in order]
    for doc in "abc":
        assert [s for d, s in values(came) if d == doc] == list(range(8))


def test_what_never_comes_is_counted_and_the_rest_goes_on():
    inbox = Inbox()
    came = [
        inbox.accept(PAGE, batch("d", seq, seq)) for seq in range(3, MOST_WAITING + 5)
    ]
    assert sum(lines.lost for lines in came) == 3
    assert values(came) == list(range(3, MOST_WAITING + 5))


def test_what_waits_at_the_end_is_handed_out_with_its_losses():
    inbox = Inbox()
    assert inbox.accept(PAGE, batch("d", 2, "two")) == Lines(PAGE)
    assert inbox.accept(PAGE, batch("d", 5, "five")) == Lines(PAGE)
    rest = list(inbox.finish())
    assert values(rest) == ["two", "five"]
    assert [lines.lost for lines in rest] == [2, 2]
    assert list(inbox.finish()) == []


def test_a_header_may_say_more():
    lines = Inbox().accept(
        PAGE, batch("d", 0, 1, 2, live=1, problems=["broken"], optedOut=True)
    )
    assert (lines.events, lines.live, lines.problems) == (2, 1, ("broken",))
    assert lines.opted_out


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.text() | JSON.map(json.dumps))
def test_junk_is_a_problem_and_no_error(text):
    lines = Inbox().accept(PAGE, text)
    assert lines.body == ""
    assert lines.problems == ("sent something that is no batch",)


@given(
    st.fixed_dictionaries(
        {"doc": JSON, "seq": JSON, "count": JSON},
        optional={"live": JSON, "problems": JSON},
    )
)
def test_a_header_of_the_wrong_kinds_is_no_error(header):
    lines = Inbox().accept(PAGE, json.dumps(header) + "\n1\n")
    valid = all(
        [
            isinstance(header["doc"], str),
            isinstance(header["seq"], int),
            isinstance(header["count"], int),
        ]
    )
    assert valid or lines.problems


def test_lines_for_a_tab_are_ndjson():
    lines = Inbox().accept(PAGE, batch("d", 0, {"a": "x\ny"}, [1, 2], "\ud83d"))
    parsed = [json.loads(line) for line in lines.for_tab(7).splitlines()]
    assert parsed[:2] == [[7, {"a": "x\ny"}], [7, [1, 2]]]
    assert parsed[2][0] == 7
    assert Lines(PAGE).for_tab(7) == b""


def test_forgotten_pages_begin_anew():
    inbox = Inbox()
    inbox.accept("kept", batch("a", 0, 1))
    inbox.accept("gone", batch("b", 0, 1))
    inbox.forget({"kept"})
    assert values([inbox.accept("kept", batch("a", 0, 1))]) == []
    assert values([inbox.accept("gone", batch("b", 0, 1))]) == [1]
