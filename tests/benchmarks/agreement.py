"""Our signals beside the flags of `spoiler compile`: where both agree, and where not.

    python -m tests.benchmarks.agreement [--list] [FILE ...]

Without FILEs the streams are those of agreement_streams.py; FILEs are recordings of any
shape that `replaytest import` reads. Both sides get the same events, those the importer
hands on; `spoiler` (`pip install spoiler`, else $SPOILER) gets them as lines of
`[tab, event]`, because it takes an array on one line for one such pair. Two findings are
the same if they are of one kind and at most `NEAR_MS` apart.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from replaytest.errors import ReplaytestError
from replaytest.importers.model import ForeignSession, ForeignTab
from replaytest.importers.read import read_foreign
from replaytest.signals.collect import collect
from replaytest.signals.facts import Session
from replaytest.signals.find import find
from replaytest.store.lines import encode
from tests.benchmarks.agreement_streams import streams as built_in

NEAR_MS = 1000
# spoiler's flag, then the kind of ours that asks the same question.
FLAGS = {
    "rage": "rage-click",
    "dead": "dead-click",
    "unresponsive": "dead-click",
    "slow": "slow-click",
    "thrash": "u-turn",
    "error_after": "error-after-action",
    "error_shown": "(error shown)",
}
ACTIONS = {"console_error": "console-error", "net_error": "failed-request"}
VOCABULARY = """\
version: 1
apps:
  demo: { project: 1, host: "127.0.0.1", audience: "people" }
surfaces:
  - { id: demo.page, app: demo, route: "/", name: "Page" }
features: []
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found: ms since 1970, and what it was found on."""

    kind: str
    at: float
    what: str


def ours(session: ForeignSession) -> list[Finding]:
    """Return what our finders say of a session."""
    tabs = [_facts(session, tab) for tab in session.tabs]
    found = find(Session(tabs, session.started_at, session.ended_at))
    # spoiler flags the way back, ours is at the way there.
    back = {"u-turn": "ms"}
    return [
        Finding(
            each.kind,
            each.at + each.detail.get(back.get(each.kind, ""), 0),
            f"tab {each.tab} event {each.event}: {each.text}",
        )
        for each in found
    ]


def _facts(session: ForeignSession, tab: ForeignTab) -> Any:
    lines = (encode([tab.number, event]) for event in tab.events)
    until = tab.closed_at or session.ended_at
    facts = collect(lines, number=tab.number, until=until)
    facts.opener = tab.opener
    facts.gaps = [(g.from_at, g.to_at) for g in session.gaps if g.tab == tab.number]
    return facts


def theirs(session: ForeignSession, spoiler: str, folder: Path) -> list[Finding]:
    """Return what `spoiler compile` says of a session."""
    pairs = [(event, tab.number) for tab in session.tabs for event in tab.events]
    pairs.sort(key=lambda pair: pair[0]["timestamp"])
    file, words = folder / "events.jsonl", folder / "vocabulary.yaml"
    file.write_bytes(b"\n".join(orjson.dumps([str(n), e]) for e, n in pairs))
    words.write_text(VOCABULARY)
    command = [spoiler, "compile", "--recording", str(file), "--vocab", str(words)]
    done = subprocess.run(
        [*command, "--app", "demo"], check=True, capture_output=True, timeout=60
    )
    trace = orjson.loads(done.stdout)
    read = trace["coverage"]["events"]
    assert read == len(pairs), f"spoiler read {read} of {len(pairs)} events"
    return _once(_flags(trace))


def _flags(trace: dict[str, Any]) -> Iterator[Finding]:
    start = trace["timeline"]["t0"] if "timeline" in trace else 0
    for action in trace["actions"]:
        at = start + action["t_ms"]
        what = f"{action['kind']} {action.get('target') or action.get('path', '')}"
        if action["kind"] in ACTIONS:
            said = action.get("message") or action.get("request", "")
            yield Finding(ACTIONS[action["kind"]], at, f"{what}: {said}")
        for flag in action["flags"]:
            yield Finding(FLAGS.get(flag, flag), at, f"{flag}: {what}")


def _once(found: Iterator[Finding]) -> list[Finding]:
    """Return the findings; the flags that a burst of clicks has one by one are one."""
    kept: list[Finding] = []
    last: dict[str, float] = {}
    for each in found:
        before = last.get(each.what) if each.kind == "rage-click" else None
        last[each.what] = each.at
        if before is None or each.at - before > NEAR_MS:
            kept.append(each)
    return kept


def matched(
    ours_: list[Finding], theirs_: list[Finding]
) -> Iterator[tuple[str, Finding]]:
    """Yield (both, ours or theirs; finding), each finding of ours used once."""
    left = list(ours_)
    for each in theirs_:
        near = [
            one
            for one in left
            if one.kind == each.kind and abs(one.at - each.at) <= NEAR_MS
        ]
        if near:
            best = min(near, key=lambda one: abs(one.at - each.at))
            left.remove(best)
            yield "both", best
        else:
            yield "theirs", each
    for one in left:
        yield "ours", one


def files(paths: list[Path]) -> Iterator[tuple[str, list[ForeignSession]]]:
    """Yield the folder, the name and the sessions of each file that is a recording."""
    for path in paths:
        try:
            yield f"{path.parent.name}/{path.name}", read_foreign(path)
        except ReplaytestError as error:
            print(f"{path}: {error}", file=sys.stderr)


def main() -> None:
    """Print the table, and with --list every finding that only one side has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="every disagreement")
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    beside = shutil.which("spoiler", path=str(Path(sys.executable).parent))
    spoiler = os.environ.get("SPOILER") or beside or shutil.which("spoiler")
    if spoiler is None:
        sys.exit("spoiler is not installed: pip install spoiler")
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    streams = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, sessions in files(asked.files) if asked.files else built_in():
            for session in sessions:
                streams += 1
                try:
                    flags = theirs(session, spoiler, Path(folder))
                except (subprocess.SubprocessError, AssertionError) as error:
                    failed += 1
                    print(f"{name}: {error}", file=sys.stderr)
                    continue
                for side, found in matched(ours(session), flags):
                    counts[found.kind][side] += 1
                    if asked.list:
                        after = (found.at - session.started_at) / 1000
                        print(
                            f"{side:6} {found.kind:18} {name} {after:.1f} s {found.what}"
                        )
    table = Table("kind", "both", "only spoiler", "only ours")
    for kind, count in sorted(counts.items()):
        table.add_row(kind, *(str(count[side]) for side in ("both", "theirs", "ours")))
    Console().print(table)
    print(f"{streams - failed} streams; {failed} that spoiler does not read")


if __name__ == "__main__":
    main()
