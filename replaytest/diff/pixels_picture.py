"""Two drawn pages side by side, with what differs outlined and numbered in both."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from replaytest.diff.pixels import Area
from replaytest.diff.pixels_opinion import Opinion, Shown

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

GAP, HEAD, LINE, PAD = 16, 24, 2, 5
GROUND, INK = "#e8eaed", "#1d1d1b"
# Seldom a colour of pages, and told from both grounds; the numbers say it without it.
MARK = "#d6007f"


def side_by_side(before: Shown, after: Shown, opinion: Opinion) -> bytes:
    """Return a PNG: the page before on the left, after on the right."""
    from PIL import Image, ImageDraw

    left, right = (
        Image.open(io.BytesIO(each.picture)).convert("RGB") for each in (before, after)
    )
    size = (left.width + GAP + right.width, HEAD + max(left.height, right.height))
    made = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(made)
    for x, picture, title in ((0, left, "before"), (left.width + GAP, right, "after")):
        made.paste(picture, (x, HEAD))
        draw.text((x + 8, 6), title, fill=INK)
        for number, seen in enumerate(opinion.seen, 1):
            _mark(draw, (x, HEAD), seen.area, str(number))
    target = io.BytesIO()
    made.save(target, "PNG")
    return target.getvalue()


def _mark(draw: ImageDraw, corner: tuple[int, int], area: Area, label: str) -> None:
    left, top = corner[0] + area.x - PAD, corner[1] + area.y - PAD
    right, bottom = left + area.width + 2 * PAD, top + area.height + 2 * PAD
    draw.rectangle((left, top, right, bottom), outline=MARK, width=LINE)
    wide = int(draw.textlength(label)) + 6
    draw.rectangle((left, top - 14, left + wide, top), fill=MARK)
    draw.text((left + 3, top - 13), label, fill="#ffffff")
