"""`merge`: the stores of a CI's parallel jobs, made one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import store_root
from replaytest.cli.output import clean, nearby, path_text, put_json, say
from replaytest.errors import ReplaytestError, StoreNotWritable

if TYPE_CHECKING:
    from replaytest.store.folder import Store
    from replaytest.store.merge import Merger

NONE_READABLE = 3


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "merge",
        help="combine the stores of a CI's shards into one",
        description="Copy the recordings of other stores into one, with what they "
        "need, and bring its index up to date. Attempts at a test that ran in two "
        "shards are both kept; what the store has already is left alone, so merging "
        "again changes nothing. What is damaged is told and left out.",
        epilog="example: replaytest merge artifacts/ -o .replaytest",
        allow_abbrev=False,
    )
    verb.add_argument(
        "shards",
        metavar="SHARD",
        nargs="+",
        help="a store, a folder with stores somewhere in it, a zip of either, or a URL "
        "such as s3://bucket/folder",
    )
    verb.add_argument(
        "-o",
        "--output",
        metavar="DIR",
        dest="into",
        help="the store to merge into, made if it is not there (default: the one that "
        "other commands would use)",
    )
    verb.add_argument(
        "--no-index",
        action="store_true",
        help="leave the index to the first search (it takes longer than copying)",
    )
    verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Merge all shards; return 3 if nothing in them could be read."""
    from replaytest.store.folder import Store
    from replaytest.store.merge import Merger

    into = Store.create(store_root(options.into))
    merger = Merger(into)
    failed: list[tuple[str, ReplaytestError]] = []
    held_back = 0
    with _progress() as advance:
        for place in options.shards:
            try:
                held_back += _merge(place, merger, into, advance)
            except StoreNotWritable:
                raise
            except ReplaytestError as error:
                failed.append((place, error))
    if merger.result.copied and not options.no_index:
        _index(into)
    if options.json:
        put_json(_as_json(merger, into, failed, held_back))
    _tell(merger, into, failed, held_back, quietly=options.json)
    result = merger.result
    readable = result.copied or result.there
    return NONE_READABLE if (failed or result.left) and not readable else 0


def _merge(place: str, merger: Merger, into: Store, advance: Callable[[], None]) -> int:
    from replaytest.store.merge import quarantined
    from replaytest.store.shards import opened

    held_back = 0
    with opened(place, but=into.root) as stores:
        for shard in stores:
            merger.take(shard, advance)
            held_back += quarantined(shard)
    return held_back


def _index(into: Store) -> None:
    from replaytest.cli.searching import progress
    from replaytest.search.index import update

    try:
        update(into.root, on_progress=progress("indexing: {} of {} recordings"))
    except ReplaytestError as error:
        # `search` brings it up to date as well, whenever it is asked.
        say(f"not indexed: {error}")


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """Give what to call for each recording; a count on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    console = Console(stderr=True)
    shown = TextColumn("merge: {task.completed} recordings")
    with Progress(shown, console=console, transient=True) as progress:
        task = progress.add_task("merge", total=None)
        yield lambda: progress.advance(task)


def _tell(
    merger: Merger,
    into: Store,
    failed: list[tuple[str, ReplaytestError]],
    held_back: int,
    *,
    quietly: bool,
) -> None:
    result = merger.result
    for path in [] if quietly else result.copied:
        print(clean(nearby(path)))
    for path, why in result.problems:
        say(f"{nearby(path)}: {why}")
    for path, why in result.left:
        say(f"left out: {nearby(path)}: {why}")
    for place, error in failed:
        say(f"{place}: {error}" if place not in str(error) else str(error))
    if held_back:
        say(f"{held_back} in quarantine: left where they are")
    counts = [f"{len(result.copied)} copied", f"{result.there} there already"]
    if result.left:
        counts.append(f"{len(result.left)} left out")
    say(f"{nearby(into.root)}: {', '.join(counts)}")


def _as_json(
    merger: Merger,
    into: Store,
    failed: list[tuple[str, ReplaytestError]],
    held_back: int,
) -> dict[str, Any]:
    result = merger.result
    return {
        "store": path_text(into.root),
        "copied": [path_text(path) for path in result.copied],
        "there": result.there,
        "left": _reasons(result.left),
        "problems": _reasons(result.problems),
        "failed": [{"shard": place, "why": error.problem} for place, error in failed],
        "quarantined": held_back,
    }


def _reasons(told: list[tuple[Path, str]]) -> list[dict[str, str]]:
    return [{"path": path_text(path), "why": why} for path, why in told]
