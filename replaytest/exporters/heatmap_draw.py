"""Drawing a heatmap: the page, what was done on it, and above it what the colours say.

Pillow is imported inside functions: whoever exports events only does not have it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from replaytest.exporters.heatmap_color import Colour, colour, coloured, faded, heat

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as PlainFont

PAD, LINE = 16, 20
TITLE_SIZE, TEXT_SIZE = 18, 13
GROUND, EDGE, INK, DIM = "#ffffff", "#c9cdd2", "#1d1d1b", "#5b6068"
RAMP_SIZE = (160, 10)
# Of marks, which are no heat: away from all colours of the ramp.
MARKS = {"rage": "#0b63ce", "dead": "#1d1d1b"}
NAMES = {"rage": "rage click", "dead": "dead click"}
MARK_PX = 9
SHARES = (1.0, 0.75, 0.5, 0.25)
VEIL = 0.4


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the page: one title, and lines of text below it."""

    title: str
    lines: tuple[str, ...]


def clicks_picture(
    page: Image,
    points: Sequence[tuple[int, int, int]],
    marks: Sequence[tuple[int, int, str]],
    heading: Heading,
) -> bytes:
    """Return a PNG of the page with (x, y, clicks) as heat, and marks of trouble.

    Marks are (x, y, "rage" or "dead"); all places are pixels of the page.
    """
    from PIL import ImageDraw

    seen, hottest = coloured(faded(page), heat(points, page.size))
    draw = ImageDraw.Draw(seen)
    for x, y, kind in marks:
        _mark(draw, x, y, kind)
    kinds = [kind for kind in MARKS if any(kind == each for _, _, each in marks)]
    return _png(_headed(seen, heading, ("1 click", _clicks(hottest)), kinds))


def scroll_picture(
    page: Image, depths: Sequence[tuple[int, int]], visits: int, heading: Heading
) -> bytes:
    """Return a PNG of the page, coloured by how many of the visits saw each part.

    Depths are (pixel, visits that saw the page down to it), the pixels ascending.
    """
    from PIL import Image, ImageDraw

    layer = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(layer)
    top = 0
    for depth, count in (*depths, (page.height, 0)):
        if depth > top:
            shade = colour(count / visits) if count else (255, 255, 255)
            draw.rectangle((0, top, page.width, depth - 1), fill=shade)
            top = depth
    seen = Image.blend(faded(page), layer, VEIL)
    draw = ImageDraw.Draw(seen)
    for depth, count in _lines(depths, visits):
        _line(draw, seen, min(depth, page.height) - 1, count, visits)
    return _png(_headed(seen, heading, ("few", "all visits saw it"), []))


def _lines(depths: Sequence[tuple[int, int]], visits: int) -> Iterable[tuple[int, int]]:
    """Return where the page was last seen by all, three quarters, half, a quarter."""
    found = {}
    for share in SHARES:
        reached = [each for each in depths if each[1] >= share * visits]
        if reached:
            found[reached[-1][0]] = reached[-1][1]
    return sorted(found.items())


def _line(draw: ImageDraw, seen: Image, y: int, count: int, visits: int) -> None:
    draw.rectangle((0, y - 1, seen.width, y), fill=INK)
    share = f"{100 * count / visits:.0f} % of visits saw this"
    text = f"{share} ({count} of {visits})"
    font = _font(TEXT_SIZE)
    width = draw.textlength(text, font=font) + 16
    top = y - LINE if y >= LINE else y
    draw.rectangle((0, top, width, top + LINE), fill=INK)
    draw.text((8, top + 2), text, fill=GROUND, font=font)


def _mark(draw: ImageDraw, x: float, y: float, kind: str) -> None:
    """Draw a ring for rage, a cross for dead, each on white."""
    for extra, shade in ((1, "white"), (0, MARKS[kind])):
        size = MARK_PX - (0 if kind == "rage" else 3)
        wide = 3 + 2 * extra
        box = (x - size - extra, y - size - extra, x + size + extra, y + size + extra)
        if kind == "rage":
            draw.ellipse(box, outline=shade, width=wide)
        else:
            draw.line((box[0], box[1], box[2], box[3]), fill=shade, width=wide)
            draw.line((box[0], box[3], box[2], box[1]), fill=shade, width=wide)


def _headed(
    page: Image, heading: Heading, ends: tuple[str, str], kinds: Sequence[str]
) -> Image:
    """Return the page below its heading, at least as wide as the ramp needs."""
    from PIL import Image, ImageDraw

    width = max(page.width, RAMP_SIZE[0] + 2 * PAD + 120)
    texts = [part for line in heading.lines for part in _wrapped(line, width)]
    high = 2 * PAD + 28 + LINE * (len(texts) + 1 + (len(kinds) if width < 700 else 0))
    whole = Image.new("RGB", (width, high + page.height), GROUND)
    draw = ImageDraw.Draw(whole)
    y = PAD - 4
    title = _shortened(heading.title, TITLE_SIZE, width)
    draw.text((PAD, y), title, fill=INK, font=_font(TITLE_SIZE))
    y += 28
    for text in texts:
        draw.text((PAD, y), text, fill=DIM, font=_font(TEXT_SIZE))
        y += LINE
    _key(draw, y + 2, ends, kinds, in_rows=width < 700)
    draw.line((0, high - 1, width, high - 1), fill=EDGE)
    whole.paste(page, ((width - page.width) // 2, high))
    return whole


def _key(
    draw: ImageDraw,
    y: int,
    ends: tuple[str, str],
    kinds: Sequence[str],
    *,
    in_rows: bool,
) -> None:
    font, (wide, high) = _font(TEXT_SIZE), RAMP_SIZE
    draw.text((PAD, y), ends[0], fill=INK, font=font)
    left = PAD + draw.textlength(ends[0], font=font) + 8
    for step in range(wide):
        shade: Colour = colour(step / wide)
        draw.line((left + step, y + 4, left + step, y + 4 + high), fill=shade)
    draw.text((left + wide + 8, y), ends[1], fill=INK, font=font)
    x = left + wide + 8 + draw.textlength(ends[1], font=font) + 32
    for kind in kinds:
        if in_rows:
            x, y = PAD, y + LINE
        _mark(draw, x + MARK_PX, y + 9, kind)
        draw.text((x + 2 * MARK_PX + 10, y), NAMES[kind], fill=INK, font=font)
        x += 2 * MARK_PX + 34 + draw.textlength(NAMES[kind], font=font)


def _clicks(count: float) -> str:
    return f"{round(count)} in one place" if round(count) > 1 else "1 in one place"


def _font(size: int) -> FreeTypeFont | PlainFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _plain(text: str) -> str:
    # The font has few letters beyond these, and what it lacks it draws as boxes.
    text = text.encode("latin-1", "replace").decode("latin-1")[:400]
    return "".join(c if c.isprintable() else " " for c in text)


def _length(text: str, size: int) -> float:
    return float(_font(size).getlength(text))


def _shortened(text: str, size: int, width: int) -> str:
    text = _plain(text)
    while len(text) > 4 and _length(text, size) > width - 2 * PAD:
        text = text[:-4] + "..."
    return text


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in _plain(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _length(longer, TEXT_SIZE) > width - 2 * PAD:
            lines.append(word)
        else:
            lines[-1] = longer
    return [_shortened(line, TEXT_SIZE, width) for line in lines]


def _png(picture: Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
