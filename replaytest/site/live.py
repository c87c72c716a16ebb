"""The site of a store that grows, and the pages in it, made when they are asked for."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from replaytest.replay import replay_of
from replaytest.report.encode import json_for_script
from replaytest.report.site import Site, SiteSession, packed, site_page
from replaytest.search import saved
from replaytest.search.schema import index_path
from replaytest.site.pages import FOLDER, AttemptPage, attempts, page_name
from replaytest.site.rows import site_of, with_replays


class LiveSite:
    """A site in memory. Encrypted recordings are in it, as nothing is written.

    Several threads may ask at once. All raise what `site_of` does.
    """

    def __init__(self, root: Path, title: str) -> None:
        self._root = root
        self._title = title
        self._lock = threading.Lock()
        self._site: Site | None = None
        self._pages: dict[str, AttemptPage] = {}
        self._read_at: tuple[int, ...] | None = None

    def page(self) -> bytes:
        """Return index.html. Raises `BundleMissing`."""
        return site_page(self._known())

    def data(self) -> bytes:
        """Return what the page holds, as JSON."""
        return json_for_script(packed(self._known())).encode()

    def replay(self, address: str) -> bytes | None:
        """Return the replay page of an address, None for none.

        Raises what `replay_of` does.
        """
        folder, _, name = address.partition("/")
        self._known()
        page = self._pages.get(name) if folder == FOLDER else None
        return replay_of(page.paths, against=page.against) if page else None

    def has_changed(self) -> bool:
        """Read the index again if it was written; say whether the site is other."""
        before = self._read_at
        if before is not None and before == _stamp(self._root):
            return False
        made, pages = self._made()
        with self._lock:
            is_other = made != self._site
            self._site, self._pages = made, pages
        return is_other

    def _known(self) -> Site:
        with self._lock:
            if self._site is not None:
                return self._site
        made, pages = self._made()
        with self._lock:
            self._site, self._pages = made, pages
        return made

    def _made(self) -> tuple[Site, dict[str, AttemptPage]]:
        # Before it is read: what comes meanwhile is then seen at the next time.
        self._read_at = _stamp(self._root)
        site = site_of(self._root, title=self._title, encrypted=True)
        pages = attempts(self._root, site)

        def address(session: SiteSession) -> str:
            page = pages.get(page_name(session))
            return page.address if page and not session.columns["damaged"] else ""

        return replace(with_replays(site, address), live=True), pages


def _stamp(root: Path) -> tuple[int, ...]:
    """Return what is other when the index, a collection or a search was written."""
    files = [index_path(root)]
    for folder in (saved.COLLECTIONS, saved.SEARCHES):
        files += [root / folder, *sorted((root / folder).glob("*.json"))]
    return tuple(_modified(path) for path in files)


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
