"""Folder names: where a test's recordings lie, spelled as people already know it.

A name here equals the one pytest-playwright gives the same test under `--output`,
so that a trace and a recording of one test are found by one search.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from slugify import slugify


def test_folder_name(nodeid: str, attempt: int = 1) -> str:  # noqa: PT028
    """Return the folder name of a test, exactly as pytest-playwright 0.10 makes it.

    `attempt` counts from 1; the second attempt is `-retry1`, as Playwright has it.
    The result has at most 255 characters.
    """
    name = slugify(nodeid)
    if attempt > 1:
        name += f"-retry{attempt - 1}"
    if len(name) < 256:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:7]
    return f"{name[:100]}-{digest}-{name[-100:]}"


def stamp(at: int) -> str:
    """Return a UTC moment (ms since 1970) as `20261121T055232.123Z`.

    It sorts as text, and holds nothing that a file system forbids.
    """
    seconds, milliseconds = divmod(at, 1000)
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y%m%dT%H%M%S}.{milliseconds:03d}Z"


def attempt_folder_name(started_at: int, distinction: str) -> str:
    """Return `<stamp>-<first 8 characters of the run or session id>`."""
    # The id comes from an environment variable on some CIs: no slash may pass.
    short = slugify(distinction)[:8]
    return f"{stamp(started_at)}-{short}" if short else stamp(started_at)
