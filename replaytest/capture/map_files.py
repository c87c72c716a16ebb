"""Where the source map of a script is, and reading it. All of this may take a while.

In this order, and nowhere else: in the script itself; on this disk, in folders that
the user has named; at the script's own origin, if that is this machine or the user has
said "fetch". Playwright's trace viewer and Cypress read maps in the same places;
Sentry, whose users are others' customers, has them uploaded instead.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from replaytest.capture.source_maps import BadMap, SourceMap

# Bytes, of a map.
MOST_BYTES = 16 * 1024 * 1024
FETCH = "fetch"
# Less than an error waits for it.
FETCH_S = 0.8
# A folder can be a whole disk.
MOST_FILES = 20_000
_CHUNK = 1 << 16
_COMMENT = b"sourceMappingURL="
_OPENED = re.compile(rb"/[/*][#@]\s\Z")
_END = re.compile(rb"[\s'\"*]")
# Bytes behind the comment: a blank line, another comment.
MOST_AFTER = 200
_DEBUG_ID = re.compile(rb"//# debugId=([0-9A-Fa-f-]{8,64})\s*\Z")


@dataclass(frozen=True, slots=True)
class Script:
    """A script as the browser loaded it; `text` is None if it cannot be had."""

    url: str
    text: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class MapFiles:
    """Finds maps in `places`: folders, or the word "fetch". No method raises."""

    def __init__(self, places: tuple[str, ...] = ()) -> None:
        self._folders = [Path(each) for each in places if each != FETCH]
        self._fetch = FETCH in places
        self._known: dict[str, list[tuple[Path, Path]]] | None = None

    def may_have(self, url: str, *, loaded: bool) -> bool:
        """Say whether it is worth asking for the map of a script.

        `loaded`: the browser has told of its response.
        """
        return loaded or bool(self._folders and urlsplit(url).path.endswith("js"))

    def of(self, script: Script) -> SourceMap | None:
        """Return the map of a script, None where there is none that can be read."""
        try:
            return self._of(script)
        except Exception:  # noqa: BLE001 - pages and servers may say anything
            return None

    def _of(self, script: Script) -> SourceMap | None:
        link = link_in(script)
        if link.startswith("data:"):
            return _parsed(_inline(link))
        debug_id = _debug_id(script.text)
        for path in self._on_disk(script.url, link):
            found = _parsed(_read(path))
            if found is not None and _is_same_build(debug_id, found.debug_id):
                return found
        if not self._may_fetch(script.url):
            return None
        if not link and script.text is None:
            link = urlsplit(script.url).path + ".map"
        url = urljoin(script.url, link)
        if not link or _origin(url) != _origin(script.url):
            return None
        return _parsed(_fetched(url))

    def _may_fetch(self, url: str) -> bool:
        parts = urlsplit(url)
        web = parts.scheme in ("http", "https")
        return web and (self._fetch or _is_this_machine(parts.hostname or ""))

    def _on_disk(self, url: str, link: str) -> list[Path]:
        """Return the one map whose path has most in common with the script's, or none.

        Two that have as much in common are none: a wrong place is worse than none.
        """
        script = unquote(urlsplit(url).path)
        if self._known is None:
            self._known = {}
            for folder, path in self._maps():
                self._known.setdefault(path.name, []).append((folder, path))
        parts = script.split("/")
        names = link.rpartition("/")[2], f"{parts.pop()}.map"
        known = next((self._known[n] for n in names if n in self._known), [])
        ranked: list[tuple[int, Path]] = []
        for folder, path in known:
            # The folder's own name may be part of the address: /static/app.js.
            inside = folder.absolute().name, *path.relative_to(folder).parts[:-1]
            ranked.append((_common(parts[::-1], inside[::-1]), path))
        most = max((count for count, _ in ranked), default=0)
        best = [path for count, path in ranked if count == most]
        return best if len(best) == 1 else []

    def _maps(self) -> Iterator[tuple[Path, Path]]:
        count = 0
        for folder in self._folders:
            for inside, folders, files in os.walk(folder):
                folders[:] = [n for n in folders if n != "node_modules" and n[0] != "."]
                for name in files:
                    count += 1
                    if count > MOST_FILES:
                        return
                    if name.endswith(".map"):
                        yield folder, Path(inside, name)


def link_in(script: Script) -> str:
    """Return where a script says that its map is, "" if it does not."""
    for name in ("sourcemap", "x-sourcemap"):
        if script.headers.get(name):
            return script.headers[name].strip()
    text = script.text or b""
    start = text.rfind(_COMMENT)
    if start < 0 or not _OPENED.search(text, max(start - 4, 0), start):
        return ""
    link = text[start + len(_COMMENT) :]
    end = _END.search(link)
    # The comment is the last thing in a script; one before that is part of a text.
    if end and len(link) - end.start() > MOST_AFTER:
        return ""
    return link[: end.start() if end else None].decode("utf-8", "replace")


def _inline(link: str) -> bytes:
    head, _, data = link.partition(",")
    if len(data) > MOST_BYTES * 4 // 3:
        return b""
    plain = unquote_to_bytes(data)
    return base64.b64decode(plain) if head.endswith(";base64") else plain


def _debug_id(text: bytes | None) -> str:
    found = _DEBUG_ID.search((text or b"")[-300:].strip())
    return found[1].decode() if found else ""


def _is_same_build(script: str, of_map: str) -> bool:
    return not script or not of_map or script.lower() == of_map.lower()


def _common(parts: Sequence[str], others: Sequence[str]) -> int:
    count = 0
    for part, other in zip(parts, others, strict=False):
        if part != other:
            break
        count += 1
    return count


def _parsed(data: bytes) -> SourceMap | None:
    try:
        return SourceMap.parse(data) if data else None
    except BadMap:
        return None


def _read(path: Path) -> bytes:
    # A pipe would never end.
    if not path.is_file() or path.stat().st_size > MOST_BYTES:
        return b""
    return path.read_bytes()


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _fetched(url: str) -> bytes:
    """Return what is at `url`, b"" if it takes long, is long, or is elsewhere.

    Not by way of the browser: without its cookies, and without giving it new ones.
    """
    import urllib.request

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any) -> None:
            return None

    handlers: list[urllib.request.BaseHandler] = [Stay()]
    if _is_this_machine(urlsplit(url).hostname or ""):
        handlers.append(urllib.request.ProxyHandler({}))
    until = time.monotonic() + FETCH_S
    found = bytearray()
    with urllib.request.build_opener(*handlers).open(url, timeout=FETCH_S) as answer:
        while chunk := answer.read1(_CHUNK):
            found += chunk
            if len(found) > MOST_BYTES or time.monotonic() > until:
                return b""
    return bytes(found)
