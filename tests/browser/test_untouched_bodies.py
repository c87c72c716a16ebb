"""Bodies are kept where a page goes on at once, and a test's own reading stays as it is."""

from __future__ import annotations

import base64

import pytest

import replaytest
from tests.support.pages import Answer, Pages

ANSWER = '{"order": "' + "x" * 2000 + '"}'
BYTES = b"\x00\xff\x01" * 300
LATIN = "Gr\xfc\xdfe".encode("latin-1")
GO_ON = "location.href = '/thanks'"
FETCH = "fetch('{}', {{ method: 'POST' }}).then((answer) => answer.{}()).then(() => {{ {}; }})"
XHR = """(() => {{
  const xhr = new XMLHttpRequest();
  xhr.open("POST", "{}");
  xhr.responseType = "{}";
  xhr.onload = () => {{ {}; }};
  xhr.send();
}})()"""
CLOSER = "opener.told = closed; close();"
JSON, RAW = "/order", "/raw"
WAYS = {
    "json": (FETCH.format(JSON, "json", GO_ON), ANSWER),
    "text": (FETCH.format(JSON, "text", GO_ON), ANSWER),
    "blob": (FETCH.format(RAW, "blob", GO_ON), BYTES),
    "arrayBuffer": (FETCH.format(RAW, "arrayBuffer", GO_ON), BYTES),
    "xhr": (XHR.format(JSON, "", GO_ON), ANSWER),
    "xhr arraybuffer": (XHR.format(RAW, "arraybuffer", GO_ON), BYTES),
}


# In the page: of what a test evaluates Chromium tells no unhandled rejection.
READ = """<!doctype html><title>t</title><script>self.read = async () => {
  const said = [];
  const unhandled = new Promise((done) => (self.onunhandledrejection = done));
  const fetched = (path) => fetch(path);
  said.push(await (await fetched("/order")).json());
  said.push(await (await fetched("/broken")).json().catch(String));
  const twice = await fetched("/order");
  said.push(twice.bodyUsed, (await twice.text()).length, twice.bodyUsed);
  said.push(await twice.text().catch(String));
  said.push(await new Response("mine").text());
  said.push([...new Uint8Array(await (await fetched("/raw")).arrayBuffer())].length);
  said.push((await (await fetched("/raw")).blob()).type);
  said.push(await Response.prototype.json.call({}).catch(String));
  said.push(Response.prototype.json.name, Response.prototype.json.length);
  void (await fetched("/broken")).json();
  const nothing = new Promise((done) => setTimeout(done, 100));
  said.push(String((await Promise.race([unhandled, nothing]))?.reason));
  return said;
};</script>"""


@pytest.fixture(scope="module")
def site():
    table = {
        "/": "<title>t</title>",
        "/thanks": "<title>t</title>thanks",
        "/reader": READ,
        "/closer": "<title>t</title><script src='/closer.js'></script>",
        "/closer.js": Answer(CLOSER, kind="text/javascript"),
        JSON: Answer(ANSWER, kind="application/json"),
        RAW: Answer(BYTES, kind="application/octet-stream"),
        "/latin": Answer(LATIN, kind="text/plain; charset=iso-8859-1"),
        "/broken": Answer("<html>", kind="application/json"),
    }
    with Pages(table) as pages:
        yield pages


def body_told(recording, path):
    (told,) = (
        request
        for _, event in replaytest.read(recording.paths[0]).events()
        if event["data"].get("plugin") == "rrweb/network@1"
        for request in event["data"]["payload"]["requests"]
        if request["name"].endswith(path)
    )
    assert "bodyOmitted" not in told
    if told.get("responseBodyEncoding") == "base64":
        return base64.b64decode(told["responseBody"])
    return told["responseBody"]


@pytest.mark.parametrize("way", WAYS)
def test_a_body_stays_of_an_answer_by_which_a_page_ends(context, site, tmp_path, way):
    script, body = WAYS[way]
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        page.evaluate(f"() => void {script}")
        page.wait_for_url("**/thanks")
    assert body_told(recording, RAW if body is BYTES else JSON) == body


def test_a_body_stays_of_an_answer_by_which_a_popup_closes(context, site, tmp_path):
    pay = FETCH.format(JSON, "json", "window.close()")
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        with page.expect_popup() as popup:
            page.evaluate("void window.open('/')")
        popup.value.wait_for_load_state()
        with popup.value.expect_event("close"):
            popup.value.evaluate(f"() => void {pay}")
    assert body_told(recording, JSON) == ANSWER


def test_a_body_stays_of_a_script_by_which_a_popup_closes(context, site, tmp_path):
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        with page.expect_popup() as popup:
            page.evaluate("void (self.popup = window.open('/closer'))")
        if not popup.value.is_closed():
            popup.value.wait_for_event("close")
        assert page.evaluate("[self.told, self.popup.closed]") == [False, True]
    assert body_told(recording, "/closer.js") == CLOSER


def test_a_body_stays_that_became_a_blob(context, site, tmp_path):
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        page.evaluate("fetch('/raw').then(async (a) => void (await a.blob()))")
    assert body_told(recording, RAW) == BYTES


def test_a_page_reads_the_same(browser, site, tmp_path):
    def read():
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{site.url}/reader")
        said = page.evaluate("read()")
        context.close()
        return said

    plain = read()
    with replaytest.record(browser, folder=tmp_path, mask=0):
        assert read() == plain


def test_a_test_reads_the_same_bodies(browser, site, tmp_path):
    def read():
        context = browser.new_context()
        page = context.new_page()
        page.goto(site.url)
        with page.expect_response("**/latin") as latin:
            page.evaluate("fetch('/latin').then((answer) => answer.text())")
        body = latin.value.body()
        context.close()
        return body

    plain = read()
    with replaytest.record(browser, folder=tmp_path, mask=0):
        assert read() == plain
