"""A place where text can hide, and the one marker that is hidden there.

A marker occurs nowhere but in its place: whatever file it is found in, that place leaked.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

PREFIX = "Qz7k"
CONSONANTS, VOWELS = "bdfgklmvz", "aeiou"  # no secret's name is made of these


@cache
def marker(name: str) -> str:
    """Return 16 letters and digits that only `name` has."""
    digest = hashlib.sha256(name.encode()).digest()
    syllables = (CONSONANTS[n % 9] + VOWELS[n // 9 % 5] for n in digest[:5])
    return f"{PREFIX}{''.join(syllables)}{10 + digest[5] % 90}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a marker stands, and from which level on nobody may find it.

    level: the lowest that covers it; None if none below 4 does.
    html, head: put into the body or head of `page`. In these, and in `path`, {m} stands
        for the value, {url} {attribute} {base64} {hex} for encodings of it, {id} for an
        id that nothing else has, {here} and {other} for the two origins.
    setup: JavaScript run while the page loads, before any snapshot.
    later: JavaScript run when the recorder has long begun. Both know the value as M and
        the element with the id {id} as E.
    act: what a person does, with Playwright.
    kind: what the value looks like; see `VALUES`.
    page: the document it is in; see `site.py`.
    unseen: why no recorder shows it, covered or not.
    unseen_in: the browser in which that is so; "" for all.
    """

    name: str
    level: int | None
    html: str = ""
    head: str = ""
    setup: str = ""
    later: str = ""
    act: Callable[[Any, Place], None] | None = None
    kind: str = "marker"
    page: str = "main"
    unseen: str = ""
    unseen_in: str = ""

    @property
    def marker(self) -> str:
        return marker(self.name)

    @property
    def id(self) -> str:
        return f"i{hashlib.sha256(self.name.encode()).hexdigest()[:8]}"

    @property
    def value(self) -> str:
        """What stands in the place: the marker, or something realistic around it."""
        return VALUES[self.kind](self)

    @property
    def needles(self) -> tuple[str, ...]:
        """What gives it away, in lower case."""
        if self.kind in DIGITS:
            return tuple({self.value, re.sub(r"\D", "", self.value)})
        return (self.marker.lower(),)

    def fill(self, template: str, here: str = "", other: str = "") -> str:
        value = self.value
        words = {
            "m": value,
            "url": quote(value, safe=""),
            "attribute": html.escape(value, quote=True),
            "base64": base64.b64encode(value.encode()).decode(),
            "hex": value.encode().hex(),
            "id": self.id,
            "here": here,
            "other": other,
        }
        names = "|".join(words)
        return re.sub(rf"\{{({names})\}}", lambda found: words[found[1]], template)

    def is_shown_in(self, browser: str) -> bool:
        """Say whether a recorder that covers nothing shows it."""
        return not self.unseen or self.unseen_in not in ("", browser)

    def is_covered_at(self, level: int) -> bool:
        return self.level is not None and self.level <= level


def _digits(place: Place, count: int) -> str:
    number = int.from_bytes(hashlib.sha256(place.marker.encode()).digest())
    return str(number)[3 : 3 + count]


def _card(place: Place) -> str:
    body = "4" + _digits(place, 14)
    doubled = [int(digit) * 2 for digit in body[::-2]]
    total = sum(map(int, body[-2::-2])) + sum(n - 9 if n > 9 else n for n in doubled)
    return f"{body}{-total % 10}"


def _groups(place: Place, gap: str) -> str:
    return gap.join(re.findall("....", _card(place)))


def _jwt(place: Place) -> str:
    def part(value: object) -> str:
        body = base64.urlsafe_b64encode(json.dumps(value).encode())
        return body.decode().rstrip("=")

    return f"{part({'alg': 'HS256'})}.{part({'sub': place.marker})}.{place.marker}"


def _private_key(place: Place) -> str:
    lines = f"MIIEvQIBADANBg{place.marker}\n{place.marker}kqhkiG9w0BAQEFAASC"
    return f"-----BEGIN PRIVATE KEY-----\n{lines}\n-----END PRIVATE KEY-----"


def _basic(place: Place) -> str:
    return f"Basic {base64.b64encode(f'user:{place.marker}'.encode()).decode()}"


DIGITS = ("card", "card with spaces", "card with dashes", "phone", "american phone")
VALUES: dict[str, Callable[[Place], str]] = {
    "marker": lambda place: place.marker,
    "email": lambda place: f"{place.marker}@example.org",
    "card": _card,
    "card with spaces": lambda place: _groups(place, " "),
    "card with dashes": lambda place: _groups(place, "-"),
    "phone": lambda place: f"+49 30 {_digits(place, 8)}",
    "american phone": lambda place: (
        f"(212) 5{_digits(place, 2)}-{_digits(place, 6)[2:]}"
    ),
    "jwt": _jwt,
    "bearer": lambda place: f"Bearer {place.marker}",
    "basic": _basic,
    "private key": _private_key,
    "aws key": lambda place: f"AKIA{place.marker.upper()}",
    "github token": lambda place: f"ghp_{place.marker}{place.marker}",
    "gitlab token": lambda place: f"glpat-{place.marker}{place.marker}",
    "slack token": lambda place: f"xoxb-{place.marker}",
    "stripe key": lambda place: f"sk_live_{place.marker}",
    "google key": lambda place: f"AIza{place.marker}{place.marker}abc",
    "npm token": lambda place: f"npm_{place.marker}{place.marker}abcd",
    "model key": lambda place: f"sk-ant-{place.marker}{place.marker}",
    # Values of environment variables CANARY_…, see `environment`.
    "known": lambda place: place.marker,
    "known with signs": lambda place: f'{place.marker} & "ü"/<{place.marker}>\\',
}


def environment(places: tuple[Place, ...]) -> dict[str, str]:
    """Return the environment in which the known secrets are known."""
    known = [place for place in places if place.kind.startswith("known")]
    return {f"CANARY_{place.id.upper()}": place.value for place in known}
