"""Sessions made by hand: steps, requests, errors, and the events of one tab."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from replaytest.diff.sides import Asked, Did, Erred, Side, TabSide, Visited
from replaytest.mirror.timeline import Timeline
from tests.mirror.events import START, change, element, mutation, page, text

STEP = 2000.0


class Made:
    """A session with a click every two seconds on button 1, 2, 3, … of one page."""

    def __init__(self, *, paragraphs: int = 4, steps: int = 3) -> None:
        rows = [
            element(50 + n, "p", text(100 + n, f"row {n}")) for n in range(paragraphs)
        ]
        self.events = page(
            element(9, "main", element(10, "button", text(11, "Go")), *rows)
        )
        self.requests: list[Asked] = []
        self.errors: list[Erred] = []
        self.visits: list[Visited] = []
        self.targets = [f'button "{n}"' for n in range(1, steps + 1)]
        self.left = STEP

    def at(self, step: int, ms: float = 0) -> float:
        """The moment `ms` after a step, 0: the start."""
        return START + step * STEP + ms

    def show(self, step: int, number: int, said: str, *, ms: float = 100) -> Made:
        return self.do(step, ms, texts=[{"id": 100 + number, "value": said}])

    def do(self, step: int, ms: float = 100, **data: Any) -> Made:
        self.events.append(mutation(int(step * STEP + ms), **data))
        return self

    def ask(self, step: int, endpoint: str, outcome: str | None = "200", *, method: str = "POST", ms: float = 50) -> Made:  # fmt: skip
        self.requests.append(Asked(self.at(step, ms), 0, method, endpoint, outcome))
        return self

    def err(self, step: int, said: str, *, ms: float = 50) -> Made:
        self.errors.append(Erred(self.at(step, ms), 0, said, f"the page throws {said}"))
        return self

    def visit(self, step: int, address: str, *, ms: float = 60) -> Made:
        self.visits.append(Visited(self.at(step, ms), 0, address))
        return self

    def side(self, name: str = "x") -> Side:
        """The session as one side, watched for a step's time after its last step."""
        clicks = [change(2, int(n * STEP), type=2, id=10, x=1, y=1) for n in range(1, len(self.targets) + 1)]  # fmt: skip
        line = Timeline.of_events([*self.events, *clicks])
        places = [n for n, e in enumerate(map(line.event, range(len(line)))) if e["type"] == 3 and e["data"]["source"] == 2]  # fmt: skip
        steps = tuple(
            Did(self.at(n), 0, place, key_of(target), f"click {target}")
            for n, (place, target) in enumerate(
                zip(places, self.targets, strict=True), 1
            )
        )
        until = self.at(len(steps)) + self.left
        return Side(
            name,
            START,
            until,
            steps,
            tuple(self.visits),
            tuple(self.requests),
            tuple(self.errors),
            (TabSide(1, line, until),),
        )


def key_of(target: str) -> tuple[str, ...]:
    """What a step is known by: that of a visit if it opens a page."""
    deed = "navigate" if target.startswith("open ") else "click"
    return deed, "0", target


def sides(*makers: Callable[[Made], Any], **options: Any) -> list[Side]:
    """Return a session for each function, which is given one to change."""
    found = []
    for number, maker in enumerate(makers):
        made = Made(**options)
        maker(made)
        found.append(made.side(f"session {number}"))
    return found


def nothing(_made: Made) -> None:
    """Change nothing."""


def each_says(words: Iterable[str]) -> list[Callable[[Made], Any]]:
    """Sessions in which paragraph 1 says one of these after step 1."""
    return [lambda made, word=word: made.show(1, 1, word) for word in words]
