"""The parts of a file: what is packed, compressed or encoded in it, laid open.

Every file is bytes from somewhere: what cannot be laid open is a part with a problem,
never an error, and never passed over in silence.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import zstandard

from replaytest.errors import RecordingError
from replaytest.files import SUFFIX
from replaytest.store.blobs import Blobs
from replaytest.store.read import blobs_for
from replaytest.store.stream import Lines

Opener = Callable[[bytes], Iterator[tuple[str, bytes]]]
_ZIP, _GZIP, _ZSTD = b"PK\x03\x04", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
# A small file can decompress to more than there is memory for.
MOST = 256 << 20
_DEPTH = 5
_REFERENCE = re.compile(rb'"\$(?:blob|snapshot|like|rules)":"([0-9a-f]{32})"')
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{32,}")


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes as they can be read. `where` is for people, "" for the file itself.

    `is_text` is False for bytes that are no UTF-8: patterns find something in any of
    those. `blob` is the digest if they are a blob's. `problem` says why there is
    nothing to look at.
    """

    where: str
    data: bytes
    is_text: bool = True
    blob: str = ""
    problem: str = ""


def parts_of(path: Path) -> Iterator[Part]:
    """Yield what is in the file at `path`, down to the bytes that are not packed."""
    try:
        if path.suffix == SUFFIX:
            yield from _recording(path)
        elif path.stat().st_size > MOST:
            yield Part("", b"", problem=f"it has more than {MOST >> 20} MiB")
        else:
            yield from _laid_open("", path.read_bytes(), _DEPTH)
    except OSError as error:
        yield Part("", b"", problem=f"it cannot be read: {error.strerror}")
    except RecordingError as error:  # encrypted, and its key is not here
        yield Part("", b"", problem=f"it cannot be read: {error.problem}")


def _recording(path: Path) -> Iterator[Part]:
    source, blobs, events = Lines(path), blobs_for(path), 0
    # Line by line, and not event by event: what no reader shows is in the file too.
    for number, line in enumerate(source):
        is_event = line[:1] == b"["
        events += is_event
        where = f"event {events}" if is_event else f"line {number + 1}"
        yield from _text("header" if number == 0 else where, line, _DEPTH)
        if is_event and line.endswith(b'"packed"]'):
            yield from _blobs_in(line, where, blobs)
    if source.torn_at is not None:
        rest = path.read_bytes()[source.torn_at :]
        yield Part(f"after the tear at byte {source.torn_at}", rest, is_text=False)


def _blobs_in(body: bytes, where: str, blobs: Blobs) -> Iterator[Part]:
    """Yield the blobs that an event, or the blob of a snapshot, refers to."""
    for found in set(_REFERENCE.findall(body)):
        digest = found.decode()
        kept = blobs.get(digest)
        if kept is not None:
            inside = f"{where}, blob {digest[:8]}"
            for part in _text(inside, kept, _DEPTH):
                yield Part(part.where, part.data, part.is_text, digest, part.problem)
            yield from _blobs_in(kept, where, blobs)


def _laid_open(where: str, data: bytes, depth: int) -> Iterator[Part]:
    opened = _opener(data)
    if opened is None:
        yield from _text(where, data, depth)
    elif depth == 0:
        yield Part(where, data, is_text=False, problem="it is packed too many times")
    else:
        # What is packed is not text, but zip keeps names and comments as they are.
        yield Part(where, data, is_text=False)
        try:
            for inside, body in opened(data):
                yield from _laid_open(_joined(where, inside), body, depth - 1)
        except _Broken as error:
            yield Part(where, b"", problem=str(error))


def _text(where: str, data: bytes, depth: int) -> Iterator[Part]:
    """Yield bytes that are not packed, and what is base64 in them."""
    yield Part(where, data, _is_text(data))
    if not depth:
        return
    plain = data.replace(b"\\/", b"/") if b"\\/" in data else data
    for match in _BASE64.finditer(plain):
        body = _from_base64(match[0])
        # Known secrets are found in base64 as it is; this is for all the rest.
        if _opener(body) or (body and _is_text(body)):
            inside = _joined(where, f"base64 at byte {match.start()}")
            yield from _laid_open(inside, body, depth - 1)


def _is_text(data: bytes) -> bool:
    if b"\0" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _from_base64(text: bytes) -> bytes:
    text = text.replace(b"-", b"+").replace(b"_", b"/")
    whole = text[: len(text) - (len(text) % 4 == 1)]
    try:
        return base64.b64decode(whole + b"=" * (-len(whole) % 4))
    except binascii.Error:
        return b""


class _Broken(Exception):
    """What is packed cannot be unpacked."""


def _opener(data: bytes) -> Opener | None:
    for magic, opener in ((_ZIP, _unzip), (_GZIP, _gunzip), (_ZSTD, _unzstd)):
        if data.startswith(magic):
            return opener
    return None


def _unzip(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST:
                raise _too_large()
            for member in members:
                yield f"member {member.filename}", archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error) as error:
        raise _Broken(f"the archive cannot be opened: {error}") from error


def _gunzip(data: bytes) -> Iterator[tuple[str, bytes]]:
    pieces, left, whole = [], MOST, True
    while whole and data.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            pieces.append(unpacker.decompress(data, left))
        except zlib.error as error:
            raise _Broken(f"gzip that is damaged: {error}") from error
        left -= len(pieces[-1])
        if left <= 0 or unpacker.unconsumed_tail:
            raise _too_large()
        data, whole = unpacker.unused_data, unpacker.eof
    yield "gzip", b"".join(pieces)
    if not whole:
        raise _Broken("gzip that was cut off")


def _unzstd(data: bytes) -> Iterator[tuple[str, bytes]]:
    pieces, size, whole = [], 0, True
    why = "zstd that was cut off"
    try:
        for piece, whole in _zstd_pieces(data):  # noqa: B007 - the last one counts
            pieces.append(piece)
            size += len(piece)
            if size > MOST:
                raise _too_large()
    except zstandard.ZstdError as error:
        whole, why = False, f"zstd that is damaged: {error}"
    yield "zstd", b"".join(pieces)
    if not whole:
        raise _Broken(why)


def _zstd_pieces(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield (text, whether a frame ends here) of all frames in a row."""
    while data.startswith(_ZSTD):
        unpacker = zstandard.ZstdDecompressor().decompressobj()
        at = 0
        while at < len(data) and not unpacker.eof:
            # A few bytes of zstd can become 128 KiB, so only a few at a time.
            piece = unpacker.decompress(data[at : at + 1024])
            at += 1024
            yield piece, unpacker.eof
        data = unpacker.unused_data + data[at:]


def _too_large() -> _Broken:
    return _Broken(f"it unpacks to more than {MOST >> 20} MiB")


def _joined(where: str, inside: str) -> str:
    return f"{where}, {inside}" if where else inside
