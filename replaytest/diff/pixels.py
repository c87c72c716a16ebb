"""Two pictures compared: the areas in which people see a difference.

A pixel differs if its colours are further apart, in YIQ, than a threshold (Kotsarenko
and Ramos 2010), and an area whose every differing pixel is anti-aliasing does not
(Vyšniauskas 2009). Both as pixelmatch does it, with its weights and its threshold of
0.1, which Playwright's screenshots use too (mapbox/pixelmatch, index.js).

Colours are compared by Pillow in C; Python looks at single pixels only to tell
anti-aliasing, and at an area only until one of them is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

# (x, y, width, height) in pixels from the top left corner.
Box = tuple[float, float, float, float]
THRESHOLD = 0.1
# The largest distance there is, of black and white.
_FURTHEST = 35_215
# Pixels with no more than an empty cell between them are one area; its sides, in px.
CELL = 8
# Rows compared at a time, few enough for the processor's cache.
_STRIP = 64
# More pixels than this are no anti-aliasing of an area that would be kept anyway.
_MOST_LOOKED_AT = 4_000
_Y = (0.29889531, 0.58662247, 0.11448223)
_I = (0.59597799, -0.27417610, -0.32180189)
_Q = (0.21147017, -0.52261711, 0.31114694)
_WEIGHTS = (0.5053, 0.299, 0.1957)


@dataclass(frozen=True, slots=True)
class Area:
    """A box in which pixels differ, in pixels of the pictures, and how many do."""

    x: int
    y: int
    width: int
    height: int
    pixels: int


def areas(
    before: Image,
    after: Image,
    *,
    ignored: Iterable[Box] = (),
    threshold: float = THRESHOLD,
) -> tuple[Area, ...]:
    """Return where two pictures differ outside of `ignored`, top to bottom.

    What one picture has beyond the size of the other differs. `threshold` is from 0,
    where the least difference counts, to 1.
    """
    size = _larger(before.size, after.size)
    one, other = _padded(before, size), _padded(after, size)
    mask = _differing(one, other, threshold)
    if mask is None and before.size == after.size:
        return ()
    mask = _beyond(mask, size, before.size, after.size)
    _erase(mask, ignored)
    found = (_area(mask, box) for box in _groups(mask))
    kept = (each for each in found if each and not _is_smooth(each, mask, one, other))
    return tuple(sorted(kept, key=lambda each: (each.y, each.x)))


def _larger(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), max(one[1], other[1])


def _padded(picture: Image, size: tuple[int, int]) -> Image:
    from PIL import Image

    made = Image.new("RGB", size, "white")
    made.paste(picture.convert("RGB"))
    return made


def _differing(one: Image, other: Image, threshold: float) -> Image | None:
    """Return a mask with 255 where pixels differ, None if all are the same."""
    from PIL import Image, ImageChops

    difference = ImageChops.difference(one, other)
    if difference.getbbox() is None:
        return None
    mask = Image.new("L", one.size)
    limit = _FURTHEST * threshold * threshold
    for top in range(0, one.height, _STRIP):
        bottom = min(top + _STRIP, one.height)
        box = difference.crop((0, top, one.width, bottom)).getbbox()
        if box is not None:
            box = (box[0], top + box[1], box[2], top + box[3])
            mask.paste(_far_apart(one.crop(box), other.crop(box), limit), box)
    return mask


def _far_apart(one: Image, other: Image, limit: float) -> Image:
    from PIL import ImageMath

    bands = dict(zip("rgbRGB", (*one.split(), *other.split()), strict=True))

    def distance(given: dict[str, Any]) -> Any:
        red, green, blue = (given[a] - given[b] for a, b in ("rR", "gG", "bB"))
        total = 0
        for weight, (of_red, of_green, of_blue) in zip(
            _WEIGHTS, (_Y, _I, _Q), strict=True
        ):
            part = red * of_red + green * of_green + blue * of_blue
            total = part * part * weight + total
        return given["convert"]((total > limit) * 255, "L")

    found: Image = ImageMath.lambda_eval(distance, **bands)
    return found


def _beyond(
    mask: Image | None, size: tuple[int, int], *sizes: tuple[int, int]
) -> Image:
    """Return the mask with all that one of the pictures does not have."""
    from PIL import Image, ImageDraw

    mask = mask or Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for width, height in sizes:
        if width < size[0]:
            draw.rectangle((width, 0, *size), fill=255)
        if height < size[1]:
            draw.rectangle((0, height, *size), fill=255)
    return mask


def _erase(mask: Image, ignored: Iterable[Box]) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(mask)
    for x, y, width, height in ignored:
        # A pixel more on each side, since boxes begin between pixels.
        ends = (int(x + width) + 1, int(y + height) + 1)
        if width > 0 and height > 0:
            draw.rectangle((int(x) - 1, int(y) - 1, *ends), fill=0)


def _groups(mask: Image) -> Iterator[tuple[int, int, int, int]]:
    """Yield boxes (left, top, right, bottom) around pixels near each other."""
    small = mask.reduce(CELL)  # a mean: one pixel of 64 makes it 4
    width = small.width
    marked = {at for at, value in enumerate(small.tobytes()) if value}
    while marked:
        stack = [marked.pop()]
        left = top = 1 << 30
        right = bottom = 0
        while stack:
            y, x = divmod(stack.pop(), width)
            left, right = min(left, x), max(right, x)
            top, bottom = min(top, y), max(bottom, y)
            for at in _near(x, y, width):
                if at in marked:
                    marked.remove(at)
                    stack.append(at)
        yield left * CELL, top * CELL, (right + 1) * CELL, (bottom + 1) * CELL


def _near(x: int, y: int, width: int) -> Iterator[int]:
    for row in range(max(0, y - 2), y + 3):
        for column in range(max(0, x - 2), min(width, x + 3)):
            yield row * width + column


def _area(mask: Image, box: tuple[int, int, int, int]) -> Area | None:
    cut = mask.crop(box)
    found = cut.getbbox()
    if found is None:
        return None
    left, top, right, bottom = found
    pixels = cut.histogram()[255]
    return Area(box[0] + left, box[1] + top, right - left, bottom - top, pixels)


def _is_smooth(area: Area, mask: Image, one: Image, other: Image) -> bool:
    """Say whether all that differs in an area is how its edges are smoothed."""
    if area.pixels > _MOST_LOOKED_AT:
        return False
    marked, a, b = _pixels(mask), _Pixels(one), _Pixels(other)
    return all(
        a.is_smoothed(x, y, b) or b.is_smoothed(x, y, a)
        for y in range(area.y, area.y + area.height)
        for x in range(area.x, area.x + area.width)
        if marked[x, y]
    )


def _pixels(picture: Image) -> Any:
    return picture.load()


class _Pixels:
    """The pixels of one picture, to be looked at one by one."""

    def __init__(self, picture: Image) -> None:
        self._at = _pixels(picture)
        self._width, self._height = picture.size

    def is_smoothed(self, x: int, y: int, other: _Pixels) -> bool:
        """Say whether a pixel is likely to be anti-aliasing, as pixelmatch does.

        It has a darker and a brighter neighbour and few that are like it, and one of
        the two extremes lies in an even surface in both pictures.
        """
        alike = self._is_at_edge(x, y)
        own = self._brightness(x, y)
        darkest = brightest = 0.0
        dark = bright = (x, y)
        for near in self._around(x, y):
            change = own - self._brightness(*near)
            if change == 0:
                alike += 1
                if alike > 2:
                    return False
            elif change < darkest:
                darkest, dark = change, near
            elif change > brightest:
                brightest, bright = change, near
        if not darkest or not brightest:
            return False
        return any(
            self._is_even(*each) and other._is_even(*each) for each in (dark, bright)
        )

    def _is_even(self, x: int, y: int) -> bool:
        own = self._at[x, y]
        alike = self._is_at_edge(x, y)
        for near in self._around(x, y):
            alike += self._at[near] == own
            if alike > 2:
                return True
        return False

    def _brightness(self, x: int, y: int) -> float:
        red, green, blue = self._at[x, y]
        return float(red * _Y[0] + green * _Y[1] + blue * _Y[2])

    def _is_at_edge(self, x: int, y: int) -> int:
        return int(x in (0, self._width - 1) or y in (0, self._height - 1))

    def _around(self, x: int, y: int) -> Iterator[tuple[int, int]]:
        for column in range(max(0, x - 1), min(self._width, x + 2)):
            for row in range(max(0, y - 1), min(self._height, y + 2)):
                if (column, row) != (x, y):
                    yield column, row
