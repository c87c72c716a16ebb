"""Encryption: a recording's bytes in authenticated chunks, readable up to a tear.

AES-256-GCM (NIST SP 800-38D), one chunk per flush. A chunk's nonce is its number, and
its head, which is authenticated, says whether it is the last: so chunks that are cut
off, put in another order or taken from another file do not decode. That is the STREAM
construction of Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption
and its Nonce-Reuse Misuse-Resistance", CRYPTO 2015, https://eprint.iacr.org/2015/189.

One recording is encrypted more than once (live, sealed, its sidecar). So that no nonce
ever meets the same key, each file has its own, derived with HKDF-SHA256 (RFC 5869) from
the recording's key and a random salt. The layout is in FORMAT.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from replaytest.errors import RecordingTooNew, UsageError
from replaytest.store import keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from replaytest.store.keys import Key

# The first byte is in no text, and no zstd frame begins so.
MAGIC = b"\x93rtcrypt"
VERSION = b"\x01"
CHUNK = 1 << 20
RECORDING, SIDECAR = b"recording", b"sidecar"
_SALT_BYTES = 16
_HEAD_BYTES = len(MAGIC) + 1 + 16 + _SALT_BYTES
_TAG_BYTES = 16
_LAST = 1 << 31


class Source(Protocol):
    """What lines are read from: a file, or what a file decrypts to."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> int: ...
    def tell(self) -> int: ...


def check() -> None:
    """Raise `UsageError` unless this installation can encrypt."""
    try:
        import cryptography  # noqa: F401
    except ImportError as error:
        raise UsageError(
            "encrypted recordings need the package cryptography",
            where="it is not installed",
            fix="pip install 'replaytest[encrypt]'",
        ) from error


def session_of(path: Path) -> str | None:
    """Return the session of an encrypted file, None if the file is not encrypted.

    No key is needed. Raises `OSError` as the system does.
    """
    with path.open("rb") as file:
        return _session_in(file.read(_HEAD_BYTES))


class Encryptor:
    """Makes the chunks of one new file. `head` is what the file begins with."""

    def __init__(self, key: Key, purpose: bytes = RECORDING) -> None:
        """Raise `UsageError` when `cryptography` is not installed."""
        salt = os.urandom(_SALT_BYTES)
        self.head = MAGIC + VERSION + bytes.fromhex(key.session) + salt
        self._cipher = _cipher(key, self.head, purpose)
        self._count = 0

    def chunks(self, text: bytes, *, last: bool = False) -> bytes:
        """Return `text` encrypted, in as many chunks as it needs.

        With `last`, which may be said once, the last of them is the file's last.
        """
        pieces = [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]
        if last and not pieces:
            pieces = [b""]
        final = len(pieces) - 1
        return b"".join(
            self._chunk(piece, last=last and number == final)
            for number, piece in enumerate(pieces)
        )

    def _chunk(self, text: bytes, *, last: bool) -> bytes:
        head = (len(text) | (_LAST if last else 0)).to_bytes(4, "little")
        nonce = _nonce(self._count)
        self._count += 1
        return head + self._cipher.encrypt(nonce, text, head)


class Decrypted:
    """What an encrypted file decrypts to, read like a file, up to its first damage.

    After the end `torn_at` is the offset in the file of the first chunk that does not
    decode, or None; `whole` says whether the last chunk was there.
    """

    def __init__(self, file: BinaryIO, cipher: AESGCM) -> None:
        """Read from `file`, which is just behind its head."""
        self.torn_at: int | None = None
        self.whole = False
        self._file = file
        self._cipher = cipher
        self._count = 0
        self._text = b""
        self._start = self._at = 0

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, fewer only where the text ends."""
        while self._start + len(self._text) < self._at + size and self._more():
            pass
        begin = self._at - self._start
        found = self._text[begin : begin + size]
        self._at += len(found)
        return found

    def seek(self, offset: int, /) -> int:
        """Go back to where the last `read` began, or not so far."""
        self._at = offset
        return offset

    def tell(self) -> int:
        """Return the position in the decrypted text."""
        return self._at

    def tear(self, torn_at: int | None) -> int | None:
        """Return where the file is torn, if its text is torn at `torn_at`."""
        if self.torn_at is not None or torn_at is None:
            return self.torn_at
        return self._file.tell()

    def _more(self) -> bool:
        if self.torn_at is not None:
            return False
        start = self._file.tell()
        text = self._chunk()
        if text is None:
            self.torn_at = start
            return False
        self._text = self._text[self._at - self._start :] + text
        self._start = self._at
        return self._file.tell() > start

    def _chunk(self) -> bytes | None:
        """Return the text of the next chunk, b"" at the end, None for damage."""
        from cryptography.exceptions import InvalidTag

        head = self._file.read(4)
        if not head:
            return b""
        bits = int.from_bytes(head, "little")
        size = bits & ~_LAST
        # What follows the last chunk was not written by us.
        if self.whole or len(head) < 4 or size > CHUNK:
            return None
        body = self._file.read(size + _TAG_BYTES)
        try:
            text = self._cipher.decrypt(_nonce(self._count), body, head)
        except (InvalidTag, ValueError):
            return None
        self._count += 1
        self.whole = bool(bits & _LAST)
        return text


def opened(file: BinaryIO, path: Path, key_folder: Path | None) -> Source:
    """Return what to read the lines of `path` from: `file`, or what it decrypts to.

    `file` is at its beginning. Keys come from `key_folder`, None for the usual one.
    Raises `KeyMissing`, `RecordingTooNew`, and `UsageError` when `cryptography` is not
    installed.
    """
    head = file.read(_HEAD_BYTES)
    if head.startswith(MAGIC) and head[len(MAGIC) :][:1] > VERSION:
        raise RecordingTooNew(
            "encrypted in a way that this replaytest does not know",
            where=str(path),
            fix="upgrade replaytest where the recording is read",
        )
    session = _session_in(head)
    if session is None:
        file.seek(0)
        return file
    key = keys.load(key_folder, session, recording=path)
    return Decrypted(file, _cipher(key, head, RECORDING))


def encrypt(text: bytes, key: Key, purpose: bytes) -> bytes:
    """Return a whole small file: its head and its chunks."""
    encryptor = Encryptor(key, purpose)
    return encryptor.head + encryptor.chunks(text, last=True)


def decrypt(data: bytes, key: Key, purpose: bytes) -> bytes:
    """Return what `encrypt` was given. Raises `ValueError` unless it is all there."""
    import io

    head = data[:_HEAD_BYTES]
    if _session_in(head) != key.session:
        raise ValueError("encrypted for another recording")
    source = Decrypted(io.BytesIO(data[_HEAD_BYTES:]), _cipher(key, head, purpose))
    text = source.read(len(data))
    if source.torn_at is not None or not source.whole:
        raise ValueError("damaged")
    return text


def _session_in(head: bytes) -> str | None:
    begin = len(MAGIC) + 1
    if len(head) < _HEAD_BYTES or not head.startswith(MAGIC + VERSION):
        return None
    return head[begin : begin + 16].hex()


def _cipher(key: Key, head: bytes, purpose: bytes) -> AESGCM:
    check()
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    salt, info = head[-_SALT_BYTES:], purpose + b"\0" + head[:-_SALT_BYTES]
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=info)
    return AESGCM(derived.derive(key.secret))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")
