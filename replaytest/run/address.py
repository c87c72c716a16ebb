"""Where the application is now, for addresses of where it was."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from replaytest.redrive.model import Plan


class Addresses:
    """Maps addresses of the recording's first origin to `base_url`.

    Without one they stay as they were.
    """

    def __init__(self, plan: Plan, base_url: str = "") -> None:
        first = next((s.value for s in plan.steps if s.kind == "navigate"), "") or ""
        self.recorded = _origin(first)
        self.base_url = base_url.rstrip("/") or self.recorded
        self._origin = _origin(self.base_url)

    def live(self, url: str) -> str:
        """Return where a recorded address is now."""
        if self.recorded and _origin(url) == self.recorded:
            return self._origin + url[len(self.recorded) :]
        return url if _origin(url) else urljoin(self.base_url + "/", url)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
