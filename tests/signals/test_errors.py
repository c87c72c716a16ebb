"""Errors, requests, and what was done before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.model import Event, Failure
from replaytest.signals.facts import ErrorSeen, Frame
from replaytest.signals.fingerprint import failure_fingerprint, fingerprint
from tests.signals.build import (
    PAY,
    change,
    click,
    console,
    custom,
    plugin,
    request,
    signals,
    thrown,
)


def test_an_uncaught_exception_is_a_signal():
    [found] = signals("exception", thrown(1000, "x is undefined"))
    assert found.text == "TypeError: x is undefined"
    assert found.severity == "high"
    assert len(found.detail["fingerprint"]) == 16


def mapped(source, line, name, **more):
    original = {"source": source, "line": line, "column": 2, "name": name}
    url = "http://shop.test/app.3f2a9c1b.js"
    built = {"function": "t", "url": url, "line": 1, "column": 66}
    return built | {"original": original} | more


def test_an_exception_is_told_where_its_code_was_written():
    theirs = mapped("webpack://shop/./node_modules/x/x.js", 3, "call", ignored=True)
    mine = mapped("webpack://shop/./src/cart.ts?a1b2", 41, "applyVoucher")
    [found] = signals("exception", thrown(1000, stack=[theirs, mine]))
    assert found.text == "TypeError: boom at cart.ts:41 in applyVoucher"
    assert found.detail["place"] == "cart.ts:41 in applyVoucher"
    [found] = signals("exception", thrown(1000, stack=[mapped("a.ts", 3, "")]))
    assert found.text == "TypeError: boom at a.ts:3 in t"
    [found] = signals("exception", thrown(1000, stack=[mapped("", 3, "pay")]))
    assert found.text == "TypeError: boom"


def test_what_was_written_is_the_same_error_however_it_was_built():
    def print_of(*stack):
        [found] = signals("exception", thrown(1000, stack=list(stack)))
        return found.detail["fingerprint"]

    one = mapped("src/cart.ts", 41, "applyVoucher")
    other = one | {"function": "e", "url": "http://shop.test/index-BxKz12ab.js"}
    framework = mapped("node_modules/react.js", 9, "call", ignored=True)
    assert print_of(one) == print_of(other) == print_of(framework, other)
    assert print_of(framework) not in (print_of(one), print_of())
    built = {name: value for name, value in one.items() if name != "original"}
    assert print_of(built) != print_of(one)


def test_a_console_error_is_a_signal_and_a_log_is_not():
    [found] = signals("console-error", console(1000, "no stock"))
    assert found.text == "no stock"
    assert signals("console-error", console(1000, "hello", level="log")) == []


def assertion(at: int, *said: str) -> Event:
    told = {"level": "assert", "trace": ["http://a.test/a.js:1:2"], "payload": said}
    return plugin(at, "rrweb/console@1", told)


def test_an_assertion_that_failed_is_a_console_error():
    [found] = signals("console-error", assertion(1000, '"no stock"'))
    assert found.text == "no stock"


def test_an_assertion_that_held_is_none_though_rrweb_before_2_recorded_it():
    # So in the snapshots of rrweb 1.0.2's own tests: `console.assert(true, "assert")`.
    assert signals("console-error", assertion(1000, "true", '"no stock"')) == []
    [found] = signals("console-error", assertion(1000, "false", '"no stock"'))
    assert found.text == "no stock"
    # Later recorders leave the condition out, so that this is what was said.
    assert len(signals("console-error", assertion(1000, "true"))) == 1


def test_an_argument_that_rrweb_quoted_is_read_as_text():
    [found] = signals("console-error", console(1000, '"no \\"stock\\""'))
    assert found.text == 'no "stock"'


def test_a_breach_of_the_policy_is_a_console_error():
    [found] = signals("console-error", thrown(1000, "blocked", kind="csp", name=""))
    assert found.detail["kind"] == "csp"


def test_an_echo_of_another_signal_is_left_out():
    failed = request(1000, status=500)
    echo = console(1100, "Failed to load resource: the server responded with 500")
    assert signals("console-error", failed, echo) == []
    assert len(signals("console-error", echo)) == 1
    again = console(1100, "Uncaught TypeError: boom")
    assert signals("console-error", thrown(1050), again) == []


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"status": 404}, "medium"),
        ({"status": 500}, "high"),
        ({"status": 0, "failure": "net::ERR_CONNECTION_REFUSED"}, "high"),
        ({"status": 404, "initiatorType": "document", "isMainFrame": True}, "high"),
    ],
)
def test_a_failed_request_is_a_signal(more, severity):
    [found] = signals("failed-request", request(1000, **more))
    assert found.severity == severity
    assert found.detail["url"] == "http://shop.test/api"


@pytest.mark.parametrize(
    "event",
    [
        request(1000),
        request(1000, status=302),
        request(1000, status=0, failure="net::ERR_ABORTED"),
        request(1000, status=0),
        request(1000, "http://shop.test/favicon.ico", status=404),
        plugin(
            1000, "rrweb/network@1", {"requests": [{"entryType": "paint", "name": "x"}]}
        ),
        plugin(1000, "rrweb/network@1", "nonsense"),
    ],
    ids=["fine", "redirect", "given up", "unknown", "icon", "no request", "nonsense"],
)
def test_these_are_no_failed_requests(event):
    assert signals("failed-request", event) == []


def test_a_resource_error_counts_where_no_request_was_recorded():
    lost = thrown(1000, "http://shop.test/a.png", kind="resource", name="")
    assert len(signals("failed-request", lost)) == 1
    known = request(900, "http://shop.test/a.png", status=404)
    assert len(signals("failed-request", lost, known)) == 1


def test_posthogs_numbered_requests_are_read():
    told = {"0": "resource", "2": "http://shop.test/x", "21": 503, "39": 40}
    [found] = signals("failed-request", plugin(1000, "posthog/network@1", told))
    assert found.detail["status"] == 503


def test_a_slow_response_is_a_signal():
    [found] = signals("slow-response", request(9000, duration=3000))
    assert found.detail["ms"] == 3000


@pytest.mark.parametrize(
    "more",
    [
        {"duration": 2999},
        {"duration": 9000, "initiatorType": "eventsource"},
        {"duration": 9000, "initiatorType": "image"},
        {"duration": 9000, "status": 500},
    ],
)
def test_these_are_no_slow_responses(more):
    assert signals("slow-response", request(20_000, **more)) == []


def test_errors_after_an_action_are_one_signal_of_the_action():
    [found] = signals(
        "error-after-action",
        click(1000),
        request(2000, status=500),
        thrown(3000),
        console(3500, "and again"),
    )
    assert (found.node_id, found.target) == (PAY, 'button "Pay"')
    assert found.detail["ms"] == 1000
    assert found.detail["errors"] == 3
    assert found.detail["kinds"] == ["console-error", "exception", "failed-request"]


def test_an_error_a_little_before_the_click_that_made_it_is_that_clicks():
    asked = request(998, duration=2, status=500)
    [found] = signals("error-after-action", asked, click(1000))
    assert found.node_id == PAY
    assert found.detail["ms"] == 0


def test_an_error_long_after_an_action_or_before_any_is_not_put_down_to_it():
    assert signals("error-after-action", click(1000), thrown(6001)) == []
    assert signals("error-after-action", thrown(900), click(1000)) == []
    assert signals("error-after-action", thrown(900)) == []


def error(message: str = "boom", *frames: Frame, name: str = "TypeError") -> ErrorSeen:
    return ErrorSeen(0, 0, "exception", name, message, frames, "")


def frame(
    function: str = "pay", file: str = "http://a.test/app.js", line: int = 1
) -> Frame:
    return Frame(function, file, line)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("order 17 is missing", "order 4711 is missing"),
        ('no product "Mug"', 'no product "Lantern"'),
        ("GET https://a.test/api?x=1 failed", "GET http://localhost:81/api failed"),
        (
            "no 0f8e2b64-1111-2222-3333-444455556666",
            "no a1b2c3d4-9999-8888-7777-666655554444",
        ),
        ("token 9f86d081884c7d65", "token 60303ae22b998861"),
        ("took 3.5 s", "took 12 s"),
        ("item k3Jx09Qz81 lost", "item p0Lm77Ty42 lost"),
    ],
)
def test_a_message_with_other_values_has_the_same_fingerprint(one, other):
    assert fingerprint(error(one)) == fingerprint(error(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (frame(line=1), frame(line=99)),
        (frame(file="http://a.test/app.js"), frame(file="https://b.test:8/app.js?v=2")),
        (frame(file="/static/app.3f2a9c1b.js"), frame(file="/static/app.77aa00bb.js")),
        (frame(file="/a/index-BxKz12ab.js"), frame(file="/a/index-Qw9rT0_x.js")),
        (frame("async pay"), frame("pay")),
    ],
)
def test_a_stack_of_another_build_has_the_same_fingerprint(one, other):
    assert fingerprint(error("boom", one)) == fingerprint(error("boom", other))


def test_other_errors_have_other_fingerprints():
    all_ = [
        error("boom", frame()),
        error("boom", frame("ship")),
        error("boom", frame(file="http://a.test/cart.js")),
        error("bang", frame()),
        error("boom", frame(), name="RangeError"),
        error("boom"),
    ]
    assert len({fingerprint(each) for each in all_}) == len(all_)


@given(st.text(), st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_never_tell_errors_apart(words, one, other):
    kept = "".join(c for c in words if c.isalpha() and c.isascii())
    assert fingerprint(error(f"{kept} {one} x")) == fingerprint(
        error(f"{kept} {other} x")
    )


def test_a_logged_error_has_the_fingerprint_of_the_thrown_one():
    stack = "TypeError: no 3\n    at pay (http://a.test/app.js:3:1)\n    at http://a.test/b.js:9:9"
    [logged] = signals("console-error", console(1000, stack))
    one = error("no 8", frame(), frame("", "http://a.test/b.js"))
    assert logged.detail["fingerprint"] == fingerprint(one)


def test_failures_of_tests_have_fingerprints_too():
    def of(message: str) -> str:
        return failure_fingerprint(Failure("call", message, "", 0))

    assert of("assert 3 == 4\n more") == of("assert 5 == 6\n other")
    assert of("assert 3 == 4") != of("TimeoutError: 5 s")


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["requests", "payload", "level", "trace", "stack", "name", "cls",
                         "status", "duration", "message", "source", "kind", "href"]), inner),
    max_leaves=12,
), st.sampled_from(["rrweb/network@1", "rrweb/console@1", "replaytest/error@1",
                    "replaytest/vitals@1", "replaytest/settings@1", "$pageview",
                    "replaytest/action@1", "mine"]))  # fmt: skip
def test_no_payload_makes_a_finder_raise(payload, name):
    for kind in ("exception", "failed-request", "console-error", "long-task"):
        signals(kind, custom(1000, name, payload), change(2, 1100, type=2, id=PAY))
