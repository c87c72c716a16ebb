"""`migrate`: recordings of older formats, rewritten in the current one."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from replaytest.cli.find import add_dir, store_root
from replaytest.cli.output import nearby, path_text, put_json, say
from replaytest.errors import RecordingError, StoreNotWritable


@dataclass(slots=True)
class _Result:
    """Paths by what became of them; `left` has the reason too."""

    current: list[Path] = field(default_factory=list)
    rewritten: list[Path] = field(default_factory=list)
    left: list[tuple[Path, str]] = field(default_factory=list)


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "migrate",
        help="rewrite recordings of older formats in the current one",
        description="Rewrite the store's recordings of older formats in the current "
        "one. They can be read without that. What is unfinished, damaged or of a later "
        "format is left as it is.",
        epilog="example: replaytest migrate --dry-run",
        allow_abbrev=False,
    )
    verb.add_argument(
        "--dry-run", action="store_true", help="write nothing, say what would be"
    )
    verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Rewrite what is old."""
    from replaytest.store import migrate
    from replaytest.store.folder import Store

    store = Store.open(store_root(options.dir))
    result = _Result()
    for path in sorted(store.recordings()):
        _one(path, result, dry_run=options.dry_run)
    if options.json:
        put_json(_as_json(result, migrate.FORMAT, dry_run=options.dry_run))
    else:
        _tell(result, migrate.FORMAT, dry_run=options.dry_run)
    return 0


def _one(path: Path, result: _Result, *, dry_run: bool) -> None:
    from replaytest.store.rewrite import is_current, rewrite

    try:
        if is_current(path):
            result.current.append(path)
            return
        if not dry_run:
            rewrite(path)
        result.rewritten.append(path)
    except RecordingError as error:
        result.left.append((path, error.problem))
    except FileNotFoundError:
        return  # removed while we were looking
    except OSError as error:
        raise StoreNotWritable(
            f"it cannot be rewritten: {error.strerror or error}",
            where=nearby(path),
            fix="make room or change the permissions, then run migrate again",
        ) from error


def _tell(result: _Result, newest: int, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    for path in result.rewritten:
        print(nearby(path))
    for path, why in result.left:
        say(f"left as it is: {nearby(path)}: {why}")
    say(
        f"format {newest}: {len(result.rewritten)} {would}rewritten, "
        f"{len(result.current)} current already"
    )


def _as_json(result: _Result, newest: int, *, dry_run: bool) -> dict[str, Any]:
    return {
        "format": newest,
        "dry_run": dry_run,
        "current": len(result.current),
        "rewritten": [path_text(path) for path in result.rewritten],
        "left": [{"path": path_text(path), "why": why} for path, why in result.left],
    }
