"""Whatever the page: what has not changed is found again, and nothing is raised."""

from __future__ import annotations

import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.evidence import Gathering, Target, evidence
from replaytest.redrive.features import Reader
from replaytest.redrive.kinds import is_control
from replaytest.redrive.locate import Located, Refused, locate
from replaytest.redrive.similarity import similarity
from tests.mirror.events import mirror_of
from tests.support.damage_events import damaged, whole_page
from tests.support.made_pages import HARD, page_of
from tests.support.mutate_page import HEAVY, LIGHT, another_build

bounded = settings(max_examples=40)
WORDS = ("Save", "Send", "Open", "Xxxx xx", "", "Row 1", "Row 2")
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["id", "class", "role", "href", "title", "aria-label", "name"]),
    st.sampled_from(["a", "b", "button", "/x", "Name", "css-1a2b3c", ":r1:"]),
    max_size=2,
)
TAGS = st.sampled_from(["div", "button", "a", "input", "li", "span", "label", "select"])


@st.composite
def html(draw: st.DrawFn, depth: int = 3) -> str:
    tag, attributes = draw(TAGS), draw(ATTRIBUTES)
    told = "".join(f' {name}="{value}"' for name, value in attributes.items())
    if tag == "input":
        return f"<input{told}>"
    inside = draw(st.sampled_from(WORDS))
    if depth:
        inside += "".join(draw(st.lists(html(depth - 1), max_size=3)))
    return f"<{tag}{told}>{inside}</{tag}>"


bodies = st.lists(html(), min_size=1, max_size=4).map("".join)


def targets(mirror: Mirror) -> list[Target]:
    gathering = Gathering(mirror)
    nodes = gathering.reader.elements()
    return [gathering.target(n.id, n) for n in nodes if is_control(n)]


@cache
def hard(name: str) -> Mirror:
    return page_of(HARD[name]())


@bounded
@given(bodies)
def test_on_the_same_page_every_control_is_found_itself(body):
    page, again = page_of(body), page_of(body, first_id=1000)
    for target in targets(page):
        found = locate(target, again)
        assert isinstance(found, Located), (target.words, found)
        assert found.node_id == target.node_id + 999


@pytest.mark.parametrize("name", HARD)
def test_on_a_page_that_repeats_itself_every_control_is_found_itself(name):
    page = hard(name)
    again, ids = another_build(page, random.Random(1))
    reader = Reader(again)
    for target in random.Random(2).sample(targets(page), 8):
        found = locate(target, again, reader)
        assert isinstance(found, Located), (target.words, found)
        assert found.node_id == ids[target.node_id]


@bounded
@given(bodies, st.randoms(use_true_random=False), st.integers(1, 10**6))
def test_node_ids_make_no_difference(body, rng, first_id):
    page = page_of(body)
    build, _ = another_build(page, rng, rate=HEAVY)
    other, ids = another_build(build, rng)
    moved = _renumbered(other, first_id)
    for target in targets(page)[:6]:
        one, two = locate(target, build), locate(target, moved)
        assert type(one) is type(two)
        if isinstance(one, Located) and isinstance(two, Located):
            assert ids[one.node_id] + first_id == two.node_id
            assert one.score == two.score


def _renumbered(page: Mirror, by: int) -> Mirror:
    assert page.document is not None
    moved = Mirror()
    for node in list(page.document.walk()):
        node.id += by
    moved.plant(page.document)
    return moved


@bounded
@given(bodies, bodies)
def test_what_is_alike_is_so_both_ways(one, other):
    first, second = Reader(page_of(one)), Reader(page_of(other))
    for ours in list(first.elements())[:4]:
        for theirs in list(second.elements())[:4]:
            score = similarity(first.of(ours), second.of(theirs))
            assert 0 <= score <= 1
            assert score == pytest.approx(similarity(second.of(theirs), first.of(ours)))
        assert similarity(first.of(ours), first.of(ours)) == 1


@bounded
@given(st.randoms(use_true_random=False), st.randoms(use_true_random=False))
def test_no_mirror_makes_it_raise(one, two):
    recorded, live = (
        mirror_of([e for e in damaged(whole_page(), rng) if isinstance(e, dict)])
        for rng in (one, two)
    )
    for number in list(recorded.nodes)[:40]:
        target = evidence(recorded, number)
        if target is not None:
            assert isinstance(locate(target, live), Located | Refused)


def test_a_page_ten_thousand_deep_is_no_trouble():
    inmost = Node(kind=2, id=20_000, tag="button")
    node = inmost
    for number in range(10_000):
        outer = Node(kind=2, id=number + 2, tag="div")
        outer.children.append(node)
        node = outer
    page = Mirror()
    page.plant(Node(kind=0, id=1, children=[node]))
    target = evidence(page, inmost.id)
    assert target is not None
    assert isinstance(locate(target, page), Located)


@pytest.mark.parametrize(
    ("rate", "most_missed", "most_wrong"), [(LIGHT, 0.15, 0.02), (HEAVY, 0.4, 0.03)]
)
def test_on_other_builds_few_are_missed_and_next_to_none_mistaken(
    rate, most_missed, most_wrong
):
    """Bounds are wide: tests/benchmarks/locate.py has the figures."""
    rng = random.Random(5)
    missed = wrong = count = 0
    for name in ("made: cards", "made: tree", "made: toolbar"):
        page = hard(name)
        build, ids = another_build(page, rng, rate=rate)
        reader = Reader(build)
        alone = [each for each in targets(page) if each.twins == 1]
        for target in rng.sample(alone, 20):
            found = locate(target, build, reader)
            count += 1
            missed += isinstance(found, Refused)
            wrong += isinstance(found, Located) and found.node_id != ids[target.node_id]
    assert missed <= most_missed * count
    assert wrong <= most_wrong * count


def test_of_targets_that_are_gone_none_is_clicked():
    page = hard("made: people")
    rng = random.Random(8)
    for target in rng.sample(targets(page), 10):
        build, _ = another_build(page, rng, rate=LIGHT, without=[target.node_id])
        assert isinstance(locate(target, build), Refused), target.words
