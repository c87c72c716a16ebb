"""How often a target is found on another build of its page, missed, or taken for another.

    python tests/benchmarks/locate.py [--rounds 3] [--targets 12] [FILE.json ...]

Pages are those of the sample site, used a little and recorded in Chromium by the real
recorder, those of tests/support/made_pages.py, which repeat themselves, and the ends of
FILEs, which are rrweb event arrays. Each is edited at random
(tests/support/mutate_page.py): light edits happen to 7 % of everything, heavy ones to
25 %, for "gone" the target is removed besides, and for "replaced" a control of the same
kind with other names stands in its place. Pages are split by their names in
those that the weights and the gate were chosen on and those held out.

Beside `locate`: the CSS path that developer tools copy, the XPath with numbers, the
locator that Playwright's codegen would write (its order of keys, over the mirror), and
Similo with its own weights, which always takes the best. Twins, which nothing but their
place tells apart, are left out and counted; a wrapper around the target and nothing else
counts as the target. Results are in replaytest/redrive/weights.py.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.progress import track
from rich.table import Table

from replaytest.browser.launch import launch_options
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.timeline import Timeline
from replaytest.redrive.evidence import Gathering, Target
from replaytest.redrive.features import Features, Reader
from replaytest.redrive.keys import keys_of
from replaytest.redrive.kinds import CONTROLS, control_of, is_control, is_page
from replaytest.redrive.locate import Located, locate
from replaytest.redrive.similarity import own_likeness, similarity_by
from replaytest.redrive.surroundings import Surroundings
from tests.mirror.visits import visits
from tests.support.made_pages import HARD, page_of, people
from tests.support.mutate_page import HEAVY, LIGHT, another_build, mask_texts

CLASSES = {
    "unchanged": (0.0, False),
    "light": (LIGHT, False),
    "heavy": (HEAVY, False),
    "gone, light": (LIGHT, True),
    "gone, heavy": (HEAVY, True),
    "replaced": (LIGHT, True),
}
# Similo's weights, of the features that a mirror has.
SIMILO = {
    **dict.fromkeys(("tag", "name", "id", "text", "beside"), 1.5),
    **dict.fromkeys(("classes", "href", "alt", "path", "place", "label"), 0.5),
}
Way = Callable[[Target, Reader], int | None]


@dataclass(frozen=True)
class Page:
    """A recorded page; `held_out` if nothing was chosen by it."""

    name: str
    mirror: Mirror
    held_out: bool


def ours(target: Target, reader: Reader) -> int | None:
    found = locate(target, reader.mirror, reader)
    return found.node_id if isinstance(found, Located) else None


def css_path(target: Target, reader: Reader) -> int | None:
    """Numbers of children down from the nearest id that is unique."""
    return _only(_css(reader).get(target_css(target)))


def xpath(target: Target, reader: Reader) -> int | None:
    return _only(_by_place(reader).get(target.features.place))


def codegen(target: Target, reader: Reader) -> int | None:
    """The first key that is unique where it was recorded; else the best one's nth."""
    if target.keys:
        return _only(_by_keys(reader).get(target.keys[0]))
    return xpath(target, reader)


def similo(target: Target, reader: Reader) -> int | None:
    own = target.features
    scored = [
        (similarity_by(SIMILO, own, reader.of(n)), n.id) for n in reader.elements()
    ]
    return max(scored, key=lambda each: each[0])[1] if scored else None


WAYS: dict[str, Way] = {
    "locate": ours,
    "CSS path": css_path,
    "XPath": xpath,
    "codegen": codegen,
    "Similo": similo,
}


def _only(found: list[int] | None) -> int | None:
    return found[0] if found and len(found) == 1 else None


def _kept_table(
    reader: Reader, what: str, keys: Callable[[Node, Features], Iterable[object]]
) -> dict[object, list[int]]:
    """Return the elements by what they are called; made once and kept on the reader."""
    table: dict[object, list[int]] | None = getattr(reader, what, None)
    if table is None:
        table = {}
        for node in reader.elements():
            for key in keys(node, reader.of(node)):
                table.setdefault(key, []).append(node.id)
        setattr(reader, what, table)
    return table


def _by_place(reader: Reader) -> dict[object, list[int]]:
    return _kept_table(reader, "by_place", lambda _, f: [f.place])


def _by_keys(reader: Reader) -> dict[object, list[int]]:
    return _kept_table(reader, "by_keys", lambda _, features: keys_of(features))


def _css(reader: Reader) -> dict[object, list[int]]:
    return _kept_table(reader, "by_css", lambda n, _: [_css_of(reader.mirror, n)])


def _css_of(mirror: Mirror, node: Node) -> str:
    parts: list[str] = []
    for each in (node, *mirror.ancestors(node)):
        name = each.attributes.get("id") if each.kind == 2 else None
        if name:
            parts.append(f"#{name}")
            break
        row = [n for n in mirror.siblings(each) if n.kind == 2]
        number = next((at for at, n in enumerate(row) if n is each), 0)
        parts.append(f"{each.tag}:nth-child({number + 1})")
    return " > ".join(reversed(parts))


_target_css: dict[int, str] = {}


def target_css(target: Target) -> str:
    return _target_css[id(target)]


def pages_of(files: Iterable[Path], folder: Path) -> Iterator[Page]:
    """Yield the recorded pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        before = Path.cwd()
        os.chdir(folder)
        for name, visit in visits(browser, folder):
            yield _page(name, visit.events)
        os.chdir(before)
        browser.close()
    for name, made in HARD.items():
        yield Page(name, page_of(made()), _is_held_out(name))
    for file in files:
        found = orjson.loads(file.read_bytes())
        yield _page(file.name, found if isinstance(found, list) else found["events"])


def _page(name: str, events: list[dict[str, object]]) -> Page:
    tab = Timeline.of_events(events)
    mirror = tab.seek_position(len(tab))
    return Page(name, mirror, _is_held_out(name))


def _is_held_out(name: str) -> bool:
    return bool(zlib.crc32(name.encode()) % 2)


def targets_of(page: Page, rng: random.Random, most: int) -> tuple[list[Target], int]:
    """Return some targets of a page, and how many of those drawn were twins.

    Two of three are controls, the others what a person may click as well: a cell, an
    item, a heading.
    """
    gathering = Gathering(page.mirror)
    elements = [
        each
        for each in gathering.reader.elements()
        if control_of(page.mirror, each) is each and not is_page(each)
    ]
    controls = [each for each in elements if is_control(each)]
    inert = [
        n for n in elements if not is_control(n) and gathering.reader.around.text(n)
    ]
    drawn = rng.sample(controls, min(len(controls), most))
    drawn += rng.sample(inert, min(len(inert), most // 2))
    found = [gathering.target(each.id, each) for each in drawn]
    alone = [each for each in found if each.twins == 1]
    for each in alone:
        _target_css[id(each)] = _css_of(page.mirror, page.mirror.nodes[each.node_id])
    return alone, len(found) - len(alone)


Tally = dict[tuple[bool, str, str], Counter[str]]


def measure(
    page: Page, rng: random.Random, most: int, ways: list[str], tally: Tally
) -> int:
    """Count what becomes of some targets of a page; return the number of twins."""
    targets, twins = targets_of(page, rng, most)
    for name, (rate, is_gone) in CLASSES.items():
        whole = None if is_gone else another_build(page.mirror, rng, rate=rate)
        reader = None if whole is None else Reader(whole[0])
        for target in targets:
            if name == "replaced" and not _is_named_control(target):
                continue
            how = "replaced" if name == "replaced" else "without"
            build, ids = whole or another_build(
                page.mirror, rng, rate=rate, **{how: [target.node_id]}
            )
            asked = reader or Reader(build)
            for way in ways if not is_gone else ways[:1]:
                found = WAYS[way](target, asked)
                count = tally.setdefault((page.held_out, name, way), Counter())
                count["all"] += 1
                right = ids.get(target.node_id)
                count["missed"] += found is None and right is not None
                count["wrong"] += found is not None and not _is_right(
                    build, right, found
                )
    return twins


def _is_named_control(target: Target) -> bool:
    own = target.features
    return own.group in CONTROLS and own_likeness(own, own) is not None


def _is_right(build: Mirror, right: int | None, found: int | None) -> bool:
    """Say whether what was found is the target, or a wrapper of it and of nothing else."""
    one, other = build.get(right), build.get(found)
    if one is None or other is None:
        return False
    return one is other or Surroundings(build).is_one_place(one, other)


def main() -> None:
    """Print a table for the pages used to calibrate, and one for those held out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--targets", type=int, default=12)
    parser.add_argument(
        "--masked", action="store_true", help="mask all texts, as level 2 does"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    files = [each.resolve() for each in asked.files]
    console = Console(width=120)
    tally: Tally = {}
    twins = 0
    with tempfile.TemporaryDirectory() as scratch:
        pages = list(pages_of(files, Path(scratch)))
    for page in pages if asked.masked else ():
        mask_texts(page.mirror)
    for page in track(pages, description="pages", console=console):
        for number in range(asked.rounds):
            rng = random.Random(f"{asked.seed} {page.name} {number}")
            twins += measure(page, rng, asked.targets, list(WAYS), tally)
    for held_out in (False, True):
        console.print(
            table(tally, held_out, sum(p.held_out is held_out for p in pages))
        )
    console.print(f"drawn and left out, since nothing tells them apart: {twins} twins")
    console.print(speed())


def speed() -> str:
    """Return how long a search takes on a large page where nothing is as it was."""
    page = page_of(people(500))
    gathering = Gathering(page)
    buttons = [n for n in gathering.reader.group("press") if n.tag == "button"]
    target = gathering.target(0, buttons[len(buttons) // 2])
    taken = []
    for number in range(5):
        build, _ = another_build(page, random.Random(number), rate=HEAVY)
        began = time.process_time()
        locate(target, build)
        taken.append((time.process_time() - began) * 1000)
    nodes, buttons_left = len(build.nodes), len(buttons)
    return (
        f"one search on a page of {nodes:,} nodes, {buttons_left:,} of them buttons: "
        f"{statistics.median(taken):.0f} ms CPU ({min(taken):.0f} to {max(taken):.0f})"
    )


def table(tally: Tally, held_out: bool, pages: int) -> Table:
    """Return the counts of one set as a table: % missed / % wrong."""
    which = "held out" if held_out else "calibrated on"
    shown = Table(
        "edits", "targets", title=f"{which}, {pages} pages: % missed / % wrong"
    )
    for way in WAYS:
        shown.add_column(way, justify="right")
    for name in CLASSES:
        counts = [tally.get((held_out, name, way)) for way in WAYS]
        total = counts[0]["all"] if counts[0] else 0
        shown.add_row(name, f"{total:,}", *(_cell(count) for count in counts))
    return shown


def _cell(count: Counter[str] | None) -> str:
    if not count:
        return ""
    share = 100 / count["all"]
    return f"{count['missed'] * share:.1f} / {count['wrong'] * share:.2f}"


if __name__ == "__main__":
    main()
