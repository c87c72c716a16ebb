"""Keys: one per encrypted recording, in a folder apart from the store.

`<folder>/<session>.key`, 64 hex digits among a little JSON. Whoever removes this file
has destroyed the recording, wherever copies of it lie (crypto-shredding: NIST SP
800-88r1, 2.6, "cryptographic erase"). Nothing here encrypts; see crypt.py.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from replaytest.errors import KeyMissing, StoreNotWritable, UsageError

VARIABLE = "REPLAYTEST_KEYS"
SUFFIX = ".key"
_KEY_FILE = 1
_SECRET_BYTES = 32
_SESSION = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Key:
    """What opens one recording. `secret` is 32 random bytes and is never printed.

    `store` is the absolute path of the store it was made for, "" for none.
    """

    session: str
    secret: bytes = field(repr=False)
    store: str = ""


def key_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return where keys lie: $REPLAYTEST_KEYS, else the user's folder for state.

    That is $XDG_STATE_HOME/replaytest/keys, by default ~/.local/state/replaytest/keys
    (XDG Base Directory Specification 0.8: relative values are ignored). Raises
    `UsageError` when there is neither a variable nor a home.
    """
    environ = os.environ if environ is None else environ
    if chosen := environ.get(VARIABLE):
        return Path(chosen)
    state = Path(environ.get("XDG_STATE_HOME") or "")
    if state.is_absolute():
        return state / "replaytest" / "keys"
    try:
        return Path.home() / ".local" / "state" / "replaytest" / "keys"
    except RuntimeError as error:
        raise UsageError(
            "this user has no home, so there is no place for keys",
            where="keys of encrypted recordings",
            fix=f"set {VARIABLE} to a folder",
        ) from error


def is_session(text: object) -> bool:
    """Say whether `text` is a session id (and so is safe in a path)."""
    return isinstance(text, str) and _SESSION.fullmatch(text) is not None


def path_of(folder: Path, session: str) -> Path:
    """Return where the key of `session` lies, or would."""
    return folder / f"{session}{SUFFIX}"


def create(folder: Path, session: str, store: Path | None) -> Key:
    """Make the key of a new recording, and the folder if it is not there.

    The folder is for its owner only (0700), the file too (0600). Raises `UsageError`
    for a folder inside the store, or a session that is not 32 hex digits,
    `StoreNotWritable` when the folder refuses, or has a key of this session.
    """
    check_apart(folder, store)
    if not is_session(session):
        raise UsageError(
            f"an encrypted recording needs 32 hex digits as its session: {session!r}",
            where="session",
            fix="uuid.uuid4().hex",
        )
    name = _store_name(store) if store else ""
    key = Key(session, secrets.token_bytes(_SECRET_BYTES), name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(path_of(folder, session), _encoded(key))
    except OSError as error:
        raise StoreNotWritable(
            f"the key cannot be kept: {error.strerror}",
            where=str(error.filename or folder),
            fix=f"choose another folder with {VARIABLE}",
        ) from error
    return key


def check_apart(folder: Path, store: Path | None) -> None:
    """Raise `UsageError` if the keys would lie in the store that they protect."""
    if store and folder.resolve().is_relative_to(store.resolve()):
        raise UsageError(
            "keys beside their recordings protect nothing",
            where=str(folder),
            fix=f"set {VARIABLE} to a folder outside the store",
        )


def load(folder: Path | None, session: str, *, recording: Path) -> Key:
    """Return the key of `session`, from `key_folder()` if `folder` is None.

    `recording` is named in errors. Raises `KeyMissing`, also for a key file that
    cannot be read or is none.
    """
    folder = folder or key_folder()
    path = path_of(folder, session)
    try:
        return _decoded(path.read_bytes(), session)
    except FileNotFoundError as error:
        problem = "encrypted, and its key is missing"
        cause: Exception = error
    except OSError as error:
        problem, cause = f"encrypted, key cannot be read: {error.strerror}", error
    except (ValueError, LookupError, TypeError) as error:
        problem, cause = "encrypted, and its key file is damaged", error
    raise KeyMissing(
        problem,
        where=str(recording),
        fix=f"looked for {path}; {VARIABLE} names another folder. If the key was "
        "removed, the recording is gone for good",
    ) from cause


def shred(folder: Path, session: str) -> bool:
    """Remove the key of `session`; return whether there was one and it is gone.

    It is overwritten first. On flash and on file systems that copy on write an old
    block may outlive this: there, keep the key folder on an encrypted volume.
    """
    if not is_session(session):
        return False
    path = path_of(folder, session)
    # A second name for the same file (a hard link, a backup's) loses its key too.
    with contextlib.suppress(OSError), path.open("r+b") as file:
        file.write(secrets.token_bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    try:
        path.unlink()
    except OSError:
        return False
    return True


def keys_for(folder: Path, store: Path) -> Iterator[tuple[str, Path]]:
    """Yield (session, path) of the keys in `folder` that were made for `store`."""
    wanted = _store_name(store)
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        if is_session(path.stem):
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
                if _decoded(path.read_bytes(), path.stem).store == wanted:
                    yield path.stem, path


def _store_name(store: Path) -> str:
    # A path may hold bytes that are no UTF-8, which JSON cannot.
    return os.fsencode(store.resolve()).decode("utf-8", "backslashreplace")


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    fd = os.open(path, flags, 0o600)
    try:
        os.write(fd, data)
    finally:
        os.close(fd)


def _encoded(key: Key) -> bytes:
    told = {
        "replaytest_key": _KEY_FILE,
        "session": key.session,
        "key": key.secret.hex(),
        "store": key.store,
    }
    return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)


def _decoded(data: bytes, session: str) -> Key:
    """Return the key in a key file's bytes. Raises `ValueError` and its like."""
    value = orjson.loads(data)
    secret = bytes.fromhex(value["key"])
    wrong = value["replaytest_key"] != _KEY_FILE or value["session"] != session
    if wrong or len(secret) != _SECRET_BYTES:
        raise ValueError("not the key file of this session")
    return Key(session, secret, str(value["store"]))
