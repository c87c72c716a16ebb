"""Which replay pages a site has: one for each attempt at a test.

A page has the name of the attempt's folder in the store, cut to what every file system
takes, and a digest of the whole: it is the same each time the site is made.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from operator import itemgetter
from pathlib import Path

from slugify import slugify

from replaytest.report.site import Site, SiteSession

FOLDER = "replays"
NAME = re.compile(r"[a-z0-9-]{0,150}-[0-9a-f]{16}\.html")
_FAILED = ("failed", "unfinished", "interrupted")


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """A page, and the recordings that it plays, in order.

    `against` are those of the last pass of the test before it failed, among the site's
    own sessions: what `--where` left out is in no page.
    """

    name: str
    paths: tuple[Path, ...]
    failed: bool
    against: tuple[Path, ...] = ()

    @property
    def sources(self) -> str:
        """What is another text when other recordings are played."""
        names = [path.name for path in self.paths]
        names += ["", *(str(Path(*path.parts[-3:])) for path in self.against)]
        return blake2b("\0".join(names).encode(), digest_size=8).hexdigest()

    @property
    def address(self) -> str:
        """Its address, relative to the site's."""
        return f"{FOLDER}/{self.name}"


def page_name(session: SiteSession) -> str:
    """Return the name of the page in which a session is played."""
    path = str(session.columns["path"])
    folder = path.rpartition("/")[0]
    # Of one folder for two tests, which only a copy by hand can make, two pages.
    whole = f"{folder}\0{session.columns['test']}"
    digest = blake2b(whole.encode(), digest_size=8).hexdigest()
    return f"{slugify(folder.partition('/')[2])[-150:].strip('-')}-{digest}.html"


def attempts(root: Path, site: Site) -> dict[str, AttemptPage]:
    """Return the pages that a site over the store at `root` can have, by their names.

    Recordings of which nothing can be read have none.
    """
    found: dict[str, list[SiteSession]] = defaultdict(list)
    for session in site.sessions:
        if not session.columns["damaged"]:
            found[page_name(session)].append(session)
    passes = _passes(found.values())
    return {
        name: AttemptPage(
            name,
            _paths(root, sessions),
            failed=any(each.columns["outcome"] in _FAILED for each in sessions),
            against=_paths(root, _last_pass(sessions, passes)),
        )
        for name, sessions in found.items()
    }


Passes = dict[str, list[tuple[int, list[SiteSession]]]]
"""Of each test the attempts that passed: when they began, and their sessions."""


def _passes(attempts: Iterable[list[SiteSession]]) -> Passes:
    found: Passes = defaultdict(list)
    for sessions in attempts:
        first = sessions[0].columns
        passed = all(each.columns["outcome"] == "passed" for each in sessions)
        # An encrypted one would stay readable in the page.
        if first["test"] and passed and not any(each.encrypted for each in sessions):
            found[str(first["test"])].append((_began(sessions), sessions))
    for each in found.values():
        each.sort(key=itemgetter(0))
    return found


def _last_pass(sessions: list[SiteSession], passes: Passes) -> list[SiteSession]:
    first = sessions[0].columns
    if first["outcome"] != "failed":
        return []
    known = passes.get(str(first["test"]), [])
    place = bisect_left(known, _began(sessions), key=itemgetter(0))
    return known[place - 1][1] if place else []


def _began(sessions: list[SiteSession]) -> int:
    return min(int(each.columns["started_at"] or 0) for each in sessions)


def _paths(root: Path, sessions: list[SiteSession]) -> tuple[Path, ...]:
    paths = sorted((str(each.columns["path"]) for each in sessions), key=_in_order)
    return tuple(root / path for path in paths)


def _in_order(path: str) -> tuple[str, int]:
    # session, session-2, session-10 sort by their numbers.
    stem = path.rpartition("/")[2].partition(".")[0]
    name, _, number = stem.rpartition("-")
    return (name, int(number)) if name and number.isdecimal() else (stem, 1)
