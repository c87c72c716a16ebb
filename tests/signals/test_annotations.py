"""What a page notes by itself is found like what the test notes."""

from __future__ import annotations

import json

import pytest

from replaytest.search.index import update
from replaytest.signals.facts import Noted
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.summary.make import summarise
from replaytest.tags import ANNOTATION
from tests.mirror.events import START
from tests.search.build import meant
from tests.signals.build import click, custom, session, shop
from tests.support.builders import write_recording

CHECKOUT = {"name": "checkout_started", "properties": {"plan": "pro", "cart": 149.99}}
BY_TEST = custom(1000, "checkout_started", CHECKOUT["properties"])
BY_PAGE = custom(1000, ANNOTATION, CHECKOUT)


def notes_of(*events):
    return session(shop(), *events).tabs[0].notes


def test_a_note_of_the_page_is_the_same_fact_as_one_of_the_test():
    assert notes_of(BY_PAGE) == notes_of(BY_TEST) != []


def test_what_an_analytics_call_said_says_who_was_told():
    told = custom(1000, ANNOTATION, CHECKOUT | {"from": "posthog"})
    [note] = notes_of(told)
    assert note.payload == CHECKOUT["properties"] | {"from": "posthog"}
    own = {"name": "a", "from": "posthog", "properties": {"from": "menu"}}
    assert notes_of(custom(1000, ANNOTATION, own))[0].payload == {"from": "menu"}


@pytest.mark.parametrize(
    "payload",
    [None, 3, "text", [], {}, {"name": ""}, {"name": 3}, {"name": {}, "properties": 1}],
)
def test_a_note_without_a_name_is_none_and_breaks_nothing(payload):
    assert notes_of(custom(1000, ANNOTATION, payload), click(2000)) == []


def test_properties_of_any_shape_are_kept_as_none():
    [note] = notes_of(custom(1000, ANNOTATION, {"name": "a", "properties": [1]}))
    assert note == Noted(START + 1000, note.event, "a", {})


@pytest.fixture(params=[BY_TEST, BY_PAGE], ids=["test", "page"])
def store(request, tmp_path) -> Store:
    store = Store.create(tmp_path / "store")
    folder = store.session_folder("a" * 32, START)
    write_recording(
        folder / "session.replaytest",
        [*shop(), request.param, *click(2000)],
        store=store,
        started_at=START,
        session="a" * 32,
        end={"at": START + 9000, "outcome": "passed"},
    )
    return store


def test_the_summary_has_it(store):
    [path] = store.root.rglob("*.replaytest")
    [note] = summarise(read(path)).notes
    assert (note.at, note.name) == (1.0, "checkout_started")
    assert json.loads(json.dumps(note.properties)) == CHECKOUT["properties"]


def test_search_finds_it(store):
    update(store.root)
    for where in (
        "event = checkout_started",
        "event = checkout_started and property.plan = pro",
        "property.cart > 100",
        "note ~ pro",
    ):
        assert meant(store.root, where) == {"a" * 32}, where
    assert meant(store.root, "event = 'replaytest/annotation@1'") == set()


def test_it_is_a_step_of_a_funnel(store):
    from replaytest.search.compile import Sql, prepare
    from replaytest.search.funnel import funnel
    from replaytest.search.schema import opened

    update(store.root)
    with opened(store.root) as connection:
        prepare(connection)
        steps = ["event:checkout_started", "click:Pay"]
        stages = funnel(connection, steps, Sql("true"))
    assert [len(each.reached) for each in stages] == [1, 1]
