"""Which moment a film's frames and a strip's pictures show: times only, no browser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.browser.frames import View
from replaytest.errors import UsageError
from replaytest.exporters.film_course import HELD_MS, Shot, course_of, shots_of
from replaytest.exporters.film_moments import evenly, moments_of
from replaytest.exporters.film_scene import Scene, picture_size, scene_of
from replaytest.mirror.steps import Step
from replaytest.model import Failure
from tests.report.builders import START, Page


def scene(
    to: float, *, active: list[float] | None = None, changes: list[float] | None = None
) -> Scene:
    return Scene(0, 0, to, active=active or [], changes=changes or [0])


def test_what_is_read_of_the_events():
    page = Page().event(0, 0, {}).open(10, size=(800, 600))
    page.move(500, (1, 1, -100), (2, 2, 0)).click(700, 90).custom(900, "note")
    page.event(800, 3, {"source": 4, "width": 500, "height": 900})
    found = scene_of([event for _, event in page.lines], where="")
    assert (found.began_at, found.from_at) == (START, START + 15)
    assert found.to_at == START + 900
    assert found.size == (800, 900)
    # A custom event changes nothing that can be seen.
    assert [at - START for at in found.changes] == [15, 400, 500, 700, 800]
    assert [at - START for at in found.active] == [15, 500, 700, 800]
    assert [at - START for at in found.presses] == [700]


def test_hostile_events_are_read_as_nothing():
    page = Page().open(0)
    for data in (None, 5, {"source": [1]}, {"source": 1, "positions": 7}):
        page.event(10, 3, data)  # type: ignore[arg-type]
    page.event(10, 3, {"source": 1, "positions": [None, {"timeOffset": "x"}]})
    page.event(10, 4, {"width": float("nan"), "height": -1})
    found = scene_of([event for _, event in page.lines], where="")
    assert found.size == (1280, 720)


def test_a_stretch_without_activity_takes_a_second():
    course = course_of(scene(20_000, active=[2000, 4000]), skip_inactive=True)
    assert course.length == 4000 + 1000
    shown = [course.recorded_at(film) for film in (0, 3000, 4000, 4500, 5000, 9999)]
    assert shown == [0, 3000, 4000, 12_000, 20_000, 20_000]


def test_five_seconds_are_no_stretch():
    assert course_of(scene(5000), skip_inactive=True).length == 5000
    assert course_of(scene(5001), skip_inactive=True).length == 1000


def test_all_is_shown_when_nothing_is_skipped():
    assert course_of(scene(20_000), skip_inactive=False).length == 20_000


@given(
    st.lists(st.floats(0, 100_000), max_size=20),
    st.floats(0, 100_000),
    st.lists(st.floats(0, 100_000), min_size=2, max_size=2),
    st.booleans(),
)
def test_a_film_never_goes_back(active, to, films, skip):
    course = course_of(scene(to, active=sorted(active)), skip_inactive=skip)
    early, late = (course.recorded_at(film) for film in sorted(films))
    assert 0 <= early <= late <= to
    assert course.recorded_at(course.length) == course.recorded[-1]
    assert course.length <= to + 1e-6


@given(
    st.lists(st.floats(0, 30_000), max_size=10),
    st.sampled_from([1, 8, 24, 60]),
    st.sampled_from([0.5, 1, 4]),
)
def test_frames_that_look_equal_are_drawn_once(changes, fps, speed):
    found = scene(30_000, active=[1], changes=sorted([0, *changes]))
    course = course_of(found, skip_inactive=False)
    shots = shots_of(found, course, fps=fps, speed=speed)
    assert sum(shot.frames for shot in shots) == round(
        (30_000 / speed + HELD_MS) * fps / 1000
    )
    assert len(shots) <= len(set(changes)) + 1
    looks = [found.changes_until(shot.view.at) for shot in shots]
    assert looks == sorted(set(looks))
    assert looks[-1] == len(found.changes), "the end is not shown"


def test_a_press_is_seen_for_a_moment_even_at_the_end():
    found = scene(1000, changes=[0, 1000])
    found.presses = [1000]
    shots = shots_of(found, course_of(found, skip_inactive=True), fps=10, speed=1)
    assert shots == [
        Shot(View(0), 10),
        Shot(View(1000, pressed=True), 3),
        Shot(View(1000), 7),
    ]


def test_a_film_that_is_too_long_says_what_would_do():
    found = scene(3_600_000)
    course = course_of(found, skip_inactive=False)
    with pytest.raises(UsageError, match="60 minutes") as caught:
        shots_of(found, course, fps=1, speed=1)
    assert "--speed 7" in caught.value.fix
    assert shots_of(found, course, fps=1, speed=7)


def steps(*times: int) -> list[Step]:
    return [Step(n, "click", n, at, 1) for n, at in enumerate(times, 1)]


def failed(at: int) -> Failure:
    return Failure("call", "no", "", at)


def test_a_strip_shows_what_was_done_and_how_it_ended():
    found = scene(3000, changes=[0, 500, 1000, 2000, 3000])
    visit = Step(1, "navigate", 0, 0, detail="http://shop.test/cart?x=1")
    moments = moments_of(found, [visit, *steps(500, 2000)], [failed(9000)], 24)
    # The visit is shown as it was left; the failure came after the last event.
    assert [(each.at, each.name, each.pressed) for each in moments] == [
        (499, "open /cart", False),
        (500, "click", True),
        (2000, "click", True),
        (3000, "failed", False),
    ]


def test_steps_that_look_the_same_are_one():
    found = scene(3000, changes=[0, 500])
    fill = [Step(n, "input", n, 600 + n, 1) for n in range(5)]
    assert [each.at for each in moments_of(found, fill, [], 24)] == [600]


def test_where_nothing_was_done_moments_are_evenly_apart():
    found = scene(7000, changes=list(range(0, 7001, 10)))  # type: ignore[arg-type]
    moments = moments_of(found, [Step(1, "navigate", 0, 0)], [], 24)
    assert [each.at for each in moments] == [
        0,
        1000,
        2000,
        3000,
        4000,
        5000,
        6000,
        7000,
    ]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 1))
def test_a_strip_has_at_most_so_many_with_the_failure_among_them(most, count, fails):
    times = [100 * n for n in range(1, count + 1)]
    found = scene(9000, changes=[0, *map(float, times), 8000])
    failures = [failed(50)] * fails
    moments = moments_of(found, steps(*times), failures, most)
    assert 1 <= len(moments) == min(most, count + 1 + fails)
    assert [each.at for each in moments] == sorted(each.at for each in moments)
    assert any(each.failed for each in moments) == bool(fails)


def test_too_many_pictures_name_a_distance_that_does():
    found = scene(100_000)
    with pytest.raises(UsageError, match="1001 pictures") as caught:
        evenly(found, 100, 11)
    assert caught.value.fix.startswith("--every 10.00s")
    assert len(evenly(found, 10_000, 11)) == 11


@given(st.tuples(st.integers(1, 20_000), st.integers(1, 20_000)), st.integers(16, 4096))
def test_pictures_are_even_and_bounded(recorded, width):
    wide, high = picture_size(recorded, width)
    assert wide % 2 == high % 2 == 0
    assert 16 <= wide <= max(16, width + 1)
    assert 16 <= high <= 4096
