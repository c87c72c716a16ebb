"""`rm` and `gc`: recordings that are no longer wanted."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import choosing
from replaytest.cli.find import add_dir, open_store
from replaytest.cli.output import moment, nearby, path_text, put_json, say, size
from replaytest.errors import StoreNotWritable, UsageError

if TYPE_CHECKING:
    from replaytest.store.folder import Entry, Store
    from replaytest.store.retention import Removed

SHOWN = 10


def add(verbs: Any) -> None:
    """Describe the verbs."""
    rm = verbs.add_parser(
        "rm",
        help="remove recordings",
        description="Remove every recording that matches all that is given, its "
        "replay, and what only it needed of the store's blobs. Of an encrypted one "
        "the key goes first: no copy of it can be read any more.",
        epilog="example: replaytest rm --person anna@example.com --before 2026-11-21",
        allow_abbrev=False,
    )
    choosing.add(rm)
    rm.add_argument("--yes", "-y", action="store_true", help="do not ask")
    rm.set_defaults(run=run_rm)

    gc = verbs.add_parser(
        "gc",
        help="remove recordings that are old",
        description="Remove what is not worth keeping: of each test the passed "
        "recordings but the last few, and failed ones that are old; then blobs, and "
        "keys of this store, that no recording needs.",
        epilog="example: replaytest gc --keep-passed 1 --failed-days 7",
        allow_abbrev=False,
    )
    gc.add_argument(
        "--keep-passed",
        type=_natural,
        default=3,
        metavar="N",
        help="passed attempts to keep of each test (default: 3)",
    )
    gc.add_argument(
        "--failed-days",
        type=_natural,
        default=30,
        metavar="N",
        help="days for which failed ones are kept (default: 30)",
    )
    gc.set_defaults(run=run_gc)
    for verb in (rm, gc):
        verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
        add_dir(verb)


def run_rm(options: argparse.Namespace) -> int:
    """Remove what matches."""
    from replaytest.store import retention

    open_store(options.dir)  # without a store there is nothing to ask for
    store, entries = choosing.chosen(options)
    if not options.yes and not _is_sure(entries, store):
        say("nothing was removed")
        return 0
    removed = retention.remove(store, entries)
    _report(store, removed, as_json=options.json)
    left = [entry.path for entry in entries if entry.path.exists()]
    if left:
        raise StoreNotWritable(
            f"{len(left)} could not be removed, {nearby(left[0])} among them",
            where=store.place,
            fix="check the folder's permissions",
        )
    return 0


def run_gc(options: argparse.Namespace) -> int:
    """Remove what is old."""
    from replaytest.store import retention

    store = open_store(options.dir)
    now = int(time.time() * 1000)
    removed = retention.apply(
        store,
        now=now,
        keep_passed=options.keep_passed,
        failed_days=options.failed_days,
    )
    stray = retention.collect_keys(store, now=now)
    removed = replace(removed, keys=removed.keys + stray)
    _report(store, removed, as_json=options.json)
    return 0


def _is_sure(entries: list[Entry], store: Store) -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            f"this would remove {_count(len(entries))}, and there is nobody to ask",
            where="rm",
            fix="add --yes",
        )
    for entry in entries[:SHOWN]:
        path = store.shown(entry.path) or nearby(entry.path)
        say(f"  {moment(entry.started_at)}  {path}")
    if len(entries) > SHOWN:
        say(f"  … and {len(entries) - SHOWN} more")
    total = size(sum(entry.size for entry in entries))
    question = f"remove {_count(len(entries))}, {total}? [y/N] "
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _report(store: Store, removed: Removed, *, as_json: bool) -> None:
    pages = _remove_derived(store, removed)
    freed = removed.size + pages
    if as_json:
        paths = [store.shown(path) or path_text(path) for path in removed.recordings]
        counts = {"blobs": removed.blobs, "keys": removed.keys, "size": freed}
        put_json({"recordings": paths} | counts)
    else:
        blobs = f" and {removed.blobs} blobs" if removed.blobs else ""
        keys = f" and the keys of {removed.keys}" if removed.keys else ""
        say(f"removed {_count(len(removed.recordings))}{blobs}{keys}, {size(freed)}")


def _remove_derived(store: Store, removed: Removed) -> int:
    """Remove the pages made of what was removed, and what the index knows of it.

    Returns the bytes of the pages.
    """
    from replaytest.files import REPLAY_NAME
    from replaytest.search.index import forget
    from replaytest.store.folder import remove_empty_folders

    forget(store.root, removed.recordings)
    freed = 0
    for folder in {path.parent for path in removed.recordings}:
        freed += _unlink(folder / REPLAY_NAME)
        if stop := store.own_folder_of(folder / REPLAY_NAME):
            remove_empty_folders(folder, stop)
    return freed


def _unlink(page: Path) -> int:
    try:
        count = page.stat().st_size
        page.unlink()
    except FileNotFoundError:
        return 0
    except OSError as error:
        say(f"could not remove {nearby(page)}: {error.strerror}")
        return 0
    return count


def _count(number: int) -> str:
    return f"{number} recording" if number == 1 else f"{number} recordings"


def _natural(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 on")
    return int(text)
