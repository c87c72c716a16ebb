"""Pages that were left, or a recording that ended, before they had been read."""

from __future__ import annotations

import threading
from functools import partial
from types import SimpleNamespace

import pytest

import replaytest
from replaytest.mirror.timeline import Timeline
from replaytest.run.arrivals import Arrivals, lost
from tests.mirror.events import START, element, event, page, text
from tests.run.again import again, recorded
from tests.support.driven import driven
from tests.support.pages import Answer, Pages

ORIGIN = "http://127.0.0.1"


def request(path, at, **more):
    told = {"name": ORIGIN + path, "entryType": "navigation", "isMainFrame": True}
    told |= {"status": 200, "timestamp": START + at} | more
    payload = {"requests": [told]}
    return event(6, at, plugin="rrweb/network@1", payload=payload)


def document(path, at):
    return event(4, at, href=ORIGIN + path, width=800, height=600)


def settings(at, **told):
    return event(5, at, tag="replaytest/settings@1", payload=told)


def arrivals(*events):
    line = Timeline.of_events(events)
    found = Arrivals(line)
    for number, each in line.decoded():
        found.see(each, number)
    return found


def gone_to(*events, at):
    """The place where a tab is `at`, before the first event that is later."""
    number = sum(each["timestamp"] <= START + at for each in events)
    return arrivals(*events).gone_to(number, START + at)


def test_a_page_that_was_asked_for_and_never_shown():
    seen = request("/login", 0), document("/login", 30)
    left = request("/account", 100), request("/shop", 150), document("/shop", 200)
    assert gone_to(*seen, *left, at=140) == "/account"
    assert gone_to(*seen, at=140) == ""
    assert gone_to(*seen, request("/account", 100), at=140) == "/account"


def test_a_page_comes_with_the_event_that_shows_it():
    events = request("/a", 0), document("/a", 30), request("/b", 100)
    assert gone_to(*events, document("/b", 150), at=140) == ""


@pytest.mark.parametrize(
    "more",
    [
        {"isMainFrame": False},
        {"entryType": "resource"},
        {"status": 302},
        {"status": 204},
        {"status": None},
        {"responseHeaders": {"content-disposition": "attachment; filename=a.csv"}},
    ],
)
def test_what_brings_a_tab_no_page(more):
    events = document("/a", 30), request("/b", 100, **more)
    assert gone_to(*events, at=140) == ""


@pytest.mark.parametrize(
    "payload",
    [None, [], {"requests": None}, {"requests": [3, {"entryType": "navigation"}]}],
)
def test_whatever_a_recording_says_of_requests(payload):
    told = event(6, 100, plugin="rrweb/network@1", payload=payload)
    assert gone_to(document("/a", 30), told, at=140) == ""


def test_a_page_is_read_until_it_says_so_or_another_comes():
    first = document("/a", 0), settings(1, loading=True), event(1, 50)
    found = arrivals(*first, document("/b", 90), settings(91), settings(92, loading=1))
    assert [found.is_unfinished(number, START) for number in range(8)] == [
        *(False, False, True),
        *(False,) * 5,
    ]
    cut = arrivals(document("/a", 0), settings(1, loading=True), document("/b", 9))
    assert [cut.is_unfinished(number, START) for number in (2, 3)] == [True, False]
    assert arrivals(*page(), settings(1, loading=True)).is_unfinished(3, START)


def test_a_page_waits_for_an_answer_that_it_gives_up():
    told = {"entryType": "resource", "initiatorType": "xhr", "status": None}
    asked = request("/find?q=", 100, failure="net::ERR_ABORTED", **told)
    again = request("/find?q=cork", 600, **told | {"status": 200})
    found = arrivals(document("/a", 0), asked, again)
    waits = [found.is_unfinished(2, START + at) for at in (90, 110, 590, 610)]
    assert waits == [False, True, True, False]
    refused = arrivals(document("/a", 0), request("/find", 100, failure="", **told))
    assert not refused.is_unfinished(2, START + 110)


def test_a_page_that_was_there_from_the_start_loads_until_it_has():
    found = arrivals(event(0, 0), document("/a", 1), event(3, 5), event(1, 50))
    assert [found.is_unfinished(n, START) for n in (1, 2, 3, 4)] == [
        *(False, True, True, False)
    ]


def gone(*nodes):
    return [SimpleNamespace(kind="delete", node_before=node) for node in nodes]


def test_what_is_gone_is_lost_unless_all_beside_it_is():
    box = element(12, "div", element(13, "i"), element(14, "p", text(15, "Loading")))
    line = Timeline.of_events(page(element(11, "h1", text(10, "Shop")), box))
    lost_of = partial(lost, recorded=line.seek_position(len(line)))
    assert list(lost_of(gone(11))) == gone(11)
    assert list(lost_of(gone(14))) == []
    assert list(lost_of(gone(11, 12))) == gone(11, 12)
    other = SimpleNamespace(kind="attribute", node_before=11)
    assert list(lost_of([other])) == []


FIRST = "<!doctype html><title>First</title><a href=/second>Second</a>"
# Its script comes so late that nobody has waited for it.
SECOND = """<!doctype html><title>Second</title><h1>Second</h1><p>of three</p>
<div id=list>Loading</div><script defer src=/late.js></script>"""
LATE = """
list.textContent = "One, two";
document.body.append("Ready");"""
THIRD = "<!doctype html><title>Third</title><h1>Third</h1>"


@pytest.fixture(scope="module")
def chromium():
    with driven() as made:
        yield made


def site(second, late):
    script = Answer(LATE, kind="text/javascript", after=late)
    table = {"/": FIRST, "/second": second, "/third": THIRD, "/late.js": script}
    return Pages(table)


def done(chromium, folder, journey, now=SECOND):
    """Record a journey; return its recording, and a run on the site as it is now."""
    late = threading.Event()
    with site(SECOND, late) as pages:
        url = pages.url + "/"

        async def use(tab):
            await tab.get_by_role("link").click()
            await tab.get_by_role("heading", name="Second").wait_for()
            await journey(tab, url, late)

        made = chromium.run(recorded(chromium, url, use, folder))
        late.set()
    with site(now, late) as pages:
        return made, chromium.run(again(chromium, made, pages.url, folder / "run"))


async def _leave(tab, url, _late):
    await tab.goto(url + "third")


async def _end(*_):
    pass


async def _stay(tab, _url, late):
    await tab.wait_for_timeout(700)  # so long nothing is waited for: it is recorded
    late.set()
    await tab.get_by_text("Ready").wait_for()


@pytest.mark.parametrize("journey", [_leave, _end])
def test_a_page_that_was_still_read_is_no_difference(chromium, tmp_path, journey):
    made, run = done(chromium, tmp_path, journey)
    said = str([e["data"] for _, e in made.events() if e["type"] == 5])
    # On a slow machine the page is recorded as it grows, also where it is left then.
    assert "'loading': True" in said or journey is _leave
    assert "Ready" not in str(list(made.events()))
    assert run.verdict == "matched", (run.at_step, run.why)


def test_of_what_was_read_nothing_may_be_lost(chromium, tmp_path):
    _, run = done(chromium, tmp_path, _end, SECOND.replace("<p>of three</p>", ""))
    assert (run.verdict, run.at_step) == ("diverged", 2)
    assert "of three" in run.why


def test_a_page_that_was_recorded_as_it_grew_says_when_it_is_there(chromium, tmp_path):
    again_of = partial(done, chromium, tmp_path, _stay)
    made, run = again_of()
    assert run.verdict == "matched", (run.at_step, run.why)
    told = [(e["type"], e["data"]) for _, e in made.events() if e["type"] in (1, 5)]
    kinds = [
        "loading" if "'loading': True" in str(data) else kind for kind, data in told
    ]
    assert kinds.index("loading") < len(kinds) - 1 - kinds[::-1].index(1)
    _, run = again_of(SECOND.replace("/late.js", "/later.js"))
    assert (run.verdict, run.at_step) == ("diverged", 2)


MAIN = """<!doctype html><title>Main</title><script>
document.write(`<iframe src=${location.search.slice(1)}/second></iframe>`);
</script>"""


def test_a_frame_of_another_origin_does_not_say_that_the_page_is_there(
    chromium, tmp_path
):
    late = threading.Event()

    async def main(url, other):
        context = await chromium.browser.new_context()
        async with replaytest.record(context, folder=tmp_path, mask=0) as recording:
            tab = await context.new_page()
            await tab.goto(f"{url}/main?{other}", wait_until="commit")
            await tab.wait_for_timeout(900)  # so long its frame is not waited for
            late.set()
            await tab.frames[1].get_by_text("Ready").wait_for()
            await tab.wait_for_timeout(100)
        await context.close()
        return [e for _, e in replaytest.read(recording.paths[0]).events()]

    table = {"/main": MAIN, "/second": SECOND}
    table["/late.js"] = Answer(LATE, kind="text/javascript", after=late)
    with Pages(table) as pages:
        told = chromium.run(main(pages.url, pages.other_url))
    assert "Ready" in str(told)
    assert [each["type"] for each in told if each["type"] in (0, 1)] == [0, 1]
