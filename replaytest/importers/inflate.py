"""Decompressing what may be cut, damaged or a bomb: as far as it goes, no further."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import zstandard

from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.importers.limits import Budget

ZLIB, GZIP = 15, 31
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_MAX_WINDOW = 128 << 20
# Small, because a decoder that fails returns nothing of the step it failed in, and
# because one step of a bomb must fit into memory: zlib gives 4 MiB for it, zstd 128.
_STEP = 4096
# Snappy copies at most 64 bytes for each 2 of its own.
_SNAPPY_RATIO = 64


def inflate(data: bytes, bits: int, budget: Budget) -> tuple[bytes, bool]:
    """Return (text, whole) of a zlib or gzip stream; gzip may have several members.

    Not whole means: cut or damaged, and the text is what came before. Raises
    `LimitExceeded`.
    """
    members = bits == GZIP
    return _stream(data, lambda: zlib.decompressobj(bits), budget, members=members)


def unzstd(data: bytes, budget: Budget) -> tuple[bytes, bool]:
    """Do the same for a zstd stream of one frame or more."""
    decoder = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
    return _stream(data, decoder.decompressobj, budget, members=True)


def _stream(
    data: bytes, make: Callable[[], Any], budget: Budget, *, members: bool
) -> tuple[bytes, bool]:
    pieces: list[bytes] = []
    view, at = memoryview(data), 0
    while at < len(data):
        decoder = make()
        try:
            while not decoder.eof and at < len(data):
                text = decoder.decompress(view[at : at + _STEP])
                at = min(at + _STEP, len(data))
                budget.take(len(text))
                pieces.append(text)
        except (zlib.error, zstandard.ZstdError):
            return b"".join(pieces), False
        if not decoder.eof:
            return b"".join(pieces), False
        at -= len(decoder.unused_data)
        if not members:
            break
        if not any(view[at : at + _STEP]):
            break  # tapes and block devices pad with zeros
    return b"".join(pieces), bool(pieces)


def is_zlib(data: bytes) -> bool:
    """Say whether `data` begins as zlib streams do (RFC 1950)."""
    return (
        len(data) > 2
        and data[0] & 0x0F == 8
        and data[0] >> 4 <= 7
        and (data[0] << 8 | data[1]) % 31 == 0
    )


def is_snappy(data: bytes) -> bool:
    """Say whether `data` is [4 bytes big-endian length][raw snappy block], repeated.

    That is what PostHog's snapshot API gives for decompress=false. The first block
    must be there and begin with a literal of JSON.
    """
    found = next(_blocks(data), None)
    if not found or not _is_plausible(found):
        return False
    _, start = _varint(found)
    # The first element of a block is always a literal; its tag has one to five bytes.
    tag = found[start] if start < len(found) else 1
    begin = start + 1 + max(0, (tag >> 2) - 59)
    return tag & 3 == 0 and found[begin : begin + 1] in (b"[", b"{", b'"')


def unsnappy(data: bytes, budget: Budget) -> tuple[bytes, bool]:
    """Return (text, whole) of such blocks, up to the first that cannot be decoded.

    Raises `LimitExceeded`, and `UsageError` when cramjam is not installed.
    """
    try:
        import cramjam
    except ImportError as error:
        raise UsageError(
            "this file is packed with snappy, which needs the package cramjam",
            where=budget.where,
            fix="pip install cramjam",
        ) from error
    pieces: list[bytes] = []
    read = 0
    for block in _blocks(data):
        if not _is_plausible(block):
            return b"".join(pieces), False
        budget.take(_varint(block)[0])
        try:
            text = bytes(cramjam.snappy.decompress_raw(block))
        except cramjam.DecompressionError:
            return b"".join(pieces), False
        pieces.append(text if text.endswith(b"\n") else text + b"\n")
        read += 4 + len(block)
    return b"".join(pieces), read == len(data)


def _blocks(data: bytes) -> Iterator[bytes]:
    at = 0
    while at + 4 < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if not 0 < size <= len(data) - at - 4:
            return
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


def _is_plausible(block: bytes) -> bool:
    # The library makes room for whatever length the block names, before it reads on.
    length, start = _varint(block)
    return 0 < start < len(block) and 0 < length <= len(block) * _SNAPPY_RATIO


def _varint(block: bytes) -> tuple[int, int]:
    """Return (decompressed length, offset after it), offset 0 if there is none."""
    value = 0
    for at, byte in enumerate(block[:5]):
        value |= (byte & 127) << (7 * at)
        if byte < 128:
            return value, at + 1
    return 0, 0
