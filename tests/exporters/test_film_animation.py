"""GIF and WebP as we put them together, read back by Pillow."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from replaytest.exporters.film_animation import WRITERS, gif, webp

SIZE = (24, 17)
BOXES = st.tuples(st.integers(0, 23), st.integers(0, 16), st.integers(1, 9))


@st.composite
def films(draw):
    """Pictures that change in places, each with its ms."""
    picture = Image.new("RGB", SIZE, "white")
    found = []
    for _ in range(draw(st.integers(1, 6))):
        picture = picture.copy()
        for x, y, side in draw(st.lists(BOXES, max_size=3)):
            colour = draw(st.sampled_from(["red", "black", "#123456", "white"]))
            picture.paste(colour, (x, y, min(x + side, 24), min(y + side, 17)))
        found.append((picture, draw(st.integers(1, 90)) * 10))
    return found


def read_back(data: bytes) -> list[tuple[Image.Image, int]]:
    found = []
    with Image.open(io.BytesIO(data)) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            found.append((image.convert("RGB"), image.info.get("duration", 0)))
    return found


def merged(film):
    """Return the film with equal pictures in a row as one."""
    found = []
    for picture, ms in film:
        if found and found[-1][0].tobytes() == picture.tobytes():
            found[-1] = (picture, found[-1][1] + ms)
        else:
            found.append((picture, ms))
    return found


@given(films())
@settings(max_examples=60)
def test_a_gif_shows_every_picture_for_its_time(film):
    found = read_back(b"".join(gif(film)))
    assert [ms for _, ms in found] == [ms for _, ms in merged(film)]
    for (seen, _), (wanted, _) in zip(found, merged(film), strict=True):
        assert seen.tobytes() == wanted.tobytes()


@given(films())
@settings(max_examples=60)
def test_a_webp_shows_every_picture_for_its_time(film):
    found = read_back(b"".join(webp(film)))
    assert [ms for _, ms in found] == [ms for _, ms in merged(film)]
    for (seen, _), (wanted, _) in zip(found, merged(film), strict=True):
        # It is lossy, and colours bleed by a pixel: what is meant is the same.
        differs = ImageChops.difference(
            seen.resize((6, 4), Image.Resampling.BOX),
            wanted.resize((6, 4), Image.Resampling.BOX),
        )
        assert max(high for _, high in differs.getextrema()) < 90


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_a_long_film_keeps_its_time(write):
    # 1000 / 24 ms is no whole number of anything.
    blink = [
        (Image.new("RGB", (4, 4), color), 1000 / 24) for color in ["red", "blue"] * 120
    ]
    found = read_back(b"".join(write(blink)))
    assert len(found) == 240
    assert sum(ms for _, ms in found) == 10_000


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_it_plays_for_ever(write):
    film = [(Image.new("RGB", (4, 4), color), 100) for color in ("red", "blue")]
    with Image.open(io.BytesIO(b"".join(write(film)))) as image:
        assert image.info["loop"] == 0


def test_only_what_is_new_is_stored():
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    dot = noise.copy()
    dot.paste("red", (100, 100, 102, 102))
    one, two = (
        len(b"".join(gif(film))) for film in ([(noise, 9)], [(noise, 9), (dot, 9)])
    )
    assert two - one < 1000
