"""Tokens: equal texts get equal letters, which say nothing without the key.

`Tokens` says the same as its namesake in web/src/recorder/mask/text.ts, so that what
was typed into a page and what was sent of it look the same in one recording.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from replaytest.mask.shape import mask_shape

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = 0xFFFFFFFF


class Tokens:
    """Draws the letters and digits of masked texts. `key` is 16 hexadecimal digits."""

    def __init__(self, key: str) -> None:
        key = key or secrets.token_hex(8)
        self._key = (int(key[:8], 16), int(key[8:16] or "0", 16))

    def of(self, text: str) -> str:
        """Return what stands for `text` in this recording."""
        draws = _draws(half_sip_hash(text, self._key))
        return "".join(_drawn(each, draws) for each in mask_shape(text))


def _drawn(shaped: str, draws: Iterator[int]) -> str:
    if shaped == "0":
        return str(next(draws) % 10)
    if shaped in "xX":
        letter = _LETTERS[next(draws) % 26]
        return letter.upper() if shaped == "X" else letter
    return shaped


def _draws(state: int) -> Iterator[int]:
    """Yield random numbers: xorshift32, Marsaglia 2003."""
    state = state or 1
    while True:
        state ^= state << 13 & _WORD
        state ^= state >> 17
        state ^= state << 5 & _WORD
        yield state


def half_sip_hash(text: str, key: tuple[int, int]) -> int:
    """Return HalfSipHash-2-4 (Aumasson and Bernstein) over UTF-16, two units a word."""
    first, second = key
    state = (first, second, 0x6C796765 ^ first, 0x74656462 ^ second)
    body = text.encode("utf-16-le", "surrogatepass")
    words = [
        int.from_bytes(body[at : at + 4], "little") for at in range(0, len(body), 4)
    ]
    for word in (*words, len(body) // 2):
        v0, v1, v2, v3 = state
        state = _round(_round((v0, v1, v2, v3 ^ word)))
        state = (state[0] ^ word, *state[1:])
    v0, v1, v2, v3 = state
    state = (v0, v1, v2 ^ 0xFF, v3)
    for _ in range(4):
        state = _round(state)
    return state[1] ^ state[3]


def _round(state: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    v0, v1, v2, v3 = state
    v0 = (v0 + v1) & _WORD
    v1 = _turned(v1, 5) ^ v0
    v0 = _turned(v0, 16)
    v2 = (v2 + v3) & _WORD
    v3 = _turned(v3, 8) ^ v2
    v0 = (v0 + v3) & _WORD
    v3 = _turned(v3, 7) ^ v0
    v2 = (v2 + v1) & _WORD
    v1 = _turned(v1, 13) ^ v2
    return v0, v1, _turned(v2, 16), v3


def _turned(value: int, by: int) -> int:
    return (value << by | value >> (32 - by)) & _WORD
