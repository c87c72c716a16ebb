"""How long two sessions of half an hour take to their first divergence.

    python -m tests.benchmarks.divergence [--events 20000] [--items 1500] [--steps 400]

Makes both: a shop page that lives (prices tick, rows come and go, a clock runs), with a
step every few seconds. They are alike but for a text near the end, the worst place for a
divergence to be, and then but for one in the middle. Prints seconds (the goal is 5), and
how much longer it would take to normalise both pages anew at each checkpoint.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

from replaytest.diff.compare import read
from replaytest.diff.digest import Digest
from replaytest.diff.sessions import course_of
from replaytest.diff.sides import Did, Side, TabSide
from replaytest.mirror.timeline import Timeline
from tests.diff.pages import shop
from tests.mirror.events import START, add, change, element, event, mutation, text

HALF_AN_HOUR = 30 * 60_000
# Checkpoints at which both pages are read anew.
FEW = 20


def events_of(given: argparse.Namespace, odd_at: float) -> tuple[list[Any], list[int]]:
    """Return the events of a session, and the times of its steps, in ms."""
    pick = random.Random(7)
    page = shop(given.items)
    texts, rows = _texts(page), _rows(page)
    events = [
        event(4, 0, href="http://127.0.0.1/shop", width=800, height=600),
        event(2, 0, node=page, initialOffset={"left": 0, "top": 0}),
    ]
    number, made = 10_000_000, []
    for turn in range(given.events):
        at = int(turn * HALF_AN_HOUR / given.events)
        deed = pick.random()
        if deed < 0.7:
            value = f"{pick.randrange(90)}.50"
            events.append(mutation(at, texts=[{"id": pick.choice(texts), "value": value}]))  # fmt: skip
        elif deed < 0.85 or not made:
            number += 2
            new = element(number, "li", text(number + 1, f"News {turn}"))
            made.append((number, pick.choice(rows)))
            events.append(mutation(at, adds=[add(new, made[-1][1])]))
        elif deed < 0.95:
            gone, parent = made.pop(pick.randrange(len(made)))
            events.append(mutation(at, removes=[{"parentId": parent, "id": gone}]))
        else:
            events.append(change(1, at, positions=[]))
    steps = [
        int((n + 1) * HALF_AN_HOUR / (given.steps + 2)) for n in range(given.steps)
    ]
    events += [change(2, at, type=2, id=rows[0], x=1, y=1) for at in steps]
    odd = [{"id": texts[0], "attributes": {"class": "odd"}, "value": "Sold out"}]
    if odd_at < 1:
        events.append(mutation(int(odd_at * HALF_AN_HOUR), texts=odd))
    return events, steps


def _texts(page: Any) -> list[int]:
    """Return the texts of prices, but the first, which only the odd one changes."""
    return [each["id"] for each in _below(page) if each["type"] == 3 and ".50" in each["textContent"]]  # fmt: skip


def _rows(page: Any) -> list[int]:
    return [each["id"] for each in _below(page) if each.get("tagName") == "ul"]


def _below(node: Any) -> list[Any]:
    found = [node]
    for each in found:
        found += each.get("childNodes", ())
    return found


def side(given: argparse.Namespace, name: str, odd_at: float = 1) -> Side:
    events, times = events_of(given, odd_at)
    line = Timeline.of_events(events)
    places = {line.stamps[n]: n for n in range(len(line)) if line.event(n)["data"].get("source") == 2}  # fmt: skip
    steps = tuple(
        Did(START + at, 0, places[START + at], ("click", "0", str(n)), f"click {n}")
        for n, at in enumerate(times)
    )
    until = START + HALF_AN_HOUR
    return Side(name, START, until, steps, tabs=(TabSide(1, line, until),))


def timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    found = deed()
    return time.process_time() - began, found


def anew(a: Side, b: Side) -> None:
    """Do what is needed without digests, at the first few checkpoints."""
    for number in range(FEW):
        mirrors = [each.tabs[0].timeline.seek_checkpoint(number) for each in (a, b)]
        one, other = read(*mirrors)
        assert one.size
        assert other.size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=1500)
    parser.add_argument("--steps", type=int, default=400)
    given = parser.parse_args()
    for name, odd_at in (("nowhere", 1.0), ("in the middle", 0.5), ("near the end", 0.97)):  # fmt: skip
        making, pair = timed(lambda at=odd_at: (side(given, "a"), side(given, "b", at)))
        seconds, course = timed(lambda pair=pair: course_of(*pair))
        where = course.first.sentence if course.first else "nothing differs"
        print(f"differing {name}: {seconds:.2f} s ({course.pages} pages, reading {making:.2f} s): {where}")  # fmt: skip
    again, _ = timed(lambda: anew(*pair))
    again *= (given.steps + 1) / FEW
    print(f"reading both pages anew at each step: {again:.1f} s, {again / seconds:.1f} times as long")  # fmt: skip
    one, other = (each.tabs[0].timeline.seek_position(given.events) for each in pair)
    digests = Digest(one), Digest(other)
    reading, _ = timed(lambda: read(one, other))
    asking, _ = timed(
        lambda: [digests[0].value == digests[1].value for _ in range(1000)]
    )
    print(f"{digests[0].root.size:,} items: read both {reading * 1000:.0f} ms, ask again {asking * 1000:.1f} µs")  # fmt: skip


if __name__ == "__main__":
    main()
