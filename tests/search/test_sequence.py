"""What came after what."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.search.sequence import follow, whole
from replaytest.search.steps import Chain, Link, Step, chain_of, parse_step
from tests.search.build import event, index, meant, session


@pytest.fixture
def root(tmp_path):
    return index(
        tmp_path,
        session(
            "late",
            event("click", 0, 'button "Apply"', "click"),
            event("click", 50_000, 'button "Apply"', "click"),
            event("error", 60_000, "TypeError: x"),
        ),
        session(
            "paid",
            event("click", 0, 'button "Apply"', "click"),
            event("error", 1000, "TypeError: x"),
            event("annotation", 2000, "", "paid"),
            screen=["Welcome"],
        ),
        session(
            "early",
            event("error", 1000, "TypeError: x"),
            event("click", 2000, 'button "Apply"', "click"),
        ),
    )


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        (["click:apply", "error"], {"late", "paid"}),
        (["click:apply", "error within 5s"], {"paid"}),
        (["click:apply", "error within 20 s"], {"late", "paid"}),
        (["click:apply", "error", "not event=paid"], {"late"}),
        (["click:apply", "error", "not event=paid within 500ms"], {"late", "paid"}),
        (["error", "click"], {"early"}),
        (["not error", "click"], {"late", "paid"}),
        (["click", "not click", "error within 20s"], {"late", "paid"}),
        (["click", "click"], {"late"}),
        (["text:welcome", "error"], {"paid"}),
        (["event:pai"], {"paid"}),
        (["event=pai"], set()),
    ],
)
def test_a_sequence_means(root, steps, found):
    assert meant(root, then=tuple(steps)) == found


def test_all_parts_of_a_question_must_hold(root):
    assert meant(root, "session = late", then=("click", "error")) == {"late"}
    assert meant(root, texts=("welcome",), then=("click", "error")) == {"paid"}


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("page:/cart", Step("page:/cart", "page", "/cart")),
        ("error", Step("error", "error")),
        ("Event = paid", Step("Event = paid", "event", "paid", exact=True)),
        ("not error", Step("not error", "error", negated=True)),
        ("error within 2m", Step("error within 2m", "error", within=120_000)),
        (
            "click:'Log within 3s' within 1 min",
            Step(
                "click:'Log within 3s' within 1 min",
                "click",
                "Log within 3s",
                within=60_000,
            ),
        ),
        ("signal:rage click", Step("signal:rage click", "signal", "rage-click")),
        ("page:http://a:80/", Step("page:http://a:80/", "page", "http://a:80/")),
    ],
)
def test_a_step_is_read(text, step):
    assert parse_step(text) == step


@pytest.mark.parametrize(
    ("text", "problem", "fix"),
    [
        ("", "is no step", "page:/cart"),
        ("pgae:/cart", "there is no step 'pgae'", "'page'"),
        ("page:", "nothing after ':'", "page"),
        ("error within 3 moons", "no duration", "30s"),
        ("signal:xyz", "there is no signal", "there are"),
    ],
)
def test_a_step_that_is_none_says_what_to_write(text, problem, fix):
    with pytest.raises(UsageError, match=problem) as caught:
        parse_step(text)
    assert fix in caught.value.fix


def test_a_sequence_needs_a_step_that_happens():
    with pytest.raises(UsageError, match="needs a step that happens"):
        chain_of([parse_step("not error")])


def brute_force(links, places) -> bool:
    """Try every choice of positions."""

    def ends(place: int, since: tuple[int, int]) -> bool:
        if place == len(links):
            return True
        step, without = links[place].step, links[place].without
        for at in places[step][1]:
            if at <= since or (
                place and step.within is not None and at[0] - since[0] > step.within
            ):
                continue
            between = [
                each
                for no in without
                for each in places[no][1]
                if since < each < at
                and (no.within is None or each[0] - since[0] <= no.within)
            ]
            if not between and ends(place + 1, at):
                return True
        return False

    return ends(0, (-(1 << 62), -1))


WITHIN = st.none() | st.integers(0, 6)


@given(st.data())
def test_a_sequence_is_found_if_any_choice_of_events_makes_one(data):
    kinds = data.draw(st.lists(st.sampled_from("abc"), max_size=9))
    times = sorted(
        data.draw(
            st.lists(st.integers(0, 12), min_size=len(kinds), max_size=len(kinds))
        )
    )
    by_kind = {
        kind: [
            (at, n)
            for n, (at, k) in enumerate(zip(times, kinds, strict=True))
            if k == kind
        ]
        for kind in "abc"
    }
    links, places = [], {}
    for number in range(data.draw(st.integers(1, 3))):
        step = Step(
            str(number), data.draw(st.sampled_from("ab")), within=data.draw(WITHIN)
        )
        without = ()
        if data.draw(st.booleans()):
            without = (
                Step(f"no {number}", "c", negated=True, within=data.draw(WITHIN)),
            )
        links.append(Link(step, without))
        for each in (step, *without):
            places[each] = {1: by_kind[each.kind]}
    chain = Chain(tuple(links))
    reached = follow(chain, places, 1)
    assert (len(reached) == len(links)) == brute_force(links, places)
    if len(reached) == len(links):
        positions = whole(reached)
        assert positions == sorted(positions)
        assert positions[-1] == reached[-1].at[0]
