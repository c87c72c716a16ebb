"""A recording's bytes: lines in a zstd stream, flushed block by block.

`LineFile` writes one; `Lines` reads one and stops, without raising, where the bytes
stop being what was written. Neither knows what a line means. With a key the stream is
encrypted before it reaches the system, and decrypted block by block; see crypt.py.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import zstandard

from replaytest.store import crypt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from replaytest.store.keys import Key

LIVE_LEVEL = 3
# A line without end is how a damaged or hostile file would fill the memory. The
# largest batch a page can send at all (V8's string limit) is twice this.
MAX_LINE = 256 << 20
_MAX_WINDOW = 128 << 20
_MAX_FRAME_HEADER = 18


class LineFile:
    """A new file that takes lines. Every method raises `OSError` as the system does."""

    def __init__(
        self,
        path: Path,
        *,
        level: int = LIVE_LEVEL,
        expected: int = 0,
        checksum: bool = False,
        key: Key | None = None,
    ) -> None:
        """Create `path`; a file that already has this name is an error.

        With `key` it is encrypted; raises `UsageError` when that is not installed.
        `expected` is about how many bytes will be written, 0 if unknown: zstd then
        takes smaller tables, which at high levels take 20 ms just to be cleared.
        """
        self._encryptor = crypt.Encryptor(key) if key else None
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._fd = os.open(path, flags, 0o666)
        parameters = zstandard.ZstdCompressionParameters.from_level(
            level, source_size=expected, write_checksum=checksum
        )
        compressor = zstandard.ZstdCompressor(compression_params=parameters)
        self._stream = compressor.compressobj()
        self._whole = 0
        # Compressed, and not yet in a chunk.
        self._waiting = bytearray()
        if self._encryptor:
            self._begin(self._encryptor.head)

    def write(self, lines: bytes) -> None:
        """Compress `lines`; what is full goes to the system, the rest waits."""
        self._take(self._stream.compress(lines), end=False)

    def flush(self) -> None:
        """End the block, so that all lines so far outlive this process."""
        self._take(self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK), end=True)

    def close(self) -> None:
        """End the frame and close the file."""
        try:
            rest = self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)
            self._take(rest, end=True, last=True)
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Close the file as it is. May be called twice."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)

    def _begin(self, head: bytes) -> None:
        try:
            self._put(head)
        except OSError:
            self.abandon()
            raise

    def _take(self, data: bytes, *, end: bool, last: bool = False) -> None:
        """Put down compressed data; what is encrypted waits for its chunk's `end`."""
        if self._encryptor is None:
            self._put(data)
            return
        self._waiting += data
        if end or len(self._waiting) >= crypt.CHUNK:
            text = bytes(self._waiting)
            self._waiting.clear()
            self._put(self._encryptor.chunks(text, last=last))

    def _put(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError:
            # A full disk takes half a block; cut off, the file ends cleanly.
            os.ftruncate(self._fd, self._whole)
            raise
        self._whole += len(data)


class Lines:
    """The lines of one file that are whole, without their newlines.

    Iterate as often as you like. After a pass `torn_at` is the offset in the file up
    to which it could be decoded, or None when nothing was wrong with it: a file that
    a crash left without its end is fine if its last block is whole. `cut_at` is the
    size of an encrypted file whose last chunk is not there, else None.

    A pass raises `OSError` as the system does, and for an encrypted file `KeyMissing`
    unless `key_folder` (None: the usual one) has its key.
    """

    def __init__(self, path: Path, key_folder: Path | None = None) -> None:
        self.path = path
        self.torn_at: int | None = None
        self.cut_at: int | None = None
        self._key_folder = key_folder

    def __iter__(self) -> Iterator[bytes]:
        self.torn_at = self.cut_at = None
        tail: list[bytes] = []
        waiting = 0
        with self.path.open("rb") as file:
            source = crypt.opened(file, self.path, self._key_folder)
            for text in self._texts(source):
                head, newline, rest = text.rpartition(b"\n")
                if newline:
                    yield from b"".join([*tail, head]).split(b"\n")
                    tail, waiting = [], 0
                tail.append(rest)
                waiting += len(rest)
                if waiting > MAX_LINE:
                    break
            if waiting and self.torn_at is None:
                self.torn_at = source.tell()
            if isinstance(source, crypt.Decrypted):
                self.torn_at = source.tear(self.torn_at)
                self.cut_at = None if source.whole else file.tell()

    def _texts(self, file: crypt.Source) -> Iterator[bytes]:
        """Yield what each zstd block decodes to, frame after frame."""
        start = 0
        while head := file.read(_MAX_FRAME_HEADER):
            file.seek(start)
            try:
                size = zstandard.frame_header_size(head)
                checksum = zstandard.get_frame_parameters(head).has_checksum
                decoder = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
                stream = decoder.decompressobj()
                stream.decompress(file.read(size))
            except zstandard.ZstdError:
                self.torn_at = start
                return
            yield from self._blocks(file, stream, checksum=checksum)
            if self.torn_at is not None or not stream.eof:
                return
            start = file.tell()

    def _blocks(
        self,
        file: crypt.Source,
        stream: zstandard.ZstdDecompressionObj,
        *,
        checksum: bool,
    ) -> Iterator[bytes]:
        # Block by block, because a decoder given more than it can decode returns
        # nothing of it, not even the blocks before the damage.
        last = False
        while not last:
            start = file.tell()
            head = file.read(3)
            if not head:
                return  # the writer is still at it, or was killed: nothing is torn
            size, last = _block(head)
            body = file.read(size)
            whole = len(head) == 3 and len(body) == size
            try:
                text = stream.decompress(head + body) if whole else b""
                if last and checksum and whole:
                    stream.decompress(file.read(4))
            except zstandard.ZstdError:
                whole = False
            if not whole:
                self.torn_at = start
                return
            yield text


def _block(head: bytes) -> tuple[int, bool]:
    """Return (bytes that follow, is last) from a block's three header bytes."""
    bits = int.from_bytes(head, "little")
    repeated = (bits >> 1) & 3 == 1
    return (1 if repeated else bits >> 3), bool(bits & 1)
