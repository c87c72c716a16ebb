"""What a recording tells of the network is read as it is, and given as it may be."""

from __future__ import annotations

import pytest

from replaytest.redrive.stubs.answers import Answers
from replaytest.redrive.stubs.miss import Miss
from replaytest.redrive.stubs.origins import Origins
from replaytest.redrive.stubs.read import network_of
from replaytest.redrive.stubs.reply import reply_to
from replaytest.redrive.stubs.sockets import Conversations
from tests.redrive.stubs import asked, custom, exchanges, meta, request

HTML = {"content-type": "text/html; charset=latin-1"}
SAME = Origins.of("http://shop.test", None)
MOVED = Origins.of("https://shop.test", "http://127.0.0.1:8080/")


def reply(*told, origins=SAME, path="/a", navigates=False, method="GET", times=1):
    """Return what is given for the last of some requests of one address."""
    answers = Answers(exchanges(*told))
    for _ in range(times):
        found = answers.find(asked(method, origins.to_recorded(path)))
        given = reply_to(found, answers, origins, navigates=navigates)
    return given


def test_requests_are_in_the_order_in_which_they_began():
    told = [request("GET", "/b", at=20), request("GET", "/a", at=10)]
    assert [each.asked.url[-1] for each in network_of(told).exchanges] == ["a", "b"]
    told = [request("GET", "/b", number=1, at=20), request("GET", "/a", number=2)]
    assert [each.asked.url[-1] for each in network_of(told).exchanges] == ["b", "a"]


def test_requests_of_service_workers_are_left_out():
    assert exchanges(request("GET", "/a", initiator="service-worker")) == ()


FONT = {"initiatorType": "font", "responseHeaders": {"etag": "1"}}
GONE = {**FONT, "bodyOmitted": "gone"}


def test_a_file_from_the_cache_is_that_which_was_had_before():
    whole, cached = (
        request("GET", "/a.woff2", "bytes", **FONT),
        request("GET", "/a.woff2", None, **GONE),
    )
    assert exchanges(whole, cached)[1].body == b"bytes"
    assert exchanges(cached, whole)[0].body == b"bytes"
    assert exchanges(cached)[0].omitted == "gone"
    other = {**GONE, "responseHeaders": {"etag": "2"}}
    assert exchanges(whole, request("GET", "/a.woff2", None, **other))[1].body is None
    data = {"initiatorType": "fetch"}
    gone = request("GET", "/a", None, **{**GONE, **data})
    told = request("GET", "/a", "[1]", **data), gone
    assert exchanges(*told)[1].body is None


def test_an_answer_has_the_recorded_status_headers_and_bytes():
    given = reply(
        request(
            "GET",
            "/a",
            "/wCA",
            responseBodyEncoding="base64",
            status=203,
            responseHeaders={
                "content-type": "image/png",
                "content-encoding": "br",
                "content-length": "3",
                "x-app": "1",
                "set-cookie": "a=1\nb=2",
            },
        )
    )
    assert (given.status, given.body) == (203, b"\xff\x00\x80")
    assert given.headers == {
        "content-type": "image/png",
        "x-app": "1",
        "set-cookie": "a=1\nb=2",
    }


def test_text_is_sent_as_the_utf_8_that_it_was_recorded_as():
    given = reply(request("GET", "/a", "<p>é", responseHeaders=HTML))
    assert given.body == "<p>é".encode()
    assert given.headers["content-type"] == "text/html; charset=utf-8"
    plain = {"content-type": "text/plain"}
    given = reply(request("GET", "/a", "é", responseHeaders=plain))
    assert given.headers == plain


def test_an_empty_body_is_a_body():
    assert reply(request("GET", "/a", None, decodedBodySize=0)).body == b""
    assert reply(request("GET", "/a", None, status=204, bodyOmitted="none")).body == b""


def test_a_body_that_is_gone_and_that_no_script_has_read_is_empty():
    """Where all bodies are kept, so is what a script reads (capture/reads.py)."""
    gone = {"bodyOmitted": "gone", "initiatorType": "fetch"}
    given = reply(request("GET", "/a", None, number=3, **gone))
    assert (given.kind, given.status, given.body) == ("answer", 200, b"")
    assert exchanges(request("GET", "/a", None, **gone))[0].body is None


def test_a_picture_that_is_gone_is_a_blank_one():
    gone = {"bodyOmitted": "gone", "initiatorType": "img", "number": 3}
    given = reply(request("GET", "/a", None, **gone))
    assert (given.kind, given.body[:6], given.masked) == ("answer", b"GIF89a", True)
    assert given.headers["content-type"] == "image/gif"
    script = reply(request("GET", "/a", None, **gone | {"initiatorType": "script"}))
    assert isinstance(script, Miss)


def test_what_has_no_body_or_status_is_missed():
    given = reply(request("GET", "/a", None, bodyOmitted="too large"))
    assert isinstance(given, Miss)
    assert given.words.endswith("recorded without body: too large")
    assert reply(request("GET", "/a", None, status=None)).why == "no answer"


def test_a_304_is_given_the_body_that_came_before():
    given = reply(
        request("GET", "/a", "one"),
        request("GET", "/a", None, status=304, bodyOmitted="none"),
        times=2,
    )
    assert (given.status, given.body) == (200, b"one")


@pytest.mark.parametrize(
    ("failure", "kind", "error"),
    [
        ("net::ERR_CONNECTION_REFUSED", "failure", "connectionrefused"),
        ("NS_ERROR_UNKNOWN_HOST", "failure", "namenotresolved"),
        ("net::ERR_SOMETHING", "failure", "failed"),
        ("net::ERR_ABORTED", "silence", ""),
        (None, "silence", ""),
    ],
)
def test_what_failed_fails_and_what_never_came_does_not_come(failure, kind, error):
    more = {"failure": failure} if failure else {"pending": True}
    given = reply(request("GET", "/a", None, status=None, **more))
    assert (given.kind, given.error) == (kind, error)


@pytest.mark.parametrize(("kind", "given"), [("fetch", "answer"), ("img", "silence")])
def test_an_answer_that_a_page_was_left_with_came(kind, given):
    left = {"failure": "net::ERR_ABORTED", "initiatorType": kind}
    assert reply(request("GET", "/a", None, **left)).kind == given


def redirect(path, to, status=302, cookie="seen=1; Path=/"):
    headers = {"location": to, "set-cookie": cookie}
    return request(
        "GET", path, None, status=status, bodyOmitted="none", responseHeaders=headers
    )


def test_a_documents_redirect_goes_to_where_it_led():
    way = [
        redirect("/a", "/b"),
        request("GET", "/b", "<p>", redirectedFrom="http://shop.test/a"),
    ]
    given = reply(*way, navigates=True)
    assert (given.kind, given.url) == ("redirect", "http://shop.test/b")
    assert given.cookies == (("http://shop.test/a", "seen=1; Path=/"),)
    assert reply(way[0], navigates=True).url == "http://shop.test/b"


def test_a_documents_redirects_are_gone_at_once():
    answers = Answers(
        exchanges(
            redirect("/a", "/b"),
            _from(redirect("/b", "/c#part", cookie="more=2"), "/a"),
            _from(request("GET", "/c", "end"), "/b"),
        )
    )
    given = reply_to(answers.find(asked("GET", "/a")), answers, SAME, navigates=True)
    assert given.url == "http://shop.test/c#part"
    assert [line for _, line in given.cookies] == ["seen=1; Path=/", "more=2"]
    assert [each.asked.url[-1] for each in answers.unused] == ["c"]


def test_a_redirect_to_the_same_address_is_no_place_in_it():
    assert reply(redirect("/a", "/a#part"), navigates=True).url == "http://shop.test/a"


def test_a_redirect_that_keeps_the_body_is_answered_in_place():
    told = redirect("/a", "/b", status=307)
    told[1]["data"]["payload"]["requests"][0]["method"] = "POST"
    end = _from(request("POST", "/b", "end"), "/a")
    assert reply(told, end, navigates=True, method="POST").body == b"end"


def test_another_redirect_gives_the_answer_at_its_end():
    answers = Answers(
        exchanges(
            redirect("/a", "/b"),
            _from(redirect("/b", "/c"), "/a"),
            _from(request("GET", "/c", "end"), "/b"),
        )
    )
    given = reply_to(answers.find(asked("GET", "/a")), answers, SAME, navigates=False)
    assert (given.kind, given.body) == ("answer", b"end")
    assert [url[-1] for url, _ in given.cookies] == ["a", "b"]
    assert answers.unused == []


def _from(told, path):
    (one,) = told[1]["data"]["payload"]["requests"]
    one["redirectedFrom"] = f"http://shop.test{path}"
    return told


def test_a_site_that_is_elsewhere_now_has_its_addresses_there():
    page = '<a href="https://shop.test/b">"https:\\/\\/shop.test\\/c" wss://shop.test/d'
    told = request(
        "GET",
        "https://shop.test/a",
        f"{page} https://shop.test.evil",
        responseHeaders={
            "content-type": "text/html",
            "access-control-allow-origin": "https://shop.test",
            "set-cookie": "a=1; Domain=shop.test; Secure; HttpOnly",
        },
    )
    given = reply(told, origins=MOVED, path="http://127.0.0.1:8080/a")
    assert given.body.decode().startswith(
        '<a href="http://127.0.0.1:8080/b">"http:\\/\\/127.0.0.1:8080\\/c" '
        "ws://127.0.0.1:8080/d"
    )
    assert given.headers["access-control-allow-origin"] == "http://127.0.0.1:8080"
    assert given.headers["set-cookie"] == "a=1; HttpOnly"
    assert given.body.decode().endswith("https://shop.test.evil")


def test_a_stream_is_given_as_its_messages_and_not_again():
    told = [
        custom("replaytest/stream@1", id=1, kind="open"),
        custom("replaytest/stream@1", id=1, kind="message", data="one\ntwo"),
        custom("replaytest/stream@1", id=1, kind="message", event="done", data=""),
        request(
            "GET",
            "/a",
            None,
            stream=1,
            responseHeaders={"content-type": "text/event-stream"},
        ),
    ]
    answers = Answers(network_of(told).exchanges)
    found = answers.find(asked("GET", "/a"))
    given = reply_to(found, answers, SAME, navigates=False)
    assert given.body == b"data: one\ndata: two\n\nevent: done\ndata: \n\n"
    found = answers.find(asked("GET", "/a"))
    assert reply_to(found, answers, SAME, navigates=False).kind == "silence"


def talk(kind, at, data=None, number=1, **more):
    told = {"id": number, "kind": kind, "url": "ws://shop.test/live", "data": data}
    return custom("replaytest/websocket@1", at, **told, **more)


def test_a_websockets_messages_come_after_as_many_of_the_page():
    told = [
        meta("http://shop.test/"),
        talk("open", 5000),
        talk("received", 5010, "hello"),
        talk("sent", 5100, "who?"),
        talk("received", 5130, "Ada"),
        talk("received", 5140, "AP8=", encoding="base64"),
        talk("received", 5150, None),
        talk("close", 5200),
    ]
    (found,) = network_of(told).conversations
    said = [[(each.after, each.data) for each in turn] for turn in found.turns]
    assert said == [
        [(10, "hello")],
        [(30, "Ada"), (40, b"\x00\xff"), (100, None)],
    ]
    assert found.left_out == 1


def test_a_websockets_messages_come_after_the_requests_that_change_something():
    told = [
        meta("http://shop.test/"),
        request("POST", "/before", number=1),
        talk("open", 5000, requests=1),
        # Told late: it had come before the request that it stands behind.
        request("GET", "/a", at=5020, number=2),
        request("POST", "/run", at=5100, number=3),
        talk("received", 5110, "hello", requests=2),
        talk("received", 5130, "it runs", requests=3),
        talk("sent", 5200, "who?", requests=3),
        talk("received", 5210, "Ada", requests=3),
        request("POST", "/after", at=5300, number=4),
    ]
    network = network_of(told)
    (found,) = network.conversations
    assert [[each.data for each in turn] for turn in found.turns] == [
        *(["hello"], ["it runs"], ["Ada"])
    ]
    assert [each and network.exchanges[each].words for each in found.asked] == [
        *(None, "POST http://shop.test/run", None)
    ]
    assert found.began == (0, 100, 200)
    assert found.turns[1][0].after == 30
    told = [(tab, without(event, "requests")) for tab, event in told]
    (found,) = network_of(told).conversations
    assert found.asked == (None, None)


def without(event, name):
    data = event["data"]
    if "tag" in data:
        data = data | {"payload": data["payload"] | {name: None}}
    return event | {"data": data}


def test_a_websocket_that_went_with_its_page_is_not_closed_by_the_server():
    told = [talk("open", 0), talk("close", 50), meta("http://shop.test/b", 60)]
    (found,) = network_of(told).conversations
    assert found.turns == ((),)


def test_a_body_with_files_in_it_is_one_that_no_browser_tells():
    form = {"content-type": "multipart/form-data; boundary=a"}
    (sent,) = exchanges(request("POST", "/files", "got it", requestHeaders=form))
    assert not sent.asked.told
    found = Answers([sent]).find(asked("POST", "/files", b"--b\r\n ... --b--"))
    assert found.exchange is sent
    assert found.tier.name == "no body"


def test_each_websocket_is_for_one():
    told = [talk("open", 0), talk("open", 9, number=2)]
    talks = Conversations(network_of(told).conversations, masked=False)
    url = "ws://shop.test/live"
    assert [talks.find(url).number for _ in range(2)] == [1, 2]
    assert talks.find(url) is None
    assert talks.unused == []


def test_payloads_of_any_kind_raise_nothing():
    odd = [None, 1, "x", [], {}, {"id": 1}, {"requests": [None, {}, {"name": 3}]}]
    told = []
    for payload in odd:
        for tag in ("replaytest/websocket@1", "replaytest/stream@1"):
            data = {"tag": tag, "payload": payload}
            told.append((1, {"type": 5, "timestamp": 1, "data": data}))
        data = {"plugin": "rrweb/network@1", "payload": payload}
        told.append((1, {"type": 6, "timestamp": 1, "data": data}))
    told.append(request("GET", "/a", 7, status="200", stream="x", responseHeaders=3))
    assert len(network_of(told).exchanges) == 1
