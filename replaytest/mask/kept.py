"""Bodies as they were sent and received, so that they can be served again.

This is `bodies = "all"`. Secrets go all the same: those that are known, what looks like
one, what was sent under a secret's name (above level 0 also under that of something
private), and the values of a document's secret fields.
A body that lost anything says so; one that cannot lose a part is left out as a whole.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import Literal

from replaytest.mask.bodies import format_of, is_media, is_text, text_of
from replaytest.mask.cover import Cover
from replaytest.mask.json_text import is_json_like, mask_json
from replaytest.mask.markup import is_markup, mask_markup
from replaytest.mask.multipart import mask_parts
from replaytest.mask.sensitive import (
    SECRET,
    is_entered_secret,
    names_field,
)

# Bytes; base64 of them must fit into a line of the store with much to spare.
MOST_KEPT = 8 * 1024 * 1024
_NAME_OF_MARKUP = re.compile(r"<\s*([\w:.-]{1,100})|\b([\w:.-]{1,100})\s*=\s*[\"']")
_REST = r"(?P<rest>(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*+)"
_INPUT = re.compile(rf"<(?P<tag>input)\b{_REST}>", re.IGNORECASE)
_AREA = re.compile(
    rf"<(?P<tag>textarea)\b{_REST}>(?P<inner>(?:[^<]|<(?!/textarea))*+)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]+)(?P<equals>\s*=\s*)"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))"
)
# As `wordsOf` in web/src/recorder/mask/fields.ts, without labels.
_WORDS = ("autocomplete", "name", "id", "aria-label", "placeholder")


@dataclass(frozen=True, slots=True)
class Kept:
    """A body: its bytes are `text` in UTF-8, or in base64 if `encoding` says so.

    `masked` says that they are not what they were.
    """

    text: str
    encoding: Literal["", "base64"] = ""
    masked: bool = False


def keep(data: bytes, content_type: str, cover: Cover, *, sent: bool) -> Kept | None:
    """Return a body as it was, but for secrets; None if it may not be kept.

    `sent` says that it is of a request. Never raises; linear in the length of `data`.
    """
    if len(data) > MOST_KEPT:
        return None
    cover = replace(cover, clear=True)
    kind, _, more = content_type.lower().partition(";")
    kind = kind.strip()
    body = data
    if sent and kind.startswith("multipart/"):
        body = mask_parts(data, content_type.partition(";")[2], cover)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _binary(body, kind, more, cover, masked=body != data)
    found = (_sent if sent else _received)(text, kind, cover)
    found = cover.hide_body(found)
    return Kept(found, masked=body != data or found != text)


def keep_frame(data: bytes | str, cover: Cover, *, sent: bool) -> Kept | None:
    """Return a message of a WebSocket as `keep` does a body."""
    if isinstance(data, bytes):
        kept = keep(data, "", cover, sent=sent)
        # The kind of a message is part of it: bytes stay bytes.
        if kept is None or kept.encoding:
            return kept
        text = base64.b64encode(kept.text.encode()).decode()
        return Kept(text, "base64", kept.masked)
    cover = replace(cover, clear=True)
    digits = len(data) - len(data.lstrip("0123456789"))
    found = data
    if sent and digits <= 3 and is_json_like(data[digits:]):
        found = data[:digits] + mask_json(data[digits:], cover, entered=True)
    found = cover.hide_body(found)
    return Kept(found, masked=found != data)


def _sent(text: str, kind: str, cover: Cover) -> str:
    markup = not is_json_like(text) and ("xml" in kind or is_markup(text))
    if markup:
        # What masks markup writes it anew.
        named = (found[1] or found[2] for found in _NAME_OF_MARKUP.finditer(text))
        if all(cover.kind(name.rpartition(":")[2]) != "secret" for name in named):
            return text
        return mask_markup(text, cover, kind=kind, entered=False)
    if kind.startswith("multipart/"):
        return text
    if is_json_like(text) and not names_field(text, private=not cover.test_data):
        return text  # as most are, and sooner
    return format_of(kind, text, cover, entered=True)(text)


def _received(text: str, kind: str, _cover: Cover) -> str:
    if "html" not in kind and not (kind == "" and is_markup(text)):
        return text
    return _AREA.sub(_area, _INPUT.sub(_input, text))


def _input(found: re.Match[str]) -> str:
    tag, rest = found["tag"], found["rest"]
    if not _is_secret(rest):
        return found[0]
    return f"<{tag}{_ATTRIBUTE.sub(_without_value, rest)}>"


def _area(found: re.Match[str]) -> str:
    tag, rest, inner = found["tag"], found["rest"], found["inner"]
    if not inner.strip() or not _is_secret(rest):
        return found[0]
    return f"<{tag}{rest}>{SECRET}"


def _is_secret(attributes: str) -> bool:
    said = {
        each["name"].lower(): each["double"] or each["single"] or each["bare"] or ""
        for each in _ATTRIBUTE.finditer(attributes)
    }
    kind = said.get("type", "").lower()
    secret = any(is_entered_secret(said.get(name, "")) for name in _WORDS)
    return kind != "hidden" and (kind == "password" or secret)


def _without_value(found: re.Match[str]) -> str:
    name: str = found["name"]
    # One that is empty says so: the page is served again, and shows what it is given.
    given = found["double"] or found["single"] or found["bare"]
    return f'{name}="{SECRET}"' if given and name.lower() == "value" else found[0]


def _binary(
    data: bytes, kind: str, more: str, cover: Cover, *, masked: bool
) -> Kept | None:
    encoded = base64.b64encode(data).decode()
    if cover.knows(encoded):
        return None
    if is_text(kind) and not is_media(kind):
        # In another charset; a part of it cannot be masked and written again.
        text = text_of(data, more, kind)
        if text is not None and cover.hide_body(text) != text:
            return None
    return Kept(encoded, "base64", masked)
