"""Whether a text is JavaScript, asked of the Node.js that Playwright brings."""

from __future__ import annotations

import subprocess
from functools import cache

from replaytest.browser import installed

TIMEOUT_S = 10
# In brackets of two kinds, so that no text can close the one it stands in.
_CHECK = """
const text = require("fs").readFileSync(0, "utf8");
for (const [open, close] of ["()", "[]"]) new Function(open + text + "\\n" + close);
"""


@cache
def is_expression(text: str) -> bool:
    """Say whether `text` is one JavaScript expression; nothing of it is run.

    An init script with a wrong one in it would be an error of every page.
    """
    if not text.strip():
        return False
    try:
        done = subprocess.run(
            [installed.node(), "-e", _CHECK],
            input=text.encode(errors="replace"),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
