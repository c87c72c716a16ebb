"""JSON of any kind, masked token by token; all between the tokens stays as it is.

There is no tree and no recursion, so depth costs nothing, and what is no JSON after all
(cut off, several documents, JavaScript) is still masked: what is no token of JSON loses
its letters and digits. Time is linear in the length of the text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from replaytest.mask.cover import Cover, Said
from replaytest.mask.graphql import is_graphql_request, mask_graphql
from replaytest.mask.secrets import SHORTEST
from replaytest.mask.sensitive import is_name

# Ends with the character of RFC 7464 that begins a text of a sequence.
_SPACE = " \t\r\n\x1e"
_END = rf"(?![^{_SPACE}\"{{}}\[\],:])"
_TOKEN = re.compile(
    rf"(?P<space>[{_SPACE}]++)"
    r'|(?P<string>"(?:[^"\\]|\\[\s\S])*+")(?P<colon>[ \t\r\n]*+:)?'
    r"|(?P<number>-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?" + _END + ")"
    r"|(?P<open>[{\[])|(?P<close>[}\]])|(?P<comma>,)|:"
    rf"|(?P<word>(?:true|false|null|NaN|-?Infinity){_END})"
    rf'|(?P<junk>"[\s\S]*|[^{_SPACE}"{{}}\[\],:]++)'
)
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?/[^\s]*[?#@]", re.IGNORECASE)
# Objects of which one member says what another one is: {"name": "pin", "value": "1"}.
_NAMING = frozenset(("name", "key", "field", "label", "id", "type", "path"))
_NAMED = "value"
_DEEPEST = 3


@dataclass(slots=True)
class _Frame:
    """An object or array that is open: what it stands under, and what it said."""

    inherited: Said = ""
    named: Said = ""
    # Made when they are wanted: there may be 64,000 open arrays.
    names: dict[str, str] | None = None
    taken: dict[str, int] | None = None


def is_json_like(text: str) -> bool:
    """Say whether a text begins as an object or an array does."""
    return text.lstrip(_SPACE + "\ufeff")[:1] in ("{", "[")


def mask_json(text: str, cover: Cover, *, entered: bool, depth: int = 0) -> str:
    """Return JSON, NDJSON or a JSON sequence with its values masked.

    `entered` masks every value, as level 2 does; otherwise only those under names
    that tell of something private, and what looks like a secret.
    """
    everything = (
        (entered and not cover.clear) or cover.covers or cover.bodies == "masked"
    )
    masked = _Masker(cover, everything, depth, is_graphql_request(text)).text(text)
    return masked if depth else _hidden(masked, cover)


def _hidden(text: str, cover: Cover) -> str:
    """Return `text` without what the second line finds in it."""
    body = text.encode("utf-8", "replace")
    if cover.hide_lines(body) == body:
        return body.decode()
    # As one line, of which every string can be seen.
    return cover.hide_lines(re.sub(rb"[\r\n]+", b" ", body)).decode()


class _Masker:
    def __init__(
        self, cover: Cover, everything: bool, depth: int, graphql: bool
    ) -> None:
        self._cover = cover
        self._everything = everything
        self._depth = depth
        self._graphql = graphql
        self._frames = [_Frame()]
        self._pending: Said | None = None
        self._key = ""
        # Lists repeat the names of their members, and many of their numbers.
        self._kinds: dict[str, Said] = {}
        self._numbers: dict[str, str] = {}

    def text(self, text: str) -> str:
        return "".join(map(self._token, _TOKEN.finditer(text)))

    def _token(self, match: re.Match[str]) -> str:
        kind, token = match.lastgroup, match[0]
        if kind == "colon":
            return self._name(match["string"]) + match["colon"]
        if kind == "string":
            return self._string(token)
        if kind == "number":
            return self._number(token)
        if kind == "junk":
            return self._cover.entered(token)
        if kind == "word" and token[-1] in "yN" and self._everything:
            return "0"  # Infinity and NaN are numbers of Python's JSON
        if kind == "open":
            self._frames.append(_Frame(self._kind()))
        elif kind == "close" and len(self._frames) > 1:
            self._frames.pop()
        if kind in ("open", "close", "comma"):
            self._pending, self._key = None, ""
        return token

    def _kind(self) -> Said:
        return self._frames[-1].inherited if self._pending is None else self._pending

    def _name(self, raw: str) -> str:
        frame, name = self._frames[-1], _decoded(raw)
        self._key = name
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = self._cover.kind(name)
        if name.lower() == _NAMED and frame.named:
            kind = frame.named
        if kind == "" or (kind == "private" and frame.inherited == "secret"):
            kind = frame.inherited
        if kind == "keep" and frame.inherited == "secret":
            kind = "secret"
        self._pending = kind
        if is_name(name) or self._cover.clear:
            return raw
        return _encoded(self._unique(frame, name))

    def _unique(self, frame: _Frame, name: str) -> str:
        """Return a masked key that no other key of its object has."""
        if frame.names is None or frame.taken is None:
            frame.names, frame.taken = {}, {}
        if name not in frame.names:
            masked = self._cover.mask(name)
            number = frame.taken.get(masked, 0)
            frame.taken[masked] = number + 1
            # In letters that a mask leaves alone.
            count = f"{number:b}".translate({48: "x", 49: "X"}) if number else ""
            frame.names[name] = f"{masked}-{count}" if count else masked
        return frame.names[name]

    def _string(self, raw: str) -> str:
        text, kind = _decoded(raw), self._kind()
        if self._key.lower() in _NAMING:
            named = self._cover.kind(text)
            self._frames[-1].named = named if named != "keep" else ""
        if self._graphql and len(self._frames) <= 3:
            if self._key == "query":
                return self._written(raw, text, mask_graphql(text, self._cover))
            if self._key == "operationName" and is_name(text):
                return raw
        if self._everything or kind in ("secret", "private"):
            return _encoded(self._cover.value(text, kind))
        return self._shown(raw, text)

    def _shown(self, raw: str, text: str) -> str:
        """Return a string that stays, without what is private inside of it."""
        if is_json_like(text) and self._depth < _DEEPEST:
            deeper = self._depth + 1
            found = mask_json(text, self._cover, entered=False, depth=deeper)
            return self._written(raw, text, found)
        if _ADDRESS.match(text):
            return self._written(raw, text, self._cover.url(text))
        # The second line sees through escapes only where a line is JSON.
        if "\\u" not in raw:
            return raw
        return self._written(raw, text, self._cover.hide(text))

    def _written(self, raw: str, text: str, found: str) -> str:
        # Where all is kept that may be, also how it was written.
        return raw if self._cover.clear and found == text else _encoded(found)

    def _number(self, digits: str) -> str:
        kind = self._kind()
        if self._everything or kind in ("secret", "private"):
            return self._cover.number(digits, kind)
        # Here, because the second line knows numbers of rrweb's by their keys.
        if len(digits) < SHORTEST:
            return digits
        if digits not in self._numbers:
            known = self._cover.hide(digits) != digits
            self._numbers[digits] = "0" if known else digits
        return self._numbers[digits]


def _decoded(raw: str) -> str:
    if "\\" not in raw:
        return raw[1:-1]
    try:
        found = json.loads(raw, strict=False)
    except ValueError:
        return raw[1:-1]
    return found if isinstance(found, str) else raw


def _encoded(text: str) -> str:
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
