"""What a recording's pages had stored when it began. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from replaytest.model import Event
from replaytest.redrive.stubs.origins import Origins, origin_of
from replaytest.rrweb import EventType
from replaytest.tags import STORAGE

# The value of the rule `record_storage` with which values are told as they are.
_CLEAR = "values"
_KEPT = ("name", "value", "domain", "path", "expires", "httpOnly", "secure", "sameSite")
_WORDS = {
    "cookies": "cookies",
    "local": "local storage",
    "session": "session storage",
    "indexedDB": "IndexedDB",
}

Values = dict[str, str]


@dataclass(slots=True)
class Stored:
    """Cookies as Playwright has them, and both storages by origin.

    `missing` says in words what there was and is not known.
    """

    cookies: list[dict[str, Any]] = field(default_factory=list)
    local: dict[str, Values] = field(default_factory=dict)
    session: dict[str, Values] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def stored_of(
    events: Iterable[tuple[int, Event]], rules: Any, origins: Origins
) -> Stored:
    """Return what was stored at the start, with the site's origin as it is now.

    `rules` is `mask` of the recording's header: without `record_storage = "values"`
    nothing can be restored. Session storage is that of the first tab with an origin.
    """
    clear = isinstance(rules, dict) and rules.get("record_storage") == _CLEAR
    taking = _Taking(clear, origins)
    for _, event in events:
        data = event.get("data")
        if not isinstance(data, dict):
            continue
        if event["type"] == EventType.META:
            taking.pages[origin_of(str(data.get("href") or ""))] += 1
        told = data.get("payload")
        if data.get("tag") == STORAGE and isinstance(told, dict):
            taking.take(told)
    return taking.found


@dataclass(slots=True)
class _Taking:
    """Takes what events tell. `pages` counts the documents of each origin so far."""

    clear: bool
    origins: Origins
    found: Stored = field(default_factory=Stored)
    pages: Counter[str] = field(default_factory=Counter)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def take(self, told: Mapping[str, Any]) -> None:
        """Take an event's payload, if it is of the start of its origin."""
        origin = str(told.get("origin") or "")
        # A page that found nothing says nothing; what a later one finds was put there.
        if told.get("when") != "start" or (origin and self.pages[origin] > 1):
            return
        for area in ("cookies", "local", "session", "indexedDB"):
            # What a test gives to a context before it goes anywhere is there as well.
            fresh = area == "cookies" and not self.pages
            if told.get(area) and (fresh or (origin, area) not in self._seen):
                self._seen.add((origin, area))
                self._take(area, origin, told)

    def _take(self, area: str, origin: str, told: Mapping[str, Any]) -> None:
        if not self.clear or area == "indexedDB":
            what = _WORDS[area]
            self.found.missing.append(f"{what} of {origin}" if origin else what)
        elif area == "cookies":
            self._take_cookies(told[area])
        else:
            self._take_area(area, origin, told)

    def _take_area(self, area: str, origin: str, told: Mapping[str, Any]) -> None:
        masked = told.get("masked")
        hidden = masked.get(area, ()) if isinstance(masked, dict) else ()
        values = {k: v for k, v in told[area].items() if isinstance(v, str)}
        into = self.found.local if area == "local" else self.found.session
        into[self.origins.to_live(origin)] = {
            key: value for key, value in values.items() if key not in hidden
        }
        what = [f"{key!r} in the {_WORDS[area]}" for key in hidden]
        if left_out := told.get("leftOut"):
            what.append(f"{left_out} long values")
        self.found.missing += [f"{each} of {origin}" for each in what]

    def _take_cookies(self, told: Any) -> None:
        self.found.cookies.clear()
        for each in told if isinstance(told, list) else ():
            if not isinstance(each, dict) or not each.get("name"):
                continue
            if each.get("masked"):
                self.found.missing.append(f"cookie {each['name']!r}")
            else:
                self.found.cookies.append(self._cookie(each))

    def _cookie(self, told: Mapping[str, Any]) -> dict[str, Any]:
        cookie = {name: told[name] for name in _KEPT if name in told}
        origins = self.origins
        here = _host(origins.recorded) == str(told.get("domain")).lstrip(".")
        if origins.differ and here:
            cookie["domain"] = _host(origins.live)
            if origins.live.startswith("http:"):
                cookie["secure"] = False
                cookie.pop("sameSite", None)
        return cookie


def _host(origin: str) -> str:
    host = origin.partition("://")[2]
    name, _, port = host.rpartition(":")
    return name if port.isdecimal() else host
