"""Playwright answers from a recording's HAR what the server had said."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.exporters.har import har_json
from tests.support.pages import Answer, Pages

PIXEL = b"\x89PNG\r\n\x1a\n\x00\xff\xfe"
ASK = """async () => {
  const sent = { method: "POST", body: new Uint8Array([0, 255, 1]) };
  const said = [];
  for (const asked of [fetch("/pixel.png"), fetch("/text"), fetch("/read", sent)])
    said.push([...new Uint8Array(await (await asked).arrayBuffer())]);
  return [said, document.cookie];
}"""


@pytest.fixture(scope="module")
def site():
    cookies = {"Set-Cookie": "seen=1; Path=/"}
    table = {
        "/": Answer("<!doctype html><title>t</title><h1>Caf\xe9</h1>", headers=cookies),
        "/pixel.png": Answer(PIXEL, kind="image/png"),
        "/text": Answer("Gr\xfc\xdfe", kind="text/plain; charset=utf-8"),
        "/read": Answer(PIXEL[::-1], kind="application/octet-stream"),
    }
    with Pages(table) as pages:
        yield pages


def test_bytes_come_back_as_they_were(browser, site, tmp_path):
    context = browser.new_context()
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        seen = page.evaluate(ASK)
    context.close()
    assert seen[0][0] == list(PIXEL)
    har = tmp_path / "site.har"
    har.write_bytes(b"".join(har_json(replaytest.read(recording.paths[0]))))
    asked = len(site.asked)
    context = browser.new_context()
    context.route_from_har(har)
    page = context.new_page()
    page.goto(site.url)
    assert page.evaluate(ASK) == seen
    assert page.locator("h1").inner_text() == "Caf\xe9"
    assert len(site.asked) == asked
    context.close()
