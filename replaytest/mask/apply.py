"""One rule and one text: the text without it, or where in it something was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from dataclasses import replace as changed

from replaytest.mask.forms import PLAIN, Form, utf8
from replaytest.mask.lines import Token, decoded
from replaytest.mask.patterns import Pattern

Rule = Form | Pattern

# A letter, digit or sign of ASCII that was escaped without need: what is looked for in
# the bytes could be spelled so. Encoders escape only control characters this way.
_ESCAPED = re.compile(rb"\\u00[2-7]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A secret that was found: by which rule, in which encoding, at which byte.

    `rule` is "secret NAME" or "pattern NAME". The value is not kept.
    """

    rule: str
    encoding: str
    offset: int

    def moved(self, by: int) -> Hit:
        """Return this hit in bytes that `by` others stand before."""
        return changed(self, offset=self.offset + by)


def has_escapes(data: bytes) -> bool:
    """Say whether JSON spells something with escapes that it could have written out."""
    return _ESCAPED.search(data) is not None


def may_hold(data: bytes, rules: Iterable[Rule]) -> bool:
    """Say whether JSON could hold something for one of `rules`; False is certain."""
    return any(rule.may_be_in(data) for rule in rules) or has_escapes(data)


def replace(text: str, rule: Rule) -> str:
    """Return `text` with every place of `rule` masked, overlapping ones as one."""
    pieces, done = [], 0
    for start, end in _joined(rule.spans(text)):
        pieces += [text[done:start], rule.mask(text[start:end])]
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def hits_in_text(data: bytes, rules: Iterable[Rule]) -> Iterator[Hit]:
    """Yield what is in bytes that are no JSON, be they text or not."""
    text = data.decode("utf-8", "surrogateescape")
    for rule in rules:
        for start, end in rule.spans(text):
            at = len(text[:start].encode("utf-8", "surrogateescape"))
            yield Hit(rule.title, rule.encoding_of(text[start:end]), at)


def hits_in_string(token: Token, rules: Iterable[Rule]) -> Iterator[Hit]:
    """Yield what is in a string of JSON."""
    text = decoded(token.raw) or ""
    for rule in rules:
        for start, end in rule.spans(text):
            found = text[start:end]
            place = token.raw.find(utf8(found))
            encoding = rule.encoding_of(found)
            if place < 0:  # the string spells it with escapes
                place, encoding = 0, "json" if encoding == PLAIN else encoding
            yield Hit(rule.title, encoding, token.start + place)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for start, end in spans:
        if start < last:
            last = max(last, end)
            continue
        if last > 0:
            yield first, last
        first, last = start, end
    if last > 0:
        yield first, last
