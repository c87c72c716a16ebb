"""GIF and animated WebP, frame by frame: only one picture is held at a time.

Pillow compresses each frame; what holds frames together is written here, since Pillow
wants to have all of them at once. Of each picture only what is new in it is stored.
Sources: GIF89a specification; WebP Container Specification (RFC 9649).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]
Timed = tuple["Image", float]
"""An RGB picture, and for how many ms it is shown."""

WEBP_QUALITY = 85
# Browsers slow down frames shorter than 20 ms; no film of ours has any.
LONGEST_GIF_FRAME = 0xFFFF


def gif(pictures: Iterable[Timed]) -> Iterator[bytes]:
    """Yield a GIF that plays for ever, in pieces."""
    shown = 0.0
    for number, (picture, box, ms) in enumerate(_new_parts(pictures)):
        if number == 0:
            yield b"GIF89a" + struct.pack("<HHBBB", *picture.size, 0x70, 0, 0)
            yield b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
        # GIF counts in 1/100 s: rounding the sum keeps a long film in time.
        hundredths = round((shown + ms) / 10) - round(shown / 10)
        shown += ms
        yield _gif_frame(picture.crop(box), box, min(hundredths, LONGEST_GIF_FRAME))
    yield b"\x3b"


def _gif_frame(part: Image, box: Box, hundredths: int) -> bytes:
    from PIL import Image

    # Without dithering: text stays clean, and what is equal stays equal.
    reduced = part.quantize(256, dither=Image.Dither.NONE)
    file = io.BytesIO()
    # What it says of the order of rows is left behind with its header.
    reduced.save(file, "GIF", optimize=False, interlace=0)
    palette, data = _gif_parts(file.getvalue())
    # 4: leave the frame in place, the next one is drawn over it.
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", 4, hundredths, 0, 0)
    size = (len(palette) // 3).bit_length() - 2
    place = struct.pack("<HHHHB", box[0], box[1], *part.size, 0x80 | size)
    return control + b"\x2c" + place + palette + data


def _gif_parts(file: bytes) -> tuple[bytes, bytes]:
    """Return the colours and the compressed pixels of a GIF with one frame."""
    flags = file[10]
    start = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    palette, at = file[13:start], start
    while file[at] == 0x21:  # an extension: a label, then blocks up to an empty one
        at = _after_blocks(file, at + 2)
    local = file[at + 9]
    at += 10
    if local & 0x80:
        end = at + (3 << (local & 7) + 1)
        palette, at = file[at:end], end
    return palette, file[at : _after_blocks(file, at + 1)]


def _after_blocks(file: bytes, at: int) -> int:
    while file[at]:
        at += file[at] + 1
    return at + 1


def webp(pictures: Iterable[Timed]) -> Iterator[bytes]:
    """Yield an animated WebP that plays for ever, in pieces.

    Its compressed frames are held until the last: the file begins with its size.
    """
    frames: list[bytes] = []
    size, shown = (1, 1), 0.0
    for picture, box, ms in _new_parts(pictures, even=True):
        size = picture.size
        whole = round(shown + ms) - round(shown)
        shown += ms
        frames.append(_webp_frame(picture.crop(box), box, min(whole, 0xFFFFFF)))
    canvas = bytes([2, 0, 0, 0]) + _u24(size[0] - 1) + _u24(size[1] - 1)
    head = _chunk(b"VP8X", canvas) + _chunk(b"ANIM", b"\xff\xff\xff\xff\x00\x00")
    length = 4 + len(head) + sum(map(len, frames))
    yield b"RIFF" + struct.pack("<I", length) + b"WEBP" + head
    yield from frames


def _webp_frame(part: Image, box: Box, ms: int) -> bytes:
    file = io.BytesIO()
    part.save(file, "WEBP", quality=WEBP_QUALITY, method=2)
    place = _u24(box[0] // 2) + _u24(box[1] // 2)
    size = _u24(part.width - 1) + _u24(part.height - 1)
    # 2: no blending, the part replaces what was there.
    return _chunk(b"ANMF", place + size + _u24(ms) + b"\x02" + _pixels(file.getvalue()))


def _pixels(file: bytes) -> bytes:
    """Return the chunk of a still WebP that has its pixels."""
    at = 12
    while at < len(file):
        kind, length = struct.unpack_from("<4sI", file, at)
        end = at + 8 + length + length % 2
        if kind in (b"VP8 ", b"VP8L"):
            return file[at:end]
        at = end
    raise ValueError("this WebP has no pixels")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _u24(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _new_parts(
    pictures: Iterable[Timed], *, even: bool = False
) -> Iterator[tuple[Image, Box, float]]:
    """Yield each picture, the box of what is new in it, and its ms.

    A picture with nothing new makes the one before last longer. With `even` boxes
    begin at even pixels, as WebP's do.
    """
    from PIL import ImageChops

    waiting: tuple[Image, Box, float] | None = None
    for picture, ms in pictures:
        if waiting is None:
            waiting = picture, (0, 0, *picture.size), ms
            continue
        before, there, shown = waiting
        box = ImageChops.difference(before, picture).getbbox()
        if box is None:
            waiting = before, there, shown + ms
            continue
        yield waiting
        if even:
            box = box[0] & ~1, box[1] & ~1, box[2], box[3]
        waiting = picture, box, ms
    if waiting is not None:
        yield waiting


WRITERS: dict[str, Callable[[Iterable[Timed]], Iterator[bytes]]] = {
    ".gif": gif,
    ".webp": webp,
}
