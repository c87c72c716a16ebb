"""The script that runs in every page: the bundled recorder and one JSON argument."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from replaytest.errors import BundleMissing

BINDING = "__replaytest_batch"


def init_script() -> str:
    """Return the init script; it is one expression and leaves no name in the page.

    Raises:
        BundleMissing: this installation was made without the JavaScript build.
    """
    config = json.dumps({"binding": BINDING})
    return f"(() => {{{_bundle()}\nreplaytestRecorder.start({config});}})()"


@cache
def _bundle() -> str:
    file = resources.files("replaytest") / "static" / "recorder.js"
    try:
        return file.read_text("utf-8")
    except FileNotFoundError as error:
        raise BundleMissing(
            "the recorder's JavaScript is not in this installation",
            where=str(file),
            fix="pip install --force-reinstall replaytest, or in a checkout "
            "python replaytest/web/build_hook.py",
        ) from error
