"""The encoders: hostile text stays text."""

from __future__ import annotations

import base64
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.report import encode

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>",
    "a\u2028b\u2029c",
    "&lt;/script&gt;",
    "\ud800 alone",
    "\x00\x1f",
    "'\"><img src=x onerror=alert(1)>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_json_for_script_keeps_the_text_and_no_mark(text: str) -> None:
    said = encode.json_for_script({text: [text]})
    assert not re.search("[<>&\u2028\u2029]", said)
    known = text.encode("utf-8", "replace").decode()
    assert json.loads(said) == {known: [known]}


@given(st.text(st.characters(exclude_categories=())))
def test_json_for_script_takes_any_text(text: str) -> None:
    known = text.encode("utf-8", "replace").decode()
    assert json.loads(encode.json_for_script(text)) == known


@pytest.mark.parametrize("text", HOSTILE)
def test_text_for_html_leaves_no_mark(text: str) -> None:
    assert not re.search("[<>\"']", encode.text_for_html(text))


@pytest.mark.parametrize("code", ["x='</script>'", "x='<!--<SCRIPT>'", "/<Script-->/"])
def test_code_for_script_never_ends_the_element(code: str) -> None:
    said = encode.code_for_script(code).lower()
    assert not re.search("</?script|<!--|-->", said)


def test_css_for_style_never_ends_the_element() -> None:
    assert "</" not in encode.css_for_style("a::before { content: '</style>' }")


@given(st.lists(st.binary(max_size=40)))
def test_base64_of_pieces_is_base64_of_the_whole(pieces: list[bytes]) -> None:
    assert base64.b64decode(b"".join(encode.base64_of(pieces))) == b"".join(pieces)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_deep_json_is_json(value: object) -> None:
    assert json.loads(encode.deep_json(value)) == value


def test_deep_json_is_deep() -> None:
    value: list[object] = []
    for _ in range(5000):
        value = [value]
    assert encode.deep_json(value) == "[" * 5001 + "]" * 5001
