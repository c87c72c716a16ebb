"""What pytest-playwright has left of a test: told in its recording, never copied.

Screenshots, videos and traces hold pixels and bodies that nothing has masked, so the
recording says where they lie and no more.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MOST_FILES = 200


def left_beside(
    output: Path, folder: Path, masked: Callable[[str], str] = str
) -> dict[str, Any] | None:
    """Return the payload of `replaytest/attachments@1`, None if there is no file.

    `folder` is that of the attempt, where its replay will lie. Of `output`, which is
    pytest-playwright's `--output`, only the test's own folder is read: it has the name
    of ours, see `store.names`. The payload is `{"files": [{"name", "path", "size"}]}`:
    `path` from `folder` with slashes, `size` in bytes. A file whose path holds a
    secret, which `masked` would change, is left out. Never raises `OSError`.
    """
    own = output / folder.parent.name
    files = []
    for path, size in _files(own):
        try:
            # realpath: a link among the folders would make `..` lead elsewhere.
            relative = os.path.relpath(os.path.realpath(path), os.path.realpath(folder))
        except ValueError:  # on another drive of Windows
            continue
        said = Path(relative).as_posix()
        name = path.relative_to(own).as_posix()
        if masked(said) == said and said.isprintable():
            files.append({"name": name, "path": said, "size": size})
    return {"files": files} if files else None


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """Yield the regular files in `folder`, in order of their names, and their bytes."""
    found = 0
    for root, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(root, name)
            try:
                status = path.lstat()
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):
                yield path, status.st_size
                found += 1
            if found >= MOST_FILES:
                return
