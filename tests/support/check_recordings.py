"""Check the mirror against rrweb's player, and against live pages, for a folder.

    python -m tests.support.check_recordings DIR [--moments 20] [--details]

Every `*.json` below DIR that is an array of rrweb events is played in a browser by both;
where `X.oracle.json` stands beside `X.json`, the mirror's last page is compared with it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, sync_playwright

from replaytest.browser.launch import launch_options
from replaytest.model import Event
from tests.support.compare_known import reason
from tests.support.compare_oracle import against_oracle
from tests.support.compare_player import Compared, compare, player_page

STEP_MS = 50  # between events that have no time
START = 1_700_000_000_000


@dataclass
class Origin:
    """What was found for the streams of one folder."""

    streams: int = 0
    equal_streams: int = 0
    moments: int = 0
    equal: int = 0
    equal_directly: int = 0
    known: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    oracles: int = 0
    equal_oracles: int = 0
    oracle_reasons: Counter[str] = field(default_factory=Counter)

    def count(self, found: Compared, events: list[Event]) -> None:
        self.streams += 1
        self.equal_streams += found.equal == found.moments
        self.equal_directly += found.equal_directly
        self.moments += found.moments
        self.equal += found.equal
        for moment in groupby(found.differences, lambda each: each.at):
            told = {reason(each, events) or f"! {each.what}" for each in moment[1]}
            faults = {each for each in told if each.startswith("!")}
            (self.reasons if faults else self.known).update(faults or told)

    def count_oracle(self, found: list[tuple[str, str]]) -> None:
        self.oracles += 1
        self.equal_oracles += not found
        self.oracle_reasons.update({what for what, _ in found})


def events_of(path: Path) -> list[Event] | None:
    """Return the events of a file, with times; None if it holds something else."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return None
    if not isinstance(found, list) or len(found) < 2:
        return None
    if not all(isinstance(each, dict) and "type" in each for each in found):
        return None
    if not all("timestamp" in each for each in found):
        for place, each in enumerate(found):
            each["timestamp"] = START + place * STEP_MS
    return found


def streams(folder: Path) -> Iterator[tuple[Path, list[Event]]]:
    for path in sorted(folder.rglob("*.json")):
        events = None if path.name.endswith(".oracle.json") else events_of(path)
        if events is not None:
            yield path, events


def check(folder: Path, page: Any, moments: int, details: bool) -> dict[str, Origin]:
    """Compare every stream of a folder; `details` prints the first differences."""
    origins: dict[str, Origin] = {}
    for path, events in streams(folder):
        name = path.relative_to(folder)
        origin = name.parts[0] if len(name.parts) > 1 else folder.name
        counted = origins.setdefault(origin, Origin())
        oracle = path.with_name(f"{path.stem}.oracle.json")
        if oracle.is_file():
            told = against_oracle(events, json.loads(oracle.read_bytes()))
            counted.count_oracle(told)
            if details and told:
                print(f"{name}: live page", *told[:4], sep="\n    ")
        try:
            found = compare(page, events, moments=moments)
        except Error as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        counted.count(found, events)
        if details and found.differences:
            print(f"{name}: {found.equal} of {found.moments}")
            _print_details(found)
    return origins


def _print_details(found: Compared) -> None:
    told = {(each.what, each.path): each for each in found.differences}
    for each in list(told.values())[:6]:
        print(f"    {each.what} {each.path[-120:]}")
        print(f"        mirror {str(each.mirror)[:300]}")
        print(f"        player {str(each.player)[:300]}")


def table(origins: dict[str, Origin]) -> str:
    lines = [
        "| origin | streams | equal | moments | equal | equal directly | known | differ |"
    ]
    lines.append("|---|---|---|---|---|---|---|---|")
    for name, each in sorted(origins.items()):
        known, reasons = (
            ", ".join(f"{what} {n}" for what, n in counted.most_common())
            for counted in (each.known, each.reasons)
        )
        lines.append(
            f"| {name} | {each.streams} | {each.equal_streams} | {each.moments} "
            f"| {each.equal} | {each.equal_directly} | {known} | {reasons} |"
        )
    return "\n".join(lines)


def oracle_table(origins: dict[str, Origin]) -> str:
    lines = ["| origin | live pages | equal | differ in (pages) |", "|---|---|---|---|"]
    for name, each in sorted(origins.items()):
        reasons = ", ".join(
            f"{what} {n}" for what, n in each.oracle_reasons.most_common()
        )
        if each.oracles:
            lines.append(
                f"| {name} | {each.oracles} | {each.equal_oracles} | {reasons} |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--details", action="store_true")
    given = parser.parse_args()
    sys.setrecursionlimit(100_000)  # oracles nest as deep as their pages
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        page = player_page(browser.new_context())
        origins = check(given.folder, page, given.moments, given.details)
        print(table(origins), oracle_table(origins), sep="\n\n")
        browser.close()


if __name__ == "__main__":
    main()
