"""What the page's half of the mask says, asked of the very same TypeScript in Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import replaytest

WEB = Path(replaytest.__file__).parent / "web"
# natives.ts takes these when it is loaded; nothing here calls them.
BROWSER = """
globalThis.requestAnimationFrame = setTimeout;
for (const name of ["Element", "Node", "CharacterData", "DocumentFragment"]) {
  const any = { get: () => () => {}, getOwnPropertyDescriptor: () => ({ get() {}, configurable: true }) };
  globalThis[name] = function () {};
  globalThis[name].prototype = new Proxy({}, any);
}
"""
ENTRY = """
import { createInterface } from "node:readline";
import { clearUrl, maskUrl } from "%s/src/recorder/mask/url";
import { Secrets } from "%s/src/recorder/mask/secrets";
import { shape, Tokens } from "%s/src/recorder/mask/text";
const means = {
  url: ({ url, path, query }) => maskUrl(url, shape, { path, query }),
  clear: ({ url }) => clearUrl(url),
  hide: ({ text, off }) => new Secrets(off).hide(text),
  token: ({ key, text }) => new Tokens(key).of(text),
};
createInterface({ input: process.stdin }).on("line", (line) => {
  const { asked, ...question } = JSON.parse(line);
  console.log(JSON.stringify(means[asked](question)));
});
"""


class PageMask:
    """A process of Node that answers one question a line."""

    def __init__(self, folder: Path) -> None:
        node = shutil.which("node")
        esbuild = WEB / "node_modules/.bin/esbuild"
        if node is None or not esbuild.exists():
            pytest.skip("needs Node and the packages of replaytest/web")
        entry, bundle = folder / "entry.ts", folder / "bundle.mjs"
        entry.write_text(ENTRY.replace("%s", str(WEB)))
        subprocess.run(
            [
                *(esbuild, entry, "--bundle", "--format=esm", "--platform=node"),
                *(f"--banner:js={BROWSER}", "--log-level=error"),
                f"--outfile={bundle}",
            ],
            check=True,
        )
        self._process = subprocess.Popen(
            [node, bundle],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, asked: str, **question: Any) -> str:
        process = self._process
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"asked": asked, **question}) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, f"Node has no answer to {question}"
        return str(json.loads(answer))

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()
