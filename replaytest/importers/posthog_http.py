"""PostHog's API as a server: one project, its throttles, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import quote, urlsplit

from replaytest.errors import RecordingError, RecordingNotFound, UsageError
from replaytest.importers.limits import MAX_FILE, exceeded
from replaytest.importers.salvage import values_of

TRIES = 6
BACKOFF_S = 1.0
# The throttles count by the minute and by the hour.
MAX_WAIT_S = 3660.0
TIMEOUT_S = 60.0

Query = dict[str, str]


class Server:
    """One project of one PostHog. Use as a context manager.

    `on_note` is told what a person should know while it goes on. `sleep` and `clock`
    take and give seconds.
    """

    def __init__(
        self,
        host: str,
        project: str,
        key: str,
        *,
        on_note: Callable[[str], None],
        sleep: Callable[[float], None],
        clock: Callable[[], float],
    ) -> None:
        """Make a client. Raises `UsageError` for a wrong host and without httpx."""
        try:
            import httpx
        except ImportError as error:
            raise UsageError(
                "PostHog's API needs the package httpx",
                where="--from posthog",
                fix="pip install httpx",
            ) from error
        if _is_open(host):
            on_note(f"the API key goes to {host} unencrypted")
        if not key.strip().isascii():
            raise UsageError(
                "the API key has characters that no key has",
                where="--key-env",
                fix="copy it again; it begins with phx_",
            )
        self._failure = (httpx.HTTPError, httpx.InvalidURL)
        self._client = httpx.Client(
            base_url=f"{host.rstrip('/')}/api/projects/{quote(project, safe='')}/",
            headers={"Authorization": f"Bearer {key.strip()}"},
            timeout=TIMEOUT_S,
        )
        self._on_note = on_note
        self._sleep = sleep
        self._clock = clock

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def json(self, path: str, query: Query) -> dict[str, Any]:
        """Return the object at `path`. Raises as `get` does."""
        found = values_of(self.get(path, query), path).found
        if not found or not isinstance(found[0], dict):
            raise RecordingError(
                "the server does not answer as PostHog does",
                where=str(self._client.base_url),
                fix="check --host: https://eu.posthog.com, https://us.posthog.com, "
                "or your own",
            )
        return found[0]

    def get(self, path: str, query: Query) -> bytes:
        """Return a body, waiting and trying again where that may help.

        Raises `UsageError` for a key that is refused, `RecordingNotFound`,
        `LimitExceeded`, and `RecordingError` when all tries fail.
        """
        problem = ""
        for number in range(TRIES):
            try:
                status, headers, body = self._once(path, query)
            except self._failure as error:
                problem = f"the server cannot be reached: {error}"
                self._wait(BACKOFF_S * 2**number, number)
                continue
            if status == 200:
                return body
            if status != 429 and status < 500:
                raise self._refused(status, path)
            problem = f"the server answered {status}, {TRIES} times"
            asked = _retry_after(headers.get("retry-after"), self._clock())
            if asked is not None and asked > MAX_WAIT_S:
                raise RecordingError(
                    f"the server asks to wait {asked / 60:.0f} minutes",
                    where=str(self._client.base_url),
                    fix="try again then",
                )
            if asked and asked > 10:
                self._on_note(f"PostHog's limit is reached: waiting {asked:.0f} s")
            self._wait(BACKOFF_S * 2**number if asked is None else asked, number)
        raise RecordingError(
            problem, where=str(self._client.base_url), fix="try again later"
        )

    def _wait(self, seconds: float, number: int) -> None:
        if number < TRIES - 1:
            self._sleep(min(seconds, MAX_WAIT_S))

    def _once(self, path: str, query: Query) -> tuple[int, Any, bytes]:
        with self._client.stream("GET", path, params=query) as response:
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MAX_FILE:
                    raise exceeded(f"has more than {MAX_FILE >> 20} MiB", path)
            return response.status_code, response.headers, bytes(body)

    def _refused(self, status: int, path: str) -> RecordingError | UsageError:
        host = str(self._client.base_url)
        if status in (401, 403):
            return UsageError(
                f"PostHog refuses the API key (HTTP {status})",
                where=host,
                fix="it must be a personal key with the scope session_recording:read, "
                "of somebody who may see this project, and --host its region",
            )
        if status == 404:
            return RecordingNotFound(
                "PostHog has no such recording",
                where=f"{host}{path}",
                fix="check the session id, --project and --host",
            )
        return RecordingError(
            f"the server answered {status}", where=f"{host}{path}", fix="check --host"
        )


def _is_open(host: str) -> bool:
    """Say whether TLS is missing on the way to a host. Raises `UsageError`."""
    try:
        parts = urlsplit(host)
        name = parts.hostname
    except ValueError:
        name = None
    if not name or parts.scheme not in ("http", "https"):
        raise UsageError(
            f"the host {host!r} is no URL",
            where="--host",
            fix="--host https://eu.posthog.com or https://us.posthog.com",
        )
    return parts.scheme == "http" and name not in ("localhost", "127.0.0.1", "::1")


def _retry_after(value: str | None, now: float) -> float | None:
    """Return seconds from either form of the header (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return float(value[:12])
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - now)
