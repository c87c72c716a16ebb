"""What a text becomes under the rules of one recording: the words all formats share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from replaytest.mask.custom import load
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.mask.sensitive import (
    SECRET,
    Kind,
    is_name,
    kind_of,
    kind_of_field,
    kind_of_test_data,
)
from replaytest.mask.shape import mask_shape
from replaytest.mask.tokens import Tokens
from replaytest.mask.url import clear_url, mask_url

# "keep" is what a rule leaves in clear; known secrets are masked in it all the same.
Said = Kind | Literal["keep"]

_NUMBER = re.compile(r"(-?)([0-9]+)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Cover:
    """How texts are masked here.

    covers: whether the level masks every text, and not only what was entered.
    clear: whether even that stays, but for secrets and what is private.
    test_data: whether that of persons stays too: level 0.
    bodies: see `Rules.keeps`.
    mask: text → its shape, or its token. hide: text → text without known secrets and
    without what looks like one. hide_lines: the same for NDJSON, quicker.
    hide_body: the same for a long text, without the team's own function.
    knows: whether a known secret is in a text.
    keep_headers, keep_keys: in lower case, of values that rules leave in clear.
    """

    covers: bool
    clear: bool
    test_data: bool
    bodies: str
    mask: Callable[[str], str]
    hide: Callable[[str], str]
    hide_lines: Callable[[bytes], bytes]
    hide_body: Callable[[str], str]
    knows: Callable[[str], bool]
    keep_headers: frozenset[str]
    keep_keys: frozenset[str]

    @classmethod
    def of(cls, rules: Rules, secrets: Secrets, key: str) -> Cover:
        """Return the cover of `rules`; `key` is that of the recording, for tokens."""
        function = load(rules.function)
        secrets = secrets.at_level(rules.level)

        def hide(text: str) -> str:
            hidden = secrets.mask_text(text)
            return secrets.mask_text(function(hidden)) if function else hidden

        return cls(
            covers=rules.level >= 2,
            clear=rules.level == 0,
            test_data=rules.level == 0,
            bodies="none" if rules.level == 4 else rules.keeps,
            mask=Tokens(key).of if rules.tokens == "same" else mask_shape,
            hide=hide,
            hide_lines=secrets.mask_lines,
            hide_body=secrets.mask_body,
            knows=secrets.knows_of,
            keep_headers=frozenset(map(str.lower, rules.keep_headers)),
            keep_keys=frozenset(map(str.lower, rules.keep_keys)),
        )

    def kind(self, name: str) -> Said:
        """Return what stands under a name, "keep" if a rule says so."""
        kind = self._kind(name)
        kept = kind != "secret" and name.lower() in self.keep_keys
        return "keep" if kept else kind

    def _kind(self, name: str) -> Kind:
        if self.test_data:
            return kind_of_test_data(name)
        return kind_of_field(name) if self.clear else kind_of(name)

    def value(self, text: str, kind: Said) -> str:
        """Return a value that is masked, unless `kind` or the level leaves it."""
        if kind == "secret":
            return text and SECRET
        kept = kind == "keep" or (self.clear and not kind)
        return self.hide(text) if kept else self.mask(text)

    def entered(self, text: str) -> str:
        """Return a text that somebody gave, into what has no name."""
        return self.hide(text) if self.clear else self.mask(text)

    def number(self, digits: str, kind: Said) -> str:
        """Return a number of JSON with as many digits, of which none says anything."""
        if kind == "keep" or (self.clear and not kind):
            return digits
        if kind == "secret":
            return "0"
        match = _NUMBER.fullmatch(digits)
        if not match:
            return "0"
        sign, whole, fraction, exponent = match.groups("")
        whole, fraction = self.mask(whole), self.mask(fraction)
        # JSON has no leading zeros.
        if len(whole) > 1 and whole[0] == "0":
            whole = "1" + whole[1:]
        return sign + whole + fraction + re.sub("[0-9]", "0", exponent)

    def name(self, name: str) -> str:
        """Return a key or the name of a parameter, masked if it may be data itself."""
        return self.hide(name) if self.clear or is_name(name) else self.mask(name)

    def url(self, url: str, *, page: bool = False, loaded: bool = False) -> str:
        """Return an address; that of a `page` keeps its path at every level.

        What an element has `loaded` loses path and query: the element may be masked.
        """
        if self.clear:
            return self.hide(clear_url(url))
        path = loaded or (self.covers and not page)
        return self.hide(mask_url(url, self.mask, path=path, query=path or self.covers))
