"""Re-drive the recorded journeys, each several times, and print a table.

    python -m tests.outside.redrive_all STORE [--times 20] [--network stub] [--only WORD]

Each run starts on an application put back to its seed. With `--network stub` nothing
is served: the run gets an address at which nobody listens. What recordings hide and a
run has to type is in the `values.toml` of each application, or in `--values FILE`; in
its `files` is what was uploaded.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replaytest.store.entry import Entry
from replaytest.store.folder import Store
from tests.outside import apps
from tests.outside.process import free_port, stop_on_sigterm

HERE = Path(__file__).parent
OF_APP = re.compile(r"outside/apps/(\w+)/")
RUN_WITHIN_S = 300.0
NOT_RUN = "no-result"


@dataclass(slots=True)
class Row:
    """The runs of one journey; `why` counts what was said of those not matched."""

    app: str
    journey: str
    verdicts: collections.Counter[str] = field(default_factory=collections.Counter)
    seconds: list[float] = field(default_factory=list)
    why: collections.Counter[str] = field(default_factory=collections.Counter)

    def add(self, result: Mapping[str, Any]) -> None:
        self.verdicts[result["verdict"]] += 1
        self.seconds.append(result["duration_s"])
        if result["verdict"] != "matched":
            self.why[f"step {result['step']}: {result['why']}"] += 1


def main(words: Sequence[str] | None = None) -> int:
    options = parse(words)
    stop_on_sigterm()
    newest = journeys(Store.open(options.store).entries())
    chosen = {at: entry for at, entry in newest.items() if options.only in "/".join(at)}
    if not chosen:
        print(f"no journeys of {HERE} in {options.store}", file=sys.stderr)
        return 2
    rows = []
    for name in sorted({app for app, _ in chosen}):
        of_app = {at[1]: entry for at, entry in chosen.items() if at[0] == name}
        rows += list(redriven(name, of_app, options))
    show(rows, options)
    return int(any(set(row.verdicts) != {"matched"} for row in rows))


def parse(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--network", choices=["live", "stub"], default="live")
    parser.add_argument("--only", default="", help="part of APP/JOURNEY")
    parser.add_argument("--values", type=Path, help="what was typed, for all of them")
    parser.add_argument("--json", type=Path, help="write each run's result here")
    return parser.parse_args(words)


def journeys(entries: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    """Return the newest passed recording of each journey, by application and name."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in sorted(entries, key=lambda entry: entry.started_at):
        if entry.test is None or entry.outcome != "passed":
            continue
        of_app = OF_APP.search(entry.test.nodeid)
        if of_app:
            name = entry.test.nodeid.rpartition("::")[2].partition("[")[0]
            found[of_app[1], name.removeprefix("test_")] = entry
    return found


def redriven(
    name: str, entries: Mapping[str, Entry], options: argparse.Namespace
) -> Iterator[Row]:
    stubbed = options.network == "stub"
    own = HERE / "apps" / name / "values.toml"
    values = options.values.absolute() if options.values else own
    given = {"--values": values, "--files": own.with_name("files")}
    more = [w for k, at in given.items() if at.exists() for w in (k, str(at))]
    noise = own.with_name("pyproject.toml")
    folder = noise.parent if noise.exists() else HERE
    served: AbstractContextManager[Any] = nullcontext() if stubbed else apps.serve(name)
    with served as app:
        for journey, entry in sorted(entries.items()):
            row = Row(name, journey)
            for _ in range(options.times):
                if app is not None:
                    app.reset()
                url = f"http://127.0.0.1:{free_port()}" if app is None else app.url
                row.add(redrive(entry.path, url, options, more, folder=folder))
            print(line(row), flush=True)
            yield row


def redrive(
    path: Path,
    url: str,
    options: argparse.Namespace,
    more: Sequence[str] = (),
    *,
    folder: Path = HERE,
) -> dict[str, Any]:
    """Run the command once; `no-result` where it did not print one, and its reason.

    `folder` is that of the pyproject.toml with the noise of the application.
    """
    command = [sys.executable, "-m", "replaytest", "redrive", str(path.absolute())]
    command += ["--base-url", url, "--json"]
    if options.network == "stub":
        command += ["--network", "stub"]
    command += more
    started = time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=os.environ | {"REPLAYTEST_DEBUG": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_WITHIN_S,
        )
        result: dict[str, Any] = json.loads(done.stdout)
        if "verdict" not in result:  # an error that is known, and told in its place
            result |= {"verdict": NOT_RUN, "step": None, "why": result.get("error")}
    except subprocess.TimeoutExpired:
        result = {"verdict": NOT_RUN, "step": None, "why": "took too long"}
    except json.JSONDecodeError:
        result = {"verdict": NOT_RUN, "step": None, "why": why_none(done.stderr)}
        print(done.stderr, file=sys.stderr)
    result.setdefault("duration_s", time.monotonic() - started)
    if options.json:
        with options.json.open("a") as out:
            out.write(json.dumps({"recording": str(path), **result}) + "\n")
    return result


def why_none(said: str) -> str:
    """Return the line of what a command has said that tells why there is no result."""
    lines = [line for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith("hint:")]
    errors = [line for line in telling if "error" in line.lower()]
    return (errors or telling or ["it said nothing"])[-1]


def show(rows: Sequence[Row], options: argparse.Namespace) -> None:
    """Print a table in Markdown, and below it why runs did not match."""
    print(f"\n| application | journey | {options.network}: verdicts | median | worst |")
    print("|---|---|---|---|---|")
    for row in rows:
        print(line(row))
    for row in rows:
        for why, times in row.why.most_common(3):
            print(f"- {row.app}/{row.journey}, {times} times: {why}")


def line(row: Row) -> str:
    counts = ", ".join(f"{times} {name}" for name, times in row.verdicts.most_common())
    median, worst = statistics.median(row.seconds), max(row.seconds)
    told = row.journey.replace("_", " ")
    return f"| {row.app} | {told} | {counts} | {median:.1f} s | {worst:.1f} s |"


if __name__ == "__main__":
    sys.exit(main())
