"""What stands in place of masked text: its shape, or nothing of it but the length.

`mask_shape` says the same as `shape` in web/src/recorder/mask/text.ts, `mask_escaped`
as `shapeEscaped`. No function changes anything in what it itself returned.
"""

from __future__ import annotations

import re
import unicodedata

_WIDE = ("CJK UNIFIED", "CJK COMPAT", "HIRAGANA", "KATAKANA", "HANGUL")
# Where nearly all pictographs lie; Python has no table of that property.
_PICTURES = (range(0x1F000, 0x1FB00), range(0x2600, 0x27C0))
# Of a byte in an address, and of the sign of an e-mail address in HTML.
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|&(?:#0*64|#[xX]0*40|commat);")


class _Shapes(dict[int, str]):
    """Code point → what stands for it, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _shape_of(chr(code))
        return found


def mask_shape(text: str) -> str:
    """Return `text` with letters as x or X by case and digits as 0.

    Letters that are as wide as they are high become 文, pictures ●; accents that are
    characters of their own go. All else stays, so lines break where they did.
    """
    return text.translate(_SHAPES)


def mask_escaped(text: str) -> str:
    """Return the shape of a text in which signs may be escaped: these stay as they are.

    An escaped letter or digit becomes that of its shape, one of any other byte an x.
    """
    pieces, done = [], 0
    for found in _ESCAPE.finditer(text):
        pieces += [mask_shape(text[done : found.start()]), _shape_of_escape(found)]
        done = found.end()
    return "".join([*pieces, mask_shape(text[done:])])


def mask_whole(text: str) -> str:
    """Return as many `*` as `text` has characters."""
    return "*" * len(text)


def _shape_of_escape(found: re.Match[str]) -> str:
    if found[1] is None:
        return found[0]
    code = int(found[1], 16)
    sign = chr(code) if code < 128 else "x"
    masked = mask_shape(sign)
    return found[0] if code < 128 and masked == sign else f"%{ord(masked):02x}"


def _shape_of(character: str) -> str:
    kind = unicodedata.category(character)[0]
    if any(ord(character) in some for some in _PICTURES):
        return "●"
    if kind == "N":
        return "0"
    if kind == "M":
        return ""
    if kind != "L":
        return character
    if unicodedata.name(character, "").startswith(_WIDE):
        return "文"
    return "X" if unicodedata.category(character) == "Lu" else "x"


_SHAPES = _Shapes()
