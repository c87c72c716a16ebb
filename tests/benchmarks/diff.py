"""How right and how fast the diff is: planted changes, and large pages.

    python tests/benchmarks/diff.py [--changes 500] [--seed 1] [--recorded] [--quick]

Right: changes are planted in pages of the sample site, 1, 5 or 20 at a time (as their
server sends them; with `--recorded` as recorded in Chromium, after use). A planted
change is found if there is a change of its kind at its node; what else is told is wrong.
The size of a diff is told relative to what was planted (of a wrap, two changes: the
wrapper is new and what is in it moved).

Fast: pages of 10,000 and 100,000 nodes, CPU time of this process, the median of rounds.
Reading (normalise and number) both pages and putting the changes into words are told
apart from comparing. If xmldiff is installed (`pip install xmldiff`), it gets the same
pairs, less noise, within a time limit. Beside both stands a diff of the accessibility
outlines, which are Playwright's aria snapshots letter by letter: how many lines it has,
and of how many pairs it sees nothing.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from replaytest.diff.compare import compare, read
from replaytest.diff.edits import edits
from replaytest.diff.item import TEXT, Item
from replaytest.diff.outline import outline_hunks
from replaytest.diff.words import lines
from replaytest.mirror.mirror import Mirror
from tests.diff.mutate import Mutator, marked, mirror, plain
from tests.diff.pages import sample_pages, shop

SIZES = ((1_000, 10, 20), (10_000, 50, 20), (10_000, 1000, 200), (100_000, 200, 1000))
AT_ONCE = (1, 5, 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recorded", action="store_true")
    parser.add_argument("--quick", action="store_true", help="no page of 100,000 nodes")
    parser.add_argument("--limit", type=int, default=30, help="of xmldiff, in s")
    parser.add_argument("--worst", type=int, default=0, help="print this many misses")
    options = parser.parse_args()
    pages = dict(recorded_pages()) if options.recorded else sample_pages()
    pages["shop of 2,000 nodes"] = shop(2000)
    rightness(pages, options)
    speed(options)


def recorded_pages() -> Iterator[tuple[str, dict[str, Any]]]:
    from playwright.sync_api import sync_playwright

    from replaytest.browser.launch import launch_options
    from tests.mirror.visits import visits

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        for path, visit in visits(browser, Path(folder)):
            made = Mirror()
            for event in visit.events:
                made.apply(event)
            if made.document is not None:
                yield path, plain(made.document)
        browser.close()


def rightness(pages: dict[str, Any], options: argparse.Namespace) -> None:
    planted, recalled, told, right = Counter(), Counter(), 0, 0
    sizes, rivals, pairs, done, worst = [], [], 0, 0, []
    outlined, unseen = [], 0
    seed = options.seed
    while done < options.changes:
        for root in pages.values():
            if done >= options.changes:
                break
            seed += 1
            changed = Mutator(root, seed)
            changed.change(AT_ONCE[seed % len(AT_ONCE)])
            if not changed.planted:
                continue
            before, after = mirror(root), mirror(changed.root)
            found = compare(before, after)
            hits, exact = marked(changed.planted, found)
            for each in changed.planted:
                planted[each.deed] += 1
            recalled["all"] += hits
            told, right = told + len(found.changes), right + exact
            done += len({each.says for each in changed.planted})
            pairs += 1
            sizes.append(len(found.changes) / len(changed.planted))
            if exact < len(found.changes) or hits < len(changed.planted):
                worst.append((changed, found))
            rival = by_xmldiff(*read(before, after), limit=options.limit)
            if rival is not None:
                rivals.append(rival[0] / len(changed.planted))
            differing = by_outline(before, after)
            unseen += not differing
            outlined.append(differing / len(changed.planted))
    total = sum(planted.values())
    print(
        f"{len(pages)} pages, {pairs} pairs, {done} edits, {total} changes: {dict(planted)}"
    )
    print(f"precision {right / told:.3f}   recall {recalled['all'] / total:.3f}")
    print(
        f"size of the diff to the planted: median {statistics.median(sizes):.2f}, mean {statistics.mean(sizes):.2f}, worst {max(sizes):.2f}"
    )
    if rivals:
        print(
            f"xmldiff on {len(rivals)} of the same pairs: median {statistics.median(rivals):.2f}, mean {statistics.mean(rivals):.2f}, worst {max(rivals):.2f}"
        )
    print(
        f"aria snapshots, lines that differ: median {statistics.median(outlined):.2f}, "
        f"mean {statistics.mean(outlined):.2f}, worst {max(outlined):.2f}; "
        f"nothing differs in {unseen} of {pairs} pairs"
    )
    for changed, found in worst[: options.worst]:
        print("PLANTED", *changed.planted, sep="\n  ")
        print(
            "TOLD",
            *(
                (c.kind, c.node_before, c.node_after, c.name, c.what, c.before, c.after)
                for c in found.changes
            ),
            sep="\n  ",
        )


def speed(options: argparse.Namespace) -> None:
    for nodes, changes, goal in SIZES[: 3 if options.quick else 4]:
        root = shop(nodes)
        changed = Mutator(root, options.seed)
        changed.change(changes)
        pages = mirror(root), mirror(changed.root)
        rounds = [_round(*pages) for _ in range(5)]
        reading, comparing, telling = (
            statistics.median(times) for times in zip(*rounds, strict=True)
        )
        pair = read(*pages)
        print(
            f"{pair[0].size:,} items, {len(changed.planted)} changes planted, "
            f"{len(edits(*pair))} found: compare {comparing:.1f} ms (goal {goal}); "
            f"read both {reading:.0f} ms; all, in words {telling:.0f} ms"
        )
        rival = by_xmldiff(*pair, limit=options.limit)
        if rival is None:
            print(f"  xmldiff: not installed, or more than {options.limit} s")
        else:
            ratio = rival[1] / comparing
            print(
                f"  xmldiff: {rival[1]:.0f} ms, {ratio:.0f} times as long, {rival[0]} actions"
            )


def _round(before: Mirror, after: Mirror) -> tuple[float, float, float]:
    """Return the ms for reading both, comparing, and everything with words."""
    reading, pair = timed(lambda: read(before, after))
    comparing, _ = timed(lambda: edits(*pair))
    telling, _ = timed(lambda: lines(compare(before, after)))
    return reading, comparing, telling


def timed(deed: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.process_time()
    found = deed()
    return (time.process_time() - begin) * 1000, found


def by_xmldiff(one: Item, other: Item, *, limit: int) -> tuple[int, float] | None:
    """Return how many actions xmldiff takes, and how many ms."""
    try:
        from xmldiff import main as xmldiff
    except ImportError:
        return None
    left, right = as_xml(one), as_xml(other)
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(limit)
    try:
        taken, found = timed(lambda: list(xmldiff.diff_trees(left, right)))
    except (TimeoutError, RecursionError):
        return None
    finally:
        signal.alarm(0)
    return len(found), taken


def by_outline(before: Mirror, after: Mirror) -> int:
    """Return how many lines differ in a diff of two pages' aria snapshots."""
    hunks = outline_hunks(before, after, names=("before", "after"))
    rows = [row for row in hunks if not row.startswith(("---", "+++"))]
    return sum(row.startswith(("-", "+")) for row in rows)


def _too_long(*_: object) -> None:
    raise TimeoutError


def as_xml(root: Item) -> Any:
    made = etree.Element("document")
    stack = [(root, made)]
    while stack:
        item, element = stack.pop()
        for child in item.children:
            if child.tag == TEXT:
                last = element[-1] if len(element) else None
                if last is None:
                    element.text = (element.text or "") + _clean(child.text)
                else:
                    last.tail = (last.tail or "") + _clean(child.text)
                continue
            inner = etree.SubElement(element, child.tag.strip("#").replace(":", "-"))
            for name, value in child.facts:
                inner.set(
                    "".join(
                        c if c.isalnum() or c in "-_" else "-" for c in name
                    ).lstrip("-0123456789")
                    or "x",
                    _clean(value),
                )
            stack.append((child, inner))
    return made


def _clean(text: str) -> str:
    return "".join(c for c in text if c.isprintable())


if __name__ == "__main__":
    main()
