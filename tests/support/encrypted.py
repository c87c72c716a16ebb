"""A search for what encrypted recordings leaked."""

from __future__ import annotations

from pathlib import Path


def leaks(marker: str, *folders: Path) -> list[Path]:
    """Return the files below `folders` that hold `marker` or its UTF-16 or hex."""
    forms = [
        marker.encode(),
        marker.encode("utf-16-le"),
        marker.encode().hex().encode(),
    ]
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            try:
                data = path.read_bytes() if path.is_file() else b""
            except FileNotFoundError:
                continue  # a temporary file, renamed a moment ago
            if any(form in data for form in forms):
                found.append(path)
    return found
