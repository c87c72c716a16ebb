"""HAR: every output is checked against the specification's types."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.exporters.har import har_json
from replaytest.exporters.network import PLUGINS
from tests.exporters.builders import custom, event, joined, meta, network, recorded
from tests.exporters.har_types import checked
from tests.exporters.test_rrweb import VALUES
from tests.support.builders import STARTED_AT, click

API = "http://shop.test/api/cart?id=1&empty="

# As posthog-js writes it: a resource entry, and what it saw of fetch.
POSTHOG = {
    "name": API,
    "entryType": "resource",
    "initiatorType": "fetch",
    "method": "post",
    "status": 201,
    "timeOrigin": STARTED_AT - 1000.5,
    "timestamp": STARTED_AT + 499,
    "startTime": 1500,
    "fetchStart": 1502,
    "domainLookupStart": 1503,
    "domainLookupEnd": 1505,
    "connectStart": 1505,
    "secureConnectionStart": 1506,
    "connectEnd": 1510,
    "requestStart": 1511,
    "responseStart": 1530,
    "responseEnd": 1534.25,
    "endTime": 1534,
    "duration": 34.25,
    "nextHopProtocol": "h2",
    "transferSize": 320,
    "encodedBodySize": 20,
    "decodedBodySize": 27,
    "requestHeaders": {"Content-Type": "application/json", "Cookie": "a=1; b=2=3"},
    "requestBody": '{"id":1}',
    "responseHeaders": {
        "content-type": "text/plain",
        "set-cookie": "s=9; Path=/; HttpOnly",
    },
    "responseBody": "bought",
}


@pytest.fixture
def har(tmp_path):
    def har_(*events, on_problem=None, **more):
        pairs = [each if isinstance(each, tuple) else (1, each) for each in events]
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.replaytest"
        recording = recorded(path, pairs, **more)
        return checked(joined(har_json(recording, on_problem=on_problem)))

    return har_


def test_a_request_as_posthog_writes_it(har):
    log = har(meta(), network([POSTHOG], 600))
    [entry] = log.entries
    assert entry.startedDateTime == "2026-11-21T05:52:32.622Z"  # +499.5 ms
    assert entry.pageref == log.pages[0].id
    assert entry.time == 34.25
    told = entry.timings
    assert (told.dns, told.connect, told.ssl, told.wait, told.receive) == (
        2,
        5,
        4,
        19,
        4.25,
    )
    assert told.blocked == 4  # from 1500 to 1503, and from 1510 to 1511
    request, response = entry.request, entry.response
    assert (request.method, request.url, request.httpVersion) == ("POST", API, "h2")
    assert [(each.name, each.value) for each in request.queryString] == [
        ("id", "1"),
        ("empty", ""),
    ]
    assert [(each.name, each.value) for each in request.cookies] == [
        ("a", "1"),
        ("b", "2=3"),
    ]
    assert (request.postData.mimeType, request.postData.text) == (
        "application/json",
        '{"id":1}',
    )
    assert request.bodySize == 8
    assert (response.status, response.statusText) == (201, "Created")
    assert [(each.name, each.value) for each in response.cookies] == [("s", "9")]
    assert (response.content.text, response.content.size) == ("bought", 27)
    assert (response.content.mimeType, response.bodySize) == ("text/plain", 20)


def test_a_request_as_rrwebs_plugin_writes_it(har):
    """It has no clock of its own: the last of its requests ended when it was told."""
    told = {"initiatorType": "fetch", "entryType": "resource", "name": API, "method": "GET",
            "status": 404, "startTime": 100, "endTime": 130, "duration": 30.5}  # fmt: skip
    earlier = told | {"startTime": 20, "endTime": 30, "duration": 10}
    log = har(meta(), network([told, earlier], 200))
    first, second = log.entries
    assert second.startedDateTime == "2026-11-21T05:52:32.292Z"  # 200 - 30.5 -> 169.5
    assert first.startedDateTime == "2026-11-21T05:52:32.212Z"
    assert (second.time, second.timings.wait) == (30.5, 30.5)
    assert (second.response.status, second.response.statusText) == (404, "Not Found")


def test_a_request_without_any_time_is_when_it_was_told_of(har):
    [entry] = har(network([{"name": API, "method": "GET"}], 200)).entries
    assert (entry.startedDateTime, entry.time) == ("2026-11-21T05:52:32.323Z", 0)
    assert (entry.pageref, entry.response.status) == (None, 0)


def test_the_shape_of_rrwebs_first_network_plugin(har):
    told = {
        "url": API,
        "initiatorType": "img",
        "startTime": 5,
        "endTime": 9,
        "status": 200,
    }
    [entry] = har(network([told], 100)).entries
    assert (entry.request.url, entry.time) == (API, 4)
    assert entry.request.comment == "the method was not recorded"


def test_numbers_for_names_as_older_posthog_wrote_them(har):
    numbered = {
        "0": "resource", "1": STARTED_AT - 1000, "2": API, "3": 1500, "13": 1511,
        "14": 1530, "15": 1534, "17": 20, "18": "xmlhttprequest", "19": "http/1.1",
        "21": 304, "39": 34, "40": STARTED_AT + 500,
    }  # fmt: skip
    data = {"plugin": "posthog/network@1", "payload": numbered}
    [entry] = har(meta(), event(6, data, 600)).entries
    assert entry.startedDateTime == "2026-11-21T05:52:32.623Z"
    assert (entry.request.url, entry.request.httpVersion) == (API, "http/1.1")
    assert (entry.response.status, entry.time, entry.timings.wait) == (304, 34, 19)


def test_a_body_that_is_no_text_is_json(har):
    [entry] = har(network([POSTHOG | {"responseBody": {"a": [1]}}])).entries
    assert entry.response.content.text == '{"a":[1]}'


def test_bodies_that_are_bytes_say_so(har):
    told = POSTHOG | {
        "requestBody": "AP8=",
        "requestBodyEncoding": "base64",
        "responseBody": "iVBORw==",
        "responseBodyEncoding": "base64",
        "decodedBodySize": None,
    }
    (entry,) = har(network([told])).entries
    sent, answer = entry.request.postData, entry.response.content
    assert (sent.text, sent.encoding, entry.request.bodySize) == ("AP8=", "base64", 2)
    assert (answer.text, answer.encoding, answer.size) == ("iVBORw==", "base64", 4)
    (entry,) = har(network([POSTHOG])).entries
    assert entry.response.content.encoding is entry.request.postData.encoding is None


def test_cookies_that_are_set_are_a_header_each(har):
    told = POSTHOG | {"responseHeaders": {"set-cookie": "a=1; Path=/\nb=2"}}
    (entry,) = har(network([told])).entries
    found = [each.value for each in entry.response.headers]
    assert found == ["a=1; Path=/", "b=2"]
    assert [each.name for each in entry.response.cookies] == ["a", "b"]


def test_headers_in_a_list(har):
    told = POSTHOG | {"responseHeaders": [{"name": "Location", "value": "/b"}, 1]}
    [entry] = har(network([told])).entries
    assert entry.response.redirectURL == "/b"


def test_what_is_no_request_is_no_entry(har):
    others = [
        {"entryType": "serverTiming", "name": "db"},
        {"entryType": "paint", "name": "first-paint"},
        {"name": 7},
        {},
        "x",
    ]
    log = har(meta(), network(others), custom("$pageview", {}), click(1),
              event(6, {"plugin": "rrweb/console@1", "payload": {"requests": [POSTHOG]}}))  # fmt: skip
    assert log.entries == []


def test_pages_are_the_documents_of_each_tab(har):
    log = har(
        (1, event(0, {}, 0)), (1, meta(1)), (1, event(1, {}, 30)),
        (2, meta(5, "http://shop.test/help")),
        (1, meta(40)),  # a checkout: the same document again
        (1, event(0, {}, 50)), (1, meta(51)),  # a reload
        (1, meta(60, "http://shop.test/paid")),
        (2, network([POSTHOG], 70)), (1, network([POSTHOG], 80)),
    )  # fmt: skip
    assert [(page.id, page.title) for page in log.pages] == [
        ("tab_1_page_1", "http://shop.test/cart?id=1"),
        ("tab_1_page_2", "http://shop.test/cart?id=1"),
        ("tab_1_page_3", "http://shop.test/paid"),
        ("tab_2_page_1", "http://shop.test/help"),
    ]
    assert [entry.pageref for entry in log.entries] == ["tab_2_page_1", "tab_1_page_3"]
    assert {page.pageTimings.onLoad for page in log.pages} == {-1}


def test_a_page_whose_navigation_was_recorded_has_its_times(har):
    navigation = {
        "name": "http://shop.test/", "entryType": "navigation", "initiatorType": "navigation",
        "timeOrigin": STARTED_AT - 100, "startTime": 0, "responseEnd": 50, "duration": 50,
    }  # fmt: skip
    log = har(event(0, {}, 20), meta(21), event(1, {}, 40), network([navigation], 45))
    [page] = log.pages
    assert page.startedDateTime == "2026-11-21T05:52:32.023Z"
    assert (page.pageTimings.onContentLoad, page.pageTimings.onLoad) == (120, 140)


def test_entries_are_in_order_of_time(har):
    late = POSTHOG | {"timeOrigin": STARTED_AT + 5000}
    log = har(network([late], 9000), (2, network([POSTHOG], 9500)))
    times = [entry.startedDateTime for entry in log.entries]
    assert times == sorted(times)


def test_without_requests_it_is_valid_and_says_so(har):
    problems = []
    log = har(meta(), on_problem=problems.append)
    assert (log.entries, len(log.pages)) == ([], 1)
    assert problems == ["no requests were recorded in it: the HAR has no entries"]


def test_the_browser_is_named_if_it_is_known(har):
    assert har(meta()).browser is None
    browser = har(meta(), browser={"name": "chromium", "version": "156"}).browser
    assert (browser.name, browser.version) == ("chromium", "156")


@settings(max_examples=80)
@given(
    st.sampled_from(sorted(PLUGINS)),
    st.dictionaries(
        st.sampled_from(sorted({*POSTHOG, *map(str, range(41))})), VALUES | st.floats()
    ),
    st.sampled_from([{}, {"name": API, "2": API}]),
)
def test_whatever_a_recorder_writes_the_har_is_valid(
    tmp_path_factory, plugin, told, named
):
    told = told | named
    told = json.loads(json.dumps(told).replace("NaN", "0").replace("Infinity", "1e308"))
    payload = {"requests": [told]} | told
    path = tmp_path_factory.mktemp("any") / "s.replaytest"
    pairs = [(1, meta()), (1, event(6, {"plugin": plugin, "payload": payload}))]
    checked(joined(har_json(recorded(path, pairs))))
