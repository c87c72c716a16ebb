"""Unwrapping: gzip, zstd, zlib, snappy, zip and odd encodings, seen from the bytes."""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from replaytest.errors import RecordingDamaged
from replaytest.importers import own
from replaytest.importers.inflate import (
    GZIP,
    ZLIB,
    ZSTD_MAGIC,
    inflate,
    is_snappy,
    is_zlib,
    unsnappy,
    unzstd,
)
from replaytest.importers.limits import MAX_LAYERS, MAX_MEMBERS, Budget, exceeded

_SENTRY = re.compile(rb'\s*\{\s*"segment_id"\s*:\s*(\d{1,9})\s*[^\n{}]*\}\s*?\n')
# What zipfile raises for archives that were changed, found by changing some.
_BAD_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError),
    *(OSError, ValueError, LookupError, OverflowError, RuntimeError),
)
_CUT = "the {} data is cut or damaged: read up to there"


@dataclass(frozen=True, slots=True)
class Piece:
    """One text that was inside a file. `layers` name what was around it.

    `is_own` means a recording of ours as it lies in a store, not yet decompressed.
    `segment` is the number of a Sentry segment.
    """

    name: str
    data: bytes
    layers: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())
    segment: int | None = None
    is_own: bool = False


def unwrap(piece: Piece, budget: Budget) -> Iterator[Piece]:
    """Yield what is inside, however it is wrapped.

    Raises `LimitExceeded`, `UsageError` for snappy without cramjam, and
    `RecordingDamaged` for a zip without its directory.
    """
    data = _latin1(piece.data)
    if len(piece.layers) > MAX_LAYERS:
        raise exceeded(f"has more than {MAX_LAYERS} layers of packing", piece.name)
    if own.is_recording(data, budget):
        yield replace(piece, is_own=True)
    elif data.startswith(b"PK\x03\x04"):
        yield from _members(piece, budget)
    elif data.startswith(b"\x1f\x8b"):
        yield from _inner(piece, "gzip", inflate(data, GZIP, budget), budget)
    elif data.startswith(ZSTD_MAGIC):
        yield from _inner(piece, "zstd", unzstd(data, budget), budget)
    elif is_zlib(data) and (inside := inflate(data, ZLIB, budget))[0]:
        yield from _inner(piece, "zlib", inside, budget)
    elif match := _SENTRY.match(data[:4096]):
        body = replace(piece, data=data[match.end() :], segment=int(match[1]))
        yield from unwrap(body, budget) if body.data else iter((body,))
    elif is_snappy(data):
        yield from _inner(piece, "snappy", unsnappy(data, budget), budget)
    else:
        yield replace(piece, data=_utf8(data))


def _inner(
    piece: Piece, layer: str, inside: tuple[bytes, bool], budget: Budget
) -> Iterator[Piece]:
    text, whole = inside
    problems = piece.problems if whole else (*piece.problems, _CUT.format(layer))
    layers = (*piece.layers, layer)
    yield from unwrap(
        replace(piece, data=text, layers=layers, problems=problems), budget
    )


def _members(piece: Piece, budget: Budget) -> Iterator[Piece]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(piece.data))
    except _BAD_ZIP as error:
        raise RecordingDamaged(
            f"the zip cannot be opened: {error}",
            where=piece.name,
            fix="its directory is at its end: was the download cut?",
        ) from error
    with archive:
        names = [each for each in archive.infolist() if each.filename[-1:] != "/"]
        if len(names) > MAX_MEMBERS:
            raise exceeded(f"has more than {MAX_MEMBERS} files in it", piece.name)
        for member in names:
            data, whole = _member(archive, member, budget)
            name = f"{piece.name}!{member.filename}"
            layers = (*piece.layers, "zip")
            problems = () if whole else (_CUT.format("zip"),)
            if data:
                yield from unwrap(Piece(name, data, layers, problems), budget)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget
) -> tuple[bytes, bool]:
    pieces: list[bytes] = []
    try:
        with archive.open(member) as file:
            while text := file.read(1 << 16):
                budget.take(len(text))
                pieces.append(text)
    except _BAD_ZIP:
        # Damaged, or with a password, or by a method nobody uses.
        return b"".join(pieces), False
    return b"".join(pieces), True


def _latin1(data: bytes) -> bytes:
    """Return zlib data that was saved as text, as rrweb's packer gives it, as bytes."""
    if data[:3] not in (b"x\xc2\x9c", b"x\xc3\x9a"):
        return data
    return data.decode("utf-8", "ignore").encode("latin-1", "replace")


def _utf8(data: bytes) -> bytes:
    """Return text as UTF-8 without a mark: PowerShell's `>` writes UTF-16."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and data[2:4] != b"\xff\xff":
        return data.decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(b"\xef\xbb\xbf")
