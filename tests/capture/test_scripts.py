"""Names of functions, which no source map tells by itself."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from replaytest.capture import scripts
from replaytest.capture.channels import Channels
from replaytest.capture.console import Console
from replaytest.capture.map_files import MapFiles
from replaytest.capture.scripts import Mapped, Scripts
from replaytest.capture.source_maps import SourceMap
from tests.capture.test_source_maps import map_of, read
from tests.support.loops import in_a_loop

BUNDLE = Path(__file__).with_name("bundle")
CODE = (BUNDLE / "cart.min.js").read_text("utf-8")
URL = "http://localhost:1/cart.min.js"


class Said:
    """A masker that puts everything in brackets."""

    def url(self, text, *, page=False, loaded=False):
        return f"<{text}>"

    text = function_name = url


def response(url=URL, text=CODE, kind="script", headers=()):
    async def body():
        if text is None:
            raise RuntimeError("the page has gone on")
        return text.encode()

    request = SimpleNamespace(resource_type=kind)
    return SimpleNamespace(url=url, request=request, body=body, headers=dict(headers))


def frame(function, column, line=1, url=URL):
    return {"function": function, "url": url, "line": line, "column": column}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "cart.min.js.map").write_bytes(
        (BUNDLE / "cart.min.js.map").read_bytes()
    )
    return MapFiles((str(tmp_path),))


def named(files, frames, *responses):
    async def ask():
        known = Scripts(files)
        for each in responses:
            known.loaded(each)
        return await known.originals(frames)

    return [found and found.name for found in in_a_loop(ask())]


STACK = [
    frame("i", CODE.index(".value") + 2),
    frame("u", CODE.index("i(t,e)") + 1),
    frame("n.pay", CODE.index("u(e,this") + 1),
    frame("HTMLButtonElement.<anonymous>", CODE.index('pay("SPRING')),
]


def test_the_name_is_the_one_the_function_was_defined_with(folder):
    names = ["discountOf", "applyVoucher", "pay", ""]
    assert named(folder, STACK, response()) == names


def test_without_the_script_it_is_the_one_it_was_called_by(folder):
    for gone in ((), (response(text=None),)):
        names = ["discountOf", "applyVoucher", "pay", ""]
        assert named(folder, STACK, *gone) == names


def test_where_an_asynchronous_caller_waits_it_need_not_have_called(folder):
    stack = [STACK[0], STACK[1] | {"function": "async u"}]
    assert named(folder, stack) == ["", ""]


def test_what_was_called_there_is_another_function(folder):
    for other in ("q", "it"):  # i(t,e) is called
        assert named(folder, [frame(other, 40), STACK[1]], response())[0] == ""


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("function t(){!}", "one"),
        ("async function* t(){!}", "one"),
        ("x={};t=()=>{!}", "one"),
        ("var t = async e=>{!}", "one"),
        ("let t=e=>{!}", "one"),
        ("t=class{pay(){!}}", "one"),
        ("function t(){}\nt();{!}", "one"),
        ("function tt(){!}", ""),
        ("o.t=function(){!}", ""),
        ("t();!", ""),
        ("t==(!)", ""),
        ("{!}function t(){}", ""),
    ],
)
def test_how_functions_are_defined(code, name):
    at = code.index("!")
    first = next(re.finditer(r"(?<!\w)t(?!\w)|tt", code)).start()
    known = Mapped(read(map_of([[(first, 0, 3, 4, 0)]])), code)
    before = code[:at].split("\n")
    assert known.name_of(frame("t", len(before[-1]) + 1, len(before))) == name


def test_a_long_script_is_searched_in_no_time():
    code = "function t(){" + "t=t=t= a" * 400_000 + "}"
    known = Mapped(SourceMap.parse(b'{"mappings": ""}'), code)
    began = time.process_time()
    for number in range(50):
        known.name_of(frame("t", len(code) - number % 5))
    assert time.process_time() - began < 1


def test_scripts_are_remembered_up_to_a_number(monkeypatch):
    monkeypatch.setattr(scripts, "MOST_SCRIPTS", 2)
    known = Scripts(MapFiles())
    for url in ("a", "b", "a", "c"):
        known.loaded(response(url))
    known.loaded(response("d", kind="fetch"))
    assert [u for u in "abcd" if known.may_map([frame("t", 1, url=u)])] == ["a", "c"]


def test_no_more_maps_than_a_number_are_read(monkeypatch, folder):
    monkeypatch.setattr(scripts, "MOST_MAPS", 1)
    other = "http://localhost:1/x/cart.min.js"
    found = named(folder, [STACK[0], STACK[0] | {"url": other}])
    assert found == ["", None]


class FakePage:
    """A page, and the context it is in."""

    def __init__(self):
        self.heard = {}

    def on(self, event, listener):
        self.heard.setdefault(event, []).append(listener)

    def emit(self, event, *args):
        for listener in self.heard.get(event, ()):
            listener(*args)

    def throw(self, message, stack):
        error = SimpleNamespace(message=message, stack=stack, name="TypeError")
        return SimpleNamespace(page=self, error=error)


def console_of(told, works, files, records=lambda page: True):
    known = Scripts(files)
    known.loaded(response())
    return Console(
        lambda page, event: told.append((page, event)),
        Said,
        spawn=works.append,
        scripts=known,
        records=records,
    )


def test_an_error_is_told_once_with_its_time_and_nothing_in_clear(folder):
    told, works, page = [], [], FakePage()
    console = console_of(told, works, folder)
    before = time.time() * 1000 - 1
    column = STACK[0]["column"]
    console.error(page.throw("no", f"TypeError: no\n    at i ({URL}:1:{column})"))
    after = time.time() * 1000 + 1
    assert told == []
    in_a_loop(_all(works))
    console.settle()
    [(its, event)] = told
    assert its is page
    assert before <= event["timestamp"] <= after
    assert event["data"]["payload"] == {
        "kind": "exception",
        "name": "<TypeError>",
        "message": "<no>",
        "stack": [
            {
                "function": "<i>",
                "url": f"<{URL}>",
                "line": 1,
                "column": column,
                "original": {
                    "source": "<cart.ts>",
                    "line": 10,
                    "column": 35,
                    "name": "<discountOf>",
                },
            }
        ],
    }


def test_errors_of_a_page_that_throws_all_the_time_do_not_wait(folder):
    told, works, page = [], [], FakePage()
    console = console_of(told, works, folder)
    for _ in range(300):
        console.error(page.throw("no", f"    at i ({URL}:1:66)"))
    assert len(works) == 100
    assert len(told) == 200
    console.settle(FakePage())
    assert len(told) == 200
    console.settle(page)
    assert len(told) == 300
    in_a_loop(_all(works))
    assert len(told) == 300


def test_an_error_that_waits_is_told_as_its_page_closes():
    told, works, problems = [], [], []
    note = lambda page, event: told.append(event)  # noqa: E731
    channels = Channels(note, Said, spawn=works.append, on_problem=problems.append)
    page = FakePage()
    channels.watch_page(page)
    context = FakePage()
    channels.watch(context)
    # The other listeners want more of a response than this one has.
    for listener in context.heard["response"]:
        listener(response())
    context.emit("weberror", page.throw("no", f"    at i ({URL}:1:66)"))
    assert told == []
    page.emit("close", page)
    assert [event["data"]["tag"] for event in told] == ["replaytest/error@1"]
    for each in works:
        each.close()


def test_an_error_without_anything_to_look_up_is_told_at_once(folder):
    told, works, page = [], [], FakePage()
    console_of(told, works, folder).error(
        page.throw("no", "    at i (http://x.test/:1:2)")
    )
    nowhere = console_of(told, works, folder, records=lambda page: False)
    nowhere.error(page.throw("no", f"    at i ({URL}:1:66)"))
    assert (len(told), works) == (2, [])


async def _all(works):
    for each in works:
        await each
