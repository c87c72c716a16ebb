from __future__ import annotations

import base64
import html
import json
import os
import threading
import urllib.parse

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.mask.forms import forms_of, utf8
from replaytest.mask.patterns import BUILT_IN
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets, mask_shape

# Only known secrets: without patterns, what is found is what was planted.
NO_PATTERNS = Rules(
    patterns=dict.fromkeys(
        [pattern.name for pattern in BUILT_IN],
        False,
    )
)


def knowing(*values: str, rules: Rules = NO_PATTERNS) -> Secrets:
    secrets = Secrets.of(rules, {})
    for number, value in enumerate(values):
        secrets.add(value, f"S{number}")
    return secrets


def ecma(value: str) -> str:
    """Return what encodeURIComponent makes of it."""
    return urllib.parse.quote(value, safe="!~*'()")


def numbered(value: str) -> str:
    return "".join(f"&#{ord(c)};" if c in "\"'<>&" else c for c in value)


def hexed(value: str) -> str:
    return "".join(f"&#x{ord(c):x};" if c in "\"'<>&" else c for c in value)


FORMS = {
    "plain": lambda v: v,
    "json": lambda v: json.dumps(v)[1:-1],
    "json utf-8": lambda v: json.dumps(v, ensure_ascii=False)[1:-1],
    "json with \\/": lambda v: json.dumps(v)[1:-1].replace("/", "\\/"),
    "json in json": lambda v: json.dumps(json.dumps(v))[3:-3],
    "quote": lambda v: urllib.parse.quote(v, safe=""),
    "quote with /": urllib.parse.quote,
    "quote_plus": urllib.parse.quote_plus,
    "quote in lower case": lambda v: (
        urllib.parse.quote(v, safe="").replace("%2F", "%2f").replace("%3D", "%3d")
    ),
    "quoted twice": lambda v: urllib.parse.quote(
        urllib.parse.quote(v, safe=""), safe=""
    ),
    "encodeURIComponent": ecma,
    "html": html.escape,
    "html numbers": numbered,
    "html hex numbers": hexed,
    "html in json": lambda v: json.dumps(html.escape(v))[1:-1],
    "base64 0": lambda v: base64.b64encode(utf8(v)).decode(),
    "base64 1": lambda v: base64.b64encode(b"a" + utf8(v)).decode(),
    "base64 2": lambda v: base64.b64encode(b"ab" + utf8(v)).decode(),
    "base64 in between": lambda v: base64.b64encode(b"u:" + utf8(v) + b"zz").decode(),
    "base64url": lambda v: (
        base64.urlsafe_b64encode(b"?" + utf8(v) + b">").decode().rstrip("=")
    ),
    "hex": lambda v: utf8(v).hex(),
    "HEX": lambda v: utf8(v).hex().upper(),
}
TRICKY = "p\"w/ä\\<&>'+ =?🔑x%"
# Not white space at the ends: that is cut off, and only it would be left in clear.
values = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=4, max_size=24
).filter(lambda v: len(v.strip()) >= 4 and v == v.strip() and set(v) != {"*"})


@pytest.mark.parametrize("form", FORMS)
@given(value=values)
@example(value=TRICKY)
@example(value="\\\\\\\\a")
@example(value="hunter2!x")
@example(value='""00')
@example(value="text")
@settings(max_examples=40)
def test_every_form_of_a_secret_vanishes(form, value):
    secrets, written = knowing(value), FORMS[form](value)
    line = orjson.dumps([1, {"text": f"before {written} after", "timestamp": 1}])
    masked = secrets.mask_lines(line)
    kept, _ = orjson.loads(masked)[1].values()  # a key can be the secret
    assert len(kept) == len(f"before {written} after")
    assert all(form.expression.search(kept) is None for form in forms_of("", value))
    assert secrets.find(masked) == []
    assert secrets.find(line)
    assert secrets.find(written.encode())
    assert secrets.mask_text(written) != written


@given(value=values, text=st.text(max_size=60))
@settings(max_examples=150)
def test_nothing_is_found_where_no_form_was_planted(value, text):
    planted = any(form.expression.search(text) for form in forms_of("", value))
    secrets = knowing(value)
    assert bool(secrets.find(text.encode("utf-8", "replace"))) == planted or is_json(
        text
    )
    assert (secrets.mask_text(text) != text) == planted


def is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except ValueError:
        return False
    return True


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=20)
    | st.sampled_from(
        ["4111 1111 1111 1111", "a@b.test", "s3cret!", "1234", "s3cret\ud83d"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.just("s3cret!"), inner, max_size=4)
    ),
    max_leaves=12,
)


def in_json(value: object) -> bytes:
    return json.dumps(value).encode()


@given(st.lists(ANYTHING.map(in_json) | st.binary(max_size=40), max_size=6))
@settings(max_examples=250)
def test_lines_stay_lines_json_stays_json_and_twice_is_once(pieces):
    data = b"\n".join(pieces)
    secrets = knowing("s3cret!", "1234", "a***a", rules=Rules())
    masked = secrets.mask_lines(data)
    assert masked.count(b"\n") == data.count(b"\n")
    assert secrets.mask_lines(masked) == masked
    for before, after in zip(data.split(b"\n"), masked.split(b"\n"), strict=True):
        try:
            json.loads(before.decode())
        except ValueError:
            continue
        assert shape_of(json.loads(before)) == shape_of(json.loads(after))
    secrets.find(data)


def shape_of(value):
    if isinstance(value, dict):
        return (
            [shape_of(each) for each in value.values()]
            if len({*map(mask_shape, value)}) == len(value)
            else None
        )
    if isinstance(value, list):
        return [None if isinstance(each, dict) else shape_of(each) for each in value]
    return type(value)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise(data):
    secrets = knowing("s3cret!", "äöüß", rules=Rules(function="builtins:len"))
    masked = secrets.mask_lines(data)
    assert masked.count(b"\n") == data.count(b"\n")
    secrets.find(data)


@given(st.text())
@settings(max_examples=200)
def test_mask_text_twice_is_once(text):
    secrets = knowing("aba", "abab", "b***b", "xxxx", rules=Rules())
    once = secrets.mask_text(f"ababab{text}a***bb")
    assert secrets.mask_text(once) == once


def test_what_masking_completes_is_masked_too():
    assert knowing("***a").mask_text("a***aa") == "a*****"


def test_overlapping_places_are_masked_as_one():
    assert knowing("abab").mask_text("xababababx") == "x********x"


def test_the_longer_of_two_secrets_leaves_no_tail():
    assert knowing("hunter", "hunter22").mask_text("hunter22!") == "********!"


@pytest.mark.parametrize(
    ("form", "encoding"),
    [
        ("plain", "plain"),
        ("json", "json"),
        ("quote", "url"),
        ("html", "html"),
        ("base64 1", "base64"),
        ("hex", "hex"),
    ],
)
def test_a_hit_says_which_and_how_and_where_and_never_what(form, encoding):
    secrets = knowing(TRICKY)
    [hit] = secrets.find(b"abc " + FORMS[form](TRICKY).encode())
    assert hit.rule == "secret S0"
    assert encoding in hit.encoding
    assert hit.offset in (4, 5)  # the first of base64 holds nothing of it
    assert TRICKY not in repr(hit) + repr(secrets)


def test_hits_in_json_are_where_the_string_is():
    line = b'[1,{"type":3,"text":"a hunter2!"}]\n[1,{"text":"hunter2\\u0021"}]'
    hits = knowing("hunter2!").find(line)
    assert [(hit.encoding, hit.offset) for hit in hits] == [
        ("plain", line.index(b"hunter2!")),
        ("json", line.rindex(b'"hunter2')),
    ]


def test_a_secret_over_several_lines_of_text_is_found():
    assert knowing("first line\nsecond").find(b"x\nfirst line\nsecond\n")
    assert knowing("first line\nsecond").find(b'"first line\\nsecond"')


def test_numbers_are_masked_only_when_they_are_a_secret():
    secrets = knowing("55512", rules=Rules())
    line = b'[1,{"id":55512,"pin":55512,"n":-55512,"x":155512,"card":4111111111111111}]'
    assert secrets.mask_lines(line) == (
        b'[1,{"id":55512,"pin":0,"n":-0,"x":155512,"card":4111111111111111}]'.replace(
            b"-0", b"0"
        )
    )
    assert [hit.encoding for hit in secrets.find(line)] == ["number", "number"]


def test_numbers_of_the_recorder_stay_though_a_secret_equals_one():
    secrets = knowing("55512", rules=Rules())
    trees = b'"trees":{"shapes":["<p =n >"],"words":[55512,"55512"],"rows":[[2,0,55512,0,0]]}'
    line = b'[1,{"type":3,"data":{"source":0,"adds":[],' + trees + b'},"timestamp":5}]'
    masked = trees.replace(b'[55512,"55512"]', b'[0,"*****"]')
    assert secrets.mask_lines(line) == line.replace(trees, masked)


def test_keys_are_masked_for_known_secrets_only():
    secrets = knowing("hunter2!", rules=Rules())
    line = b'{"hunter2!":1,"joe@shop.test":2}'
    assert secrets.mask_lines(line) == b'{"********":1,"joe@shop.test":2}'


def test_half_a_surrogate_pair_and_depth_are_no_obstacle():
    secrets = knowing("hunter2!")
    assert secrets.mask_lines(rb'{"a":"hunter2!\ud83d"}') == rb'{"a":"********\ud83d"}'
    deep = b"[" * 3000 + b'"hunter2!"' + b"]" * 3000
    assert secrets.mask_lines(deep) == deep.replace(b"hunter2!", b"********")


def test_untouched_lines_are_the_same_bytes():
    lines = b'{ "a" : 1.50, "b":"\\u00e9"}\n{"b":"hunter2!"}\n'
    assert knowing("hunter2!").mask_lines(lines) == lines.replace(
        b"hunter2!", b"********"
    )


def test_values_come_from_globs_and_names():
    environ = {
        "SHOP_TOKEN": "t0ken-value",
        "SHOP_URL": "http://x",
        "PIN": "9876",
        "EMPTY_TOKEN": "",
    }
    secrets = Secrets.of(Rules(secrets=("*_TOKEN",)), environ, ["PIN"])
    assert set(secrets.names) == {"SHOP_TOKEN", "PIN"}
    assert secrets.problems == []
    assert secrets.mask_text("t0ken-value 9876 http://x") == "*********** **** http://x"


def test_an_unknown_name_is_the_persons_mistake():
    with pytest.raises(UsageError, match="no environment variable 'NOPE'"):
        Secrets.of(Rules(), {}, ["NOPE"])


def test_short_values_are_refused_and_said():
    secrets = Secrets.of(Rules(), {"PIN": "12 "}, ["PIN"])
    assert "secret PIN is not masked: it has 2 characters" in secrets.problems[0]
    assert secrets.mask_text("12") == "12"


def test_values_can_be_added_while_another_thread_masks():
    secrets, problems = knowing(), []
    stop = threading.Event()

    def mask() -> None:
        while not stop.is_set():
            try:
                secrets.mask_lines(b'{"a":"value-7!"}')
            except BaseException as error:
                problems.append(error)

    thread = threading.Thread(target=mask)
    thread.start()
    for number in range(30):
        secrets.add(f"value-{number}!")
    stop.set()
    thread.join()
    assert problems == []
    assert secrets.mask_lines(b'{"a":"value-7!"}') == b'{"a":"********"}'


def test_what_was_masked_before_is_masked_anew_once_more_is_known():
    secrets = knowing()
    other_level = Secrets.of(Rules(), {}).at_level(0)
    for each in (secrets, other_level):
        assert each.mask_text("value-7 of 9") == "value-7 of 9"
        each.add("value-7")
        assert each.mask_text("value-7 of 9") == "******* of 9"
    for number in range(5000):  # more than are kept
        assert secrets.mask_text(f"{number} value-7") == f"{number} *******"


def test_an_environment_value_that_is_no_utf_8_is_found():
    value = os.fsdecode(b"pass\xffword")
    assert knowing(value).find(b"x pass\xffword")


def test_the_mask_function_gets_page_text_only(tmp_path, monkeypatch):
    (tmp_path / "shop_masks.py").write_text(
        "def mask(text):\n"
        "    if 'boom' in text: raise ValueError\n"
        "    if 'none' in text: return None\n"
        "    return text.replace('Ann', 'Eve')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    secrets = Secrets.of(Rules(function="shop_masks:mask"), {})
    line = b'{"textContent":"Ann","other":"Ann","title":"boom 1","alt":"none","text":["Ann"]}'
    assert secrets.mask_lines(line) == (
        b'{"textContent":"Eve","other":"Ann","title":"xxxx 0","alt":"xxxx","text":["Ann"]}'
    )


@pytest.mark.parametrize(
    "name", ["nonsense", "json:nope", "no_such_module:x", "json:__name__", ":x"]
)
def test_a_function_that_cannot_be_imported_is_the_persons_mistake(name):
    with pytest.raises(UsageError, match="cannot be imported"):
        Secrets.of(Rules(function=name), {})


def test_names_of_files_are_searched_in_simplified_spelling():
    secrets = knowing("Hunter2!x", rules=Rules())
    assert [hit.encoding for hit in secrets.find_in_name("test-login-hunter2-x")] == [
        "simplified"
    ]
    assert [hit.rule for hit in secrets.find_in_name("joe@shop.test.txt.zip")] == [
        "pattern email"
    ]
    assert secrets.find_in_name("20261121T055232.123Z-0a1b2c3d") == []


@given(st.text())
def test_mask_shape_twice_is_once(text):
    assert mask_shape(mask_shape(text)) == mask_shape(text)


def test_mask_shape():
    assert mask_shape("Ab1-é日🙂\u0301.") == "Xx0-x文●."
