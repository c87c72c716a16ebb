"""Places outside of the page: what networks, consoles, storage and tests say.

A `Heard` is to `mask.said.Said` what a `Place` is to the recorder in the page.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from replaytest.mask.said import Said
from tests.privacy.place import Place, marker

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=b1"
STREAM = "text/event-stream"

Say = Callable[[Said, str], object]


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a marker stands; `level` is as in `Place`. `say` masks what holds it."""

    name: str
    level: int | None
    say: Say

    @property
    def place(self) -> Place:
        return Place(self.name, self.level)

    def said_by(self, said: Said) -> str:
        return json.dumps(self.say(said, marker(self.name)), ensure_ascii=False)


def _url(name: str, level: int | None, url: str, *, page: bool = False) -> Heard:
    return Heard(
        f"{name} of an address{' of a page' if page else ''}",
        level,
        lambda said, m: said.url(url.replace("{m}", m), page=page),
    )


def _header(name: str, value: str, level: int | None = 1) -> Heard:
    return Heard(
        f"{name}: {value}", level, lambda said, m: said.headers({name: _put(value, m)})
    )


def _body(
    name: str, level: int | None, kind: str, body: Any, *, request: bool
) -> Heard:
    def say(said: Said, m: str) -> object:
        text = body if isinstance(body, str) else json.dumps(body)
        data = _put(text, m).encode()
        if not said.keeps_all:
            return said.body(data, kind, request=request)
        kept = said.kept(data, kind, request=request)
        return kept and kept.text

    return Heard(f"{name} of a {'request' if request else 'response'}", level, say)


def _sent(name: str, kind: str, body: Any, level: int | None = 1) -> Heard:
    return _body(name, level, kind, body, request=True)


def _got(name: str, level: int | None, kind: str, body: Any) -> Heard:
    return _body(name, level, kind, body, request=False)


def _call(
    method: str, params: Mapping[str, Any], level: int | None = 1, note: str = ""
) -> Heard:
    name = f"{', '.join(params)} of {method}{note and ', '}{note}"
    text = json.dumps(params)
    return Heard(
        name, level, lambda said, m: said.args(method, json.loads(_put(text, m)))
    )


def _put(text: str, m: str) -> str:
    return text.replace("{m}", m).replace("{64}", base64.b64encode(m.encode()).decode())


ADDRESSES = (
    _url("query", 2, "https://x.test/a?q={m}"),
    _url("word in the query", 2, "https://x.test/a?{m}"),
    _url("name of a parameter", None, "https://x.test/a?{m}=1"),
    _url("path", 2, "https://x.test/a/{m}/b.png"),
    _url("file name", 2, "https://x.test/a/{m}.png"),
    _url("fragment", 2, "https://x.test/a#{m}"),
    _url("token in the fragment", 1, "https://x.test/a#access_token={m}"),
    _url("name", 1, "https://{m}@x.test/"),
    _url("password", 1, "https://a:{m}@x.test/"),
    _url("host", None, "https://{m}.x.test/"),
    _url("token of an address in the query", 1, "/a?next=%2Fb%3Ftoken%3D{m}"),
    _url("script", 1, "javascript:f('{m}')"),
    _url("data", 1, "data:text/plain,{m}"),
    _url("other scheme", 2, "app://{m}"),
    _url("path", None, "https://x.test/a/{m}/b", page=True),
    _url("query", 2, "https://x.test/a?q={m}", page=True),
    *(
        _url(f"{name} in the query", 1, f"/a?b=1&{name}={{m}}")
        for name in ("token", "password", "code", "key", "session", "sig", "auth")
    ),
)
HEADERS = (
    *(
        _header(name, "{m}")
        for name in (
            *("authorization", "proxy-authorization", "x-api-key", "x-auth-token"),
            *("x-csrf-token", "x-session-id", "x-amz-security-token", "etag"),
            *("x-forwarded-for", "forwarded", "x-tenant", "x-request-id", "from"),
            *("x-user-email", "if-none-match", "www-authenticate", "cookie"),
            *("set-cookie", "content-disposition", "content-security-policy", "link"),
        )
    ),
    _header("authorization", "Bearer {m}"),
    _header("authorization", "Basic {64}"),
    _header("cookie", "a=b; sid={m}"),
    _header("set-cookie", "sid={m}; Path=/; HttpOnly"),
    _header("set-cookie", "sid=a; Path=/{m}; Domain={m}"),
    _header("set-cookie", "a=b; Path=/\nsid={m}"),
    _header("cookie", "{m}=a", None),
    _header("content-type", "multipart/form-data; boundary={m}"),
    _header("content-type", "text/plain; name={m}"),
    _header("content-disposition", 'attachment; filename="{m}.pdf"'),
    _header("location", "/a?q={m}", 2),
    _header("location", "/a?token={m}", 1),
    _header("location", "/a/{m}", 2),
    _header("referer", "https://x.test/a?q={m}"),
    _header("referer", "https://x.test/{m}"),
    _header(":path", "/a?token={m}", 1),
    _header("user-agent", "A/1 {m}", None),
    _header("server", "{m}", None),
    Heard(
        "address of what an element loads",
        1,
        lambda said, m: said.url(f"/a/{m}.png?q={m}#{m}", loaded=True),
    ),
    Heard(
        "address an element is sent on to",
        1,
        lambda said, m: said.headers({"location": f"/a/{m}"}, loaded=True),
    ),
    Heard("name of a header", None, lambda said, m: said.headers({m.lower(): "a"})),
    Heard(
        "address as a name of a header", 1, lambda said, m: said.headers({f"{m}@x": ""})
    ),
)
_PART = "--b1\r\nContent-Disposition: form-data; "
_GRAPHQL = 'query Q { a(b: "c") }'
REQUESTS = (
    _sent("value", JSON, {"a": "{m}"}),
    _sent("item", JSON, ["{m}"]),
    _sent("lone text of JSON", JSON, '"{m}"'),
    _sent("deep value", JSON, {"a": [{"b": [[{"c": "{m}"}]]}]}),
    _sent("JSON in JSON", JSON, {"a": '{"b": "{m}"}'}),
    _sent("key that is an address", JSON, {"{m}@x.test": 1}),
    _sent("key of several words", JSON, {"of {m}": 1}),
    _sent("key", JSON, {"{m}": 1}, None),
    _sent("broken JSON", JSON, '{"a": "{m}'),
    _sent("JavaScript called JSON", JSON, "{a: '{m}'}"),
    _sent("line of JSON", "application/x-ndjson", '{"a":1}\n{"a":"{m}"}'),
    _sent("JSON without a type", "", {"a": "{m}"}),
    _sent("JSON called text", "text/plain", {"a": "{m}"}),
    _sent("JSON called form", FORM, {"a": "{m}"}),
    _sent("field of a form", FORM, "a={m}"),
    _sent("password of a form", FORM, "password={m}"),
    _sent("word of a form", FORM, "a=b&{m}"),
    _sent("name of a field of a form", FORM, "{m}=a", None),
    _sent("form without a type", "", "a={m}"),
    _sent("part", PARTS, f'{_PART}name="a"\r\n\r\n{{m}}\r\n--b1--'),
    _sent(
        "name of a file", PARTS, f'{_PART}name="a"; filename="{{m}}"\r\n\r\nb\r\n--b1--'
    ),
    _sent("file", PARTS, f'{_PART}name="a"; filename="b"\r\n\r\n{{m}}\r\n--b1--'),
    _sent(
        "header of a part", PARTS, f'{_PART}name="a"\r\nX-A: {{m}}\r\n\r\nb\r\n--b1--'
    ),
    _sent(
        "text before the parts", PARTS, f'{{m}}\r\n{_PART}name="a"\r\n\r\nb\r\n--b1--'
    ),
    _sent(
        "text behind the parts", PARTS, f'{_PART}name="a"\r\n\r\nb\r\n--b1--\r\n{{m}}'
    ),
    _sent("name of a part", PARTS, f'{_PART}name="{{m}}"\r\n\r\nb\r\n--b1--', None),
    _sent("parts without boundary", "multipart/form-data", "{m}"),
    _sent("literal of GraphQL", JSON, {"query": _GRAPHQL.replace("c", "{m}")}),
    _sent("block of GraphQL", JSON, {"query": 'query Q { a(b: """{m}""") }'}),
    _sent("comment of GraphQL", JSON, {"query": "query Q { a # {m}\n }"}),
    _sent("variable of GraphQL", JSON, {"query": _GRAPHQL, "variables": {"a": "{m}"}}),
    _sent("field of GraphQL", JSON, {"query": "query Q { {m} }"}, None),
    _sent("literal of a GraphQL document", "application/graphql", '{ a(b: "{m}") }'),
    _sent("no GraphQL document", "application/graphql", "{m} %"),
    _sent("text of XML", "application/xml", "<a>{m}</a>"),
    _sent("attribute of XML", "application/xml", '<a b="{m}"/>'),
    _sent("section of XML", "application/soap+xml", "<a><![CDATA[{m}]]></a>"),
    _sent("comment of XML", "text/xml", "<a><!-- {m} --></a>"),
    _sent("instruction of XML", "text/xml", "<?a {m}?><a/>"),
    _sent("entity of XML", "text/xml", '<!DOCTYPE a [<!ENTITY b "{m}">]><a/>'),
    _sent("broken XML", "text/xml", '<a b="{m}'),
    _sent("text of HTML", "text/html", "<p>{m}"),
    _sent("events", STREAM, "data: {m}\n\n"),
    _sent("text", "text/plain", "{m}"),
    _sent("unknown type", "application/x-own", "{m}"),
)
_NAMES = (
    *("password", "accessToken", "api_key", "pin", "cardNumber", "iban", "cvc"),
    *("sessionId", "csrf", "authorization", "client_secret", "otp", "jwt", "email"),
    *("phoneNumber", "firstName", "last_name", "userName", "birthDate", "street"),
    *("zipCode", "homeAddress", "ssn", "passportNumber", "taxId", "ip", "gender"),
)
RESPONSES = (
    *(_got(f"{name} in JSON", 1, JSON, {"a": [{name: "{m}"}]}) for name in _NAMES),
    *(
        _got(f"below {name} in JSON", 1, JSON, {name: [{"a": {"b": "{m}"}}]})
        for name in ("user", "customer", "current_user", "patients", "billingAddress")
    ),
    _got("value of JSON", 2, JSON, {"a": "{m}"}),
    _got("item of JSON", 2, JSON, ["{m}"]),
    _got("key of JSON", None, JSON, {"{m}": 1}),
    _got("key of JSON that is an address", 1, JSON, {"{m}@x.test": 1}),
    _got("value beside its name", 1, JSON, [{"name": "pin", "value": "{m}"}]),
    _got("value beside a private type", 1, JSON, [{"type": "email", "value": "{m}"}]),
    _got("value beside another name", 2, JSON, [{"name": "title", "value": "{m}"}]),
    _got("query of an address in JSON", 2, JSON, {"next": "/a?q={m}"}),
    _got("token of an address in JSON", 1, JSON, {"next": "/a?token={m}"}),
    _got("password of an address in JSON", 1, JSON, {"db": "https://a:{m}@x.test/"}),
    _got("pin of JSON in JSON", 1, JSON, {"a": '{"pin": "{m}"}'}),
    _got("value of JSON in JSON", 2, JSON, {"a": '{"b": "{m}"}'}),
    _got("pin of JSON called text", 1, "text/plain", {"pin": "{m}"}),
    _got("pin of broken JSON", 1, JSON, '{"pin": "{m}'),
    _got("junk in JSON", 1, JSON, ")]}'{m}\n[]"),
    _got("pin of a line of JSON", 1, "application/x-ndjson", '{}\n{"pin":"{m}"}'),
    _got("key as a bearer", 1, JSON, {"a": "Bearer {m}"}),
    _got("address in a text of JSON", 1, JSON, {"a": "of {m}@x.test"}),
    _got("text of XML", 2, "text/xml", "<a>{m}</a>"),
    _got("password of XML", 1, "text/xml", "<a><Password><b>{m}</b></Password></a>"),
    _got("private attribute of XML", 1, "text/xml", '<a email="{m}"/>'),
    _got("attribute of XML", 2, "text/xml", '<a b="{m}"/>'),
    _got("comment of XML", 1, "text/xml", "<a><!-- {m} --></a>"),
    _got("element of XML", None, "text/xml", "<{m}/>"),
    _got("text of HTML", 1, "text/html", "<p>{m}</p>"),
    _got("attribute of HTML", 1, "text/html", "<input value={m}>"),
    _got("script of HTML", 1, "text/html", "<script>a = '{m}'</script>"),
    _got("text field of HTML", 1, "text/html", "<textarea><{m}</textarea>"),
    _got("comment of HTML", 1, "text/html", "<!-- {m} -->"),
    _got("text of HTML called text", 1, "text/plain", "<html><p>{m}"),
    _got("text of SVG", 1, "image/svg+xml", "<svg><text>{m}</text></svg>"),
    _got("text", 2, "text/plain", "it is {m}"),
    _got("script", 2, "text/javascript", "f('{m}')"),
    _got("data of an event", 2, STREAM, "data: {m}\n\n"),
    _got("pin of an event", 1, STREAM, 'data: {"a": 1,\ndata: "pin": "{m}"}\n\n'),
    _got("id of an event", 1, STREAM, "id: {m}\n\n"),
    _got("comment of events", 1, STREAM, ": {m}\n\n"),
    _got("unknown field of an event", 1, STREAM, "x: {m}\n\n"),
    _got("name of an event", None, STREAM, "event: {m}\n\n"),
    _got("bytes", 1, "application/x-protobuf", "{m}\0\1"),
)
SOCKETS = (
    Heard("message that is sent", 1, lambda said, m: said.frame(m)),
    Heard("JSON that is sent", 1, lambda said, m: said.frame(f'{{"a":"{m}"}}')),
    Heard("bytes that are sent", 1, lambda said, m: said.frame(f"\0{m}\1".encode())),
    Heard("event that is sent", 1, lambda said, m: said.frame(f'42["{m}"]')),
    Heard("message that is got", 2, lambda said, m: said.frame(m, sent=False)),
    Heard(
        "pin that is got", 1, lambda said, m: said.frame(f'{{"pin":"{m}"}}', sent=False)
    ),
)


def _text(name: str, level: int | None, text: str) -> Heard:
    return Heard(name, level, lambda said, m: said.text(text.replace("{m}", m)))


WORDS = (
    _text("message", 2, "hello {m}"),
    _text("value in a message", 1, 'The specified value "{m}" cannot be parsed.'),
    _text("reason in a message", 1, "responded with a status of 500 ({m})"),
    _text("password in a message", 1, "password: {m}"),
    _text("quoted token in a message", 1, "{token: 'of {m} and'}"),
    _text("bearer in a message", 1, "Authorization: Bearer {m}"),
    _text("token of an address in a message", 1, "GET https://x.test/a?token={m} 404"),
    _text("query of an address in a message", 2, "GET https://x.test/a?q={m} 404"),
    _text("path in a stack", 2, "Error\n    at f (https://x.test/{m}.js:1:2)"),
    _text("function in a stack", 2, "Error\n    at {m} (https://x.test/a.js:1:2)"),
    Heard("function of a frame", None, lambda said, m: said.function_name(m)),
    Heard(
        "function called as an address",
        1,
        lambda said, m: said.function_name(f"{m}@x y"),
    ),
    Heard("answer to a dialog", 1, lambda said, m: said.typed(m)),
    Heard("name of a file", 1, lambda said, m: said.file_name(f"/a/{m}.pdf")),
    Heard("folder of a file", 1, lambda said, m: said.file_name(f"/{m}/a.pdf")),
    Heard("ending of a file", 1, lambda said, m: said.file_name(f"a.{m}")),
    Heard("cookie", 1, lambda said, m: said.cookie(m)),
    Heard("stored text", 1, lambda said, m: said.storage("a", m)),
    Heard("stored JSON", 1, lambda said, m: said.storage("a", f'{{"b":"{m}"}}')),
    Heard("stored token", 1, lambda said, m: said.storage("token", m)),
    Heard("name of what is stored", None, lambda said, m: said.name(m)),
    Heard("address as a name", 1, lambda said, m: said.name(f"{m}@x.test")),
)
_PAIR = [{"name": "a", "value": "{m}"}]
CALLS = (
    _call("fill", {"value": "{m}"}),
    _call("type", {"text": "{m}"}),
    _call("keyboardInsertText", {"text": "{m}"}),
    _call("press", {"key": "{m}+"}),
    _call("accept", {"promptText": "{m}"}),
    _call("selectOption", {"options": [{"valueOrLabel": "{m}"}]}),
    _call("setInputFiles", {"localPaths": ["/a/{m}.pdf"]}),
    _call("setInputFiles", {"payloads": [{"name": "{m}.pdf", "buffer": "{64}"}]}),
    _call("setHTTPCredentials", {"httpCredentials": [{"username": "{m}"}]}),
    _call("setExtraHTTPHeaders", {"headers": _PAIR}),
    _call("newContext", {"extraHTTPHeaders": _PAIR}),
    _call("newContext", {"storageState": {"cookies": _PAIR}}),
    _call("newContext", {"proxy": {"password": "{m}"}}),
    _call("addCookies", {"cookies": _PAIR}),
    _call("fetch", {"jsonData": '{"a":"{m}"}'}),
    _call("fetch", {"postData": "{64}"}),
    _call("fetch", {"formData": _PAIR}),
    _call("fetch", {"params": _PAIR}),
    _call("fetch", {"multipartData": _PAIR}),
    _call("fulfill", {"body": "{m}"}),
    _call("setContent", {"html": "<p>{m}"}),
    _call("evaluateExpression", {"expression": "f('{m}')"}),
    _call(
        "evaluateExpression", {"expression": "f(`{m}`) /* {m} */ // {m}"}, 1, "comment"
    ),
    _call("evaluateExpression", {"expression": "a.replace(/{m}/, 1)"}, 1, "pattern"),
    _call("evaluateExpression", {"expression": "{m}()"}, None, "name"),
    _call("evaluateExpression", {"arg": {"value": {"s": "{m}"}}}),
    _call("addInitScript", {"source": "f('{m}')"}),
    _call("addScriptTag", {"content": "f('{m}')"}),
    _call("webStorageSetItem", {"name": "a", "value": "{m}"}),
    _call("credentialsCreate", {"privateKey": "{m}", "userHandle": "{m}"}),
    _call("sendToServer", {"message": "{m}"}),
    _call("unheardOf", {"thing": "{m}"}),
    _call("unheardOf", {"things": [{"a": "{m}"}]}),
    _call("goto", {"url": "https://x.test/a?token={m}"}, 1, "token"),
    _call("goto", {"url": "https://x.test/a?q={m}"}, 2, "query"),
    _call("goto", {"url": "https://x.test/{m}"}, None, "path"),
    _call("click", {"selector": 'internal:text="{m}"i'}, 2),
    _call("click", {"selector": "text={m}"}, 2, "bare"),
    _call("click", {"selector": "a[title={m}]"}, 2, "attribute"),
    _call("click", {"selector": "#{m}"}, None, "id"),
    _call("dragAndDrop", {"source": "text={m}"}, 2),
    _call(
        "expect", {"expression": "to.have.text", "expectedText": [{"string": "{m}"}]}, 2
    ),
    _call(
        "expect",
        {"expression": "to.have.value", "expectedText": [{"string": "{m}"}]},
        1,
        "value",
    ),
    _call(
        "expect",
        {"expression": "to.have.text", "expectedText": [{"regexSource": "a{m}"}]},
        2,
        "pattern",
    ),
)

HEARD = (*ADDRESSES, *HEADERS, *REQUESTS, *RESPONSES, *SOCKETS, *WORDS, *CALLS)
