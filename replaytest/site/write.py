"""The folder of a site: index.html, and replays/ with a page for each attempt.

Written again, it changes only what is other: a page that is younger than its recordings
stays, and one whose recordings are gone goes. What is not ours is never touched:
`replays/pages.json` says which pages are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import orjson

from replaytest.errors import ReplaytestError, StoreNotWritable
from replaytest.replay import write_replay_of
from replaytest.report.page import STATIC, write_if_other
from replaytest.report.site import Site, SiteSession, site_page
from replaytest.site.pages import FOLDER, NAME, AttemptPage, attempts, page_name
from replaytest.site.rows import with_replays

INDEX, OURS = "index.html", "pages.json"
OnProgress = Callable[[int, int], None]
"""Called with how many pages are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the folder. `failed` names pages and why they were not made."""

    index: Path
    changed: bool
    sessions: int
    written: int
    kept: int
    removed: int
    failed: dict[str, str]


def write_site(
    root: Path,
    site: Site,
    target: Path,
    *,
    every: bool = False,
    on_progress: OnProgress | None = None,
) -> Written:
    """Write the site over the store at `root` to the folder `target`.

    Failed attempts get a replay page, with `every` all do. One that cannot be made is
    told of in the result and has no link.

    Raises:
        StoreNotWritable: `target` cannot be written.
        BundleMissing: the pages' JavaScript is not in this installation.
    """
    folder = target / FOLDER
    known = attempts(root, site)
    there = _ours(folder)
    kept = {name for name, page in known.items() if _is_fresh(folder, page, there)}
    wanted = {n for n, page in known.items() if n in there or every or page.failed}
    to_write = [known[name] for name in sorted(wanted - kept)]
    # Told before it is done: what is interrupted must not leave pages nobody knows.
    _tell_ours(folder, there | {page.name: "" for page in to_write})
    failed = _write_pages(folder, to_write, on_progress)
    pages = kept | wanted - failed.keys()
    gone = there.keys() - pages
    for name in gone:
        with suppress(OSError):
            (folder / name).unlink()
    _tell_ours(folder, {name: known[name].sources for name in pages})

    shown = with_replays(site, partial(_address, known, pages))
    return Written(
        index=target / INDEX,
        changed=write_if_other(target / INDEX, site_page(shown)),
        sessions=len(site.sessions),
        written=len(pages - kept),
        kept=len(kept),
        removed=len(gone),
        failed=failed,
    )


def _address(
    known: dict[str, AttemptPage], pages: set[str], session: SiteSession
) -> str:
    name = page_name(session)
    is_played = name in pages and not session.columns["damaged"]
    return known[name].address if is_played else ""


def _write_pages(
    folder: Path, pages: Iterable[AttemptPage], on_progress: OnProgress | None
) -> dict[str, str]:
    """Write pages; return those that could not be made, and why."""
    todo = list(pages)
    failed: dict[str, str] = {}
    for number, page in enumerate(todo):
        if on_progress is not None:
            on_progress(number, len(todo))
        try:
            write_replay_of(page.paths, folder / page.name, against=page.against)
        except StoreNotWritable:
            raise
        except ReplaytestError as error:
            failed[page.name] = error.problem
    return failed


def _is_fresh(folder: Path, page: AttemptPage, there: dict[str, str]) -> bool:
    # The recording of another context may have come, or been removed.
    is_same = there.get(page.name) == page.sources
    return is_same and _is_younger(folder / page.name, page.paths + page.against)


def _is_younger(made: Path, recordings: Iterable[Path]) -> bool:
    """Say whether a page is younger than all it was made of."""
    sources = [*recordings, STATIC / "viewer.js", STATIC / "viewer.css"]
    try:
        at = made.stat().st_mtime_ns
        return all(source.stat().st_mtime_ns < at for source in sources)
    except OSError:
        return False


def _ours(folder: Path) -> dict[str, str]:
    """Return the pages that an earlier site had, and what they were made of."""
    try:
        told = orjson.loads((folder / OURS).read_bytes())
    except (OSError, ValueError):
        return {}
    names = told.items() if isinstance(told, dict) else ()
    return {name: str(made_of) for name, made_of in names if NAME.fullmatch(name)}


def _tell_ours(folder: Path, pages: dict[str, str]) -> None:
    if pages or folder.is_dir():
        told = orjson.dumps(pages, option=orjson.OPT_SORT_KEYS)
        write_if_other(folder / OURS, told + b"\n")
