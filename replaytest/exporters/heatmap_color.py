"""Heat: clicks as a smooth surface, its colours, and the page that shines through.

Everything is integers until a colour is chosen; a page of 20,000 pixels with 100,000
clicks takes seconds without numpy (tests/exporters/test_heatmap_draw.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

# Clicks are counted in squares of so many pixels first.
CELL = 4
# Three box blurs in a row are a Gaussian to the eye. Of 7 cells each they have a
# deviation of 3.5 cells, 14 px: a click is a blob that a button's text fits in.
BOX, TIMES = 7, 3
# The ramp "inferno" of matplotlib (Nathaniel Smith and Stéfan van der Walt, CC0), equal
# steps of which look equal, as viridisLite::inferno(11) samples it: from its light end,
# without the three ends that cannot be told from white or black.
RAMP = (
    (0xF6, 0xD7, 0x46),
    (0xFC, 0xA5, 0x0A),
    (0xF3, 0x78, 0x19),
    (0xDD, 0x51, 0x3A),
    (0xBC, 0x37, 0x54),
    (0x93, 0x26, 0x67),
    (0x6A, 0x17, 0x6E),
    (0x42, 0x0A, 0x68),
)
Colour = tuple[int, int, int]
Rows = list[list[int]]


def colour(level: float) -> Colour:
    """Return the colour of a level from 0 to 1."""
    place = min(1.0, max(0.0, level)) * (len(RAMP) - 1)
    first = min(int(place), len(RAMP) - 2)
    part = place - first
    low, high = RAMP[first], RAMP[first + 1]
    red, green, blue = (
        round(a + (b - a) * part) for a, b in zip(low, high, strict=True)
    )
    return red, green, blue


def faded(page: Image) -> Image:
    """Return a page that colours can be seen on: nearly grey, and paler."""
    from PIL import Image, ImageOps

    grey = ImageOps.grayscale(page).convert("RGB")
    mild = Image.blend(page, grey, 0.75)
    return Image.blend(mild, Image.new("RGB", page.size, "white"), 0.3)


def heat(points: Iterable[tuple[int, int, int]], size: tuple[int, int]) -> Rows:
    """Return how many clicks are near each cell of a page, in units of `UNIT`.

    Points are (x, y, clicks) in pixels of the page, whose `size` is in pixels too;
    those outside are left out.
    """
    columns, lines = -(-size[0] // CELL), -(-size[1] // CELL)
    rows = [[0] * columns for _ in range(lines)]
    for x, y, count in points:
        if 0 <= x < size[0] and 0 <= y < size[1]:
            rows[y // CELL][x // CELL] += count
    turned = [list(column) for column in zip(*map(_blurred, rows), strict=True)]
    return [list(row) for row in zip(*map(_blurred, turned), strict=True)]


def _blurred(row: Sequence[int]) -> Sequence[int]:
    if not any(row):
        return row
    half = [0] * (BOX // 2)
    for _ in range(TIMES):
        sums = list(accumulate([0, *half, *row, *half]))
        row = [after - before for before, after in zip(sums, sums[BOX:], strict=False)]
    return row


# What one click makes of the cell it is in.
UNIT = max(_blurred([0] * 15 + [1] + [0] * 15)) ** 2


def coloured(page: Image, rows: Rows) -> tuple[Image, float]:
    """Return a page with heat on it, and the clicks that its hottest place stands for.

    The scale is logarithmic: one place that everybody clicks does not hide the others.
    """
    from PIL import Image

    hottest = max((max(row) for row in rows), default=0) / UNIT
    if not hottest:
        return page, 0
    top = math.log1p(hottest)
    levels = {
        count: round(255 * math.log1p(count / UNIT) / top)
        for count in {count for row in rows for count in row}
    }
    level_of = levels.__getitem__
    small = Image.frombytes(
        "L", (len(rows[0]), len(rows)), b"".join(bytes(map(level_of, r)) for r in rows)
    )
    whole = (small.width * CELL, small.height * CELL)
    # Between cells by straight lines: anything rounder swings over at the edges.
    level = small.resize(whole, Image.Resampling.BILINEAR).crop((0, 0, *page.size))
    bands = zip(*(colour(step / 255) for step in range(256)), strict=True)
    layer = Image.merge("RGB", [level.point(list(band)) for band in bands])
    return Image.composite(layer, page, level.point(list(map(_cover, range(256))))), (
        hottest
    )


def _cover(level: int) -> int:
    """Return how much of the page a level hides, from 0 to 255: soft at its edge."""
    return round(175 * min(1.0, level / 45))
