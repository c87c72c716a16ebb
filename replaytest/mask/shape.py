"""What stands in place of masked text: its shape, or nothing of it but the length.

`mask_shape` says the same as `shape` in web/src/recorder/mask/text.ts. Both functions
change nothing in what they themselves returned.
"""

from __future__ import annotations

import unicodedata

_WIDE = ("CJK UNIFIED", "CJK COMPAT", "HIRAGANA", "KATAKANA", "HANGUL")
# Where nearly all pictographs lie; Python has no table of that property.
_PICTURES = (range(0x1F000, 0x1FB00), range(0x2600, 0x27C0))


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


def mask_whole(text: str) -> str:
    """Return as many `*` as `text` has characters."""
    return "*" * len(text)


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
