"""Bodies that are kept as they are, less the secrets in them."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.mask.kept import MOST_KEPT, Kept
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = (
    '--b\r\nContent-Disposition: form-data; name="pin"\r\n\r\n%s\r\n'
    '--b\r\nContent-Disposition: form-data; name="a"; filename="f"\r\n\r\nx\r\n--b--\r\n'
)
KINDS = st.sampled_from(
    [JSON, FORM, "text/html", "image/png", "text/xml", "", "multipart/form-data; boundary=b",
     "application/graphql", "text/html; charset=iso-8859-1", "application/wasm"]
)  # fmt: skip


def said(level: int = 0, **rules) -> Said:
    made = Rules(level=level, **rules)
    return Said(made, Secrets.of(made, {}))


SAID = said()


def bytes_of(kept: Kept) -> bytes:
    return base64.b64decode(kept.text) if kept.encoding else kept.text.encode()


@given(st.binary() | st.text().map(str.encode), KINDS, st.booleans())
def test_what_does_not_say_that_it_was_masked_is_what_it_was(data, kind, request):
    kept = SAID.kept(data, kind, request=request)
    assert kept is not None
    assert kept.masked or bytes_of(kept) == data


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("abcd"), inner),
), st.booleans(), st.booleans())  # fmt: skip
def test_json_that_names_no_secret_stays_to_the_byte(value, ascii_only, indented):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=2 if indented else None)
    kept = SAID.kept(text.encode("utf-8", "replace"), JSON, request=True)
    assert kept is not None
    assert kept.masked or kept.text.encode() == text.encode("utf-8", "replace")


@pytest.mark.parametrize(
    ("kind", "body", "stays"),
    [
        (JSON, '{"password" : "M", "a":1}', '{"password" : "********", "a":1}'),
        (JSON, '{"a": {"pin": [1, {"b": "M"}]}}', '{"a": {"pin": [0, {"b": "********"}]}}'),
        (JSON, '{"card number": "M"}', '{"card number": "********"}'),
        (JSON, '{"a": "{\\"otp\\": \\"M\\"}"}', '{"a": "{\\"otp\\": \\"********\\"}"}'),
        (JSON, '[{"name": "pin", "value": "M"}]', '[{"name": "pin", "value": "********"}]'),
        (JSON, '{"query": "mutation { login(password: \\"M\\") }"}', None),
        (FORM, "a=b+c&pin=M&b=%20", "a=b+c&pin=********&b=%20"),
        (FORM, '{"pin": "M"}', '{"pin": "********"}'),
        ("text/xml", "<a><Password>M</Password></a>", "<a><Password>********</Password></a>"),
        ("text/plain", '{"pin":"M"}', '{"pin":"********"}'),
        ("multipart/form-data; boundary=b", PARTS % "M", PARTS % "********"),
    ],
)  # fmt: skip
def test_of_what_is_sent_a_secret_goes_and_nothing_else(kind, body, stays):
    kept = SAID.kept(body.replace("M", "hunter2").encode(), kind, request=True)
    assert kept is not None
    assert kept.masked
    assert "hunter2" not in kept.text
    assert stays in (None, kept.text)


def test_what_is_received_stays_whatever_it_is_called():
    text = '{"login": {"password": "Password"}, "cards": [1], "token": "t-1"}'
    assert SAID.kept(text.encode(), JSON, request=False) == Kept(text)


@pytest.mark.parametrize(
    "field",
    [
        '<input name="card" autocomplete="cc-number" value="">',
        "<input name=card value='' type=password>",
        '<input name="cvc" value = "" />',
        '<input name="cvc" value>',
        '<input name="card" autocomplete="cc-number">',
        "<textarea name=pin>\n</textarea>",
        "<textarea name=pin></textarea>",
    ],
)
def test_a_secret_field_that_is_empty_stays_empty(field):
    for kind in ("text/html", ""):
        assert SAID.kept(field.encode(), kind, request=False) == Kept(field)


@pytest.mark.parametrize(
    "field",
    [
        '<input name="card" value="M">',
        "<input type=password value=M>",
        '<input type="password" value="M" />',
        "<INPUT TYPE=PASSWORD VALUE='M'/>",
        "<textarea name=pin>M",
        "<textarea name=pin>a < b <M</textarea>",
        '<textarea name="pin"/>M</textarea>',
    ],
)  # fmt: skip
def test_what_a_secret_field_has_goes_from_a_document(field):
    kept = SAID.kept(field.replace("M", "hunter2").encode(), "text/html", request=False)
    assert kept is not None
    assert "hunter2" not in kept.text
    assert "********" in kept.text
    assert kept.masked


def test_what_a_document_gives_to_be_given_back_stays():
    text = '<input type="hidden" name="csrf_token" value="t1"><input name=email value="a@b.cd">'
    assert SAID.kept(text.encode(), "text/html", request=False) == Kept(text)


def test_a_secret_part_that_is_empty_stays_empty():
    body = PARTS % ""
    kind = "multipart/form-data; boundary=b"
    assert SAID.kept(body.encode(), kind, request=True) == Kept(body)


def test_names_and_contents_of_files_stay():
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.png"\r\n\r\n\xff\x00\r\n--b--'
    kept = SAID.kept(body, "multipart/form-data; boundary=b", request=True)
    assert kept == Kept(base64.b64encode(body).decode(), "base64")


def test_messages_of_sockets_keep_their_kind():
    assert SAID.kept_frame(b"\x07a", sent=True) == Kept("B2E=", "base64")
    assert SAID.kept_frame('42["a",1]', sent=True) == Kept('42["a",1]')
    assert SAID.kept_frame('42["a",{"pin":"1"}]', sent=True) == Kept(
        '42["a",{"pin":"********"}]', masked=True
    )
    assert SAID.kept_frame('{"pin":"1"}', sent=False) == Kept('{"pin":"1"}')


def test_a_body_over_the_limit_is_not_kept():
    assert SAID.kept(bytes(MOST_KEPT + 1), "image/png", request=False) is None
    assert SAID.kept(bytes(MOST_KEPT), "image/png", request=False) is not None


def test_a_secret_in_another_charset_takes_the_body_with_it():
    rules = Rules(level=0)
    secrets = Secrets.of(rules, {})
    secrets.add("planted-4242")
    body = "grün: planted-4242".encode("latin-1")
    mine = Said(rules, secrets)
    assert mine.kept(body, "text/plain; charset=latin1", request=False) is None
    assert mine.kept(body[:4], "text/plain; charset=latin1", request=False) is not None


def test_headers_of_responses_are_those_it_takes_to_serve_them():
    told = {
        "Set-Cookie": "sid=s-4242; Path=/a; Domain=x.test\nb=c",
        "Location": "/a?code=1&password=hunter2",
        "Content-Disposition": 'attachment; filename="a 1.pdf"',
        "Content-Type": "text/html; charset=utf-8; x=1",
        "Content-Security-Policy": "script-src 'nonce-a1'",
        "X-Total": "42",
        "X-Auth-Token": "t-4242",
        "WWW-Authenticate": "Bearer t-4242",
    }
    kept = SAID.headers(told, response=True)
    changed = {name for name in told if kept[name.lower()] != told[name]}
    assert changed == {"Location", "X-Auth-Token", "WWW-Authenticate"}
    assert kept["location"] == "/a?code=1&password=********"
    assert "4242" not in said(bodies="named").headers(told, response=True)["set-cookie"]


def test_headers_of_requests_keep_what_is_no_credential():
    told = {"X-Tenant": "harbor-1", "Cookie": "a=b-1", "Authorization": "Bearer b-1",
            "X-Api-Key": "b-1", "Referer": "https://x.test/a?q=1"}  # fmt: skip
    assert SAID.headers(told) == {
        "x-tenant": "harbor-1",
        "cookie": "a=********",
        "authorization": "Bearer ********",
        "x-api-key": "********",
        "referer": "https://x.test/a?q=1",
    }


def test_all_is_kept_at_level_1_if_a_rule_says_so_and_from_level_2_on_not():
    assert said(1, bodies="all").keeps_all
    assert said(1, bodies="all").kept(b'{"a":"b"}', JSON, request=True) == Kept(
        '{"a":"b"}'
    )
    assert not said(2, bodies="all").keeps_all
    assert not said(1).keeps_all
    assert not said(0, bodies="named").keeps_all
