"""Where the application is now, for addresses of where it was."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import urljoin

from replaytest.redrive.model import Plan
from replaytest.redrive.stubs.origins import written_origin
from replaytest.run.hosts import Hosts, host_of

_WEB = re.compile(r"https?://", re.IGNORECASE)
_BLANK = "about:blank"


class Addresses:
    """Maps addresses of the recording's first origin to `base_url`.

    Without one they stay as they were. `hosts` are those that may be gone to; None for
    all, where nobody is asked.
    """

    def __init__(
        self, plan: Plan, base_url: str = "", hosts: Hosts | None = None
    ) -> None:
        first = next((s.value for s in plan.steps if s.kind == "navigate"), "") or ""
        self.recorded = written_origin(first)
        self.base_url = base_url.rstrip("/") or self.recorded
        self._origin = written_origin(self.base_url)
        self._hosts = hosts

    def live(self, url: str) -> str:
        """Return where a recorded address is now."""
        if self.recorded and written_origin(url) == self.recorded:
            return self._origin + url[len(self.recorded) :]
        if written_origin(url):
            return url
        with suppress(ValueError):  # it is no address, and is not gone to
            return urljoin(self.base_url + "/", url)
        return url

    def refusal(self, url: str) -> str:
        """Say why nobody shall go to an address of now, "" if they may.

        Files, scripts and the browser's own pages are not behind the guard.
        """
        if url == _BLANK:
            return ""
        if not _WEB.match(url):
            return f"a run goes to no such address: {_short(url)}"
        host = host_of(url)
        if not host or (self._hosts is not None and not self._hosts.may_ask(host)):
            return f"{_short(host or url)} is not allowed (--allow)"
        return ""


def _short(url: str) -> str:
    return repr(url[:100]) + ("…" if url[100:] else "")
