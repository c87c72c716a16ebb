"""Compare sessions of one build with each other: nothing may differ, or it is noise.

    python -m tests.support.check_same_build STORE [--learn N] [--most N] [--details]

Record some first: `pytest sample_site/suite --record-sessions --record-sessions-keep all
--record-sessions-dir STORE`, N times. Each session is compared with the next one of its
test, in both directions, before and after learning from the first N. Prints each
divergence (`--details`) and both numbers, and ends with 1 if a pair differs after
learning. Nothing is written to the store.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from replaytest.diff.learn import learn
from replaytest.diff.learned import Learned
from replaytest.diff.noise import Noise
from replaytest.diff.sessions import course_of
from replaytest.diff.sides import Side
from replaytest.divergence import side_of
from replaytest.store.folder import Store
from tests.support.check_passes import passes_of


def sides_of(folders: list[Path]) -> list[list[Side]]:
    """Return the sessions of some attempts, those of one context together."""
    rows = [sorted(folder.glob("*.replaytest")) for folder in sorted(folders)]
    return [list(map(side_of, row)) for row in zip(*rows, strict=False)]


def differing(sides: list[Side], noise: Noise, name: str, details: bool) -> list[bool]:
    found = []
    for one, other in pairwise(sides):
        for pair in ((one, other), (other, one)):
            course = course_of(*pair, noise=noise)
            found.append(bool(course))
            for each in course.each() if details else ():
                print(f"{name} {pair[0].name[-40:]}: {each.sort} {each.sentence}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--learn", type=int, default=3, help="runs to learn from")
    parser.add_argument("--most", type=int, default=20, help="runs of each test")
    parser.add_argument("--only", default="", help="tests with this in their id")
    parser.add_argument("--details", action="store_true")
    given = parser.parse_args()
    before, after, rules = Counter[bool](), Counter[bool](), 0
    began = time.monotonic()
    for nodeid, folders in sorted(passes_of(Store.open(given.store)).items()):
        if given.only not in nodeid:
            continue
        for sides in sides_of(sorted(folders)[: given.most]):
            told = differing(sides, Noise(), f"before {nodeid}", given.details)
            before.update(told)
            learned = Learned()
            if any(told):
                learned = learn(sides[: given.learn])
                told = differing(
                    sides, Noise(learned=learned), f"after {nodeid}", given.details
                )
            rules += len(learned.rules)
            after.update(told)
    seconds = time.monotonic() - began
    pairs = before.total()
    print(
        f"{pairs} pairs, {seconds:.0f} s; {rules} rules learned from {given.learn} runs"
    )
    print(f"differing before learning: {before[True]}, after: {after[True]}")
    return int(after[True] > 0)


if __name__ == "__main__":
    sys.exit(main())
