"""Errors in minified scripts are told where the code was written, if a map says it."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from urllib.parse import quote

import pytest

import replaytest
from replaytest.replay import write_replay_of
from tests.support.pages import Answer, Pages

BUNDLE = Path(__file__).parents[1] / "capture" / "bundle"
CODE = (BUNDLE / "cart.min.js").read_text("utf-8")
MAP = (BUNDLE / "cart.min.js.map").read_bytes()
INLINE = "data:application/json;base64," + base64.b64encode(MAP).decode()
JS = "text/javascript; charset=utf-8"
# Sources and names are somebody's words too.
PRIVATE_MAP = {
    "version": 3,
    "sources": ["https://anna:geheim@shop.test/src/a.ts?email=anna@example.com"],
    "names": ["anna@example.com"],
    "mappings": "AAAAA",
    "ignoreList": [0],
    "sourcesContent": ["planted-4242"],
}
PRIVATE = (
    "var o = {'anna@example.com': function () { null.x }};"
    "document.querySelector('button').onclick = o['anna@example.com']\n"
    "//# sourceMappingURL=data:application/json," + quote(json.dumps(PRIVATE_MAP))
)
# Where cart.ts says so; browsers differ in which column of it.
WRITTEN = [
    ("cart.ts", 10, "discountOf"),
    ("cart.ts", 16, "applyVoucher"),
    ("cart.ts", 23, "pay"),
]


def page_with(script):
    return f"<!doctype html><title>t</title><button>Pay</button><script src={script}></script>"


@pytest.fixture
def site():
    answers = {
        "/": page_with("/cart.min.js"),
        "/cart.min.js": Answer(CODE, kind=JS),
        "/cart.min.js.map": Answer(MAP, kind="application/json"),
        "/inline": page_with("/inline.js"),
        "/inline.js": Answer(CODE.replace("cart.min.js.map", INLINE), kind=JS),
        "/lost": page_with("/lost.js"),
        "/lost.js": Answer(CODE.replace("cart.min", "gone"), kind=JS),
        "/idle": page_with("/idle.js"),
        "/idle.js": Answer("1\n//# sourceMappingURL=cart.min.js.map", kind=JS),
        "/private": page_with("/private.js"),
        "/private.js": Answer(PRIVATE, kind=JS),
        "/slow": page_with("/slow.js"),
        "/slow.js": Answer(CODE.replace("cart.min", "slow"), kind=JS),
        "/slow.js.map": Answer(MAP, after_s=5),
    }
    with Pages(answers) as pages:
        yield pages


@pytest.fixture
def errors_on(context, site):
    """Return a function: a path → what is told of the errors of a click there."""

    def run(path, work=lambda page: None):
        with replaytest.record(context, folder="here") as recording:
            page = context.new_page()
            page.goto(site.url + path)
            page.click("button")
            work(page)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        events = [event for _, event in found.events()]
        errors = [e for e in events if e["data"].get("tag") == "replaytest/error@1"]
        return [error["data"]["payload"] for error in errors]

    return run


def originals(error):
    mapped = [frame for frame in error["stack"] if "original" in frame]
    return [
        (
            frame["original"]["source"],
            frame["original"]["line"],
            frame["original"].get("name") or frame["function"],
        )
        for frame in mapped
    ]


@pytest.mark.parametrize("path", ["/", "/inline"])
def test_frames_say_where_the_code_was_written(errors_on, path, browser_name):
    (error,) = errors_on(path)
    assert originals(error)[:3] == WRITTEN
    columns = [frame["original"]["column"] for frame in error["stack"][:3]]
    assert columns == ([35, 18, 12] if browser_name == "chromium" else [18, 18, 12])


def test_the_replay_says_it(errors_on, page):
    errors_on("/")
    write_replay_of([Path("here/session.replaytest")], Path("replay.html"))
    page.goto(Path("replay.html").resolve().as_uri())
    story = page.locator(".moments")
    story.get_by_text("Uncaught TypeError").wait_for()
    assert ", at cart.ts:10 in discountOf" in story.inner_text()


def test_the_error_stands_at_the_time_at_which_it_came(context, site):
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto(site.url + "/slow")
        page.click("button")
        clicked = time.time() * 1000
        page.wait_for_timeout(300)
        began = time.monotonic()
    # A server that does not answer holds nobody up for longer than other things may.
    assert time.monotonic() - began < 3
    events = [event for _, event in replaytest.read(recording.paths[0]).events()]
    (error,) = [e for e in events if e["data"].get("tag") == "replaytest/error@1"]
    assert error["timestamp"] <= clicked + 100
    assert len(error["data"]["payload"]["stack"]) == 4
    assert originals(error["data"]["payload"]) == []


def test_maps_of_other_machines_are_in_the_folders_of_the_project(context):
    Path("dist").mkdir()
    Path("dist/cart.min.js.map").write_bytes(MAP)
    Path("pyproject.toml").write_text("[tool.replaytest]\nsource_maps = ['dist']\n")
    context.route(
        "https://shop.test/",
        lambda r: r.fulfill(body=page_with("cart.min.js"), content_type="text/html"),
    )
    context.route("**/*.js", lambda r: r.fulfill(body=CODE, content_type=JS))
    context.route("**/*.map", lambda r: r.abort())
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto("https://shop.test/")
        page.click("button")
    events = [event for _, event in replaytest.read(recording.paths[0]).events()]
    (error,) = [e for e in events if e["data"].get("tag") == "replaytest/error@1"]
    assert originals(error["data"]["payload"])[:3] == WRITTEN


def test_without_a_map_frames_are_as_the_browser_told_them(errors_on, site):
    (error,) = errors_on("/lost")
    assert [frame["function"] for frame in error["stack"]][:2] == ["i", "u"]
    assert originals(error) == []
    assert "/gone.js.map" in site.asked


def test_a_page_that_does_not_fail_has_its_maps_left_alone(errors_on, site):
    assert errors_on("/idle") == []
    assert not [path for path in site.asked if path.endswith(".map")]


def test_each_map_is_asked_for_once(errors_on, site):
    errors = errors_on("/", lambda page: [page.click("button") for _ in range(3)])
    assert len(errors) == 4
    assert all(originals(error)[:3] == WRITTEN for error in errors)
    assert site.asked.count("/cart.min.js.map") == 1
    assert site.asked.count("/cart.min.js") == 1


def test_an_error_just_before_its_page_closes_is_told(errors_on):
    (error,) = errors_on("/", lambda page: page.close())
    assert originals(error)[:3] == WRITTEN


def test_an_error_on_a_page_that_is_left_out_is_not_told_on_the_next(context, site):
    rules = {"block-urls": ["*/slow"]}
    with replaytest.record(context, folder="here", mask=rules) as recording:
        page = context.new_page()
        page.goto(site.url + "/slow")
        page.click("button")
        page.goto(site.url + "/inline")
        page.wait_for_timeout(100)
    events = [event for _, event in replaytest.read(recording.paths[0]).events()]
    assert not [e for e in events if e["data"].get("tag") == "replaytest/error@1"]


def test_originals_are_masked_as_frames_are(errors_on):
    (error,) = errors_on("/private")
    for word in ("anna", "geheim", "planted-4242"):
        assert word not in str(error)
    assert originals(error)[0][1] == 1
    assert error["stack"][0]["ignored"] is True
