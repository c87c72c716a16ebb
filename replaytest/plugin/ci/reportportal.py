"""ReportPortal: a log entry of the test with the replay as its attachment.

https://github.com/reportportal/agent-python-pytest#usage: any logger takes
`attachment={"name", "data", "mime"}` while pytest-reportportal runs a test.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pytest


def is_there(config: pytest.Config) -> bool:
    """Say whether pytest-reportportal is reporting, as it itself notes it."""
    return bool(getattr(config, "_rp_enabled", False))


def give(replay: Path) -> None:
    """Send the replay. The test must still be open.

    As an error: `rp_log_level` may keep everything below away.
    """
    attachment = {
        "name": replay.name,
        "data": replay.read_bytes(),
        "mime": "text/html",
    }
    log = logging.getLogger("replaytest")
    log.error("Replay of this failed test", attachment=attachment)  # type: ignore[call-arg]
