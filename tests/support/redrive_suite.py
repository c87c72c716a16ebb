"""Re-drive the sample suite's recordings, and count what came out as it was.

    python -m tests.support.redrive_suite STORE [--runs K] [--standard] [--only WORD]
        [--network stub] [--json FILE]

Record some first: `pytest sample_site/suite --record-sessions --record-sessions-level 0
--record-sessions-keep all --record-sessions-dir STORE`. Each recording is re-driven K
times on a sample site that is reset before each. With `--standard` each is made one of
rrweb's own events first, by PostHog's export and back (see `standard.py`).

A step counts as located if it was come to and done, or its page came by itself; minor
steps (hover, focus, scrolling) do not count. "end" is whether all pages were at the end what
they were. "lost" are the steps which our own events tell and the others do not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from statistics import median
from typing import Any

from replaytest.browser.start import started
from replaytest.config import NETWORKS
from replaytest.diff.compare import compare
from replaytest.diff.noise import Noise
from replaytest.mirror.mirror import Mirror
from replaytest.redrive.model import Plan, Step
from replaytest.redrive.values import Values
from replaytest.redrive.words import told
from replaytest.run.foreign import Hide, hiding
from replaytest.run.model import Options, Run
from replaytest.run.session import redrive
from replaytest.store.read import Recording, read
from replaytest.timelines import plan_of, timeline
from sample_site import seed
from sample_site.serve import SampleSite
from tests.support.standard import standard_recording

# What the suite types where the recordings keep but a shape: password, mail, cards.
_TYPED: dict[str, tuple[str, ...]] = {
    "email": (seed.EMAIL,),
    "password": (seed.PASSWORD,),
    "phone": ("+44 20 7946 0000",),
    "expiry": ("12/30",),
    "card number": ("4242 4242 4242 4242",),
    "cvc": ("123",),
    # Of rrweb's events alone a prompt's answer is asked for by its question.
    "what is the boat called": ("Gull",),
}
_OTHERWISE: dict[str, dict[str, tuple[str, ...]]] = {
    "wrong_password": {"password": ("battery-staple",)},
    "says_what": {"expiry": ("12/30", "13/30", "12/30")},
    "paid_in_the_frame": {"card number": ("1234", "4242 4242 4242 4242")},
    "confirmed_by": {
        "card number": ("4000 0000 0000 3220",),
        "code": ("000000", "135790"),
    },
}


@dataclass(slots=True)
class Journey:
    """What became of one recording. `located` and `steps` are of all its runs."""

    name: str
    steps: int = 0
    located: int = 0
    ends: list[bool] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    recorded_s: float = 0.0
    reason: str = ""
    lost: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def add(self, run: Run, plan: Plan, end: bool) -> None:
        """Count one run."""
        doings = [each for each in plan.steps if not each.minor]
        stop = run.blocked.step if run.blocked else None
        done = [each for each in run.steps if not each.step.minor]
        self.steps += len(doings)
        self.located += len(list(takewhile(lambda each: each is not stop, doings)))
        self.ends.append(end)
        self.verdicts[run.verdict] += 1
        self.rules.update(each.rule for each in done if each.rule)
        self.seconds.append(run.duration_s)
        self.recorded_s = run.recorded_s
        if run.verdict not in ("matched", "reproduced") and not self.reason:
            self.reason = f"at {run.at_step}: {run.why}"

    def row(self) -> str:
        verdicts = ", ".join(f"{n} {word}" for word, n in self.verdicts.items())
        took = f"{median(self.seconds):.1f} s ({self.recorded_s:.1f})"
        row = (
            f"{self.name[:36]:36}  {self.located:>3}/{self.steps:<3}  "
            f"{sum(self.ends)}/{len(self.ends)}  {took:>14}  {verdicts}"
        )
        return f"{row}: {self.reason}" if self.reason else row

    def to_json(self) -> dict[str, Any]:
        return {
            "journey": self.name,
            "steps": self.steps,
            "located": self.located,
            "same_end": sum(self.ends),
            "runs": len(self.ends),
            "verdicts": dict(self.verdicts),
            "rules": dict(self.rules),
            "median_s": round(median(self.seconds), 2) if self.seconds else None,
            "recorded_s": round(self.recorded_s, 2),
            "reason": self.reason,
            "lost": self.lost,
            "guessed": self.guessed,
            "missing": self.missing,
        }


def values_for(name: str) -> Values:
    """Return what a test types into fields whose values are masked."""
    other = next((more for word, more in _OTHERWISE.items() if word in name), {})
    return Values(_TYPED | other)


def put_files(folder: Path) -> None:
    """Put into a folder the files that the suite chooses."""
    folder.mkdir()
    prices = "name,price\nTide Mug,18.00\n"
    (folder / "prices.csv").write_text(prices, encoding="utf-8")


def same_end(baseline: Recording, run: Run) -> bool:
    """Say whether all pages were at the end of a run what they were at its model's."""
    if run.path is None or run.blocked is not None:
        return False
    if not any(each.kind in ("dom", "navigation") for each in run.divergences):
        return True
    again = read(run.path)
    own, other = ([tab.number for tab in each.tabs] for each in (baseline, again))
    if own != other:
        return False
    hide = hiding(baseline, plan_of(baseline))
    ends = [[_end(each, tab, hide) for each in (baseline, again)] for tab in own]
    return not any(compare(*each, noise=Noise()) for each in ends)


def _end(recording: Recording, tab: int, hide: Hide | None) -> Mirror:
    line = timeline(recording, tab)
    mirror = line.seek_position(len(line))
    if hide is not None:
        hide(mirror)
    return mirror


def lost(plan: Plan, exact: Plan) -> tuple[str, ...]:
    """Return what the exact plan tells and a plan of less does not: steps, answers."""
    has = [each for each in plan.steps if not each.minor]
    gone: list[str] = []
    for each in exact.steps:
        if each.minor or each.cause is not None:
            continue
        same = next((other for other in has if _is_same(other, each)), None)
        if same is None:
            gone.append(told(each))
        else:
            has.remove(same)
            answers = each.dialogs[len(same.dialogs) :]
            gone += [f"how the {answer.type} was answered" for answer in answers]
    return tuple(gone)


def _is_same(one: Step, exact: Step) -> bool:
    if one.kind == exact.kind == "fill" and exact.masked:
        return _words(one) == _words(exact)
    return told(replace(one, dialogs=())) == told(replace(exact, dialogs=()))


def _words(step: Step) -> str:
    return step.target.words if step.target else ""


async def journey_of(
    path: Path, browser: Any, site: SampleSite, given: argparse.Namespace, folder: Path
) -> Journey:
    recording = read(path)
    exact = plan_of(recording)
    if given.standard:
        recording = standard_recording(
            recording, values_for(_name(path)), folder / "standard"
        )
    plan = plan_of(recording)
    name = _name(path)
    found = Journey(name, lost=lost(plan, exact), missing=plan.missing)
    found.guessed = tuple(
        f"{told(each)}: {each.guess}" for each in plan.steps if each.guess
    )
    options = Options(
        base_url=site.url,
        allow=(site.payment_url,),
        values=values_for(name),
        folder=folder / "runs",
        network=given.network,
        noise=Noise(),
        files=folder / "files",
    )
    for _ in range(given.runs):
        site.reset()
        run = await redrive(recording, browser, options)
        found.add(run, plan, same_end(recording, run))
        if given.details:
            for each in run.divergences[:3]:
                print("    ", each.step, each.kind, each.text, run.path)
            for text in (*run.notes, *run.refused):
                print("    ", text)
    return found


def _name(path: Path) -> str:
    test = read(path).test
    return test.nodeid.rpartition("::")[2] if test else path.stem


async def journeys(given: argparse.Namespace, folder: Path) -> list[Journey]:
    found = []
    put_files(folder / "files")
    with SampleSite() as site:
        async with started() as browser:
            for path in sorted(given.store.glob("tests/*/*/session*.replaytest")):
                if given.only not in _name(path):
                    continue
                each = await journey_of(path, browser, site, given, folder)
                found.append(each)
                print(each.row(), flush=True)
                for line in _details(each) if given.details else ():
                    print(f"    {line}", flush=True)
    return found


def _details(each: Journey) -> list[str]:
    named = (("lost", each.lost), ("guess", each.guessed), ("missing", each.missing))
    return [f"{name}: {line}" for name, lines in named for line in lines]


def totals(found: Sequence[Journey]) -> dict[str, Any]:
    """Return what all journeys come to."""
    verdicts, rules = Counter[str](), Counter[str]()
    for each in found:
        verdicts += each.verdicts
        rules += each.rules
    return {
        "journeys": len(found),
        "runs": sum(len(each.ends) for each in found),
        "steps": sum(each.steps for each in found),
        "located": sum(each.located for each in found),
        "same_end": sum(sum(each.ends) for each in found),
        "verdicts": dict(verdicts),
        "rules": dict(rules),
        "lost": sum(len(each.lost) for each in found),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--runs", type=int, default=1, metavar="K")
    parser.add_argument("--standard", action="store_true", help="rrweb's events alone")
    parser.add_argument("--network", choices=NETWORKS, default="live")
    parser.add_argument("--only", default="", help="tests with this in their name")
    parser.add_argument("--details", action="store_true", help="what was guessed, …")
    parser.add_argument("--json", type=Path, metavar="FILE")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(journeys(given, Path(folder)))
    total = totals(found)
    print(f"{time.monotonic() - began:.0f} s: {json.dumps(total)}")
    if given.json:
        told_all = {"totals": total, "journeys": [each.to_json() for each in found]}
        given.json.write_text(json.dumps(told_all, indent=2) + "\n", "utf-8")
    return int(total["same_end"] < total["runs"])


if __name__ == "__main__":
    sys.exit(main())
