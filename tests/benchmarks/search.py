"""How long a store takes to be indexed and to answer, and how that grows.

    python -m tests.benchmarks.search [--large] [--sessions N ...] [--recordings N]

By default 1,000 and 10,000 sessions, with --large 100,000 too, and 300 recordings.

The sessions are made up row by row and go into the index as read ones do, with a file
of no content for each, so that every question looks for new files as in life. Times of
questions are the best of three, whole: update, question, entries. `growth` is the
exponent between the two largest stores: 1 is in proportion to the sessions. Then
recordings are written, and read by one process and by as many as there are cores, with
what the first index of a store of each size takes at that pace.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from replaytest.cli.listing import as_json
from replaytest.search import tables
from replaytest.search.compile import prepare
from replaytest.search.funnel import funnel
from replaytest.search.index import forget, mark, update
from replaytest.search.put import put, set_meta
from replaytest.search.query import Question, condition, search
from replaytest.search.readers import readers
from replaytest.search.rows import EventRow, Found, Seen, SessionRow
from replaytest.search.schema import index_path, opened
from replaytest.search.walk import SETTLED_NS
from replaytest.signals.thresholds import Thresholds
from replaytest.store.folder import Store
from tests.signals.build import click, reacts, request, shop, thrown, typed, visit
from tests.support.builders import STARTED_AT, write_recording

PAGES = [f"http://shop.test/{name}" for name in ("", "cart", "checkout", "help", "me")]
TARGETS = [f'button "{name}"' for name in ("Pay", "Checkout", "Add", "Next", "Apply")]
SIGNALS = ("rage-click", "dead-click", "exception", "failed-request", "slow-response")
WORDS = [
    "order",
    "basket",
    "delivery",
    "total",
    "promo",
    "code",
    "price",
    "shirt",
    "blue",
    "green",
    "size",
    "next",
    "sign",
    "address",
    "postcode",
    "card",
    "number",
    "thanks",
    "receipt",
    "invoice",
]
NOW = STARTED_AT + 100 * 86_400_000


def made_up(number: int, lines: list[str]) -> Found:
    """Return a session with 30 to 60 events and 40 lines, 4 of them its own."""
    dice = random.Random(number)
    start = STARTED_AT + number * 60_000
    failed = dice.random() < 0.1
    events = [
        _event(dice, start + place * 700, place)
        for place in range(dice.randint(30, 60))
    ]
    own = [f"order {dice.getrandbits(32)}" for _ in range(4)]
    chosen = dice.sample(lines, 36) + own
    name = f"test_{number % 400}"
    path = f"tests/{name}/{start}-{number:08d}/session.replaytest"
    row = SessionRow(
        path,
        0,
        1,
        session=f"{number:032x}",
        test=f"tests/test_shop.py::{name}",
        outcome="failed" if failed else "passed",
        browser=dice.choice(("chromium 140", "firefox 141")),
        started_at=start,
        ended_at=start + 42_000,
        duration_s=42,
        tabs=1,
        events=len(events) * 20,
        score=dice.randint(0, 100),
    )
    screen = tuple(Seen(text, start + 1000, 1) for text in chosen)
    return Found(row, tuple(events), screen)


def _event(dice: random.Random, at: int, number: int) -> EventRow:
    page = dice.choice(PAGES)
    which = dice.random()
    if which < 0.15:
        return EventRow("page", at, 1, number, page, page=page)
    if which < 0.45:
        return EventRow("click", at, 1, number, dice.choice(TARGETS), "click", page)
    if which < 0.9:
        url = f"http://shop.test/api/orders/{dice.randint(1, 5000)}"
        status = 500 if dice.random() < 0.02 else 200
        return EventRow("request", at, 1, number, url, "GET", page, status, 80.0)
    if which < 0.94:
        kind = dice.choice(SIGNALS)
        return EventRow("signal", at, 1, number, f"{kind} on Pay", kind, page)
    if which < 0.97:
        text = f"TypeError: cannot read item {dice.randint(1, 900)}"
        return EventRow(
            "error", at, 1, number, text, "TypeError", page, fingerprint="ab" * 8
        )
    more = (("total", float(dice.randint(1, 90))),)
    return EventRow(
        "annotation", at, 1, number, str(more), "paid", page, properties=more
    )


def fill(store: Store, count: int) -> float:
    """Put made-up sessions into the index; return the seconds that took."""
    dice = random.Random(7)
    lines = [" ".join(dice.choices(WORDS, k=dice.randint(1, 8))) for _ in range(4000)]
    took = 0.0
    with opened(store.root) as connection:
        set_meta(connection, "made with", mark(Thresholds()))
        for start in range(0, count, 256):
            batch = [made_up(n, lines) for n in range(start, min(start + 256, count))]
            since = time.perf_counter()
            put(connection, batch)
            took += time.perf_counter() - since
            for each in batch:
                _touch(store.root / each.session.path)
    return took


def _touch(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, ns=(1, 1))


def questions(root: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what is asked, and how."""

    def asked(question: Question, limit: int | None = 20) -> Callable[[], object]:
        def ask() -> object:
            update(root)
            with opened(root) as connection:
                total, hits = search(connection, root, question, now=NOW, limit=limit)
            return total, [as_json(hit.entry, Store(root)) for hit in hits]

        return ask

    def counted() -> object:
        update(root)
        with opened(root) as connection:
            prepare(connection)
            among = condition(root, Question(), now=NOW)
            return funnel(
                connection, ["page:/cart", "click:Checkout", "event:paid"], among
            )

    def in_sql() -> object:
        update(root)
        with opened(root) as connection:
            statement = "SELECT page, count(*) FROM errors GROUP BY 1"
            return tables.query(connection, root, statement)

    where = 'signal = "rage click" and url ~ "/checkout" and outcome = failed'
    then = ("click:Apply", "error within 30s", "not event:paid")
    yield "nothing new: update", lambda: update(root)
    yield f"ls --where {where!r}", asked(Question(where=where), None)
    yield (
        "ls --where 'score > 20 and test ~ test_1'",
        asked(Question(where="score > 20 and test ~ test_1"), None),
    )
    yield "search 'promo code'", asked(Question(texts=("promo code",)))
    yield "search 'order 1234'", asked(Question(texts=("order 1234",)))
    yield f"search --then {then}", asked(Question(then=then))
    yield "funnel page:/cart click:Checkout event:paid", counted
    yield "sql, first time", in_sql
    yield "sql, again", in_sql


def timed(action: Callable[[], object], times: int = 3) -> float:
    """Return the best of some runs, in seconds."""
    found = []
    for _ in range(times):
        since = time.perf_counter()
        action()
        found.append(time.perf_counter() - since)
    return min(found)


def record(root: Path, count: int) -> int:
    """Write recordings of a store; return their mean size in bytes."""
    store = Store.create(root)
    size = 0
    for number in range(count):
        start = STARTED_AT + number * 60_000
        # Of events at 0 ms on; each visit is a page of its own.
        events = [*shop()]
        for step in range(20):
            at = 1000 + step * 1000
            events += [*click(at), reacts(at + 50), typed(at + 300), request(at + 400)]
            if step % 5 == 4:
                events += [
                    *visit(at + 500, f"http://shop.test/{step}"),
                    thrown(at + 600),
                ]
        session = f"{number:032x}"
        path = store.session_folder(session, start) / "session.replaytest"
        end = {"at": start, "outcome": "passed"}
        write_recording(path, events, store=store, session=session, end=end)
        size += path.stat().st_size
    return size // count


def first_index(folder: Path, count: int, sizes: list[int]) -> None:
    """Print what it costs to read recordings, by one process and by all."""
    mean = record(folder, count)
    print(f"\nfirst index of {count} recordings of {mean} bytes")
    # The second one has the interpreters' files in memory already.
    for processes in dict.fromkeys((1, readers())):
        shutil.rmtree(folder / "index", ignore_errors=True)
        took = timed(partial(update, folder, processes=processes), 1)
        each = took / count
        more = ", ".join(f"{n:,}: {each * n:.0f} s" for n in sizes)
        print(
            f"{processes} process(es): {took:.1f} s, {each * 1000:.1f} ms each ({more})"
        )


def measure(root: Path, count: int) -> dict[str, float]:
    """Make a store of made-up sessions; return what each question takes, in s."""
    store = Store.create(root)
    took = fill(store, count)
    size = index_path(root).stat().st_size / 1e6
    print(
        f"{count:>9,} sessions: {took:.1f} s to put in, {size:.1f} MB of index, "
        f"{size * 1000 / count:.1f} MB per 1,000 sessions"
    )
    found = {"update, each folder listed": timed(lambda: update(root), 1)}
    # Listings are trusted once the folders were left alone for a while.
    time.sleep(max(0, SETTLED_NS / 1e9 - found["update, each folder listed"]))
    update(root)
    for name, ask in questions(root):
        found[name] = timed(ask, 1 if "first" in name else 3)
    parts = sum(path.stat().st_size for path in root.glob("index/sql/*"))
    print(f"{'':>9} tables for sql: {parts / 1e6:.1f} MB")
    one = next(store.recordings())
    found["forget one"] = timed(lambda: forget(root, [one]), 1)
    return found


def growth(sizes: list[int], times: list[float]) -> str:
    """Return the exponent of time by sessions, between the two largest stores."""
    if len(sizes) < 2:
        return "-"
    return f"{math.log(times[-1] / times[-2]) / math.log(sizes[-1] / sizes[-2]):.2f}"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--sessions", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--recordings", type=int, default=300)
    options = parser.parse_args()
    sizes = sorted({*options.sessions, *([100_000] if options.large else [])})
    folder = Path(tempfile.mkdtemp(prefix="search-"))
    try:
        found = []
        for count in sizes:
            found.append(measure(folder / "store", count))
            shutil.rmtree(folder / "store")
        print("\n" + "".join(f"{n:>9,}" for n in sizes) + "  growth   (times in ms)")
        for name in found[0]:
            times = [each[name] for each in found]
            cells = "".join(f"{each * 1000:>9.0f}" for each in times)
            print(f"{cells}{growth(sizes, times):>8}   {name}")
        first_index(folder / "real", options.recordings, sizes)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
