"""The cookies of a context when a recording begins and when it ends.

Only the browser knows those that are `HttpOnly`, so Playwright is asked for them, once
as a context comes and once as a recording ends; what a test adds to a context before it
goes anywhere is seen in its calls. Pages tell what else they store by
themselves, in events of the same name (web/src/recorder/state.ts).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from replaytest.browser.calls import ApiCall, Call, Routine
from replaytest.capture.notes import Note, custom
from replaytest.tags import STORAGE

MOST_COOKIES = 1000
_KEPT = ("secure", "sameSite", "httpOnly", "partitionKey")
# Name, domain, path: what tells two cookies apart (RFC 6265, 5.3).
_Key = tuple[str, str, str]
Cookies = dict[_Key, Mapping[str, Any]]


class CookieMasker(Protocol):
    """What may be said of a cookie; `mask.said.Said` is one."""

    def name(self, text: str) -> str:
        """Return a name that a page has made, if it can be one."""

    def cookie(self, value: str) -> str:
        """Return what stands for a value, itself where values are told."""

    @property
    def keeps_values(self) -> bool:
        """Whether values are told as they are."""

    def typed(self, text: str, name: str = "") -> str:
        """Return a text of which nothing but its shape is kept."""

    def url(self, text: str) -> str:
        """Return an address without what is private in it."""


class Jar:
    """Tells the cookies of one context: all at the start, at the end if they changed.

    `wanted` says whether the rules of the moment let anything stored be told. Values
    are kept here to be compared, and nowhere else.
    """

    def __init__(
        self,
        note: Note,
        masker: Callable[[], CookieMasker],
        wanted: Callable[[], bool],
    ) -> None:
        self._note = note
        self._masker = masker
        self._wanted = wanted
        self._known: Cookies = {}
        self._begun = False

    def look(self, context: Any) -> Routine[None]:
        """Learn what is there, before anything is told."""
        if self._wanted():
            self._known = yield from _read(context, self._known)

    def begin(self, *, anew: bool = False) -> None:
        """Tell what was there when it was looked at last, once for each recording."""
        if self._begun and not anew:
            return
        self._begun = True
        if self._known and self._wanted():
            self._tell("start", {})

    def called(self, call: ApiCall, *, fresh: bool) -> None:
        """Take a call of Playwright's that adds cookies or takes them away.

        `fresh`: no page has been anywhere yet, so they are there from the start.
        """
        if not fresh or call.error or not self._wanted():
            return
        if call.method == "addCookies":
            cookies = call.params.get("cookies")
            told = cookies if isinstance(cookies, list) else []
            added = [_added(each) for each in told if isinstance(each, Mapping)]
            self._known |= {_key(each): each for each in added[:MOST_COOKIES]}
        elif call.method == "clearCookies":
            self._known = {
                key: cookie
                for key, cookie in self._known.items()
                if not _is_cleared(key, call.params)
            }
        else:
            return
        if self._begun:
            self._tell("start", {})

    def end(self, context: Any) -> Routine[None]:
        """Tell what is there now, if that is not what was told."""
        if not self._wanted():
            return
        before = self._known
        self._known = yield from _read(context, before)
        name = self._masker().name
        changed = {
            name(key[0])
            for key, cookie in self._known.items()
            if key not in before or before[key].get("value") != cookie.get("value")
        }
        if changed or before.keys() != self._known.keys():
            self._tell("end", {"changed": {"cookies": sorted(changed)}})

    def _tell(self, when: str, more: Mapping[str, Any]) -> None:
        masker = self._masker()
        cookies = [_masked(each, masker) for each in self._known.values()]
        self._note(None, custom(STORAGE, {"when": when, "cookies": cookies, **more}))


def _read(context: Any, before: Cookies) -> Routine[Cookies]:
    try:
        found: Iterable[Any] = yield Call(context, "cookies", (None,))
    except Exception:  # noqa: BLE001 - a context may close at any time
        return before
    cookies = [each for each in found if isinstance(each, Mapping)][:MOST_COOKIES]
    return {_key(cookie): cookie for cookie in cookies}


def _added(cookie: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a cookie as the browser has it, of one given by a URL or a domain.

    Source: `packages/playwright-core/src/server/network.ts`, `rewriteCookies`.
    """
    found = {"path": "/", "expires": -1, "httpOnly": False, "secure": False, **cookie}
    if url := str(cookie.get("url") or ""):
        parts = urlsplit(url)
        found["domain"] = parts.hostname or ""
        found["path"] = parts.path[: parts.path.rfind("/") + 1] or "/"
        found["secure"] = parts.scheme == "https"
    return found


def _is_cleared(key: _Key, asked: Mapping[str, Any]) -> bool:
    """Say whether a call clears a cookie; of patterns it is not known."""
    if any(asked[name] for name in asked if name.endswith("RegexSource")):
        return False
    wanted = (asked.get("name"), asked.get("domain"), asked.get("path"))
    return all(w is None or w == own for w, own in zip(wanted, key, strict=True))


def _key(cookie: Mapping[str, Any]) -> _Key:
    name, domain, path = (str(cookie.get(at, "")) for at in ("name", "domain", "path"))
    return name, domain, path


def _masked(cookie: Mapping[str, Any], masker: CookieMasker) -> dict[str, Any]:
    name, domain, path = _key(cookie)
    value, expires = str(cookie.get("value", "")), cookie.get("expires")
    told, clear = masker.cookie(value), masker.keeps_values
    return {
        "name": masker.name(name),
        "value": told,
        # Values are told, and this one held a known secret: it cannot be set again.
        **({"masked": True} if clear and told != value else {}),
        "domain": masker.url(f"//{domain}").removeprefix("//"),
        "path": path if path == "/" or clear else masker.typed(path),
        # Seconds since 1970, -1 for a cookie of the session.
        "expires": int(expires) if isinstance(expires, int | float) else -1,
        **{at: cookie[at] for at in _KEPT if isinstance(cookie.get(at), str | bool)},
    }
