from __future__ import annotations

import time

import pytest

from replaytest.capture.stacks import frames_of, plain_name


@pytest.mark.parametrize(
    ("line", "function", "url", "place"),
    [
        ("    at pay (http://a.test/b.js:1:2)", "pay", "http://a.test/b.js", (1, 2)),
        ("    at http://a.test/b.js:30:4", "", "http://a.test/b.js", (30, 4)),
        ("    at async http://a.test/b.js:3:4", "", "http://a.test/b.js", (3, 4)),
        ("    at async pay (http://a.test/:1:2)", "async pay", "http://a.test/", (1, 2)),
        ("    at o.anna@x.org (http://a.test/:1:2)", "o.anna@x.org", "http://a.test/", (1, 2)),
        ("    at n.<anonymous> (blob:http://a.test/1:1:2)", "n.<anonymous>", "blob:http://a.test/1", (1, 2)),
        ("    at Array.map (<anonymous>:1:2)", "Array.map", "<anonymous>", (1, 2)),
        ("    at eval (eval at pay (http://a.test/:9:9), <anonymous>:1:2)", "eval", "<anonymous>", (1, 2)),
        ("pay@http://a.test/b.js:1:2", "pay", "http://a.test/b.js", (1, 2)),
        ("pay/<@http://a.test/b.js:1:2", "pay/<", "http://a.test/b.js", (1, 2)),
        ("@http://a.test/b.js:1:2", "", "http://a.test/b.js", (1, 2)),
    ],
)  # fmt: skip
def test_frames_of_all_browsers(line, function, url, place):
    (frame,) = frames_of(f"TypeError: no\n{line}")
    assert (frame["function"], frame["url"]) == (function, url)
    assert (frame["line"], frame["column"]) == place


@pytest.mark.parametrize(
    "part", ["a@a:", "at (a:1:", " (a:", "at a (", "eval at ", "1:"]
)
def test_a_made_up_stack_takes_no_time(part):
    began = time.process_time()
    frames_of("\n".join([("at " + part * 500)[:1990]] * 60))
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("function", "name"),
    [
        ("t", "t"),
        ("async t", "t"),
        ("new $e", "$e"),
        ("n.pay", "pay"),
        ("Object.t [as pay]", "t"),
        ("async Shop.n.pay", "pay"),
        ("HTMLButtonElement.<anonymous>", ""),
        ("pay/<", ""),
        ("", ""),
        ("o.anna@x.org", ""),
        ("1a", ""),
    ],
)
def test_the_identifier_of_a_function(function, name):
    assert plain_name(function) == name
