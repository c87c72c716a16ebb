"""Streams whose answer is known, for `agreement.py`: written by hand, and recorded.

Those written by hand stand at the borders of a definition. The others are the signal
pages of the sample site in Chromium, with what is wrong on each and with what is right,
watched for longer than a dead click takes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

import replaytest
from replaytest.importers.model import ForeignSession
from replaytest.importers.read import read_foreign
from replaytest.model import Event
from tests.mirror.events import change, event, mutation
from tests.signals.build import (
    CHECK,
    LINK,
    NOTE,
    PAY,
    SEND,
    console,
    custom,
    moves,
    reacts,
    request,
    shop,
    typed,
    visit,
)
from tests.signals.build import (
    click as clicked,
)

Act = Callable[[Any], None]
Part = Event | list[Event]
HELP = "http://shop.test/help"
SELECTED = {"start": 21, "startOffset": 0, "end": 21, "endOffset": 5}


def clicks(node: int, *times: int, x: int = 100) -> list[Event]:
    return [each for at in times for each in clicked(at, node, x)]


WRITTEN: dict[str, list[Part]] = {
    "no reaction": [clicks(PAY, 1000)],
    "no reaction on text": [clicks(NOTE, 1000)],
    "no reaction on the bare page": [clicks(4, 1000)],
    "no reaction on a link": [clicks(LINK, 1000)],
    "a reaction": [clicks(PAY, 1000), reacts(1100)],
    "a reaction on press": [clicks(PAY, 1000), reacts(985)],
    "a reaction after 2.2 s": [clicks(PAY, 1000), reacts(3200)],
    "a reaction after 4 s": [clicks(PAY, 1000), reacts(5000)],
    "a reaction after 1.5 s": [clicks(PAY, 1000), reacts(2500)],
    "a reaction after the next click": [
        clicks(PAY, 1000),
        clicks(NOTE, 2000),
        reacts(2100),
    ],
    "an attribute that changes": [
        clicks(PAY, 1000),
        mutation(1100, attributes=[{"id": 40, "attributes": {"data-on": "1"}}]),
    ],
    "a scroll": [clicks(PAY, 1000), change(3, 1050, id=1, x=0, y=300)],
    "a request alone": [clicks(PAY, 1000), request(1300, duration=250)],
    "a focus elsewhere": [clicks(PAY, 1000), change(2, 1100, type=5, id=40)],
    "a drawing": [clicks(PAY, 1000), change(9, 1100, id=PAY, type=0, commands=[])],
    "a tab that is hidden": [clicks(PAY, 1000), custom(1100, "window hidden", {})],
    "a form back at its address": [clicks(SEND, 1000), event(0, 1900), shop(2000)],
    "a box that is ticked": [clicks(CHECK, 1000)],
    "a double click that selects": [
        clicks(NOTE, 1000, 1150),
        change(2, 1155, type=4, id=NOTE, x=100, y=50),
        change(14, 1160, ranges=[SELECTED]),
    ],
    "3 clicks in 0.6 s": [clicks(PAY, 1000, 1300, 1600)],
    "3 clicks in 1.8 s": [clicks(PAY, 1000, 1900, 2800)],
    "3 clicks 25 px apart": [
        clicks(PAY, 1000),
        clicks(PAY, 1300, x=125),
        clicks(PAY, 1600, x=150),
    ],
    "a click on each of 3 things": [
        clicks(PAY, 1000),
        clicks(NOTE, 1300),
        clicks(SEND, 1600),
    ],
    "back after 1.5 s": [visit(5000, HELP), visit(6500, "http://shop.test/cart")],
    "back after 5 s": [visit(5000, HELP), visit(10_000, "http://shop.test/cart")],
    "an error 1 s after a click": [
        clicks(PAY, 1000),
        reacts(1100),
        console(2000, "no"),
    ],
    "an error 4 s after a click": [
        clicks(PAY, 1000),
        reacts(1100),
        console(5000, "no"),
    ],
    "a request that fails": [
        clicks(PAY, 1000),
        reacts(1100),
        request(1300, status=500),
    ],
    "the same, as Chromium tells it": [
        clicks(PAY, 1000),
        reacts(1100),
        request(1300, status=500, responseStatus=500),
    ],
    "a request of typing that fails": [typed(1000), request(1300, status=404)],
}


def written() -> Iterator[tuple[str, list[ForeignSession]]]:
    """Yield the name and the session of each stream that is written by hand."""
    end = moves(20_000, [(0, 0), (1, 1)])
    for name, parts in WRITTEN.items():
        events = [*shop()]
        for part in (*parts, end):
            events += part if isinstance(part, list) else [part]
        yield f"written: {name}", read_foreign(orjson.dumps(events))


def click(selector: str, times: int = 1, wait: int = 0) -> Act:
    def act(page: Any) -> None:
        for _ in range(times):
            page.locator(selector).click()
        page.wait_for_timeout(wait)

    return act


def type_and_leave(page: Any) -> None:
    page.get_by_label("Name").fill("Ada")
    page.wait_for_timeout(1100)
    page.get_by_text("Prices").click()
    page.wait_for_url("**/signal-u-turn-away.html")
    page.go_back()
    page.wait_for_url("**/signal-form-abandonment.html*")


def delayed(ms: int) -> Act:
    def act(page: Any) -> None:
        def answer(route: Any) -> None:
            page.wait_for_timeout(ms)
            route.continue_()

        page.route("**/healthz", answer)

    return act


def thrash(page: Any) -> None:
    for turn in range(24):
        page.mouse.move(100 + 400 * (turn % 2), 300)
        page.wait_for_timeout(60)


STAY = 2700
AWAY, BACK = click("text=Prices", wait=300), click("text=Back", wait=300)
VISITS: dict[str, tuple[str, tuple[Act, ...]]] = {
    "rage-click, bad": ("rage-click.html", (click("#bad", 4, STAY),)),
    "rage-click, good": ("rage-click.html", (click("#bad", 2), click("#good", 4))),
    "dead-click, bad": ("dead-click.html", (click("#bad", wait=STAY),)),
    "dead-click, good": ("dead-click.html", (click("#good", wait=STAY),)),
    "slow-click, bad (0.6 s)": ("slow-click.html", (click("#bad", wait=STAY),)),
    "slow-click, good": ("slow-click.html", (click("#good", wait=STAY),)),
    "u-turn, bad": ("u-turn.html", (AWAY, BACK)),
    "u-turn, good (after 3 s)": (
        "u-turn.html",
        (AWAY, lambda page: page.wait_for_timeout(STAY), BACK),
    ),
    "mouse-thrash, bad": ("mouse-thrash.html", (thrash,)),
    "exception, bad": ("exception.html#bad", (click("h1", wait=STAY),)),
    "console-error, bad": (
        "console-error.html#bad",
        (lambda page: page.wait_for_timeout(300),),
    ),
    "failed-request, bad": ("failed-request.html", (click("#bad", wait=STAY),)),
    "failed-request, good": ("failed-request.html", (click("#good", wait=STAY),)),
    "error-after, bad": ("error-after-action.html", (click("#bad", wait=STAY),)),
    "error-after, good": ("error-after-action.html", (click("#good", wait=STAY),)),
    "slow-response, bad": (
        "slow-response.html",
        (delayed(3200), click("#load", 1, 4500)),
    ),
    "form-abandonment, bad": ("form-abandonment.html", (type_and_leave,) * 2),
    "layout-jump, bad": (
        "layout-jump.html#bad",
        (lambda page: page.wait_for_timeout(1300), click("#pay", wait=STAY)),
    ),
    "blank-page, bad": (
        "blank-page.html#bad",
        (lambda page: page.wait_for_timeout(3300),),
    ),
    "long-task, bad": ("long-task.html", (click("#bad", wait=STAY),)),
}


def visits() -> Iterator[tuple[str, list[ForeignSession]]]:
    """Record the signal pages of the sample site; yield what each was, and its session."""
    from playwright.sync_api import sync_playwright

    from replaytest.browser.launch import launch_options
    from sample_site.serve import SampleSite

    with SampleSite() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        for name, (address, acts) in VISITS.items():
            with tempfile.TemporaryDirectory() as folder:
                context = browser.new_context()
                with replaytest.record(context, folder=Path(folder) / "r") as recording:
                    page = context.new_page()
                    page.goto(f"{site.url}/static/signal-{address}")
                    for act in acts:
                        act(page)
                context.close()
                yield f"recorded: {name}", read_foreign(recording.paths[0])
        browser.close()


def streams() -> Iterator[tuple[str, list[ForeignSession]]]:
    """Yield the name and the sessions of all streams."""
    yield from written()
    yield from visits()
