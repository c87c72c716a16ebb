"""Addresses keep what leads to a page, and lose what says who asked.

`mask_url` says the same as `maskUrl` in web/src/recorder/mask/url.ts, to which a test
compares it; change both.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from replaytest.mask.sensitive import (
    SECRET,
    is_entered_secret,
    is_secret_parameter,
)

Mask = Callable[[str], str]

_FLAGS = re.ASCII | re.IGNORECASE
_PARTS = re.compile(
    r"([a-z][a-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#[\s\S]*)?", _FLAGS
)
_SHOWN = re.compile(r"(?:https?|wss?|ftp|file|about|chrome-error):", _FLAGS)
# What a page shows, other than text.
_LOOKS = re.compile(r"data:(?:image|font|audio|video|text/css)\b", _FLAGS)
_EXTENSION = re.compile(
    r"\.(?:avif|css|gif|html?|ico|jpe?g|js|json|mjs|mp3|mp4|ogg|otf|pdf|png|svg|ttf"
    r"|wasm|wav|webm|webp|woff2?|xml)\Z",
    _FLAGS,
)
_PARAMETER = re.compile(r"([?&;])([^&;=]*)(=?)([^&;]*)")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# JavaScript's white space, which is not Python's.
_BLANK = "\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_UNSAFE = re.compile(rf"[{_BLANK}%\"'<>\\]")
# An address in an address in an address; what is deeper is taken for a secret.
_DEEPEST = 8


def mask_url(
    url: str, mask: Mask, *, path: bool = False, query: bool = False, depth: int = 0
) -> str:
    """Return `url` without credentials and without values that have a secret's name.

    `path` masks the path too, `query` all of query and fragment; `depth` is that of an
    address in addresses. Linear in the length of `url`.
    """
    parts = _PARTS.fullmatch(_trimmed(url))
    scheme, authority, place, asked, fragment = (
        parts.groups("") if parts else ("", "", "", "", "")
    )
    everything = path or query
    if scheme.lower() in ("blob:", "javascript:", "vbscript:"):
        return scheme
    if scheme.lower() == "data:":
        return url if not everything and _LOOKS.match(url) else scheme + ","
    if scheme and not _SHOWN.fullmatch(scheme):
        return scheme + mask(url[len(scheme) :]) if everything else url
    _, at, host = authority.rpartition("@")
    return (
        scheme
        + (f"//{host}" if at else authority)
        + (_path(place, mask, first=not (scheme or authority)) if path else place)
        + _query(asked, mask, everything, depth)
        + _fragment(fragment, mask, everything, depth)
    )


def clear_url(url: str) -> str:
    """Return `url` as level 0 has it: without credentials and a person's own secrets.

    `clearUrl` of web/src/recorder/mask/url.ts says the same.
    """
    parts = _PARTS.fullmatch(_trimmed(url))
    scheme, authority, place, asked, fragment = (
        parts.groups("") if parts else ("", "", "", "", "")
    )
    if scheme.lower() in ("javascript:", "vbscript:"):
        return scheme
    if scheme and not _SHOWN.fullmatch(scheme):
        return url
    _, at, host = authority.rpartition("@")
    where = (f"//{host}" if at else authority) + place
    if "=" in fragment:
        fragment = "#" + _PARAMETER.sub(_clear, "?" + fragment[1:])[1:]
    return scheme + where + _PARAMETER.sub(_clear, asked) + fragment


def _clear(found: re.Match[str]) -> str:
    sign, name, equals, value = found.groups()
    hidden = value and is_entered_secret(decoded(name))
    return sign + name + equals + (SECRET if hidden else value)


def decoded(text: str) -> str:
    """Return `text` without percent escapes; as it is if one of them is wrong."""
    if "%" not in text:
        return text
    try:
        plain = _ESCAPES.sub(lambda run: _utf8(run[0]), text)
    except ValueError:
        return text
    return text if re.search(r"%(?![0-9A-Fa-f]{2})", text) else plain


def _utf8(escapes: str) -> str:
    return bytes.fromhex(escapes.replace("%", "")).decode()


def _trimmed(text: str) -> str:
    # Not one expression: it would look at every run of blanks from each of its ends.
    blank = re.compile(rf"[{_BLANK}]").match
    start, end = 0, len(text)
    while start < end and blank(text, start):
        start += 1
    while end > start and blank(text, end - 1):
        end -= 1
    return text[start:end]


def _path(path: str, mask: Mask, *, first: bool) -> str:
    """Mask a path; one that comes `first` must not begin as if with a scheme."""
    found = _EXTENSION.search(path)
    extension = found[0] if found else ""
    stem = path[: len(path) - len(extension)]
    parts = [
        part if part in ("", ".", "..") else _encoded(part, mask)
        for part in stem.split("/")
    ]
    if first:
        parts[0] = parts[0].replace(":", "-")
    return "/".join(parts) + extension


def _query(query: str, mask: Mask, everything: bool, depth: int) -> str:
    def masked(found: re.Match[str]) -> str:
        sign, name, equals, value = found.groups()
        if not equals:
            return sign + (_encoded(name, mask) if everything else name)
        if not value:
            return sign + name + equals
        if is_secret_parameter(decoded(name)):
            value = SECRET
        elif everything:
            value = _encoded(value, mask)
        else:
            value = _nested(value, mask, depth)
        return sign + name + equals + value

    return _PARAMETER.sub(masked, query)


def _nested(value: str, mask: Mask, depth: int) -> str:
    """Mask an address in an address: where to go after the login."""
    inner = decoded(value)
    start = re.search(r"[?&#]", inner)
    if inner == value or not start or "=" not in inner[start.end() :]:
        return value
    if depth == _DEEPEST:
        return SECRET
    masked = mask_url(inner, mask, depth=depth + 1)
    return quote(masked, safe="!*'()", errors="replace")


def _fragment(fragment: str, mask: Mask, everything: bool, depth: int) -> str:
    if everything:
        return fragment and "#" + _encoded(fragment[1:], mask)
    if "=" not in fragment:
        return fragment
    # Tokens come back from a login as if the fragment were a query.
    return "#" + _query("?" + fragment[1:], mask, False, depth)[1:]


def _encoded(text: str, mask: Mask) -> str:
    return _UNSAFE.sub("-", mask(decoded(text)))
