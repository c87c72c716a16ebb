"""At level 0 a recording holds all that it takes to do it again, and no secrets."""

from __future__ import annotations

import asyncio
import base64
import json
import threading

import pytest

import replaytest
from replaytest.capture.network import Network
from sample_site.serve import SampleSite
from tests.support.pages import Answer, Pages

NETWORK = "rrweb/network@1"
SOCKET = "replaytest/websocket@1"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)
LATIN = "<!doctype html><meta charset=iso-8859-1><p>Gr\xfc\xdfe".encode("latin-1")
SCRIPT = "const grün = '\\u0041'; // 4503599627370496\n" * 40
HOME = """<!doctype html><meta charset=utf-8><title>t</title>
<link rel=stylesheet href=/style.css><script src=/app.js></script>
<h1>Shop</h1><img src=/dot.png><form><input name=city><input type=password name=pw>
<select name=size><option value=s>small</select><input type=file></form>"""


@pytest.fixture(scope="module")
def site():
    headers = {"Set-Cookie": "sid=s-4242; Path=/; HttpOnly", "Location": "/?code=a b"}
    table = {
        "/": HOME,
        "/app.js": Answer(SCRIPT, kind="text/javascript; charset=utf-8"),
        "/style.css": Answer(
            "h1 { background: url(/dot.png?v=1&key=2) }", kind="text/css"
        ),
        "/dot.png": Answer(PNG, kind="image/png", headers={"X-Tenant": "harbor"}),
        "/latin": Answer(LATIN, kind="text/html; charset=iso-8859-1"),
        "/in": Answer("", status=302, headers=headers),
        "/big": Answer(b"\0" * (9 << 20), kind="application/octet-stream"),
    }
    with Pages(table) as pages:
        pages.table = table
        yield pages


@pytest.fixture(scope="module")
def shop():
    with SampleSite() as running:
        yield running


@pytest.fixture
def record(context):
    """Do something on a page; return its recording."""

    def run(url, work, mask=0):
        with replaytest.record(context, folder="here", mask=mask) as recording:
            page = context.new_page()
            page.goto(url)
            work(page)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        return found

    return run


def requests_of(recording):
    return [
        request
        for _, event in recording.events()
        if event["data"].get("plugin") == NETWORK
        for request in event["data"]["payload"]["requests"]
    ]


def by_path(recording, origin):
    return {each["name"].removeprefix(origin): each for each in requests_of(recording)}


def payloads_of(recording, tag):
    events = [event for _, event in recording.events()]
    return [e["data"]["payload"] for e in events if e["data"].get("tag") == tag]


def body_of(request, which="response"):
    text = request.get(f"{which}Body", "")
    assert not request.get(f"{which}BodyMasked")
    if request.get(f"{which}BodyEncoding") == "base64":
        return base64.b64decode(text)
    return text.encode()


def test_what_a_page_loads_is_kept_byte_for_byte(record, site):
    def work(page):
        page.goto(f"{site.url}/latin")
        page.wait_for_load_state()

    told = by_path(record(f"{site.url}/?q=two words&key=k1", work), site.url)
    assert body_of(told["/?q=two%20words&key=k1"]) == HOME.encode()
    assert body_of(told["/app.js"]) == SCRIPT.encode()
    assert body_of(told["/dot.png"]) == PNG
    # Chromium tells what it has decoded: text is to be served as UTF-8.
    assert body_of(told["/latin"]).decode() == LATIN.decode("latin-1")
    assert told["/dot.png"]["responseBodyEncoding"] == "base64"
    assert told["/dot.png"]["responseHeaders"]["x-tenant"] == "harbor"
    assert told["/app.js"]["responseHeaders"]["content-type"].endswith("charset=utf-8")


def test_a_redirect_is_told_hop_by_hop_with_its_cookie(record, site):
    told = by_path(record(f"{site.url}/in", lambda page: None), site.url)
    first, last = told["/in"], told["/?code=a%20b"]
    assert (first["status"], first["statusText"]) == (302, "Found")
    assert first["responseHeaders"]["set-cookie"] == "sid=s-4242; Path=/; HttpOnly"
    assert first["responseHeaders"]["location"] == "/?code=a b"
    assert (first["bodyOmitted"], last["redirectedFrom"]) == ("none", f"{site.url}/in")
    assert first["number"] < last["number"]
    assert first["ended"] < last["ended"]
    # The cookie goes back by itself: a request's credentials are never needed.
    assert "s-4242" not in json.dumps([r["requestHeaders"] for r in told.values()])


def test_what_is_sent_is_kept_as_it_was(record, shop):
    sent = '{"card" : null,\n "note": "für \\u00e9 1.50", "n": [1.0, -2e3]}'

    def work(page):
        page.evaluate(
            """async (body) => {
              await fetch('/nowhere', {method: 'POST', body, headers: {'content-type': 'application/json', 'x-tenant': 'harbor'}});
              await fetch('/nowhere?2', {method: 'PUT', body: new Uint8Array([0, 255, 1])});
              await fetch('/nowhere?3', {method: 'POST', body: new URLSearchParams({city: 'Köln a+b', password: 'hunter2'})});
            }""",
            sent,
        )

    told = by_path(record(f"{shop.url}/static/wire.html", work), shop.url)
    assert body_of(told["/nowhere"], "request") == sent.encode()
    assert told["/nowhere"]["requestHeaders"]["x-tenant"] == "harbor"
    assert body_of(told["/nowhere?2"], "request") == b"\x00\xff\x01"
    form = told["/nowhere?3"]
    assert form["requestBody"] == "city=K%C3%B6ln+a%2Bb&password=********"
    assert form["requestBodyMasked"] is True


def test_what_is_over_while_a_recording_ends_is_told(record, site, monkeypatch):
    ending = threading.Event()
    site.table["/late"] = Answer("at last", after=ending)

    async def release(self):
        ending.set()
        while not self._waiting:
            await asyncio.sleep(0.001)

    def work(page):
        with page.expect_request("**/late"):
            page.evaluate("void fetch('/late')")

    monkeypatch.setattr(Network, "release", release)
    told = by_path(record(site.url, work), site.url)
    assert body_of(told["/late"]) == b"at last"


def test_messages_of_sockets_and_streams_are_kept(record, shop):
    heard = []

    def work(page):
        page.evaluate(
            """() => new Promise((done) => {
              const socket = new WebSocket(`ws://${location.host}/stock/live`);
              window.got = [];
              socket.onmessage = ({data}) => { got.push(data); if (got.length === 2) done(); };
              socket.onopen = () => { socket.send('{"a":1}'); };
            })"""
        )
        heard.extend(page.evaluate("got"))
        page.evaluate(
            "fetch('/chat/stream?q=mug').then((r) => r.text()).then((t) => { window.said = t })"
        )
        page.wait_for_function("window.said")
        heard.append(page.evaluate("said"))

    found = record(f"{shop.url}/static/wire.html", work)
    frames = [each for each in payloads_of(found, SOCKET) if "data" in each]
    got = [each["data"] for each in frames if each["kind"] == "received"]
    sent = [each["data"] for each in frames if each["kind"] == "sent"]
    assert got[:2] == heard[:2]
    assert sent == ['{"a":1}']
    stream = by_path(found, shop.url)["/chat/stream?q=mug"]
    assert body_of(stream).decode() == heard[2]


def test_a_body_over_the_limit_says_so(record, site):
    def work(page):
        page.evaluate("fetch('/big').then((r) => r.blob()).then(() => 0)")

    big = by_path(record(site.url, work), site.url)["/big"]
    assert big["bodyOmitted"] == "too large"
    assert "responseBody" not in big


def test_a_body_that_the_browser_has_not_kept_is_gone_and_not_empty(record, site):
    def work(page):
        page.evaluate("fetch('/dot.png?blob').then((r) => r.blob()).then(() => 0)")

    told = by_path(record(site.url, work), site.url)["/dot.png?blob"]
    assert "responseBody" in told or told["bodyOmitted"] == "gone"


def test_a_known_secret_goes_and_the_body_says_so(record, site, monkeypatch):
    monkeypatch.setenv("SHOP_KEY", "k-planted-4242")
    site.table["/key.js"] = Answer("let key = 'k-planted-4242'", kind="text/javascript")
    site.table["/key.bin"] = Answer(
        b"\xff\xfe k-planted-4242 \xff", kind="application/octet-stream"
    )

    def work(page):
        page.evaluate(
            "Promise.all(['/key.js', '/key.bin'].map((u) => fetch(u).then((r) => r.text())))"
        )

    found = record(site.url, work, mask={"level": 0, "secrets": ["SHOP_KEY"]})
    told = by_path(found, site.url)
    assert told["/key.js"]["responseBody"] == "let key = '**************'"
    assert told["/key.js"]["responseBodyMasked"] is True
    assert told["/key.bin"]["bodyOmitted"] == "mask"


def test_a_document_loses_the_values_of_its_secret_fields_only(record, site):
    html = (
        "<!doctype html><input type=password value=hunter2><input name=pin value='1'>"
        "<input type=hidden name=csrf_token value=abc><textarea name=secret>me</textarea>"
    )
    site.table["/fields"] = Answer(html)
    told = by_path(record(f"{site.url}/fields", lambda page: None), site.url)["/fields"]
    assert told["responseBody"] == (
        '<!doctype html><input type=password value="********">'
        '<input name=pin value="********"><input type=hidden name=csrf_token value=abc>'
        "<textarea name=secret>********</textarea>"
    )
    assert told["responseBodyMasked"] is True


def test_what_is_entered_is_told_but_for_secrets(record, site, tmp_path):
    (tmp_path / "list.csv").write_text("a")

    def work(page):
        page.fill("[name=city]", "Köln 50667")
        page.locator("[name=city]").press("End")
        page.keyboard.type("!")
        page.locator("[name=pw]").press_sequentially("hunter2")
        page.select_option("select", "s")
        page.set_input_files("[type=file]", tmp_path / "list.csv")

    found = record(site.url, work)
    events = [event for _, event in found.events()]
    texts = [e["data"].get("text") for e in events if e["data"].get("source") == 5]
    assert "Köln 50667!" in texts
    assert "********" in texts
    keys = [
        each
        for each in payloads_of(found, "replaytest/action@1")
        if each["kind"] == "key"
    ]
    assert "!" in [each.get("key") for each in keys]
    assert [each["class"] for each in keys if "class" in each] == ["letter"] * 6 + [
        "digit"
    ]
    [files] = [
        e for e in payloads_of(found, "replaytest/action@1") if e["kind"] == "files"
    ]
    assert files["files"][0]["name"] == "list.csv"
    assert "hunter2" not in json.dumps(
        [e for e in events if "call@1" not in str(e)[:90]]
    )


def test_what_is_stored_is_told_by_its_values(record, site, context):
    context.add_cookies([{"name": "lang", "value": "en-1", "url": site.url}])
    value = json.dumps({"at": 1.5, "long": "x" * 9000})

    def work(page):
        page.evaluate(
            "(v) => { localStorage['a key'] = v; sessionStorage.t = 'k-1' }", value
        )

    found = record(f"{site.url}/in", work)
    told = payloads_of(found, "replaytest/storage@1")
    cookies = {c["name"]: c for each in told for c in each.get("cookies", ())}
    assert (cookies["lang"]["value"], cookies["sid"]["value"]) == ("en-1", "s-4242")
    assert cookies["sid"]["httpOnly"] is True
    assert [each["local"] for each in told if "local" in each] == [{"a key": value}]
    assert [each["session"] for each in told if "session" in each] == [{"t": "k-1"}]


def test_a_stored_value_that_held_a_secret_says_that_it_is_another(record, site):
    token = "ghp_0123456789abcdefABCDEF0123456789abcd"

    def work(page):
        page.evaluate(
            "(t) => { localStorage.api = t; document.cookie = 'api=' + t }", token
        )

    found = record(site.url, work)
    told = payloads_of(found, "replaytest/storage@1")
    assert [e["masked"] for e in told if "masked" in e] == [{"local": ["api"]}]
    [cookie] = [
        c for each in told for c in each.get("cookies", ()) if c["name"] == "api"
    ]
    assert cookie["masked"] is True
    assert token not in json.dumps([event for _, event in found.events()])


def test_a_recording_says_its_level_and_what_follows_from_it(record, site):
    found = record(site.url, lambda page: None)
    assert found.header["mask"] == {
        "level": 0,
        "bodies": "all",
        "record_storage": "values",
    }


def test_unasked_nothing_of_it_is_told(record, site):
    found = record(
        f"{site.url}/in", lambda page: page.evaluate("localStorage.a = 'b-1'"), mask=1
    )
    told = requests_of(found)
    assert not [each for each in told if "responseBody" in each or "number" in each]
    assert "s-4242" not in json.dumps(told)
    assert "b-1" not in json.dumps(payloads_of(found, "replaytest/storage@1"))
