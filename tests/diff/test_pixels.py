"""Pictures compared: what people see, and what they do not."""

from __future__ import annotations

import math
import time

import pytest
from PIL import Image, ImageChops, ImageDraw

from replaytest.diff.pixels import _FURTHEST, THRESHOLD, Area, _far_apart, areas

SIZE = (200, 120)


def picture(*boxes, ground="white", size=SIZE):
    """A picture with (box, colour) drawn on it."""
    made = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(made)
    for box, colour in boxes:
        draw.rectangle(box, fill=colour)
    return made


def line(slope, offset=0.0):
    """A dark edge, smoothed, that lies a part of a pixel further down."""
    large = Image.new("L", (SIZE[0] * 8, SIZE[1] * 8), 255)
    points = [(0, 400 + offset * 8), (1600, 400 + slope * 1600 + offset * 8)]
    ImageDraw.Draw(large).polygon([*points, (1600, 960), (0, 960)], fill=0)
    return large.resize(SIZE, Image.Resampling.BOX).convert("RGB")


def test_a_picture_does_not_differ_from_itself():
    one = picture(((10, 10, 50, 30), "red"))
    assert areas(one, one.copy()) == ()


def test_each_area_is_told_where_it_is():
    one = picture(((10, 10, 49, 29), "red"), ((150, 90, 159, 99), "black"))
    other = picture(((10, 10, 49, 29), "blue"))
    assert areas(one, other) == (Area(10, 10, 40, 20, 800), Area(150, 90, 10, 10, 100))
    assert areas(other, one) == areas(one, other)


def test_what_is_near_each_other_is_one_area():
    letters = [((20 + 12 * n, 50, 26 + 12 * n, 60), "black") for n in range(8)]
    assert areas(picture(), picture(*letters)) == (Area(20, 50, 91, 11, 616),)


def test_colours_that_nobody_tells_apart_are_one():
    one, other = (picture(ground=each) for each in ("#808080", "#858585"))
    assert areas(one, other) == ()
    assert areas(one, other, threshold=0.001) != ()
    assert areas(picture(ground="#ff0000"), picture(ground="#00a000")) != ()


def test_other_anti_aliasing_is_no_difference_and_another_line_is():
    one = line(0.1)
    assert ImageChops.difference(one, line(0.1, 0.4)).getbbox() is not None
    assert areas(one, line(0.1, 0.4)) == ()
    assert areas(one, line(0.1, 3)) != ()


def test_a_single_pixel_is_seen():
    assert areas(picture(), picture(((77, 33, 77, 33), "black"))) == (
        Area(77, 33, 1, 1, 1),
    )


def test_what_is_ignored_hides_no_more_than_itself():
    other = picture(((10, 10, 29, 29), "red"), ((100, 10, 119, 29), "red"))
    assert areas(picture(), other, ignored=[(9.5, 9.5, 20.5, 20.5)]) == (
        Area(100, 10, 20, 20, 400),
    )
    assert areas(picture(), other, ignored=[(0, 0, 200, 120)]) == ()
    assert len(areas(picture(), other, ignored=[(10, 10, 0, 0)])) == 2


def test_what_one_page_has_more_of_differs():
    assert areas(picture(), picture(size=(200, 150))) == (
        Area(0, 120, 200, 30, 200 * 30),
    )


@pytest.mark.parametrize("one", ["#000000", "#ff8800", "#4a90e2", "#7f7f7f"])
def test_the_distance_is_that_of_pixelmatch(one):
    # colorDelta of pixelmatch 6, on colours around its threshold of 0.1.
    def distance(a, b):
        r, g, b_ = (p - q for p, q in zip(a, b, strict=True))
        y = r * 0.29889531 + g * 0.58662247 + b_ * 0.11448223
        i = r * 0.59597799 - g * 0.27417610 - b_ * 0.32180189
        q = r * 0.21147017 - g * 0.52261711 + b_ * 0.31114694
        return 0.5053 * y * y + 0.299 * i * i + 0.1957 * q * q

    a = Image.new("RGB", (1, 1), one)
    limit = _FURTHEST * THRESHOLD * THRESHOLD
    for step in range(0, 256, 5):
        for colour in (
            (step, 0, 0),
            (0, step, 255),
            (step, step, step),
            (255, step, 90),
        ):
            b = Image.new("RGB", (1, 1), colour)
            far = distance(a.getpixel((0, 0)), colour)
            if not math.isclose(far, limit, rel_tol=1e-4):
                assert (_far_apart(a, b, limit).getpixel((0, 0)) == 255) == (
                    far > limit
                )


def test_a_long_page_takes_no_longer_than_what_differs_in_it():
    one = Image.effect_noise((1280, 4000), 60).convert("RGB")
    other = one.copy()
    other.paste("red", (100, 2000, 400, 2100))
    start = time.process_time()
    assert len(areas(one, other)) == 1
    assert time.process_time() - start < 3  # 0.2 s on an idle machine
