"""Search everything that was left behind for markers, decompressed and decoded."""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import zstandard

from tests.privacy.place import CONSONANTS, PREFIX, VOWELS, Place

DEEPEST = 5
MARKER = re.compile(
    rf"{PREFIX.lower()}(?:[{CONSONANTS}][{VOWELS}]){{5}}\d\d", re.IGNORECASE
)
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}")
QUOTED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
HEX = re.compile(r"[0-9A-Fa-f]{24,}")
# What is typed one key at a time, and what comes in pieces.
KEYS = re.compile(r'"key":\s*"(.)"')
CODES = re.compile(r'"code":\s*"(?:Key|Digit)(.)"')
PIECES = re.compile(r'"(?:textContent|text|value)":\s*"((?:[^"\\]|\\.)*)"')
JSON_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)


class Harvest:
    """Which markers are in what it was fed, and where each was met first."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self.found: dict[str, str] = {}
        self._read: dict[bytes, int] = {}
        self._by_marker = {
            needle: place.name for place in self.places for needle in place.needles
        }
        self._digits = {
            needle: name
            for needle, name in self._by_marker.items()
            if needle[:1] != "q"
        }

    @property
    def names(self) -> set[str]:
        return set(self.found)

    def folder(self, folder: Path) -> Harvest:
        """Search every file below `folder`, and the names of all files and folders."""
        for path in sorted(folder.rglob("*")):
            self.text(str(path.relative_to(folder)), f"the name {path.name}")
            if path.is_file():
                self.bytes(path.read_bytes(), str(path))
        return self

    def text(self, text: str, where: str = "text") -> Harvest:
        return self.bytes(text.encode("utf-8", "surrogatepass"), where)

    def bytes(self, data: bytes, where: str = "bytes") -> Harvest:
        for reading in readings(data, known=self._read):
            self._look(reading, where)
        return self

    def _look(self, text: str, where: str) -> None:
        for match in MARKER.finditer(text):
            if name := self._by_marker.get(match[0].lower()):
                self.found.setdefault(name, where)
        for needle, name in self._digits.items():
            if needle in text:
                self.found.setdefault(name, where)


def readings(
    data: bytes, depth: int = 0, known: dict[bytes, int] | None = None
) -> Iterator[str]:
    """Yield `data` as text, and as everything that it may be an encoding of.

    `known` has what was read, and how deep: to take off two layers in either order
    leads to the same.
    """
    known = {} if known is None else known
    digest = hashlib.blake2b(data, digest_size=16).digest()
    if known.get(digest, depth + 1) <= depth:
        return
    known[digest] = depth
    unpacked = list(unpack(data))
    for inner in unpacked:
        yield from readings(inner, depth + 1, known)
    if unpacked:
        return
    for encoding in encodings(data):
        text = data.decode(encoding, "replace")
        yield text
        yield from joined(text)
        if depth < DEEPEST:
            for inner in decoded(text):
                yield from readings(inner, depth + 1, known)


def encodings(data: bytes) -> Iterator[str]:
    yield "utf-8"
    if b"\0" in data[:4096]:
        yield "utf-16-le"
        yield "utf-16-be"


def unpack(data: bytes) -> Iterator[bytes]:
    """Yield what is compressed in `data`; of a torn frame what is there."""
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        yield _unzstd(data)
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)


def joined(text: str) -> Iterator[str]:
    """Yield what is said in pieces, put together."""
    for pieces in (KEYS, CODES, PIECES):
        found = pieces.findall(text)
        yield "".join(found)
        yield "".join(reversed(found))  # of several siblings rrweb tells the last first


def decoded(text: str) -> Iterator[bytes]:
    """Yield `text` with one layer of each encoding taken off, where there is one."""
    for decode in (_json, _unquoted, html.unescape):
        plain = decode(text)
        if plain != text:
            yield plain.encode("utf-8", "surrogatepass")
    small = []
    for run in dict.fromkeys(BASE64.findall(text)):  # words come again and again
        for inner in _base64(run):
            if len(inner) > 2000 or any(unpack_safely(inner)):
                yield inner
            else:
                small.append(inner)
    for run in dict.fromkeys(HEX.findall(text)):
        for start in (0, 1):
            even = run[start:]
            small.append(binascii.unhexlify(even[: len(even) // 2 * 2]))
    if small:
        yield b"\n".join(small)


def unpack_safely(data: bytes) -> list[bytes]:
    try:
        return list(unpack(data))
    except (OSError, EOFError, zipfile.BadZipFile, zstandard.ZstdError):
        return []


def _unzstd(data: bytes) -> bytes:
    out = b""
    reader = zstandard.ZstdDecompressor().stream_reader(
        io.BytesIO(data), read_across_frames=True
    )
    try:
        while piece := reader.read(1 << 16):
            out += piece
    except zstandard.ZstdError:
        pass
    return out


def _base64(run: str) -> Iterator[bytes]:
    standard = run.replace("-", "+").replace("_", "/")
    for start in range(4):
        whole = standard[start:]
        whole = whole[: len(whole) // 4 * 4]
        # What is left over holds one or two bytes more.
        rest = standard[start + len(whole) :]
        if len(rest) > 1:
            whole += rest + "=" * (4 - len(rest))
        with_care = base64.b64decode(whole, validate=False)
        if with_care:
            yield with_care


def _unquoted(text: str) -> str:
    """Do what `urllib.parse.unquote_plus` does, many times as fast in long texts."""
    if "%" not in text:
        return text
    return QUOTED.sub(
        lambda found: bytes.fromhex(found[0].replace("%", "")).decode(
            "utf-8", "replace"
        ),
        text.replace("+", " "),
    )


def _json(text: str) -> str:
    if "\\" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        return chr(int(digits, 16)) if digits else match[3]

    return JSON_ESCAPE.sub(one, text)
