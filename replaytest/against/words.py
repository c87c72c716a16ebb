"""Calls and values as a person reads them."""

from __future__ import annotations

import json
import re
from typing import Any

from replaytest.against.model import Call

LONGEST = 80

_CLASSES = {"BrowserContext": "context", "APIRequestContext": "request"}
_ENGINE = re.compile(
    r"internal:(?P<engine>role|text|label|testid|attr)=(?P<body>[\s\S]+)"
)
_NAME = re.compile(r'\[name="(?P<name>(?:[^"\\]|\\.)*)"')
_QUOTED = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"')
_NTH = {"0": "first", "-1": "last"}
_BY = {"text": "get_by_text", "label": "get_by_label", "testid": "get_by_test_id"}
_BY_ATTRIBUTE = {
    "placeholder": "get_by_placeholder",
    "alt": "get_by_alt_text",
    "title": "get_by_title",
}
_SHOWN = ("url", "value", "text", "key")


def call_text(call: Call) -> str:
    """Return a call as it is written: `page.get_by_label("Name").fill("xx")`."""
    kind = call.api.rpartition(".")[0]
    selector = call.args.get("selector")
    shown = [_expected(call.args[name]) for name in _SHOWN if name in call.args]
    said = f"{call.method}({cut(', '.join(shown))})"
    if kind.endswith("Assertions"):
        what = locator_text(selector) if isinstance(selector, str) else "page"
        expected = call.args.get("expectedText", call.args.get("expectedNumber"))
        value = "" if expected is None else cut(_expected(expected))
        return f"expect({what}).{_not(call)}{call.method}({value})"
    if isinstance(selector, str):
        return f"page.{locator_text(selector)}.{said}"
    return f"{_CLASSES.get(kind, kind.lower())}.{said}" if kind else said


def _not(call: Call) -> str:
    return "not_" if call.args.get("isNot") else ""


def _expected(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return json.dumps(value, ensure_ascii=False)


def locator_text(selector: str) -> str:
    """Return a selector as Python has it; one that is not known as it is.

    web/src/viewer/inspect/python.ts knows them all; this is for a sentence.
    """
    return ".".join(_part(part) for part in selector.split(" >> "))


def _part(part: str) -> str:
    if part.startswith("nth="):
        number = part.removeprefix("nth=")
        return _NTH.get(number, f"nth({number})")
    if found := _ENGINE.fullmatch(part):
        known = _known(found["engine"], found["body"])
        if known:
            return known
    return f"locator({json.dumps(part.removeprefix('css='), ensure_ascii=False)})"


def _known(engine: str, body: str) -> str:
    if engine == "role":
        role = body.partition("[")[0]
        name = _NAME.search(body)
        named = f', name="{name["name"]}"' if name else ""
        return f'get_by_role("{role}"{named})'
    quoted = _QUOTED.search(body)
    if quoted is None:
        return ""
    if engine == "attr":
        by = _BY_ATTRIBUTE.get(body.strip("[").partition("=")[0], "")
    else:
        by = _BY[engine]
    return f'{by}("{quoted["text"]}")' if by else ""


def cut(text: str, most: int = LONGEST) -> str:
    """Return a text in one line and not longer than `most`."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
