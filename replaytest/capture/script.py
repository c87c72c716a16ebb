"""The scripts that run in every page: the bundled recorder, told what to mask.

Rules arrive as the plain table that `mask.rules.Rules.for_page` makes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from replaytest.errors import BundleMissing

BINDING = "__replaytest_batch"


def init_script(
    rules: Mapping[str, Any], nonce: str, sheets: Iterable[str] = ()
) -> str:
    """Return the init script; it is one expression. `nonce` is for the scripts below.

    `sheets` are the names of style sheets that need not be sent.

    Raises:
        BundleMissing: this installation was made without the JavaScript build.
    """
    told = {"binding": BINDING, "rules": rules, "nonce": nonce, "sheets": [*sheets]}
    config = json.dumps(told)
    return f"(() => {{{_bundle()}\nreplaytestRecorder.start({config});}})()"


def follow_script(rules: Mapping[str, Any], nonce: str) -> str:
    """Return the script that has a recorder follow other rules from now on."""
    told = f"{json.dumps(rules)}, {json.dumps(nonce)}"
    return f"window[Symbol.for('replaytest')]?.follow({told})"


def know_script(sheets: Iterable[str], nonce: str) -> str:
    """Return the script that has recorders not send these style sheets."""
    told = f"{json.dumps([*sheets])}, {json.dumps(nonce)}"
    return f"window[Symbol.for('replaytest')]?.know({told})"


def custom_scripts(path: str, is_expression: Callable[[str], bool]) -> list[str]:
    """Return the script that gives the recorder a team's own mask function.

    There is none for "", nor for a file that cannot be read or is no expression: the
    recorder finds no function then, says so, and masks every text.
    """
    try:
        text = Path(path).read_text("utf-8").strip().rstrip(";") if path else ""
    except (OSError, UnicodeDecodeError):
        return []
    if not text or not is_expression(text):
        return []
    given = f"window[Symbol.for('replaytest:mask')] = (\n{text}\n)"
    return [f"try {{ {given}; }} catch {{}}"]


@cache
def _bundle() -> str:
    file = resources.files("replaytest") / "static" / "recorder.js"
    try:
        return file.read_text("ascii")
    except FileNotFoundError as error:
        raise BundleMissing(
            "the recorder's JavaScript is not in this installation",
            where=str(file),
            fix="pip install --force-reinstall replaytest, or in a checkout "
            "python replaytest/web/build_hook.py",
        ) from error
