"""Arguments of Playwright's calls, as its protocol has them (`_protocol.py`, 1.65).

A test types passwords, sets headers and evaluates code. Each parameter that is known
has its own way to be told; of others, flags and numbers are shown, a text loses its
letters and digits, and what has parts is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from replaytest.mask.cover import Cover
from replaytest.mask.headers import mask_headers
from replaytest.mask.json_text import mask_json
from replaytest.mask.messages import mask_message
from replaytest.mask.sensitive import SECRET, names_field

Told = Callable[[Any, Cover], Any]

MOST = 2000
_MOST_ITEMS = 20
_WORD = re.compile(r"[A-Za-z][\w.:/+-]{0,60}", re.ASCII)
# As in web/src/recorder/actions.ts: other keys type what they are called.
_NAMED_KEY = re.compile(r"[A-Z][A-Za-z0-9]+", re.ASCII)
_SHORTCUT = re.compile(r"(?:Shift\+)?(?:Control|ControlOrMeta|Meta|Alt)\+.+", re.ASCII)
_CODE = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<text>\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?)"
    r"|(?P<pattern>(?<=[(,=:!&|?\s])/(?![*/\s])(?:[^/\\\n]|\\.)++/[a-z]*)"
    r"|(?P<number>(?<![\w$])\d[\w.]*+)",
    re.DOTALL,
)
_FIELD = re.compile(
    r"role=(?:textbox|searchbox|combobox|spinbutton)\b|placeholder=|contenteditable"
    r"|\b(?:input|textarea)\b"
)
# Selectors that say what a field is called, so that its secrets can be told apart.
_CALLED = re.compile(r"internal:label=|\[placeholder=|\[name=|role=\w+\[name=")
_SELECTED = re.compile(
    r"\"(?:[^\"\\]|\\.)*+\"?|'(?:[^'\\]|\\.)*+'?|(?<==)/(?:[^/\\]|\\.)++/"
    r"|(?<=\btext=)[^\"'/](?:(?! >> ).)*|(?<==)[^\"'/\s\]=][^\]\s]*(?=\s?[is]?\])",
    re.DOTALL,
)


def mask_args(method: str, params: Mapping[str, Any], cover: Cover) -> dict[str, Any]:
    """Return what may be told of a call's parameters, as values of JSON."""
    ways = {**_WAYS, **_OF_METHOD.get(method, {})}
    if _is_told(params, cover):
        ways |= _IN_CLEAR
    told = {}
    for name, value in params.items():
        way = ways.get(name, _unknown)
        found = None if value is None else way(value, cover)
        if found not in (None, "", [], {}):
            told[name] = found[:MOST] if isinstance(found, str) else found
    if method == "expect":
        told |= _expected(params, cover)
    return told


def _is_told(params: Mapping[str, Any], cover: Cover) -> bool:
    """Say whether what goes into a field is told: its name is, and is no secret's.

    A test may enter anything; the page tells by itself what came into its fields.
    """
    selector = str(params.get("selector", ""))[: 4 * MOST]
    said = _CALLED.search(selector) is not None
    return cover.clear and said and not names_field(selector, private=False)


def mask_file_name(path: str, cover: Cover, *, shown: bool) -> str:
    """Return the last part of a path; unless names are `shown`, only its extension."""
    name = PureWindowsPath(PurePosixPath(path).name).name
    if shown:
        return cover.hide(name)
    stem, dot, extension = name.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", extension, re.ASCII):
        return cover.mask(name)
    return f"{cover.mask(stem)}.{extension}"


def mask_code(code: str, cover: Cover) -> str:
    """Return JavaScript without its literals and comments."""

    def masked(found: re.Match[str]) -> str:
        kind, token = found.lastgroup, found[0]
        if kind == "comment":
            return " "
        if kind == "number":
            return cover.mask(token)
        quote = token[0]
        return quote + re.sub(r"[\\`\"'/]", "-", cover.mask(token.strip(quote))) + quote

    return cover.hide(_CODE.sub(masked, code[: 4 * MOST]))


def mask_selector(selector: str, cover: Cover) -> str:
    """Return a selector; where every text is masked, so are those it looks for."""
    selector = selector[: 4 * MOST]
    if not cover.covers:
        return cover.hide(selector)
    return cover.hide(_SELECTED.sub(lambda found: cover.mask(found[0]), selector))


def _unknown(value: Any, cover: Cover) -> Any:
    if isinstance(value, bool | int | float):
        return value
    return cover.mask(value[: 4 * MOST]) if isinstance(value, str) else None


def _in_clear(value: Any, cover: Cover) -> Any:
    return cover.hide(value) if isinstance(value, str) else _unknown(value, cover)


def _left_out(_value: Any, _cover: Cover) -> None:
    return None


def _text(way: Callable[[str, Cover], str]) -> Told:
    """Return what applies `way` to a text, or to each of several."""

    def told(value: Any, cover: Cover) -> Any:
        if isinstance(value, str):
            return way(value[: 4 * MOST], cover)
        if isinstance(value, list | tuple):
            return [way(e, cover) for e in value[:_MOST_ITEMS] if isinstance(e, str)]
        return None

    return told


def _word(text: str, cover: Cover) -> str:
    return text if _WORD.fullmatch(text) else cover.mask(text)


def _typed(text: str, cover: Cover) -> str:
    return cover.mask(text)


def _secret(_text: str, _cover: Cover) -> str:
    return SECRET


def _key(key: str, cover: Cover) -> str:
    last = key.removeprefix("Shift+")
    if _NAMED_KEY.fullmatch(last) or _SHORTCUT.fullmatch(key):
        return key
    return key[: len(key) - len(last)] + cover.mask(last)


def _file(path: str, cover: Cover) -> str:
    return mask_file_name(path, cover, shown=cover.clear)


def _numbers(value: Any, _cover: Cover) -> dict[str, float]:
    """Tell the numbers of a point, a size or a rectangle."""
    members = value.items() if isinstance(value, Mapping) else ()
    return {str(n): v for n, v in members if isinstance(v, int | float)}


def _pairs(value: Any) -> list[tuple[str, str]]:
    """Return the names and values of a list of such objects."""
    items = value if isinstance(value, list | tuple) else ()
    return [
        (str(item.get("name", "")), str(item.get("value", "")))
        for item in items[:_MOST_ITEMS]
        if isinstance(item, Mapping)
    ]


def _headers(value: Any, cover: Cover) -> dict[str, str]:
    return mask_headers(dict(_pairs(value)), cover)


def _fields(value: Any, cover: Cover) -> dict[str, str]:
    return {
        cover.name(name): cover.value(text, cover.kind(name))
        for name, text in _pairs(value)
    }


def _cookies(value: Any, cover: Cover) -> dict[str, str]:
    return {cover.name(name): SECRET for name, _ in _pairs(value)}


def _options(value: Any, cover: Cover) -> list[dict[str, Any]]:
    """Tell what is chosen in a list, which counts as entered."""
    items = value if isinstance(value, list | tuple) else ()
    way = _in_clear if cover.clear else _unknown
    return [
        {str(name): way(part, cover) for name, part in item.items()}
        for item in items[:_MOST_ITEMS]
        if isinstance(item, Mapping)
    ]


def _files(value: Any, cover: Cover) -> list[str]:
    return [_file(name, cover) for name, _ in _pairs(value)]


def _json(text: str, cover: Cover) -> str:
    return mask_json(text, cover, entered=True)


def _page(url: str, cover: Cover) -> str:
    return cover.url(url, page=True)


def _address(url: str, cover: Cover) -> str:
    return cover.url(url)


def _name(name: str, cover: Cover) -> str:
    return cover.name(name)


def _expected(params: Mapping[str, Any], cover: Cover) -> dict[str, Any]:
    """Tell what an assertion looks for: a text of the page, or what was entered."""
    matcher = str(params.get("expression", ""))
    entered = "value" in matcher or "attribute" in matcher or "property" in matcher
    # The text of what is edited is what somebody entered.
    entered = entered or bool(_FIELD.search(str(params.get("selector", ""))))
    entered = entered and not _is_told(params, cover)
    told: list[str] = []
    items = params.get("expectedText") or ()
    for item in items[:_MOST_ITEMS] if isinstance(items, list | tuple) else ():
        if not isinstance(item, Mapping):
            continue
        text = item.get("string") or item.get("regexSource") or ""
        text = str(text)[: 4 * MOST]
        if matcher.endswith("url"):
            told.append(cover.url(text, page=True))
        else:
            told.append(cover.mask(text) if entered else mask_message(text, cover))
    return {"expectedText": told} if told else {}


_LEFT_OUT = (
    "arg body data elements encodedParams eventInit expectedValue geolocation html "
    "httpCredentials image input multipartData postData proxy storageState timeout"
)
_WORDS = (
    "acceptDownloads animations button caret colorScheme contrast errorCode event "
    "format forcedColors kind locale media method modifiers mode permissions pseudo "
    "reducedMotion scale serviceWorkers state testIdAttributeName timezoneId type "
    "waitUntil"
)
_SIZES = "clip position screen size sourcePosition targetPosition viewport viewportSize"
_WAYS: Mapping[str, Told] = {
    **dict.fromkeys(_LEFT_OUT.split(), _left_out),
    **dict.fromkeys(_WORDS.split(), _text(_word)),
    **dict.fromkeys(_SIZES.split(), _numbers),
    **dict.fromkeys(["url", "urls", "origin", "referer", "baseURL"], _text(_page)),
    **dict.fromkeys(["selector", "target"], _text(mask_selector)),
    **dict.fromkeys(["expression", "source", "content"], _text(mask_code)),
    **dict.fromkeys(["headers", "extraHTTPHeaders"], _headers),
    **dict.fromkeys(["formData", "params"], _fields),
    **dict.fromkeys(["privateKey", "publicKey", "userHandle"], _text(_secret)),
    **dict.fromkeys(["payloads", "items"], _files),
    "localPaths": _text(_file),
    "localDirectory": _text(_file),
    "cookies": _cookies,
    "expectedText": _left_out,
    "jsonData": _text(_json),
    "key": _text(_key),
    "name": _text(_name),
    "options": _options,
    "reason": _text(mask_message),
    "userAgent": _text(mask_message),
}
_IN_CLEAR: Mapping[str, Told] = dict.fromkeys(("value", "text", "key"), _in_clear)
_OF_METHOD: Mapping[str, Mapping[str, Told]] = {
    "dragAndDrop": {"source": _text(mask_selector)},
    "expect": {"expression": _text(_word), "expressionArg": _text(_name)},
    "addScriptTag": {"url": _text(_address)},
    "addStyleTag": {"url": _text(_address)},
    "fetch": {"url": _text(_address)},
    "continue": {"url": _text(_address)},
}
