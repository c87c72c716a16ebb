"""pytest-html: a link in the row of the test, relative to the report.

A link also in a self-contained report: a replay in a data: URL would be a page
without an address of its own, in which its links into the timeline do not work, and
the report would hold it once for each of its rows.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import pytest

from replaytest.files import REPLAY_NAME


def attach(config: pytest.Config, report: pytest.TestReport, replay: Path) -> None:
    """Add the link to `report.extras`, where pytest-html 4 looks for it."""
    chosen = config.getoption("htmlpath", None)
    if not chosen or replay.name != REPLAY_NAME:
        return
    # As pytest-html finds its file.
    named = Path(os.path.expandvars(str(chosen))).expanduser()
    html = Path(config.invocation_params.dir) / named
    extra = {
        "name": "Replay",
        "format_type": "url",
        "content": link(replay, html.parent),
        "mime_type": None,
        "extension": None,
    }
    extras = [*getattr(report, "extras", []), extra]
    setattr(report, "extras", extras)  # noqa: B010 - a name that pytest does not know


def link(target: Path, folder: Path) -> str:
    """Return a URL of `target`, relative to `folder` where there is such a thing."""
    try:
        return quote(Path(os.path.relpath(target, folder)).as_posix())
    except ValueError:  # another drive
        return target.absolute().as_uri()
