"""What comes bit by bit, what never ends and what workers ask for is told as well."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.context import RecordedContext
from sample_site.serve import SampleSite
from tests.browser.test_channels import customs_of

SECRET = "planted-4242"
STREAM = "replaytest/stream@1"


@pytest.fixture(scope="module")
def site():
    with SampleSite() as site:
        yield site


@pytest.fixture(autouse=True)
def _nothing_known_yet(browser):
    """A browser remembers where streams were; here each test begins anew."""
    vars(browser._impl_obj).pop("_replaytest_streams", None)


@pytest.fixture
def record(context, site):
    """Do something on the wire's page; return the (tab, event)s of its recording."""

    def run(work, query="", **options):
        with replaytest.record(context, folder="here", **options) as recording:
            page = context.new_page()
            page.goto(f"{site.url}/static/wire.html{query}")
            work(page)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        return list(found.events())

    return run


def said(page, count):
    page.locator("#said li").nth(count - 1).wait_for()


def requests_at(told, part):
    """Return (tab, request) of each request whose address contains `part`."""
    return [
        (tab, request)
        for tab, event in told
        if event["data"].get("plugin") == "rrweb/network@1"
        for request in event["data"]["payload"]["requests"]
        if part in request["name"]
    ]


def stream_of(told):
    return customs_of([event for _, event in told], STREAM)


def test_server_sent_events_are_told_while_they_arrive(record):
    def work(page):
        page.click("#arrivals")
        said(page, 4)
        page.wait_for_function("source.readyState === 2")
        page.reload()
        page.click("#arrivals")
        said(page, 4)
        page.wait_for_function("source.readyState === 2")

    told = record(work)
    assert {each["id"] for each in stream_of(told)} == {1, 2}
    pieces = [each for each in stream_of(told) if each["id"] == 2]
    assert [each["kind"] for each in pieces] == ["open", *["message"] * 4, "close"]
    assert all(each["url"].endswith("/wire/arrivals") for each in pieces)
    assert [each["event"] for each in pieces[1:-1]] == ["arrival"] * 4
    assert '"ship": "Aurora"' in pieces[1]["data"]
    assert SECRET not in str(pieces)
    requests = [request for _, request in requests_at(told, "/wire/arrivals")]
    assert [each["stream"] for each in requests] == [1, 2]
    assert not any("pending" in each for each in requests)
    times = [
        event["timestamp"]
        for _, event in told
        if event["data"].get("tag") == STREAM and event["data"]["payload"]["id"] == 2
    ]
    assert times == sorted(times)
    assert times[4] - times[1] >= 60


def test_the_first_of_an_origin_says_when_it_may_have_begun_earlier(record):
    def work(page):
        page.click("#arrivals")
        said(page, 4)
        page.wait_for_function("source.readyState === 2")

    pieces = stream_of(record(work))
    messages = [each for each in pieces if each["kind"] == "message"]
    assert [each["kind"] for each in pieces] == [
        *("open", *["message"] * len(messages), "close")
    ]
    assert len(messages) == 4 or messages[0]["late"] is True
    assert len(messages) >= 2


def test_where_all_is_kept_the_first_of_an_origin_is_told_whole(record):
    def work(page):
        page.click("#arrivals")
        said(page, 4)
        page.wait_for_function("source.readyState === 2")

    pieces = stream_of(record(work, mask=0))
    assert [each["kind"] for each in pieces] == ["open", *["message"] * 4, "close"]
    assert not any("late" in each for each in pieces)


def test_a_stream_that_the_page_ends_is_closed_and_no_error(record):
    def work(page):
        page.click("#arrivals")
        said(page, 4)
        page.evaluate("source.close()")
        page.wait_for_timeout(50)

    told = record(work, "?to=1000")
    kinds = [each["kind"] for each in stream_of(told)]
    assert kinds[-1] == "close"
    assert kinds.count("message") >= 2
    assert "error" not in kinds


@pytest.mark.parametrize("path", ["/wire/arrivals", "/wire/manifest"])
def test_a_fetch_of_a_stream_is_told_while_it_arrives(record, path):
    def work(page):
        # The first one only says that there will be more.
        page.evaluate(f"read('{path}')")
        page.wait_for_timeout(50)
        page.reload()
        page.evaluate(f"read('{path}')")

    told = record(work)
    numbers = {each["id"] for each in stream_of(told)}
    pieces = [each for each in stream_of(told) if each["id"] == max(numbers)]
    assert [each["kind"] for each in pieces] == ["open", *["message"] * 4, "close"]
    assert ['"ship": "Cormorant"' in each["data"] for each in pieces[1:-1]] == [
        *(False, False, True, False)
    ]
    requests = [request for _, request in requests_at(told, path)]
    assert all('"ship": "Dagny"' in each["responseBody"] for each in requests)
    assert SECRET not in f"{pieces} {requests}"


def test_what_never_ends_is_pending_when_the_recording_ends(record):
    def work(page):
        page.click("#berth")
        page.click("#arrivals")
        said(page, 1)
        page.wait_for_timeout(100)

    told = record(work, "?rest=60")
    ((_, berth),) = requests_at(told, "/wire/berth")
    ((_, arrivals),) = requests_at(told, "/wire/arrivals")
    for request in (berth, arrivals):
        assert request["pending"] is True
        assert 80 <= request["pendingFor"] < 10_000
        assert "duration" not in request
        assert "endTime" not in request
    assert "status" not in berth
    assert arrivals["status"] == 200
    assert arrivals["stream"] == 1


def test_what_a_page_waits_for_when_it_closes_is_told_in_its_tab_once(context, site):
    with replaytest.record(context, folder="here") as recording:
        context.new_page().goto(site.url)
        page = context.new_page()
        page.goto(f"{site.url}/static/wire.html")
        page.click("#berth")
        page.wait_for_timeout(50)
        page.close()
    told = list(replaytest.read(recording.paths[0]).events())
    ((tab, request),) = requests_at(told, "/wire/berth")
    assert (tab, request["pending"]) == (2, True)


def test_a_dedicated_workers_request_is_its_pages(record):
    def work(page):
        page.click("#tide")
        said(page, 1)

    told = record(work)
    ((tab, request),) = requests_at(told, "/wire/tide")
    assert (tab, request["status"]) == (1, 200)


def test_a_service_workers_requests_are_told_once_in_the_tab_it_serves(context, site):
    with replaytest.record(context, folder="here") as recording:
        context.new_page().goto("about:blank")
        page = context.new_page()
        page.goto(f"{site.url}/static/wire.html")
        page.click("#offline")
        said(page, 1)
        page.evaluate("fetch('/wire/tide?of=page').then((answer) => answer.json())")
    told = list(replaytest.read(recording.paths[0]).events())
    workers = [
        (tab, request["name"].rpartition("/")[2])
        for tab, request in requests_at(told, "/")
        if request.get("initiator") == "service-worker"
    ]
    assert sorted(workers) == [
        (2, "tide?by=itself"),
        (2, "tide?of=page"),
        (2, "wire-service-worker.js"),
    ]
    pages = [r for _, r in requests_at(told, "of=page") if "initiator" not in r]
    assert [each["fromServiceWorker"] for each in pages] == [True]


def test_a_page_without_streams_has_no_session_of_ours(record, monkeypatch):
    opened = []
    monkeypatch.setattr("replaytest.context.cdp_session", opened.append)
    told = record(lambda page: page.evaluate("fetch('/wire/tide').then(r => r.json())"))
    assert requests_at(told, "/wire/tide")
    assert opened == []


def test_our_session_is_no_call_of_the_test_and_leaves_its_own_alone(context, site):
    heard = []
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto(f"{site.url}/static/wire.html?to=20")
        mine = context.new_cdp_session(page)
        mine.on("Network.eventSourceMessageReceived", lambda told: heard.append(told))
        page.click("#arrivals")
        said(page, 2)
        assert heard == []  # it has not asked for the network
        mine.send("Network.enable")
        said(page, 19)
    assert (
        mine.send("Runtime.evaluate", {"expression": "6 * 7"})["result"]["value"] == 42
    )
    assert heard
    told = list(replaytest.read(recording.paths[0]).events())
    calls = [
        call["api"] for call in customs_of([e for _, e in told], "replaytest/call@1")
    ]
    assert sum("new_cdp_session" in call for call in calls) == 1
    assert [each["kind"] for each in stream_of(told)].count("message") >= 15


def test_nothing_is_kept_of_pages_that_are_closed(context, site, monkeypatch):
    made = []
    listen = RecordedContext.listen

    def noticed(self, *maps, **options):
        listen(self, *maps, **options)
        made.append(self.channels.network)

    monkeypatch.setattr(RecordedContext, "listen", noticed)
    with replaytest.record(context, folder="here"):
        for _ in range(2):
            page = context.new_page()
            page.goto(f"{site.url}/static/wire.html?rest=60")
            page.click("#arrivals")
            page.click("#berth")
            said(page, 1)
            (network,) = made
            assert len(network._open) == 2
            assert list(network.streams._open)
            page.close()
        assert network._open == {}
        assert list(network.streams._open) == []
        assert network.streams._sessions == {}
