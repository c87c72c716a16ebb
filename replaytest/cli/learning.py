"""`learn`: what differs between runs of one build becomes noise."""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir, find, store_root
from replaytest.cli.output import clean, nearby, path_text, put_json, say
from replaytest.errors import RecordingNotFound

if TYPE_CHECKING:
    from replaytest.divergence import Lesson
    from replaytest.store.folder import Entry

# Runs of one test that are compared.
MOST = 20


def add(verbs: Any) -> None:
    """Describe the verb."""
    learn = verbs.add_parser(
        "learn",
        help="learn what differs between runs of the same build",
        description="Compare recordings of the same tests, made on the same build, and "
        "keep what differs as noise, in noise.json beside them: replaytest diff leaves "
        "it out from then on. Of each test the newest runs that passed are compared. "
        "What is not seen again in 20 comparisons or 30 days is forgotten.",
        epilog="example: replaytest learn tests/test_stock.py",
        allow_abbrev=False,
    )
    learn.add_argument("what", metavar="WHAT", nargs="+", help=WHAT)
    learn.add_argument(
        "--most",
        type=int,
        default=MOST,
        metavar="N",
        help=f"compare up to N runs of each test (default: {MOST})",
    )
    learn.add_argument(
        "--dry-run", action="store_true", help="say what would be learned, keep nothing"
    )
    learn.add_argument("--json", action="store_true", help="a JSON object on stdout")
    add_dir(learn)
    learn.set_defaults(run=run_learn)


def run_learn(options: argparse.Namespace) -> int:
    """Learn, and say what was learned."""
    from replaytest.diff.noise import Noise
    from replaytest.divergence import learn_from

    noise = Noise.load(Path.cwd())
    lessons = []
    for name, paths in _rows(options).items():
        if len(paths) < 2:
            say(f"only one run that passed: {name[0]}")
            continue
        keep = not options.dry_run
        lessons.append((name[0], learn_from(paths, noise=noise, keep=keep)))
    if options.json:
        put_json({"lessons": [_as_data(name, lesson) for name, lesson in lessons]})
        return 0
    for test, lesson in lessons:
        _tell(test, lesson)
    return 0


def _rows(options: argparse.Namespace) -> dict[tuple[str, str], list[Path]]:
    """Return recordings that should not differ, newest first, by test and file name.

    Raises `RecordingNotFound`, and `UsageError` for those at a URL.
    """
    found: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for what in options.what:
        # What is learned is written beside them: at a URL that is refused.
        store_root(what if "://" in what else options.dir)
        asked = argparse.Namespace(what=what, dir=options.dir)
        for entry in find(asked):
            row = found[_name(entry)]
            if _is_fit(entry) and entry.path not in row and len(row) < options.most:
                row.append(entry.path)
    if not any(found.values()):
        raise RecordingNotFound(
            "none of these recordings is of a run that passed",
            where=" ".join(options.what),
            fix="record some: pytest --record-sessions --record-sessions-keep all",
        )
    return found


def _name(entry: Entry) -> tuple[str, str]:
    return (entry.test.nodeid, entry.path.name) if entry.test else ("sessions", "")


def _is_fit(entry: Entry) -> bool:
    passed = entry.outcome == "passed" or entry.test is None
    return entry.damaged is None and passed


def _tell(name: str, lesson: Lesson) -> None:
    count = len(lesson.new.rules)
    kept = f", {len(lesson.learned.rules)} rules in {nearby(lesson.file)}"
    known = kept if lesson.learned else ""
    say(f"{clean(name)}: {lesson.pairs} pairs, {count or 'no'} noise{known}")
    for rule in lesson.new.rules:
        print(clean(f"{rule.text}  (in {rule.pairs} of {lesson.pairs} pairs)"))


def _as_data(name: str, lesson: Lesson) -> dict[str, Any]:
    import json

    rules = json.loads(lesson.new.as_bytes())["rules"]
    return {
        "test": name,
        "file": path_text(lesson.file),
        "pairs": lesson.pairs,
        "new": rules,
        "rules": len(lesson.learned.rules),
    }
