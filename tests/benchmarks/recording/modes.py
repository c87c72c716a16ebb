"""The five ways in which a workload runs, plain first.

A mode is a block around all of a browser context's life; in it `opened` and `closing`
stand where a test's fixtures would do the same. What it has stored is in its folder.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Error

import replaytest
from replaytest.store.stream import LineFile

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "replaytest" / "web"
BINDING = "__benchmark"
REST = "() => window.__benchmarkRest ? window.__benchmarkRest() : ''"


class Plain:
    """Nothing is recorded."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Finish what is left to do, however long it takes."""

    def opened(self, context: BrowserContext) -> None:
        """A context was made."""

    def closing(self, context: BrowserContext) -> None:
        """A context is about to close."""


class Tracing(Plain):
    """As pytest-playwright does with `--tracing on`."""

    def opened(self, context: BrowserContext) -> None:
        context.tracing.start(screenshots=True, snapshots=True, sources=True)

    def closing(self, context: BrowserContext) -> None:
        context.tracing.stop(path=self.folder / "trace.zip")


class _Small(Plain):
    """A recorder of this folder, its batches in one zstd stream."""

    script: str

    def opened(self, context: BrowserContext) -> None:
        self._file = LineFile(self.folder / "events.ndjson.zst")
        context.expose_binding(BINDING, self._accept)
        context.add_init_script(bundle(self.script))

    def closing(self, context: BrowserContext) -> None:
        for page in context.pages:
            for frame in page.frames:
                try:
                    self._accept({}, frame.evaluate(REST))
                except Error:  # the frame is going
                    continue
        self._file.close()

    def _accept(self, _source: Any, batch: str) -> None:
        if body := batch.partition("\n")[2]:
            self._file.write(body.encode(errors="replace"))
            self._file.flush()


class Floor(_Small):
    """Every change of the page and no more; see floor.ts."""

    script = "floor"


class Rrweb(_Small):
    """rrweb as it is; see rrweb.ts."""

    script = "rrweb"


class Ours(Plain):
    """`--record-sessions` with its default masking."""

    def __enter__(self) -> Self:
        self._recording = replaytest.record(
            self.browser, folder=self.folder / "recording", mask=1
        )
        self._recording.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._recording.__exit__(*error)


Mode = Callable[[Browser, Path], Plain]
MODES: dict[str, Mode] = {
    "plain": Plain,
    "tracing": Tracing,
    "floor": Floor,
    "rrweb": Rrweb,
    "ours": Ours,
}


@cache
def bundle(name: str) -> str:
    """Return the JavaScript of `name`.ts; it needs Node.js and `npm ci` in web/."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.js"
        words = [str(HERE / "build.mjs"), str(WEB), str(HERE / f"{name}.ts"), str(out)]
        subprocess.run(["node", *words], check=True)
        return out.read_text("utf-8")
