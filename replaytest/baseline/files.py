"""Where a baseline lies: beside the test, as syrupy and Playwright have theirs.

    tests/test_cart.py, test_pay[eur]
    tests/__snapshots__/test_cart/test_pay[eur]/NAME.html

Written through a temporary name, so that a run which is killed leaves the old one.
"""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

from replaytest.errors import RecordingDamaged, StoreNotWritable, UsageError

FOLDER = "__snapshots__"
SUFFIX = ".html"
# Characters that every file system takes, in the names of tests and of baselines.
_OTHERS = re.compile(r"[^\w.,+=@\[\]-]+")
_LONGEST = 100


def place(test_file: Path, test: str, name: str) -> Path:
    """Return where the baseline `name` of a test lies. `test` tells its parameters too.

    Raises `UsageError` for a name with nothing in it.
    """
    if not name.strip():
        raise UsageError(
            "a baseline needs a name",
            where="assert_dom",
            fix='assert_dom(page, "cart")',
        )
    folder = test_file.parent / FOLDER / test_file.stem / _safe(test)
    return folder / f"{_safe(name)}{SUFFIX}"


def load(path: Path) -> str | None:
    """Return the text at `path`, None if nothing is there.

    Raises `RecordingDamaged`: it cannot be read, or is no text.
    """
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RecordingDamaged(
            f"the baseline cannot be read: {error}",
            where=str(path),
            fix="write it anew: pytest --update-snapshots",
        ) from error


def save(path: Path, text: str) -> None:
    """Write a text, folders included. Raises `StoreNotWritable`."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # As it is, line ends too: Windows writes others by itself.
        new.write_bytes(text.encode("utf-8", "replace"))
        new.replace(path)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise StoreNotWritable(
            f"a baseline cannot be written: {error.strerror or error}",
            where=str(path),
            fix="see whether the folder can be written to",
        ) from error


def _safe(name: str) -> str:
    """Return a name for a file; what had to be changed for it differs by a digest."""
    safe = _OTHERS.sub("-", name).strip(".")
    if safe == name and len(name) <= _LONGEST:
        return safe
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:7]
    return f"{safe[:_LONGEST]}-{digest}"
