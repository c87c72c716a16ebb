"""Bodies of requests, made comparable. Nothing here raises."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

_BOUNDARY = re.compile(rb"\A--([!-~]{1,200})\r?\n")
_FORM = "application/x-www-form-urlencoded"
# What stands for each value of which only its place is compared.
SOME = "~"

Pairs = list[tuple[str, str]]
Leaf = Callable[[str, Any], Any]


def plain_body(body: bytes | None) -> bytes:
    """Return a body without what a browser draws anew: the boundary of its parts."""
    if not body:
        return b""
    found = _BOUNDARY.match(body)
    return body.replace(found[1], b"-") if found else body


def json_of(body: bytes | None) -> Any:
    """Return the object or array that a body is as JSON, None if it is none."""
    if not body or body.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def form_of(body: bytes | None, content_type: str) -> Pairs | None:
    """Return the fields of a form, None if a body is none."""
    if not body or not content_type.lower().startswith(_FORM):
        return None
    try:
        return parse_qsl(body.decode(), keep_blank_values=True)
    except ValueError:
        return None


def canonical(body: bytes | None, content_type: str, leaf: Leaf) -> str:
    """Return a body with keys and fields in order, each value as `leaf` has it.

    `leaf` is called with the name that a value stands under. Of what is neither JSON
    nor a form each byte counts.
    """
    found = json_of(body)
    if found is not None:
        return json.dumps(_walked(found, leaf), sort_keys=True, ensure_ascii=False)
    form = form_of(body, content_type)
    if form is not None:
        return repr(sorted((name, str(leaf(name, value))) for name, value in form))
    return repr(plain_body(body))


def fields(body: bytes | None, content_type: str) -> Mapping[str, Any]:
    """Return the values of a body by where they stand (`lines.0.price`)."""
    found = json_of(body)
    if found is not None:
        return dict(_leaves(found, ""))
    return dict(form_of(body, content_type) or ())


def _walked(value: Any, leaf: Leaf, name: str = "", depth: int = 0) -> Any:
    if depth > 200:
        return SOME
    if isinstance(value, dict):
        return {key: _walked(each, leaf, key, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_walked(each, leaf, name, depth + 1) for each in value]
    return leaf(name, value)


def _leaves(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else None
    )
    if inner is None or depth > 200:
        yield path, value
        return
    for key, each in inner:
        yield from _leaves(each, f"{path}.{key}" if path else str(key), depth + 1)
