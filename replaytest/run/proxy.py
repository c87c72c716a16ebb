"""A proxy that passes on what may be sent, and answers 403 to all else.

What is encrypted is passed on unread: of a host that is only to be read, only requests
in clear are seen here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from replaytest.run.hosts import Hosts, host_of

_REFUSAL = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n"
    b"X-Replaytest: not allowed\r\n\r\n"
)
_NOBODY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_MET = b"HTTP/1.1 200 Connection established\r\n\r\n"
_CHUNK = 1 << 16
# Of a request one connection is made, so that each is looked at.
_DROPPED = (b"proxy-", b"connection:")


async def serve(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    hosts: Hosts,
    refuse: Callable[[str], None],
) -> None:
    """Answer one connection; `refuse` is told "GET http://host/path" and the like."""
    too_odd = (
        OSError,
        ValueError,
        asyncio.IncompleteReadError,
        asyncio.LimitOverrunError,
    )
    try:
        with suppress(*too_odd):
            await _answer(reader, writer, hosts, refuse)
    finally:
        writer.close()


async def _answer(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    hosts: Hosts,
    refuse: Callable[[str], None],
) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    line, _, fields = head.partition(b"\r\n")
    method, target, _ = line.decode("latin-1").split(" ", 2)
    tunnel = method == "CONNECT"
    host = target.lower() if tunnel else host_of(target)
    if not (hosts.may_meet(host) if tunnel else hosts.may_send(method, host)):
        refuse(f"{method} {target}")
        writer.write(_REFUSAL)
        await writer.drain()
        return
    name, _, port = host.rpartition(":")
    try:
        there, to_there = await asyncio.open_connection(name.strip("[]"), int(port))
    except OSError:
        writer.write(_NOBODY)
        await writer.drain()
        return
    if tunnel:
        writer.write(_MET)
    else:
        to_there.write(_forwarded(method, target, fields))
    try:
        await asyncio.gather(_pour(reader, to_there), _pour(there, writer))
    finally:
        to_there.close()


def _forwarded(method: str, target: str, fields: bytes) -> bytes:
    path = "/" + target.partition("://")[2].partition("/")[2]
    kept = [
        line
        for line in fields.split(b"\r\n")
        if line and not line.lower().startswith(_DROPPED)
    ]
    first = f"{method} {path} HTTP/1.1".encode("latin-1")
    return b"\r\n".join([first, *kept, b"Connection: close", b"", b""])


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
        # The other half is still wanted: a client may have said all it had to.
        writer.write_eof()
