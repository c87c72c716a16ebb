from __future__ import annotations

import copy

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replaytest.store import deltas, pack

numbers = st.integers(-(2**53), 2**53) | st.integers(-3, 3)
rows = st.lists(st.lists(numbers, max_size=7), max_size=40)
removes = st.lists(
    st.fixed_dictionaries({"parentId": numbers, "id": numbers}), max_size=40
)
odd = st.none() | st.booleans() | numbers | st.text(max_size=2) | st.just([[1.5]] * 20)
data = st.fixed_dictionaries(
    {},
    optional={
        "trees": st.fixed_dictionaries(
            {"shapes": st.just([])}, optional={"rows": rows | odd, "$rows": rows}
        )
        | odd,
        "removes": removes | odd,
        "$removes": rows,
    },
)


def table(count: int, first: int = 100) -> dict:
    """Return the mutation that puts `count` rows in the place of as many others."""
    made = [[9, first + 5 * (n + 1), first + 5 * n, 0, n] for n in range(count)]
    gone = [{"parentId": 9, "id": first - 5 * n} for n in range(count)]
    trees = {"shapes": ["<tr #"], "words": [str(n) for n in range(count)], "rows": made}
    return {"source": 0, "removes": gone, "adds": [], "trees": trees}


@given(data)
@example(table(20))
@example({"removes": [{"parentId": 1, "id": True}] * 20})
@example({"removes": [{"parentId": 1, "id": 2, "isShadow": True}] * 20})
@example({"trees": {"rows": [[1, 2, 3, 0]] * 20 + [[1, 2, 3]]}})
def test_what_is_shortened_is_lengthened_again(told):
    event = {"type": 3, "data": copy.deepcopy(told), "timestamp": 1}
    shortened = pack.pack(event, orjson.dumps(event), None)
    stored = orjson.loads(orjson.dumps(event))
    if shortened:
        pack.unpack(stored, lambda _: None, lambda: pytest.fail("rows are missing"))
    assert stored == {"type": 3, "data": told, "timestamp": 1}
    assert deltas.may_pay(orjson.dumps(told)) or not shortened


def test_equal_steps_are_equal_rows():
    event = {"type": 3, "data": table(1000), "timestamp": 1}
    assert deltas.shorten(event)
    assert set(map(tuple, event["data"]["trees"]["$rows"][1:])) == {(0, 5, 5, 0, 1)}
    assert set(map(tuple, event["data"]["$removes"][1:])) == {(0, -5)}


@pytest.mark.parametrize(
    "made_up",
    [
        {"$removes": 5},
        {"$removes": [[1, 2, 3]]},
        {"$removes": [[1, 2], ["a", 1]]},
        {"trees": {"$rows": [1, 2]}},
        {"trees": {"$rows": [[1, 2, 3, [], 4]]}},
        {"trees": {"$rows": [[1, 2, 3, 0], [1, 2, None, 0]]}},
    ],
)
def test_rows_that_make_no_sense_are_left_out_and_counted(made_up):
    missing = []
    event = {"type": 3, "data": made_up, "timestamp": 1}
    pack.unpack(event, lambda _: None, lambda: missing.append(1))
    assert missing == [1]
    assert "$rows" not in str(event)
    assert "$removes" not in str(event)
