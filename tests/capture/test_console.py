from __future__ import annotations

from types import SimpleNamespace

from replaytest.capture import budget
from replaytest.capture.budget import Allowance
from replaytest.capture.console import Console
from replaytest.capture.map_files import MapFiles
from replaytest.capture.scripts import Scripts


class Said:
    """A masker that puts everything in brackets."""

    def url(self, text, *, page=False, loaded=False):
        return f"<{text}>"

    text = function_name = url


def message(number):
    place = {"url": "http://a/", "lineNumber": 0, "columnNumber": 0}
    return SimpleNamespace(type="log", text=str(number), location=place, page="page")


def test_of_a_console_that_says_too_much_the_rest_is_counted():
    told = []
    console = Console(
        lambda _, event: told.append(event["data"]["payload"]["payload"]),
        Said,
        spawn=lambda _: None,
        scripts=Scripts(MapFiles(())),
        records=lambda _: True,
    )
    for number in range(budget.MOST_MESSAGES + 500):
        console.message(message(number))
    kept = len(told)
    assert budget.MOST_MESSAGES <= kept < budget.MOST_MESSAGES + 500
    console.settle()
    console.settle()
    left = budget.MOST_MESSAGES + 500 - kept
    assert told[kept:] == [[f"{left} messages more than are kept are not told"]]


def test_an_allowance_fills_again_and_no_further():
    now = [0.0]
    allowed = Allowance(most=3, rate=1, clock=lambda: now[0])
    assert [allowed.takes() for _ in range(4)] == [True, True, True, False]
    now[0] = 2.0
    assert [allowed.takes() for _ in range(3)] == [True, True, False]
    now[0] = 1000.0
    assert [allowed.takes() for _ in range(4)] == [True, True, True, False]
    assert allowed.refused == 3
