"""The forms in which a known secret may be written, as regular expressions.

A plain form lets every character be itself or any of its escapes, so that texts
escaped by one language, by another, or by two of them in turn are found by one
expression. Letters and digits of ASCII are escaped by no encoder we know, hence the
anchor: text that a form cannot do without, by which most bytes are passed over. Every
repetition is bounded: texts come from pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import codepoint2name
from itertools import groupby

from replaytest.mask.shape import mask_whole

PLAIN = "plain"
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# JSON in JSON in JSON: 1, 3, 7 backslashes.
_BACKSLASHES = r"\\{0,7}+"
_CONTROL = {"\n": "n", "\r": "r", "\t": "t", "\b": "b", "\f": "f"}
_ANCHOR = 3


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which the secret called `name` may be written.

    `encoding` is "base64", "hex", or `PLAIN` for the value itself and its escapes.
    """

    name: str
    value: str
    encoding: str
    anchors: tuple[bytes, ...]
    expression: re.Pattern[str]
    raw: re.Pattern[bytes] | None

    @property
    def title(self) -> str:
        """The rule as a finding names it."""
        return f"secret {self.name}"

    def may_be_in(self, data: bytes) -> bool:
        """Say whether UTF-8 text `data` could hold this; False is certain."""
        if self.raw is not None:
            return self.raw.search(data) is not None
        return any(anchor in data for anchor in self.anchors)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each place in `text`, overlapping ones too."""
        found = self.expression.search(text)
        while found:
            yield found.span()
            found = self.expression.search(text, found.start() + 1)

    def mask(self, found: str) -> str:
        """Return what takes the place of what was found."""
        return mask_whole(found)

    def encoding_of(self, found: str) -> str:
        """Return how the secret is written in the text that was found."""
        if self.encoding == "base64":
            return "base64url" if set("-_") & set(found) else "base64"
        if self.encoding != PLAIN or found == self.value:
            return self.encoding
        marks = {"url": "%", "html": "&", "json": "\\"}
        named = [name for name, mark in marks.items() if _more(found, self.value, mark)]
        # What is left is quote_plus, which writes a space as a plus sign.
        return "+".join(named) or "url"


def forms_of(name: str, value: str) -> tuple[Form, ...]:
    """Return every form of a secret of at least one character."""
    body = utf8(value)
    based = tuple(_base64(body, shift) for shift in range(3))
    digits = body.hex()
    return (
        _form(name, value, PLAIN, _plain(value), (_anchor(value),)),
        *(_form(name, value, "base64", *each) for each in based),
        _form(name, value, "hex", f"{digits}|{digits.upper()}", _cases(digits)),
    )


def utf8(text: str) -> bytes:
    """Return UTF-8 of any `str`, also of an environment value that is none."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _form(
    name: str, value: str, encoding: str, source: str, anchors: tuple[str, ...]
) -> Form:
    usable = all(len(anchor) >= _ANCHOR for anchor in anchors)
    return Form(
        name=name,
        value=value,
        encoding=encoding,
        anchors=tuple(map(str.encode, anchors)) if usable else (),
        expression=re.compile(source),
        raw=None if usable else re.compile(utf8(source)),
    )


def _cases(digits: str) -> tuple[str, ...]:
    return tuple({digits, digits.upper()})


def _anchor(text: str) -> str:
    """Return the longest run of ASCII letters and digits."""
    return max(re.findall(r"[A-Za-z0-9]+", text), key=len, default="")


def _more(found: str, value: str, mark: str) -> bool:
    return found.count(mark) > value.count(mark)


def _plain(value: str) -> str:
    pieces = []
    for character, run in groupby(value):
        count = len(list(run))
        if character == "\\":
            pieces.append(_backslashes(count))
        else:
            begun = _character(character, first=not pieces)
            pieces.append(begun + _character(character, first=False) * (count - 1))
    return "".join(pieces)


def _backslashes(count: int) -> str:
    # As one: each alone would be tried in every way to share a long run between them.
    escaped = "|".join(_escapes("\\"))
    return rf"(?:\\{{{count},{8 * count}}}|(?:{escaped}){{{count}}})"


def _character(character: str, *, first: bool) -> str:
    """Return what `character` is written as; a backslash before the first may stay."""
    if character.isascii() and character.isalnum():
        return character
    plain = re.escape(character)
    ways = [plain, *_escapes(character)]
    if character in _CONTROL:
        ways.append(rf"\\{{1,8}}{_CONTROL[character]}")
    elif character == " ":
        ways.append(r"\+")
    elif character.isascii() and not first:
        ways[0] = _BACKSLASHES + plain
    return f"(?:{'|'.join(ways)})"


def _escapes(character: str) -> Iterator[str]:
    """Yield what URLs, JSON, JavaScript, Python and HTML escape it as."""
    body = utf8(character)
    code = ord(character)
    yield "".join(f"%(?:25){{0,3}}{_hex(byte, 2)}" for byte in body)
    units = character.encode("utf-16-be", "surrogatepass")
    pairs = (units[at] << 8 | units[at + 1] for at in range(0, len(units), 2))
    yield "".join(rf"\\{{1,8}}u{_hex(unit, 4)}" for unit in pairs)
    yield "".join(rf"\\{{1,8}}x{_hex(byte, 2)}" for byte in body)
    names = ["apos"] if character == "'" else []
    if code in codepoint2name:
        names.append(codepoint2name[code])
    numbers = rf"#0{{0,5}}{code}|#[xX]0{{0,5}}{_hex(code, 1)}"
    yield f"&(?:amp;){{0,3}}(?:{'|'.join([numbers, *names])});"


def _hex(number: int, width: int) -> str:
    """Return an expression for hexadecimal digits in either case."""
    return "".join(
        f"[{digit}{digit.upper()}]" if digit.isalpha() else digit
        for digit in f"{number:0{width}x}"
    )


def _base64(body: bytes, shift: int) -> tuple[str, tuple[str, ...]]:
    """Return (expression, anchors) for `body` after `shift` bytes of something else.

    Where a character of base64 holds bits of a neighbour too, every character with
    our bits will do: what is certain is then all of the secret, and never less.
    """
    bits = 8 * len(body)
    number = int.from_bytes(body, "big")
    pieces = []
    # One character holds bits `at` to `at + 6` of the secret.
    for at in range(-(8 * shift % 6), bits, 6):
        low, high = max(at, 0), min(at + 6, bits)
        known = (number >> (bits - high)) & ((1 << (high - low)) - 1)
        after = at + 6 - high
        mask = ((1 << (high - low)) - 1) << after
        fits = [n for n in range(64) if n & mask == known << after]
        pieces.append("".join(_STANDARD[n] for n in fits))
    whole = "".join(piece if len(piece) == 1 else "." for piece in pieces)
    return "".join(map(_one_of, pieces)), (_anchor(whole),)


def _one_of(characters: str) -> str:
    """Return an expression for one character of base64, in each alphabet."""
    if len(characters) == 1 and characters.isalnum():
        return characters
    plain = "".join(c for c in characters if c.isalnum())
    ways = [f"[{plain}]"] if plain else []
    if "+" in characters:
        ways += [r"\+", "-", "%2[Bb]", r"\\{1,8}u002[bB]"]
    if "/" in characters:
        ways += [rf"{_BACKSLASHES}/", "_", "%2[Ff]", r"\\{1,8}u002[fF]"]
    return f"(?:{'|'.join(ways)})"
