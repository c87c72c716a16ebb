"""Mouse thrash, U-turns, blank pages, forms, layout jumps, long tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mirror.events import add, change, element, mutation, page, text
from tests.signals.build import (
    NAME,
    PAY,
    SEND,
    URL,
    click,
    custom,
    moves,
    request,
    signals,
    typed,
    visit,
)

OTHER = "http://shop.test/help"


def zigzag(turns: int, width: int) -> list[tuple[int, int]]:
    return [(100 + width * (n % 2), 100 + n) for n in range(turns + 2)]


def test_a_pointer_that_goes_to_and_fro_is_thrash():
    [found] = signals("mouse-thrash", moves(2000, zigzag(10, 200)))
    assert found.detail["turns"] == 10


@pytest.mark.parametrize(
    "events",
    [
        [moves(2000, zigzag(10, 30))],
        [moves(2000, zigzag(7, 200))],
        [moves(9000, zigzag(10, 200), every=400)],
        [moves(2000, [(10 * n, 5 * n) for n in range(40)])],
        [
            change(2, 1000, type=1, id=PAY, x=0, y=0),
            moves(2000, zigzag(10, 200)),
            change(2, 2100, type=0, id=PAY, x=0, y=0),
        ],
    ],
    ids=["trembling", "few turns", "slowly", "one way", "drawing"],
)
def test_these_are_no_thrash(events):
    assert signals("mouse-thrash", *events) == []


@given(st.lists(st.integers(1, 300), min_size=2, max_size=60))
def test_a_pointer_that_keeps_its_direction_never_thrashes(steps):
    x, places = 0, []
    for step in steps:
        x += step
        places.append((x, 10))
    assert signals("mouse-thrash", moves(5000, places, every=20)) == []


def test_back_at_once_is_a_u_turn():
    [found] = signals("u-turn", visit(5000, OTHER), visit(6500, URL))
    assert (found.page, found.detail["ms"]) == (OTHER, 1500)


@pytest.mark.parametrize(
    "visits",
    [
        [visit(5000, OTHER), visit(7000, URL)],
        [visit(5000, OTHER), visit(6000, "http://shop.test/third")],
        [visit(5000, URL + "#top"), visit(5500, URL)],
        [visit(5000, URL), visit(5500, URL)],
    ],
    ids=["after a while", "on and on", "a fragment", "a checkout"],
)
def test_these_are_no_u_turns(visits):
    assert signals("u-turn", *visits) == []


def blank(at: int, url: str = OTHER, *body: object) -> list:
    meta, full = page(*body, at=at)
    meta["data"]["href"] = url
    return [meta, full]


def test_a_page_that_stays_empty_is_blank():
    [found] = signals("blank-page", blank(5000), until=20_000)
    assert (found.page, found.severity) == (OTHER, "high")
    assert found.detail == {"ms": 15_000, "to_the_end": True}


def test_a_page_that_loses_all_its_content_is_blank():
    gone = [{"parentId": 4, "id": n} for n in (10, 20, 30, 60, 70)]
    [found] = signals("blank-page", mutation(3000, removes=gone))
    assert found.page == URL
    assert found.at == 1_795_240_352_000 + 3000


@pytest.mark.parametrize(
    "events",
    [
        [],
        [blank(5000), mutation(7000, adds=[add(text(90, "there"))])],
        [blank(5000), visit(7000, URL)],
        [blank(5000, OTHER, element(80, "img", src="a.png"))],
        [blank(5000, OTHER, element(80, "iframe", src="http://pay.test"))],
        [blank(5000, OTHER, element(80, "div", style="border: 1px solid"))],
        [blank(5000, "about:blank")],
    ],
    ids=["a page", "filled soon", "left soon", "a picture", "a frame", "box", "about"],
)
def test_these_are_no_blank_pages(events):
    assert signals("blank-page", *events) == []


def test_what_is_hidden_does_not_fill_a_page():
    hidden = element(80, "div", text(81, "wait"), style="display: none")
    bare = element(84, "div", style="border: none; height: 9px")
    script = element(82, "script", text(83, "run()"))
    assert len(signals("blank-page", blank(5000, OTHER, hidden, bare, script))) == 1


def test_content_in_a_shadow_root_fills_a_page():
    inner = element(81, "p", text(82, "there")) | {"isShadow": True}
    host = element(80, "my-app", inner) | {"isShadowHost": True}
    assert signals("blank-page", blank(5000, OTHER, host)) == []


def test_a_form_begun_and_left_twice_is_abandonment():
    [found] = signals(
        "form-abandonment",
        typed(1000),
        visit(3000, OTHER),
        visit(5000, URL),
        typed(7000),
        visit(9000, OTHER),
    )
    assert found.detail == {"form": "order", "times": 2}
    assert found.node_id == NAME


ENTER = {"kind": "key", "id": NAME, "key": "Enter", "modifiers": []}


@pytest.mark.parametrize(
    "ending",
    [
        [click(8000, node=SEND)],
        [custom(8000, "replaytest/action@1", ENTER)],
        [request(8100, method="POST")],
        [typed(8900)],
    ],
    ids=["its button", "Enter", "a POST", "perhaps Enter, unrecorded"],
)
def test_a_form_that_was_sent_is_not_abandoned(ending):
    events = [typed(1000), visit(3000, OTHER), visit(5000, URL), typed(7000)]
    done = [*events, *ending, visit(9000, OTHER)]
    assert signals("form-abandonment", *done) == []


def test_a_form_left_once_or_open_at_the_end_is_not_abandoned():
    once = [typed(1000), visit(3000, OTHER)]
    assert signals("form-abandonment", *once) == []
    assert signals("form-abandonment", *once, visit(5000, URL), typed(7000)) == []


def banner(at: int, before: int | None = PAY, **attributes: str) -> dict:
    node = element(90, "div", text(91, "Sale!"), **attributes)
    return mutation(at, adds=[add(node, before=before)])


def test_what_comes_in_above_a_button_just_before_its_click_is_a_jump():
    [found] = signals("layout-jump", banner(5000), click(5600))
    assert found.detail == {"ms": 600, "inserted": 90, "measured": False}
    assert "Sale!" in found.text


@pytest.mark.parametrize(
    "events",
    [
        [banner(5000), click(6100)],
        [banner(5000, before=None), click(5600)],
        [banner(5000, style="position: fixed"), click(5600)],
        [banner(5000, role="alert"), click(5600)],
        [click(4700), banner(5000), click(5600)],
        [banner(5000)],
    ],
    ids=["long before", "below", "fixed", "an alert", "asked for", "no click"],
)
def test_these_are_no_jumps(events):
    assert signals("layout-jump", *events) == []


def test_what_is_rendered_anew_in_place_is_no_jump():
    node = element(90, "div", text(91, "Sale!"))
    events = [banner(1000), mutation(5000, removes=[{"parentId": 4, "id": 90}], adds=[
        add(node | {"id": 95}, before=PAY)
    ]), click(5600)]  # fmt: skip
    assert signals("layout-jump", *events) == []


def test_measured_shifts_and_long_tasks_are_taken_from_vitals():
    told = [
        custom(1000, "replaytest/vitals@1", {"shift": 0.25}),
        custom(2000, "replaytest/vitals@1", {"name": "cls", "value": 0.05}),
        custom(3000, "replaytest/vitals@1", {"longtask": 350}),
        custom(4000, "replaytest/vitals@1", {"longtask": 60}),
        custom(5000, "replaytest/vitals@1", "nonsense"),
    ]
    [jump] = signals("layout-jump", *told)
    assert jump.detail == {"score": 0.25, "measured": True}
    [task] = signals("long-task", *told)
    assert task.detail == {"ms": 350.0}
