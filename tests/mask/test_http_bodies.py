from __future__ import annotations

import gc
import json
import time
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from replaytest.mask.shape import mask_shape

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
STREAM = "text/event-stream"
LEVELS = (1, 2, 3)
TYPES = st.sampled_from(
    f"{JSON};application/x-ndjson;application/json-seq;{FORM};application/xml;text/html;"
    f"application/graphql;{STREAM};text/plain;text/css;application/octet-stream;image/png;"
    "image/svg+xml;;multipart/form-data, boundary=b;multipart/mixed".split(";")
).map(lambda kind: kind.replace(",", ";")) | st.text(max_size=20)
KEYS = st.sampled_from(
    ["id", "title", "password", "userName", "a b", "joe@x.de", "1234", "value", "name"]
)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


def said(level: int = 1, **rules) -> Said:
    made = Rules(level=level, **rules)
    return Said(made, Secrets.of(made, {}))


SAID = {level: said(level) for level in LEVELS}


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]


def skeleton(value: object) -> object:
    """Return what structure is: kinds of values, in their places."""
    if isinstance(value, dict):
        return [skeleton(part) for part in value.values()]
    if isinstance(value, list):
        return [skeleton(part) for part in value]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return "number" if number else value if not isinstance(value, str) else "text"


@given(VALUES, st.sampled_from(LEVELS), st.sampled_from((None, 2)))
def test_no_scalar_of_a_request_survives(value, level, indent):
    body = json.dumps(value, indent=indent, ensure_ascii=indent is None)
    masked = SAID[level].body(body, JSON, request=True)
    assert masked is not None
    found = json.loads(masked)
    assert skeleton(found) == skeleton(json.loads(body))
    for leaf in leaves(found):
        if isinstance(leaf, str):
            assert mask_shape(leaf) == leaf
        elif not isinstance(leaf, bool) and leaf is not None:
            assert set(repr(leaf)) <= set("01.-e+")


@given(VALUES, st.sampled_from(LEVELS), st.booleans())
def test_twice_masked_is_once_masked(value, level, request_):
    mask = SAID[level].body
    for body, kind in (
        (json.dumps(value), JSON),
        (f"data: {json.dumps(value)}\n\n", STREAM),
        (urlencode({"a": json.dumps(value), "password": "b"}), FORM),
    ):
        once = mask(body, kind, request=request_)
        assert mask(once or "", kind, request=request_) == once


@given(st.binary(max_size=200) | st.text(max_size=200), TYPES, st.booleans())
@example('{"a":"\ud800"}', JSON, False)
@example(b'{"a":"\\ud800', JSON, True)
@example("[" * 5000, JSON, True)
@example('{"query":"query {' + "{" * 3000 + '"}', JSON, True)
@example("<a" * 2000, "text/html", True)
@settings(max_examples=300)
def test_any_bytes_of_any_type_are_masked_or_left_out(data, kind, request_):
    for mask in SAID.values():
        masked = mask.body(data, kind, request=request_)
        assert masked is None or masked.encode() is not None
        mask.frame(data, sent=request_)


@given(st.text("abc019 .", min_size=4, max_size=40), TYPES, st.sampled_from(LEVELS))
def test_no_word_of_a_request_survives_whatever_its_type_says(text, kind, level):
    word = f"qzk{text.strip('. ')}jvw"
    for body in (word, f'"{word}', f"{{a: '{word}'}}", f"<p>{word}", f"a={word}"):
        masked = SAID[level].body(body.encode(), kind, request=True)
        assert "qzk" not in (masked or "").lower()
        assert "jvw" not in (masked or "").lower()


def test_a_response_loses_at_level_1_what_has_a_private_name():
    body = {
        "items": [{"title": "Tea", "price": 12.5, "apiKey": "k-1"}],
        "user": {"name": "Ada", "age": 36, "tags": ["x1"]},
        "cardNumber": 4111,
        "fields": [{"name": "password", "value": "hunter2"}],
        "next": "/items?page=2&token=abc",
        "state": '{"pin": "1234", "open": "tab"}',
        "mail": "write to joe@shop.test",
    }
    masked = SAID[1].body(json.dumps(body), JSON, request=False)
    assert json.loads(masked or "") == {
        "items": [{"title": "Tea", "price": 12.5, "apiKey": "********"}],
        "user": {"name": "Xxx", "age": 10, "tags": ["x0"]},
        "cardNumber": 0,
        "fields": [{"name": "password", "value": "********"}],
        "next": "/items?page=2&token=********",
        "state": '{"pin": "********", "open": "tab"}',
        "mail": "write to xxx@xxxx.xxxx",
    }


def test_shapes_survive_for_who_repeats_the_request():
    body = {
        "id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "day": "2026-11-21T10:00:00Z",
        "amount": -1234.50,
        "done": True,
    }
    masked = json.loads(SAID[1].body(json.dumps(body), JSON, request=True) or "")
    assert masked == {
        "id": "0x0000x0-0x00-00x0-0x0x-0000x00x0000",
        "day": "0000-00-00X00:00:00X",
        "amount": -1000.0,
        "done": True,
    }


def test_keys_that_are_data_go_and_stay_apart():
    body = {"joe@x.de": 1, "ann@y.de": 2, "Ada L": {"id": 3}, "plain": 4}
    masked = json.loads(SAID[1].body(json.dumps(body), JSON, request=True) or "")
    assert list(masked) == ["xxx@x.xx", "xxx@x.xx-X", "Xxx X", "plain"]


def test_rules_leave_values_in_clear_but_no_secret():
    kept = said(2, keep_keys=("Status", "password", "email"))
    body = '{"status": "open", "password": "x1", "email": "joe@x.de", "other": "z"}'
    assert json.loads(kept.body(body, JSON, request=True) or "") == {
        "status": "open",
        "password": "********",
        "email": "xxx@x.xx",
        "other": "x",
    }


def test_bodies_can_be_masked_as_a_whole_or_not_be_kept():
    body = '{"title": "Tea"}'
    masked = said(bodies="masked").body(body, JSON, request=False)
    assert masked == '{"title": "Xxx"}'
    none = said(bodies="none")
    assert none.body(body, JSON, request=False) is None
    assert none.frame(body) is None
    assert none.sse(body) is None
    assert said(4).body(body, JSON, request=False) is None


def test_equal_values_have_equal_tokens_as_the_rules_ask():
    rules = Rules(tokens="same")
    mask = Said(rules, Secrets.of(rules, {}), "0123456789abcdef")
    masked = json.loads(mask.body('["Ada", "Ada", "Bob"]', JSON, request=True) or "")
    assert masked[0] == masked[1] != masked[2]
    assert masked[0] not in ("Ada", "Xxx")
    assert mask.typed("Ada") == masked[0]


def test_a_form_keeps_its_names():
    body = "q=Ada+L%C3%B6w&password=x&a%40b.de=1&lone"
    masked = SAID[1].body(body, FORM, request=True)
    assert masked == "q=Xxx+Xxx&password=********&x%40x.xx=0&xxxx"
    assert parse_qsl(masked)[0] == ("q", "Xxx Xxx")


def test_parts_keep_their_names_and_lose_files():
    body = (
        b'--b1\r\nContent-Disposition: form-data; name="mail"\r\n\r\njoe@x.de\r\n--b1\r\n'
        b'Content-Disposition: form-data; name="cv"; filename="joe.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n%PDF\x00\xff\r\n--b1--\r\n"
    )
    for kind in ("multipart/form-data; boundary=b1", "multipart/form-data"):
        assert SAID[1].body(body, kind, request=True) == (
            '--x0\r\ncontent-disposition: form-data; name="mail"\r\n\r\nxxx@x.xx\r\n'
            '--x0\r\ncontent-disposition: form-data; name="cv"; filename=""\r\n'
            "content-type: application/pdf\r\n\r\n\r\n--x0--\r\n"
        )


def test_graphql_keeps_the_query_without_its_literals():
    query = 'query Q($id: ID!) { # Joe\n user(id: $id, name: "Joe", n: 42) { id } }'
    body = {"query": query, "variables": {"id": "joe-7"}, "operationName": "Q"}
    masked = json.loads(SAID[2].body(json.dumps(body), JSON, request=True) or "")
    assert masked == {
        "query": 'query Q($id: ID!) { #\n user(id: $id, name: "Xxx", n: 10) { id } }',
        "variables": {"id": "xxx-0"},
        "operationName": "Q",
    }


@pytest.mark.parametrize(
    "body",
    [
        {"query": "Joe Doe"},
        {"query": "{Joe"},
        {"query": "query for Joe"},
        {"query": "query { joe }", "page": 1},
        {"query": "query { joe % }"},
    ],
)
def test_a_search_for_something_is_no_graphql(body):
    masked = SAID[1].body(json.dumps(body), JSON, request=True)
    assert "joe" not in (masked or "").lower()


def test_html_keeps_its_tags_only():
    body = (
        "<!doctype html><html lang=en><title>Joe</title><!-- Joe --><p class='joe'>Hi Joe"
        "<textarea><b>Joe</b></textarea><script>if (a<b) joe()</script><input value=joe>"
    )
    masked = SAID[1].body(body, "text/html; charset=utf-8", request=False)
    assert masked == (
        '<!doctype html><html lang="xx"><title></title><p class="xxx">Xx Xxx'
        '<textarea></textarea><script></script><input value="xxx">'
    )


def test_xml_loses_at_level_1_what_has_a_private_name():
    body = '<?xml version="1.0"?><a><t n="1">Tea</t><token>x</token><u email="y"/></a>'
    assert SAID[1].body(body, "application/xml", request=False) == (
        '<?xml version="1.0"?><a><t n="1">Tea</t><token>********</token><u email="x"/></a>'
    )
    assert "Tea" not in (SAID[1].body(body, "text/xml", request=True) or "")
    assert "Tea" not in (SAID[2].body(body, "text/xml", request=False) or "")


def test_events_keep_their_fields_and_json_over_several_lines():
    body = 'event: put\nid: a7\ndata: {"pin":\ndata: "12", "t": "Tea"}\n\n: Joe\nretry: 9\n'
    assert SAID[1].body(body, STREAM, request=False) == (
        'event: put\nid: x0\ndata: {"pin":\ndata: "********", "t": "Tea"}\n\n:\nretry: 9\n'
    )
    assert "Tea" not in (SAID[2].sse(body) or "")


def test_lines_of_json_are_masked_one_by_one():
    body = '{"a": "Tea", "pin": 12}\n{"a": "Oil"}\n\x1e{"token": "x"}'
    masked = SAID[1].body(body, "application/x-ndjson", request=False)
    assert masked == '{"a": "Tea", "pin": 0}\n{"a": "Oil"}\n\x1e{"token": "********"}'


def test_frames_are_masked_by_who_sent_them():
    frame = '42["chat",{"text":"Tea","token":"x"}]'
    assert SAID[1].frame(frame) == '42["xxxx",{"text":"Xxx","token":"********"}]'
    received = SAID[1].frame(frame, sent=False)
    assert received == '42["chat",{"text":"Tea","token":"********"}]'
    assert SAID[1].frame(b"\x08\x96\x01\x12\x00") is None


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x08\x96\x01", "application/x-protobuf"),
        (b"\x08\x96\x01\x00\x00", ""),
        (b"PK\x03\x04\x00\x00\x00", "application/json"),
        (b"Joe", "application/x-unknown"),
        (b"{}" * 40, JSON),
    ],
)
def test_what_is_no_text_or_too_long_is_left_out(data, kind):
    assert SAID[1].body(data, kind, request=False, most=64) is None


def test_pictures_are_kept_only_where_no_text_is_covered():
    assert SAID[1].media(b"PNG", "image/png") == "UE5H"
    assert SAID[2].media(b"PNG", "image/png") is None
    assert SAID[1].media(b"<svg/>", "image/svg+xml") is None
    assert said(bodies="masked").media(b"PNG", "image/png") is None


@pytest.mark.parametrize("indent", [None, 2])
def test_known_secrets_go_from_json_that_stays_json(indent):
    rules = Rules(secrets=("KNOWN_*",))
    mask = Said(rules, Secrets.of(rules, {"KNOWN_ID": "471147", "KNOWN_X": "böse-17"}))
    body = {"id": 471147, "note": "it is b\u00f6se-17", "title": "Tea"}
    masked = mask.body(json.dumps(body, indent=indent), JSON, request=False)
    assert json.loads(masked or "") == {
        "id": 0,
        "note": "it is *******",
        "title": "Tea",
    }


@pytest.mark.parametrize(
    ("piece", "kind"),
    [
        ('"', JSON),
        ("[", JSON),
        ('{"a":', JSON),
        ("<script", "text/html"),
        ("<a \"'", "text/html"),
        ("<!--", "text/html"),
        ("<a>", "text/xml"),
        ("a=b&", FORM),
        ("data: {\n", STREAM),
        ("password: ", "text/plain"),
    ],
)
def test_time_grows_with_the_length_of_a_body_and_no_faster(piece, kind):
    def seconds(length: int) -> float:
        body = piece * (length // len(piece))
        # What a collection costs depends on all that other tests have left alive.
        gc.collect()
        gc.disable()
        try:
            return min(timed(body) for _ in range(3))
        finally:
            gc.enable()

    def timed(body: str) -> float:
        began = time.process_time()
        SAID[1].body(body, kind, request=False)
        return time.process_time() - began

    seconds(1000)
    # Eight times as long: 64 times as slow if it were quadratic.
    assert seconds(64_000) < 30 * max(seconds(8_000), 0.01)
