"""What a run may talk to: its application, and what the user allows. Nothing else.

The browser is given a proxy that refuses, and the allowed hosts as exceptions from it.
So also workers, sockets and what a page does while it goes away are refused, without a
round trip through Playwright for each request.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any, Self
from urllib.parse import urlsplit

from replaytest.errors import UsageError

_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_ANSWER = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n"
    b"X-Replaytest: not allowed\r\n\r\n"
)
_LONGEST = 8192
_MOST = 200


def host_of(url: str) -> str:
    """Return "host:port" of a URL, "" if it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return ""
    if not parts.hostname or not port:
        return ""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{name}:{port}"


def is_local(url: str) -> bool:
    """Say whether a URL is one of this machine."""
    host = host_of(url).rpartition(":")[0]
    return host in _LOCAL or host.endswith(".localhost")


def exceptions(base_url: str, allow: tuple[str, ...]) -> list[str]:
    """Return the hosts that are asked without a proxy.

    Raises:
        UsageError: one of `allow` is neither a host nor a URL.
    """
    found = [host_of(base_url)] if base_url else []
    for each in allow:
        host = host_of(each) if "//" in each else each
        if not host or any(sign in host for sign in " ,;/<>"):
            raise UsageError(
                f"'{each}' is no host",
                where="--allow",
                fix="write host, host:port or *.domain",
            )
        found.append(host)
    # One server has several names.
    for host in list(found):
        name, _, port = host.rpartition(":")
        if name in _LOCAL and port:
            found += [f"{other}:{port}" for other in _LOCAL if other != name]
    return list(dict.fromkeys(found))


_READING = ("GET", "HEAD", "OPTIONS")


def may_write(url: str, allow: tuple[str, ...]) -> bool:
    """Say whether a run may send something that changes what a server holds.

    It may on this machine, and to hosts that the user has named.
    """
    if is_local(url):
        return True
    host = host_of(url)
    name = host.rpartition(":")[0]
    for each in allow:
        wanted = host_of(each) if "//" in each else each
        if wanted in (host, name):
            return True
        if wanted.startswith("*.") and name.endswith(wanted[1:]):
            return True
    return False


class Guard:
    """A proxy that answers 403 to everything and notes who was asked for.

    `async with Guard() as guard:`; `guard.refused` are "GET http://host/path" and
    "CONNECT host:port", each once, in order.
    """

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()

    async def only_read(self, context: Any, allow: tuple[str, ...]) -> None:
        """Refuse what pages of a context send to hosts that are only to be read."""

        async def look(route: Any) -> None:
            request = route.request
            if request.method in _READING or may_write(request.url, allow):
                await route.fallback()
            else:
                self._note(f"{request.method} {request.url}")
                await route.abort("blockedbyclient")

        await context.route("**/*", look)

    def proxy(self, base_url: str, allow: tuple[str, ...]) -> dict[str, Any]:
        """Return the `proxy` option of a browser context. Raises `UsageError`."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        found = {"server": f"http://127.0.0.1:{port}"}
        if hosts := exceptions(base_url, allow):
            found["bypass"] = ",".join(hosts)
        return found

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, ValueError):
            line = (await reader.readline())[:_LONGEST].decode("latin-1")
            self._note(" ".join(line.split()[:2]))
            writer.write(_ANSWER)
            await writer.drain()
        with suppress(OSError):
            writer.close()

    def _note(self, asked: str) -> None:
        if asked and asked not in self.refused and len(self.refused) < _MOST:
            self.refused.append(asked)
