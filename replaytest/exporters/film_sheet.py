"""A filmstrip as one sheet: pictures in rows, each with its time below it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from replaytest.errors import UsageError
from replaytest.exporters.film_moments import Moment

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

COLUMNS = 4
GAP = 16
LABEL = 30
TEXT_SIZE = 15
GROUND, LINE = "#f4f4f2", "#c9cdd2"
TIME, NAME, FAILED = "#1d1d1b", "#6b7078", "#c62a2f"
# The most that WebP can have, in either direction.
MOST_WEBP = 16_383


def clock(ms: float) -> str:
    """Return a time as `0:03.2`."""
    tenths = max(0, int(ms // 100))
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


def sheet(
    pictures: Iterable[bytes],
    moments: Sequence[Moment],
    *,
    size: tuple[int, int],
    since: float,
    suffix: str,
) -> bytes:
    """Return the sheet as the bytes of a PNG or WebP file, as `suffix` says.

    `pictures` are PNGs of `size`, one for each moment; times are counted from `since`.
    Raises `UsageError` if the sheet is too large for its format.
    """
    from PIL import Image, ImageDraw

    columns = min(len(moments), COLUMNS)
    rows = -(-len(moments) // columns)
    whole = (
        GAP + columns * (size[0] + GAP),
        GAP + rows * (size[1] + LABEL + GAP),
    )
    if suffix == ".webp" and max(whole) > MOST_WEBP:
        raise UsageError(
            f"the sheet would be {whole[0]} by {whole[1]} pixels, and WebP has at "
            f"most {MOST_WEBP}",
            where=f"{len(moments)} pictures",
            fix="fewer --frames, or -o FILE.png",
        )
    made = Image.new("RGB", whole, GROUND)
    draw = ImageDraw.Draw(made)
    for number, (picture, moment) in enumerate(zip(pictures, moments, strict=True)):
        row, column = divmod(number, columns)
        left, top = (
            GAP + column * (size[0] + GAP),
            GAP + row * (size[1] + LABEL + GAP),
        )
        box = (left - 1, top - 1, left + size[0], top + size[1])
        draw.rectangle(box, outline=FAILED if moment.failed else LINE)
        made.paste(opened(picture), (left, top))
        place = left, top + size[1] + 7
        _label(draw, place, size[0], clock(moment.at - since), moment)
    file = io.BytesIO()
    if suffix == ".webp":
        made.save(file, "WEBP", quality=90)
    else:
        made.save(file, "PNG")
    return file.getvalue()


def opened(picture: bytes) -> Image:
    """Return an encoded picture as RGB."""
    from PIL import Image

    return Image.open(io.BytesIO(picture)).convert("RGB")


def _label(
    draw: ImageDraw, place: tuple[int, int], width: int, time: str, moment: Moment
) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(TEXT_SIZE)
    draw.text(place, time, fill=TIME, font=font)
    used = draw.textlength(time, font=font) + 10
    # The font has few letters beyond these, and what it lacks it draws as boxes.
    name = moment.name.encode("latin-1", "replace").decode("latin-1")[:200]
    name = "".join(c if c.isprintable() else " " for c in name)
    while name and draw.textlength(name, font=font) > width - used:
        name = name[:-4] + "..." if len(name) > 4 else ""
    color = FAILED if moment.failed else NAME
    draw.text((place[0] + used, place[1]), name, fill=color, font=font)
