"""Bodies are kept where a page goes on at once, and a test's own reading stays as it is."""

from __future__ import annotations

import pytest

import replaytest
from tests.support.pages import Answer, Pages

ANSWER = '{"order": "' + "x" * 2000 + '"}'
PAY = "fetch('/order', { method: 'POST' }).then((answer) => answer.json())"
GO_ON = f"() => void {PAY}.then(() => (location.href = '/thanks'))"
CLOSE = f"() => void {PAY}.then(() => window.close())"
# Our session with a page is opened beside the test.
SESSION_MS = 300
LATIN = "Gr\xfc\xdfe".encode("latin-1")


@pytest.fixture(scope="module")
def site():
    slow = Answer(ANSWER, kind="application/json", after_s=0.3)
    latin = Answer(LATIN, kind="text/plain; charset=iso-8859-1")
    table = {"/": "<title>t</title>", "/thanks": "<title>t</title>thanks"}
    with Pages(table | {"/order": slow, "/latin": latin}) as pages:
        yield pages


def requests_of(recording):
    return [
        request
        for _, event in replaytest.read(recording.paths[0]).events()
        if event["data"].get("plugin") == "rrweb/network@1"
        for request in event["data"]["payload"]["requests"]
    ]


def go_on(page):
    page.wait_for_timeout(SESSION_MS)
    page.evaluate(GO_ON)
    page.wait_for_url("**/thanks")


def close_popup(page):
    with page.expect_popup() as popup:
        page.evaluate("void window.open('/')")
    popup.value.wait_for_load_state()
    popup.value.wait_for_timeout(SESSION_MS)
    with popup.value.expect_event("close"):
        popup.value.evaluate(CLOSE)


@pytest.mark.parametrize("leave", [go_on, close_popup])
def test_a_body_stays_of_an_answer_by_which_a_page_ends(
    context, site, tmp_path, browser_name, leave
):
    if browser_name != "chromium":
        pytest.skip("only Chromium pushes bodies")
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.goto(site.url)
        leave(page)
    (order,) = (
        each for each in requests_of(recording) if each["name"].endswith("/order")
    )
    assert order["responseBody"] == ANSWER
    assert "bodyOmitted" not in order


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
