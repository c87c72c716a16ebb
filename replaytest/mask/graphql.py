"""GraphQL documents: the query stays, what was written into it goes.

The grammar is that of the GraphQL specification (October 2021), section 2.1.
"""

from __future__ import annotations

import re

import orjson

from replaytest.mask.cover import Cover

_MEMBERS = {"query", "variables", "operationName", "extensions", "id"}
_TOKEN = re.compile(
    r'(?P<block>"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""|"(?:[^"\\\n]|\\.)*+")'
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<number>-?[0-9]++(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)"
    r"|(?P<name>[_A-Za-z][_0-9A-Za-z]*+)|(?P<sign>[!$&(){}\[\]:=@|,\s]|\.\.\.)"
    r"|(?P<junk>[\s\S])"
)
_BEGINNING = re.compile(
    r"(?:\s|#[^\n]*\n)*(?:(?:query|mutation|subscription|fragment)\b[^{}\"]{0,2000}\{"
    r"|\{\s*[_A-Za-z])"
)


def is_graphql_request(text: str) -> bool:
    """Say whether JSON is one GraphQL request over HTTP, or a list of such."""
    if '"query"' not in text:
        return False
    try:
        found = orjson.loads(text)
    except (ValueError, RecursionError):
        return False
    requests = found if isinstance(found, list) else [found]
    return bool(requests) and all(map(_is_request, requests))


def is_graphql(text: str) -> bool:
    """Say whether a text is a GraphQL document: its tokens are, and it closes."""
    return (
        _BEGINNING.match(text) is not None
        and text.count("{") == text.count("}")
        and all(match.lastgroup != "junk" for match in _TOKEN.finditer(text))
    )


def mask_graphql(text: str, cover: Cover) -> str:
    """Return a document without its literals and comments.

    Where all but secrets stays, it loses its texts only if a name in it is a secret's.
    """
    if cover.clear and not any(
        match["name"] and cover.kind(match["name"]) == "secret"
        for match in _TOKEN.finditer(text)
    ):
        return cover.hide(text)

    def masked(match: re.Match[str]) -> str:
        kind, token = match.lastgroup, match[0]
        if kind == "block":
            quotes = '"""' if token.startswith('"""') and len(token) > 5 else '"'
            inner = token[len(quotes) : -len(quotes)]
            return quotes + re.sub(r'["\\]', "-", cover.mask(inner)) + quotes
        if kind == "number":
            return cover.number(token, "")
        if kind == "comment":
            return token if cover.clear else "#"
        return cover.mask(token) if kind == "junk" else token

    return cover.hide(_TOKEN.sub(masked, text))


def _is_request(found: object) -> bool:
    return (
        isinstance(found, dict)
        and found.keys() <= _MEMBERS
        and isinstance(found.get("query"), str)
        and is_graphql(found["query"])
    )
