"""Compare passing attempts of the same tests with each other: nothing may differ.

    python -m tests.support.check_passes STORE

Record some first, twice or more: `pytest sample_site/suite --record-sessions
--record-sessions-keep all --record-sessions-dir STORE`. Prints each difference, how many
pairs were compared, and ends with 1 if there was one.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import permutations
from pathlib import Path

from replaytest.against.compare import compare_courses
from replaytest.against.course import course_of
from replaytest.against.model import Course
from replaytest.store.folder import Store
from replaytest.store.read import read
from replaytest.summary.opening import session_of


def passes_of(store: Store) -> dict[str, list[Path]]:
    """Return the folders of the attempts that passed, by node id."""
    found: dict[str, list[Path]] = defaultdict(list)
    for entry in store.entries():
        folder = entry.path.parent
        if entry.test and entry.outcome == "passed":
            folders = found[entry.test.nodeid]
            if folder not in folders:
                folders.append(folder)
    return found


def course_in(folder: Path) -> Course:
    recordings = [read(path) for path in sorted(folder.glob("*.replaytest"))]
    return course_of([(each, session_of(each)) for each in recordings])


def main(root: Path) -> int:
    pairs = differing = 0
    for nodeid, folders in sorted(passes_of(Store.open(root)).items()):
        for one, other in permutations(folders, 2):
            found = compare_courses(course_in(one), course_in(other))
            pairs += 1
            differing += bool(found.first)
            for each in found.differences:
                print(f"{nodeid} {one.name} {other.name}: {each.sentence}")
    print(f"{pairs} pairs compared, {differing} differ")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
