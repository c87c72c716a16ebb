"""Whom a run may ask, and whom it may change something at. Pure.

Hosts are "name:port"; a host that is allowed is that, a name alone (any port), or
"*.domain" (all below it, with or without a port).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from replaytest.errors import UsageError

READING = ("GET", "HEAD", "OPTIONS")
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


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


def path_of(url: str) -> str:
    """Return the path of a URL, all of it if it is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def place_of(url: str) -> str:
    """Return the path of a URL, with its fragment if there is one."""
    fragment = url.partition("#")[2]
    return path_of(url) + (f"#{fragment}" if fragment else "")


def is_local(url: str) -> bool:
    """Say whether a URL is one of this machine."""
    name = host_of(url).rpartition(":")[0]
    return name in _LOCAL or name.endswith(".localhost")


@dataclass(frozen=True, slots=True)
class Hosts:
    """`read` may be asked, `written` of them be sent what changes something there.

    `encrypted` are those that were named by "https://".
    """

    read: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    encrypted: tuple[str, ...] = ()

    @classmethod
    def of(cls, base_url: str, allow: Iterable[str], *, writes: bool = True) -> Self:
        """Return the host of a base URL and those that a user has allowed.

        With `writes` they may be changed if they are of this machine or allowed.

        Raises:
            UsageError: one of `allow` is neither a host nor a URL.
        """
        given = tuple(allow)
        allowed = [_checked(each) for each in given]
        own = [host_of(base_url)] if host_of(base_url) else []
        written = _with_aliases(allowed + (own if is_local(base_url) else []))
        return cls(
            tuple(dict.fromkeys(_with_aliases(own) + written)),
            tuple(written) if writes else (),
            tuple(host_of(u) for u in (base_url, *given) if u.startswith("https:")),
        )

    def may_ask(self, host: str) -> bool:
        """Say whether "name:port" may be asked at all."""
        return any(_fits(host, pattern) for pattern in self.read)

    def may_send(self, method: str, host: str) -> bool:
        """Say whether "name:port" may be asked so."""
        wanted = self.read if method in READING else self.written
        return any(_fits(host, pattern) for pattern in wanted)

    def may_meet(self, host: str) -> bool:
        """Say whether "name:port" may be sent what nobody can read on its way.

        To a host that is only read that is what belongs to its encrypted pages, and no
        socket.
        """
        secret = host in self.encrypted or host.endswith(":443")
        return self.may_send("POST", host) or (secret and self.may_ask(host))

    def has_cookie(self, domain: str) -> bool:
        """Say whether a cookie of a domain is one that some host here is told."""
        name = domain.lower().lstrip(".")
        names = [_name(pattern).removeprefix("*.") for pattern in self.read]
        return any(name == each or each.endswith(f".{name}") for each in names)


def _checked(allowed: str) -> str:
    host = host_of(allowed) if "//" in allowed else allowed.strip().lower()
    if not host or any(sign in host for sign in " ,;/<>@"):
        raise UsageError(
            f"'{allowed}' is no host",
            where="--allow",
            fix="write host, host:port or *.domain",
        )
    return host


def _with_aliases(hosts: list[str]) -> list[str]:
    """One server of this machine has several names."""
    found = list(hosts)
    for host in hosts:
        name, _, port = host.rpartition(":")
        if name in _LOCAL:
            found += [f"{other}:{port}" for other in _LOCAL if other != name]
    return list(dict.fromkeys(found))


def _fits(host: str, pattern: str) -> bool:
    name = _name(host)
    wanted = _name(pattern)
    if wanted != pattern and pattern.rpartition(":")[2] != host.rpartition(":")[2]:
        return False
    if wanted.startswith("*"):
        return name.endswith(wanted[1:])
    return name == wanted


def _name(host: str) -> str:
    """Return a host or pattern without its port."""
    name, _, port = host.rpartition(":")
    return name if name and port.isdecimal() else host
