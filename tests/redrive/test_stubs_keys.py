"""Which two requests are the same one, and what is said of one that is none."""

from __future__ import annotations

import pytest

from replaytest.redrive.stubs.answers import Answers, Found
from replaytest.redrive.stubs.miss import Miss
from tests.redrive.stubs import asked, exchanges, request

JSON = {"content_type": "application/json"}
FORM = {"content_type": "application/x-www-form-urlencoded"}


def tier(recorded, now, *, masked=False):
    """Return by what tier a request is found, the miss if it is not."""
    found = Answers(exchanges(recorded), masked=masked).find(now)
    return found.tier.name if isinstance(found, Found) else found


@pytest.mark.parametrize(
    ("path", "now", "by"),
    [
        ("/a?x=1&y=2", "/a?x=1&y=2", "exact"),
        ("/a#top", "/a#end", "exact"),
        ("http://shop.test", "/", "exact"),
        ("/a?x=1&y=2", "/a?y=2&x=1", "ordered"),
        ("/a?x=1&_=1700000000001", "/a?x=1&_=1700000000999", "steady"),
        ("/a?at=1700000000001", "/a?at=1700000000999", "steady"),
        ("/a?csrf_token=ab", "/a?csrf_token=cd", "steady"),
        (
            "/orders/8f14e45f-ceea-467f-a9d0-0a1b2c3d4e5f",
            "/orders/1f0e3dad-9990-4345-b743-9f8ffabdffc4",
            "steady",
        ),
    ],
)
def test_addresses(path, now, by):
    assert tier(request("GET", path), asked("GET", now)) == by


@pytest.mark.parametrize(
    ("body", "now", "more", "by"),
    [
        ('{"a":1,"b":2}', '{"a":1,"b":2}', JSON, "exact"),
        ('{"a":1,"b":2}', '{"b": 2, "a": 1}', JSON, "ordered"),
        ("a=1&b=2", "b=2&a=1", FORM, "ordered"),
        ('{"a":1,"nonce":"q"}', '{"a":1,"nonce":"r"}', JSON, "steady"),
        ('{"at":0.123456789012}', '{"at":0.987654321098}', JSON, "steady"),
        ("email=a&password=***", "email=a&password=horse", FORM, "steady"),
        ("--x1\r\nname\r\n--x1--", "--y22\r\nname\r\n--y22--", {}, "exact"),
    ],
)
def test_bodies(body, now, more, by):
    headers = {"content-type": more.get("content_type", "")}
    recorded = request("POST", "/a", requestBody=body, requestHeaders=headers)
    assert tier(recorded, asked("POST", "/a", now, **more)) == by


@pytest.mark.parametrize(
    ("recorded", "now"),
    [
        (request("GET", "/a"), asked("GET", "/b")),
        (request("GET", "/a"), asked("HEAD", "/a")),
        (request("GET", "/a?q=mug"), asked("GET", "/a?q=tea")),
        (request("GET", "/a?q=mug"), asked("GET", "/a")),
        (request("POST", "/a", requestBody="1"), asked("POST", "/a", "2")),
        (request("GET", "/a?v=1"), asked("GET", "/a?v=2")),
    ],
)
def test_another_request_is_not_answered(recorded, now):
    found = tier(recorded, now)
    assert isinstance(found, Miss)
    assert found.why == "unknown"


def test_a_file_is_known_by_its_path():
    recorded = request("GET", "/app.js?v=1", initiatorType="script")
    assert tier(recorded, asked("GET", "/app.js?v=2", kind="script")) == "file"


def test_a_body_that_was_not_recorded_is_not_compared():
    recorded = request("POST", "/a", requestBodySize=300_000)
    assert tier(recorded, asked("POST", "/a", "long")) == "no body"
    masked = request("POST", "/a", requestBody="xxx", requestBodyMasked=True)
    assert tier(masked, asked("POST", "/a", "who")) == "no body"


def test_of_masked_recordings_shapes_are_compared():
    recorded = request(
        "POST",
        "/find?name=Xxx&token=********",
        requestBody='{"who":"xxx xx","age":0}',
        requestHeaders={"content-type": "application/json"},
    )
    body = '{"who":"ada lo","age":36}'
    now = asked("POST", "/find?name=Ada&token=t0p", body, **JSON)
    assert tier(recorded, now, masked=True) == "shape"
    assert isinstance(tier(recorded, now), Miss)
    other = asked("POST", "/find?name=Grace&token=t0p", body, **JSON)
    assert tier(recorded, other, masked=True) == "place"
    elsewhere = asked("POST", "/seek?name=Ada&token=t0p", body, **JSON)
    assert isinstance(tier(recorded, elsewhere, masked=True), Miss)


def test_of_masked_paths_the_shape_is_compared():
    recorded = request("GET", "/xxxxx/00")
    assert tier(recorded, asked("GET", "/users/17"), masked=True) == "masked place"
    assert isinstance(tier(recorded, asked("GET", "/users/1"), masked=True), Miss)


def test_an_exact_answer_is_preferred_to_a_similar_one():
    answers = Answers(
        exchanges(request("GET", "/a?y=2&x=1", "1"), request("GET", "/a?x=1&y=2", "2"))
    )
    assert answers.find(asked("GET", "/a?x=1&y=2")).exchange.body == b"2"


def test_a_miss_names_the_nearest_request_and_what_differs():
    answers = Answers(
        exchanges(
            request("GET", "/items?page=2"),
            request("GET", "/items/7?page=3"),
            request("POST", "/items", requestBody='{"id":1,"lines":[{"n":2}]}'),
        )
    )
    found = answers.find(asked("GET", "/items?page=3&sort=up"))
    assert found.words == (
        "GET http://shop.test/items?page=3&sort=up: not recorded; nearest is "
        "GET http://shop.test/items?page=2, differing in ?page: '2' recorded, "
        "'3' asked; ?sort: nothing recorded, 'up' asked"
    )
    found = answers.find(asked("POST", "/items", '{"id":1,"lines":[{"n":3}]}'))
    assert found.differs == ("lines.0.n: 2 recorded, 3 asked",)
    found = answers.find(asked("PUT", "/items", '{"id":1,"lines":[{"n":2}]}'))
    assert found.differs == ("method: POST recorded, PUT asked",)
    found = answers.find(asked("GET", "http://other.test/items"))
    assert found.words.endswith("nothing like it was recorded")


def test_a_miss_does_not_print_what_looks_private():
    recorded = request("POST", "/login", requestBody="email=xx&n=1")
    now = asked("POST", "/login", "email=ada%40x.org&n=2", **FORM)
    found = tier(recorded, now)
    assert "ada" not in "".join(found.differs)


def test_odd_requests_raise_nothing():
    odd = ["", "http://[", "data:,x", "/a?%ff=%zz&&=", "//"]
    bodies = [b"\xff", b"{", b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500, b""]
    answers = Answers(
        exchanges(*(request("POST", path, requestBody="[[[") for path in odd)),
        masked=True,
    )
    for path in odd:
        for body in bodies:
            answers.find(asked("POST", path, body, **FORM))
            answers.find(asked("POST", path, body, **JSON))
