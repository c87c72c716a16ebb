"""What became of what is stored, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.signals.storage import storage_changes
from replaytest.store.read import read
from replaytest.summary.make import summarise
from replaytest.summary.render import as_markdown, as_text
from replaytest.tags import STORAGE
from tests.mirror.events import START
from tests.signals.build import custom, session, shop
from tests.support.builders import write_recording

SHOP, PAY = "http://shop.test", "http://pay.test"


def told(at, when, origin=SHOP, **areas):
    return custom(at, STORAGE, {"when": when, "origin": origin, **areas})


def changes(*events):
    return storage_changes(session(shop(), *events))


def test_what_came_what_is_another_and_what_went():
    assert changes(
        told(10, "start", local={"user": "Xxx", "token": "********", "a": "x"}),
        told(
            90,
            "end",
            local={"cart": "[0]", "user": "Xxx", "a": "x"},
            changed={"local": ["cart", "user"]},
        ),
    ) == ("localStorage: +cart, ~user, -token",)


def test_a_value_of_another_shape_is_another_value():
    start, end = told(10, "start", local={"n": "0"}), told(90, "end", local={"n": "00"})
    assert changes(start, end) == ("localStorage: ~n",)


def test_what_came_and_went_again_is_nothing():
    came, went = told(10, "end", local={"draft": "x"}), told(20, "end", local={})
    assert changes(came, went) == ()


def test_a_recording_that_says_no_start_began_empty():
    assert changes(told(50, "end", session={"step": "0"})) == ("sessionStorage: +step",)


def test_areas_that_an_event_does_not_name_stay():
    assert changes(
        told(10, "start", local={"a": "x"}, session={"b": "x"}),
        told(90, "end", session={}),
    ) == ("sessionStorage: -b",)


def test_several_origins_are_named():
    assert changes(
        told(10, "end", local={"a": "x"}),
        told(20, "end", PAY, local={"b": "x"}),
        custom(30, STORAGE, {"when": "end", "cookies": [{"name": "sid"}]}),
    ) == (
        f"localStorage of {SHOP}: +a",
        f"localStorage of {PAY}: +b",
        "cookies: +sid",
    )


def test_what_was_left_out_is_not_gone():
    assert changes(
        told(10, "start", local={"a": "x", "b": "x"}),
        told(90, "end", local={"a": "x"}, changed={"local": ["a"]}, leftOut=1),
    ) == ("localStorage: ~a",)


def test_many_keys_are_cut():
    [line] = changes(told(10, "end", local={f"k{n}": "" for n in range(50)}))
    assert line.endswith("and 30 more")


@given(
    payload=st.recursive(
        st.none() | st.integers(-9, 9) | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["when", "origin", "local", "cookies", "changed", "name"]
                ),
                inner,
                max_size=4,
            )
        ),
    )
)
def test_no_payload_breaks_it(payload):
    changes(custom(10, STORAGE, payload), told(20, "end", local={"a": "x"}))


@pytest.mark.parametrize("render", [as_text, as_markdown])
def test_the_summary_says_it(tmp_path, render):
    path = write_recording(
        tmp_path / "a.replaytest",
        [*shop(), told(90, "end", local={"cart": "[0]"})],
        started_at=START,
        end={"at": START + 900, "outcome": "passed"},
    )
    summary = summarise(read(path))
    assert summary.context.storage == ("localStorage: +cart",)
    assert "localStorage: +cart" in render(summary).replace("\\", "")
