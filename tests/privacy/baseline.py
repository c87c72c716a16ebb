"""The same pages recorded by plain rrweb, to print its leaks beside ours."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[2] / "replaytest" / "web"
KINDS = (
    *("color", "date", "datetime-local", "email", "month", "number", "range"),
    *("search", "tel", "text", "time", "url", "week", "textarea", "select"),
    "password",
)
OPTIONS: dict[str, dict[str, Any]] = {
    "rrweb's defaults": {},
    "rrweb's strictest": {
        "maskAllInputs": True,
        "maskInputOptions": dict.fromkeys(KINDS, True),
        "maskTextSelector": "*",
        "slimDOMOptions": "all",
        "recordCanvas": False,
        "inlineImages": False,
        "collectFonts": False,
    },
}
# A frame of the same origin is recorded by its parent's recorder. In all of them rrweb
# 2.1.6 recurses until the tab dies.
START = """
(() => {
  const mine = () => { try { return window === parent || !parent.document; } catch { return true; } };
  if (!mine() || window.plainEvents) return;
  window.plainEvents = [];
  plainRrweb({ emit: (event) => plainEvents.push(event), recordAfter: "DOMContentLoaded", recordCrossOriginIframes: true, ...%s });
})();
"""


def bundle(folder: Path) -> str:
    """Return the bundled recorder, without any of our patches."""
    entry, out = folder / "entry.js", folder / "plain.js"
    entry.write_text(
        "import { record } from '@rrweb/record'; window.plainRrweb = record;"
    )
    command = [str(WEB / "node_modules/.bin/esbuild"), str(entry), "--bundle"]
    done = subprocess.run(
        [*command, "--format=iife", "--log-level=error", f"--outfile={out}"],
        env={**os.environ, "NODE_PATH": str(WEB / "node_modules")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out.read_text("utf-8")


def install(context: Any, code: str, options: dict[str, Any]) -> None:
    context.add_init_script(code + START % json.dumps(options))


def events(context: Any) -> str:
    """Return what the recorders of all pages have, as JSON."""
    found = [
        page.evaluate("JSON.stringify(window.plainEvents)") for page in context.pages
    ]
    return "\n".join(text for text in found if text)
