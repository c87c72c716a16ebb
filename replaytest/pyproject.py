"""Tables of pyproject.toml: what a project says for all its runs."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from replaytest.errors import UsageError

# Each re-drive asks for two tables, each process for four, and the file stays.
_parsed = lru_cache(maxsize=8)(tomllib.loads)


def table(root: Path, name: str) -> tuple[dict[str, Any], str]:
    """Return a table of `root`'s pyproject.toml, and what an error in it is told of.

    `name` is a dotted one (`tool.replaytest.mask`). Without such a file or table it
    is empty. Others are given the same one: it is not to be changed.

    Raises:
        UsageError: the file is no TOML, or what has that name is no table.
    """
    path = root / "pyproject.toml"
    try:
        found: Any = _parsed(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        found = {}
    except (OSError, ValueError) as error:
        raise UsageError(
            f"[{name}] cannot be read: {error}",
            where=str(path),
            fix="mend the file; any TOML checker shows the line",
        ) from error
    for part in name.split("."):
        found = found.get(part, {}) if isinstance(found, dict) else found
    if not isinstance(found, dict):
        raise UsageError(
            f"[{name}] is no table", where=str(path), fix=f"write [{name}]"
        )
    return found, f"{path}, [{name}]"
