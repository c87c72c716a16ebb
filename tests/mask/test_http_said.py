"""Messages, names, storage and calls of Playwright."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets


def said(level: int = 1, **rules) -> Said:
    made = Rules(level=level, **rules)
    return Said(made, Secrets.of(made, {"KNOWN": "böse-17"}, ("KNOWN",)))


SAID = {level: said(level) for level in (1, 2)}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("hello Joe", "hello Joe"),
        ("password: hunter2", "password: ********"),
        ('{apiKey: "k-1", n: 1}', '{apiKey: "********", n: 1}'),
        ("token=abc&x=1", "token=********&x=1"),
        ("Authorization: Bearer abc", "Authorization: ********"),
        ("email = 'joe at x'", "email = 'xxx xx x'"),
        ("password: undefined", "password: undefined"),
        ("mail joe@x.de, böse-17", "mail xxx@x.xx, *******"),
        ("GET https://a:b@x.test/a?sid=1.", "GET https://x.test/a?sid=********."),
        ("at f (http://x.test/a.js:1:2)", "at f (http://x.test/a.js:1:2)"),
        ("Unexpected token '<'", "Unexpected token '<'"),
        (
            'The specified value "Joe" cannot be parsed, or is out of range.',
            'The specified value "Xxx" cannot be parsed, or is out of range.',
        ),
        ('The specified value "http://x.test', 'The specified value "xxxx://x.xxxx'),
        ("a status of 404 (Not Found)", "a status of 404 (Not Found)"),
        ("a status of 501 (no Joe (1))", "a status of 501 (xx Xxx (0))"),
    ],
)
def test_at_level_1_messages_lose_their_secrets(text, masked):
    assert SAID[1].text(text) == masked
    assert SAID[1].text(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("hello Joe 12", "xxxxx Xxx 00"),
        (
            "TypeError: Cannot read properties of undefined (reading 'joe')",
            "TypeError: Cannot read properties of undefined (reading 'xxx')",
        ),
        ("net::ERR_CONNECTION_REFUSED", "net::ERR_CONNECTION_REFUSED"),
        (
            "Error: joe\n    at f (https://x.test/joe/a.js:12:34)",
            "Error: xxx\n    at x (https://x.test/xxx/x.js:12:34)",
        ),
    ],
)
def test_at_level_2_messages_keep_the_words_of_browsers(text, masked):
    assert SAID[2].text(text) == SAID[2].stack(text) == masked


@given(st.text(max_size=300))
def test_any_text_is_masked_and_can_be_written(text):
    for mask in SAID.values():
        for way in (mask.text, mask.url, mask.typed, mask.file_name, mask.name):
            way(text).encode()
        mask.function_name(text).encode()
        mask.storage(text, text).encode()


@pytest.mark.parametrize("level", [1, 2])
def test_what_was_entered_goes_at_every_level(level):
    mask = SAID[level]
    assert mask.typed("Joe 1") == "Xxx 0"
    assert mask.typed("hunter2", "password") == "********"
    assert mask.cookie("abc") == "********"
    assert mask.storage("theme", "dark") == "xxxx"
    assert mask.storage("token", "abc") == "********"
    assert (
        mask.storage("user", '{"id": 12, "pin": "1"}')
        == '{"id": 10, "pin": "********"}'
    )
    assert mask.name("joe@x.de") == "xxx@x.xx"
    assert mask.name("theme") == "theme"


def test_names_of_files_are_shown_if_the_rules_say_so():
    assert SAID[1].file_name("C:\\of joe\\cv 1.pdf") == "xx 0.pdf"
    assert said(file_names=True).file_name("/of joe/cv 1.pdf") == "cv 1.pdf"
    assert SAID[1].file_name("secret.joe-doe") == "xxxxxx.xxx-xxx"


def test_functions_that_are_called_as_data_is_lose_their_names():
    assert SAID[2].function_name("async Shop.buy") == "async Shop.buy"
    assert SAID[2].function_name("Object.<anonymous>") == "Object.<anonymous>"
    assert SAID[1].function_name("Object.joe@x") == "Object.xxx@x"


def test_a_teams_function_sees_messages():
    rules = Rules(function="tests.mask.test_http_said:shout")
    assert Said(rules, Secrets.of(rules, {})).text("hello") == "HELLO"


def shout(text: str) -> str:
    return text.upper()


@pytest.mark.parametrize(
    ("method", "params", "told"),
    [
        ("fill", {"selector": "#a", "value": "Joe", "force": True}, {"value": "Xxx"}),
        ("type", {"selector": "#a", "text": "Joe", "delay": 5}, {"text": "Xxx"}),
        ("press", {"key": "Enter"}, {"key": "Enter"}),
        ("press", {"key": "j"}, {"key": "x"}),
        ("keyboardPress", {"key": "Shift+J"}, {"key": "Shift+X"}),
        ("keyboardPress", {"key": "Control+a"}, {"key": "Control+a"}),
        ("keyboardInsertText", {"text": "Joe"}, {"text": "Xxx"}),
        ("accept", {"promptText": "Joe"}, {"promptText": "Xxx"}),
        ("selectOption", {"options": [{"valueOrLabel": "Joe"}]}, None),
        ("setInputFiles", {"localPaths": ["/of/joe.pdf"]}, {"localPaths": ["xxx.pdf"]}),
        (
            "setInputFiles",
            {"payloads": [{"name": "joe.pdf", "buffer": "Sm9l"}]},
            {"payloads": ["xxx.pdf"]},
        ),
        ("goto", {"url": "https://x.test/a?token=1"}, None),
        ("setHTTPCredentials", {"httpCredentials": [{"password": "Joe"}]}, {}),
        (
            "setExtraHTTPHeaders",
            {"headers": [{"name": "X-A", "value": "Joe"}]},
            {"headers": {"x-a": "Xxx"}},
        ),
        ("addCookies", {"cookies": [{"name": "a", "value": "Joe"}]}, None),
        ("fetch", {"jsonData": '{"a":"Joe"}'}, {"jsonData": '{"a":"Xxx"}'}),
        ("fetch", {"postData": "Sm9l", "method": "POST"}, {"method": "POST"}),
        (
            "fetch",
            {"formData": [{"name": "a", "value": "Joe"}]},
            {"formData": {"a": "Xxx"}},
        ),
        ("setContent", {"html": "<p>Joe"}, {}),
        (
            "evaluateExpression",
            {"expression": "() => f('Joe', `Joe`, 12) // Joe", "arg": {"value": "Joe"}},
            {"expression": "() => f('Xxx', `Xxx`, 00)  "},
        ),
        (
            "expect",
            {
                "expression": "to.have.value",
                "expectedText": [{"string": "Joe"}],
                "isNot": False,
            },
            {"expression": "to.have.value", "expectedText": ["Xxx"], "isNot": False},
        ),
        ("click", {"position": {"x": 1, "y": 2}, "button": "left"}, None),
        ("dispatchEvent", {"type": "click", "eventInit": {"value": "Joe"}}, None),
        ("unheardOf", {"thing": "Joe", "deep": {"a": "Joe"}}, {"thing": "Xxx"}),
    ],
)
def test_calls_are_told_without_what_was_entered(method, params, told):
    found = SAID[1].args(method, params)
    assert "Joe" not in json.dumps(found)
    assert "Sm9l" not in json.dumps(found)
    if told is not None:
        assert {name: found[name] for name in found if name in told} == told


def test_texts_that_are_looked_for_are_texts_of_the_page():
    params = {
        "selector": 'internal:text="Joe"i >> [title=joe] >> internal:label=/joe/i',
        "expression": "to.have.text",
        "expectedText": [{"string": "hello Joe"}],
    }
    assert SAID[1].args("expect", params)["expectedText"] == ["hello Joe"]
    assert "Joe" in SAID[1].args("expect", params)["selector"]
    masked = SAID[2].args("expect", params)
    assert masked["expectedText"] == ["xxxxx Xxx"]
    assert masked["selector"] == (
        'internal:text="Xxx"i >> [title=xxx] >> internal:label=/xxx/i'
    )


@pytest.mark.parametrize(
    "selector",
    [
        'internal:role=textbox[name="Note"i]',
        "#note[contenteditable]",
        "textarea >> nth=0",
    ],
)
def test_the_text_of_a_field_that_is_looked_for_was_entered(selector):
    params = {"selector": selector, "expression": "to.have.text"}
    params |= {"expectedText": [{"string": "hello Joe"}]}
    assert SAID[1].args("expect", params)["expectedText"] == ["xxxxx Xxx"]


PARAMS = st.dictionaries(
    st.sampled_from(
        [
            "value",
            "text",
            "key",
            "options",
            "cookies",
            "headers",
            "url",
            "selector",
            "expression",
            "arg",
            "formData",
            "localPaths",
            "payloads",
            "expectedText",
            "position",
            "jsonData",
            "other",
            "name",
        ]
    ),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=5,
    ),
)


@given(st.sampled_from(("fill", "expect", "fetch", "dragAndDrop", "x")), PARAMS)
def test_any_parameters_are_told_as_json(method, params):
    for mask in SAID.values():
        json.dumps(mask.args(method, params)).encode()
