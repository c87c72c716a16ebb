"""Blobs: bodies kept once per store, named by what they hold.

`<store>/blobs/ab/<digest>.zst`. A blob is written beside its place and moved in, so
that processes need no lock: whoever comes second replaces it by the same bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "blobs"
HOUR_MS = 3_600_000
_DIGEST = re.compile(r"[0-9a-f]{32}")
_LEVEL = 9
# More than a page can send in one string: a damaged length must not be allocated.
_MAX_SIZE = 512 << 20


def digest_of(body: bytes) -> str:
    """Return the 32 hex digits that name `body`."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def is_digest(text: object) -> bool:
    """Say whether `text` can name a blob (and so is safe in a path)."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


class Blobs:
    """The blobs of the store at `root`. The folder need not exist to read from it."""

    def __init__(self, root: Path) -> None:
        self.folder = root / FOLDER

    def path(self, digest: str) -> Path:
        """Return where the blob named `digest` lies, or would."""
        return self.folder / digest[:2] / f"{digest}.zst"

    def put(self, body: bytes) -> str:
        """Keep `body` and return its digest. Raises `OSError` as the system does."""
        digest = digest_of(body)
        path = self.path(digest)
        try:
            # Retention spares young blobs: it cannot see that we need this one yet.
            os.utime(path)
        except OSError:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, zstandard.ZstdCompressor(level=_LEVEL).compress(body))
        return digest

    def get(self, digest: str) -> bytes | None:
        """Return the body, or None when it is missing, damaged or not a digest."""
        if not is_digest(digest):
            return None
        try:
            packed = self.path(digest).read_bytes()
            if zstandard.frame_content_size(packed) > _MAX_SIZE:
                return None
            body = zstandard.ZstdDecompressor().decompress(packed)
        except (OSError, zstandard.ZstdError):
            return None
        return body if digest_of(body) == digest else None

    def __iter__(self) -> Iterator[tuple[str, Path]]:
        """Yield (digest, path) of every blob in the store."""
        for path in sorted(self.folder.glob("??/*.zst")):
            if is_digest(path.stem):
                yield path.stem, path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that other processes see either whole or not at all."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
