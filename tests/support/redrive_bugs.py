"""Re-drive each planted fault of the sample site, on the faulty and on the sound build.

    python -m tests.support.redrive_bugs [--runs 20] [--only NAME]

Each fault's failing test is recorded once, by `SAMPLE_SITE_BUG`. Its recording is to be
`reproduced` on the faulty build and `not-reproduced` on the sound one, each time; what
came otherwise is printed, and the exit code is 1. Names of faults, which the site puts
into its pages, count as noise: they would tell the builds apart.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from replaytest.browser.start import started
from replaytest.diff.noise import Noise
from replaytest.diff.rules import RULES, NoiseRule
from replaytest.run.model import Options
from replaytest.run.session import redrive
from replaytest.store.read import read
from sample_site.bugs import BUGS, NONE, Bug
from sample_site.serve import SampleSite
from tests.support.redrive_suite import values_for

ROOT = Path(__file__).parents[2]
# Its test names the fault in an address, which plants it on every build.
PLANTED_BY_TEST = "promo-twice"
NAMES = "|".join([*(bug.name for bug in BUGS), NONE])
NOISE = Noise(
    (
        NoiseRule("planted", ("value",), rf"\b(?:{NAMES})\b", "the name of a fault"),
        *RULES,
    )
)


def recorded(bug: Bug, store: Path) -> Path | None:
    """Return the recording of the test that fails with a fault."""
    flags = ["--record-sessions", "--record-sessions-level=0"]
    flags += ["--record-sessions-keep=all", f"--record-sessions-dir={store}"]
    command = [sys.executable, "-m", "pytest", f"sample_site/suite/{bug.caught_by}"]
    subprocess.run(
        [*command, *flags, "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=os.environ | {"SAMPLE_SITE_BUG": bug.name},
        capture_output=True,
        check=False,
    )
    return next(store.glob("tests/*/*/session.replaytest"), None)


def builds(bug: Bug) -> Iterator[tuple[str, str]]:
    """Yield (fault planted, verdict expected) of each build."""
    yield bug.name, "reproduced"
    if bug.name != PLANTED_BY_TEST:
        yield NONE, "not-reproduced"


async def verdicts(
    recording: Path, fault: str, browser: Any, runs: int, options: Options
) -> Counter[str]:
    """Return how often each verdict came on a build."""
    found: Counter[str] = Counter()
    with SampleSite(bug=fault) as site:
        here = replace(options, base_url=site.url, allow=(site.payment_url,))
        for _ in range(runs):
            site.reset()
            run = await redrive(read(recording), browser, here)
            found[run.verdict] += 1
    return found


async def check(only: str, runs: int, folder: Path) -> int:
    """Print a line a build; return how many came otherwise."""
    wrong = 0
    async with started() as browser:
        for bug in (bug for bug in BUGS if only in bug.name):
            recording = recorded(bug, folder / bug.name)
            if recording is None:
                print(f"{bug.name}: not recorded")
                wrong += 1
                continue
            values = values_for(bug.caught_by.partition("::")[2])
            options = Options(values=values, folder=folder / "runs", noise=NOISE)
            for fault, expected in builds(bug):
                found = await verdicts(recording, fault, browser, runs, options)
                build = "sound" if fault == NONE else "faulty"
                print(f"{bug.name:16} {build:7} {dict(found)}", flush=True)
                wrong += found.total() - found[expected]
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = asyncio.run(check(asked.only, asked.runs, Path(folder)))
    print(f"{wrong} otherwise")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
