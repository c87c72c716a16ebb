from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from replaytest.mask.shape import mask_shape
from replaytest.mask.tokens import Tokens
from replaytest.mask.url import clear_url, decoded, mask_url
from tests.mask.page import PageMask

# Letters of which Python and browsers agree what they are.
TEXT = st.text("aZ09é文-_.~ \t\u00a0\u1680\ufeff%&=?#;/:@+\"'<>\\*!()", max_size=12)
NAMES = st.sampled_from(
    [
        "q",
        "token",
        "reset%5Ftoken",
        "X-Amz-Signature",
        "state",
        "states",
        "sid",
        "side",
        "K%C3%A4se",
        "%zz",
        "a",
    ]
)
ESCAPED = st.lists(
    st.sampled_from(
        [
            "%41",
            "%2F",
            "%3f",
            "%3D",
            "%26",
            "%25",
            "%253D",
            "%C3%BC",
            "%C3",
            "%ff",
            "%E6%96%87",
            "%4",
            "%",
        ]
    )
    | TEXT,
    max_size=5,
).map("".join)
PARAMETERS = st.lists(
    st.tuples(st.sampled_from("&;?"), NAMES, st.sampled_from(("=", "")), ESCAPED),
    max_size=4,
).map(lambda found: "".join("".join(each) for each in found))
SCHEMES = st.sampled_from(
    [
        "http:",
        "HTTPS:",
        "ws:",
        "about:",
        "mailto:",
        "app:",
        "blob:",
        "javascript:",
        "data:",
        "chrome-error:",
        "1:",
        "",
    ]
)
AUTHORITIES = st.sampled_from(("", "//x.test", "//a:b@x.test:80", "//a@b@c", "//"))
PATHS = st.lists(
    ESCAPED | st.sampled_from(("..", ".", "a.JS", "b.svg")), max_size=4
).map("/".join)
URLS = st.tuples(
    SCHEMES, AUTHORITIES, PATHS, st.just("?") | st.just(""), PARAMETERS
).map("".join)
NESTED = st.tuples(URLS, NAMES, URLS, TEXT).map(
    lambda of: f"{of[0]}?{of[1]}={quoted(of[2])}#{of[3]}"
)


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    asked = PageMask(tmp_path_factory.mktemp("page"))
    yield asked
    asked.close()


@given(URLS | NESTED | TEXT, st.booleans(), st.booleans())
@example(
    "https://a:b@x.test/p?token=1&next=%2Fy%3Ftoken%3D2#access_token=3", False, False
)
@example("data:image/png;base64,AAAA", False, False)
@example(" data:image/png;base64,AAAA", False, False)
@example(" app:x?y", True, False)
@example("é:é:/b:c?d", True, False)
@example("/x?next=%252Fy%253Ftoken%253D2%26a%3Db", False, False)
@settings(max_examples=400)
def test_python_and_the_page_mask_addresses_alike(page, url, path, query):
    ours = mask_url(url, mask_shape, path=path, query=query)
    assert ours == page.ask("url", url=url, path=path, query=query)
    assert clear_url(url) == page.ask("clear", url=url)


@pytest.mark.parametrize(
    ("url", "clear"),
    [
        ("https://a:b@x.test/p?code=1&email=2#access_token=3", None),
        ("/a?userPassword=1&pin=2&q=%20a+b&otp=", "/a?userPassword=*&pin=*&q=%20a+b&otp="),
        ("#cvc=1", "#cvc=*"),
        ("data:text/html,<p>1", "data:text/html,<p>1"),
        ("javascript:f(1)", "javascript:"),
    ],
)  # fmt: skip
def test_at_level_0_addresses_lead_where_they_did(url, clear):
    shown = clear.replace("*", "*" * 8) if clear else url.replace("a:b@", "")
    assert clear_url(url) == shown


@given(st.text("abcXYZ019 é文-Ü●@.", max_size=20), st.integers(0, 2**64 - 1))
@settings(max_examples=100)
def test_python_and_the_page_draw_equal_tokens(page, text, number):
    key = f"{number:016x}"
    assert Tokens(key).of(text) == page.ask("token", key=key, text=text)


@given(URLS | NESTED, st.booleans(), st.booleans())
@example("é:??q=%68%74%74%70%3A%3F#", True, False)
def test_twice_masked_is_once_masked(url, path, query):
    once = mask_url(url, mask_shape, path=path, query=query)
    if "data:" in once:
        return
    assert mask_url(once, mask_shape, path=path, query=query) == once


@pytest.mark.parametrize("name", ["token", "X-Amz-Signature", "reset%5Ftoken", "email"])
def test_values_of_secret_parameters_go_at_every_level(name):
    masked = mask_url(f"https://x.test/a?b=1&{name}=s3cret", mask_shape)
    assert masked == f"https://x.test/a?b=1&{name}=********"


def test_an_address_in_addresses_without_end_is_a_secret():
    url = "/y?token=s3cret"
    for _ in range(12):
        url = f"/y?next={quoted(url)}"
    began = time.process_time()
    assert "s3cret" not in mask_url(url, mask_shape)
    assert quoted("s3cret") not in mask_url(url, mask_shape)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("%C3%BC%41", "üA"),
        ("%C3", "%C3"),
        ("%4", "%4"),
        ("%41%zz", "%41%zz"),
        ("+", "+"),
    ],
)
def test_an_escape_that_is_wrong_leaves_all_of_them(text, plain):
    assert decoded(text) == plain
