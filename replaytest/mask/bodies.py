"""Bodies of requests and responses, each rewritten as its own format has it.

What a request carries was entered by somebody, and loses every value at every level.
A response is what the application says: at level 1 it loses what stands under names
that tell of something private (`sensitive.kind_of`), from level 2 on every value. What
is in no format that is known here is masked as a whole if it is text, else left out.
Nothing here raises, and time is linear in the length of a body.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import quote_plus, unquote_plus

from replaytest.mask.cover import Cover
from replaytest.mask.graphql import is_graphql, mask_graphql
from replaytest.mask.json_text import is_json_like, mask_json
from replaytest.mask.markup import is_markup, mask_markup
from replaytest.mask.multipart import mask_multipart

MOST = 4 * 1024 * 1024
_FORM = re.compile(r"[^\s=&<>{}\"]{1,200}=[^\s<>{}\"]*")
# Those of the Encoding standard; Python has others that do more than decode.
_CHARSET = re.compile(
    r"charset\s*=\s*\"?(utf-?8|us-ascii|utf-16(?:[lb]e)?|iso-8859-\d{1,2}|windows-125\d"
    r"|shift_jis|euc-jp|euc-kr|gbk|gb2312|gb18030|big5|koi8-[ru])\b",
    re.ASCII,
)
_MEDIA = re.compile(r"(?:image|font|audio|video)/[\w.+-]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c\x1d\x1f\x7f\ufffd]")
_TEXTS = re.compile(
    r"text/|application/(?:.*\b(?:javascript|ecmascript|json5|yaml|toml|sql|text)\b)"
)
# What may be read as something else: types that programs send when they know none.
_URL_ENCODED = "application/x-www-form-urlencoded"
_GRAPHQL = "application/graphql"
_VAGUE = ("", "text/plain", "application/octet-stream")
_OFTEN_ODD = 0.02

Format = Callable[[str], str]


def mask_body(
    data: bytes | str,
    content_type: str,
    cover: Cover,
    *,
    entered: bool,
    most: int = MOST,
) -> str | None:
    """Return a body as text that may be kept, None if it may not.

    `entered` says that it carries what was entered, as requests do. One longer than
    `most` bytes or characters is left out.
    """
    if cover.bodies == "none" or len(data) > most:
        return None
    if not data:
        return ""
    kind, _, more = content_type.partition(";")
    kind = kind.strip().lower()
    if kind.startswith("multipart/"):
        return mask_multipart(data, more, cover)
    text = text_of(data, more.lower(), kind)
    if text is None:
        return None
    return format_of(kind, text, cover, entered=entered)(text)


def is_media(content_type: str) -> bool:
    """Say whether bytes of this type are a picture, a font, sound or film."""
    kind = content_type.partition(";")[0].strip().lower()
    return _MEDIA.fullmatch(kind) is not None and "svg" not in kind


def mask_events(text: str, cover: Cover, *, entered: bool) -> str:
    """Return a text/event-stream (HTML standard, 9.2) with its data masked."""
    lines, data = [], list[str]()
    for line in re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")):
        name, colon, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
            continue
        lines += _data_lines(data, cover, entered)
        data.clear()
        if name == "event":
            lines.append(f"event: {cover.name(value.strip())}")
        elif name == "retry" and value.strip().isdecimal():
            lines.append(f"retry: {value.strip()}")
        elif name == "id":
            lines.append(f"id: {cover.entered(value.strip())}")
        elif colon and not name:
            lines.append(":")
        else:
            lines.append(cover.entered(line))
    lines += _data_lines(data, cover, entered)
    return "\n".join(lines)


def mask_form(text: str, cover: Cover, *, entered: bool) -> str:
    """Return application/x-www-form-urlencoded with its values masked."""
    everything = _covers_all(cover, entered)

    def pair(each: str) -> str:
        written, equals, value = each.partition("=")
        name = unquote_plus(written)
        kind = cover.kind(name)
        plain = masked = unquote_plus(value)
        if everything or kind in ("secret", "private"):
            masked = cover.value(masked, kind)
        else:
            masked = cover.hide(masked)
        # Without a sign it may be a value as well as a name.
        shown = cover.name(name) if equals else cover.entered(name)
        if cover.clear and (shown, masked) == (name, plain):
            return each  # as it was written, too
        return quote_plus(shown) + equals + quote_plus(masked, safe="*")

    return "&".join(map(pair, text.split("&")))


def _data_lines(data: list[str], cover: Cover, entered: bool) -> list[str]:
    if not data:
        return []
    masked = mask_text_body("\n".join(data), cover, entered=entered)
    return [f"data: {line}" for line in masked.split("\n")]


def mask_text_body(text: str, cover: Cover, *, entered: bool) -> str:
    """Return a text of no declared format: JSON if it is that, else plain text."""
    if is_json_like(text):
        return mask_json(text, cover, entered=entered)
    return cover.mask(text) if _covers_all(cover, entered) else cover.hide(text)


def _covers_all(cover: Cover, entered: bool) -> bool:
    entered = entered and not cover.clear
    return entered or cover.covers or cover.bodies == "masked"


def format_of(kind: str, text: str, cover: Cover, *, entered: bool) -> Format:
    """Return what masks a text of this type."""
    if kind == "text/event-stream":
        return partial(mask_events, cover=cover, entered=entered)
    if "json" in kind:
        return partial(mask_json, cover=cover, entered=entered)
    if kind == _GRAPHQL:
        return partial(_graphql, cover=cover)
    if "xml" in kind or kind == "text/html" or is_markup(text):
        return partial(mask_markup, cover=cover, kind=kind, entered=entered)
    # Programs that know no better send forms without a type, and JSON as a form.
    form = kind == _URL_ENCODED or (kind in _VAGUE and _FORM.fullmatch(text))
    if form and not is_json_like(text):
        return partial(mask_form, cover=cover, entered=entered)
    return partial(mask_text_body, cover=cover, entered=entered)


def _graphql(text: str, cover: Cover) -> str:
    return mask_graphql(text, cover) if is_graphql(text) else cover.entered(text)


def text_of(data: bytes | str, parameters: str, kind: str) -> str | None:
    """Return a body as text, None if it is none."""
    if isinstance(data, str):
        return data.encode("utf-8", "replace").decode()
    charset = _CHARSET.search(parameters)
    try:
        text = data.decode(charset[1] if charset else "utf-8", "replace")
    except (LookupError, ValueError):  # no such charset, or none of text
        text = data.decode("utf-8", "replace")
    # Protocol buffers and archives come under any name.
    odd = len(_CONTROL.findall(text))
    return text if is_text(kind) and odd <= len(text) * _OFTEN_ODD else None


def is_text(kind: str) -> bool:
    """Say whether bytes of this type, in lower case, may be text."""
    return bool(
        _TEXTS.match(kind)
        or kind in (*_VAGUE, _URL_ENCODED, _GRAPHQL)
        or "json" in kind
        or "xml" in kind
    )
