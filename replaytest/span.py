"""What a recorder is recording now, and what a recording says of itself."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from replaytest import rrweb
from replaytest.browser import installed, instrument
from replaytest.capture.calls import Sources
from replaytest.mask.rules import Rules
from replaytest.model import Test
from replaytest.recording import Part


@dataclass(slots=True)
class Span:
    """What is being recorded now: an attempt at a test, or a block of code.

    `extra` is what its headers say besides.
    """

    test: Test | None
    folder: Path
    rules: Rules
    parts: list[Part] = field(default_factory=list)
    sources: Sources = field(default_factory=Sources)
    files: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def muted(self) -> bool:
        return self.rules.level == 4

    def next_path(self) -> Path:
        self.files += 1
        number = "" if self.files == 1 else f"-{self.files}"
        return self.folder / f"session{number}.replaytest"


def header(context: Any, span: Span) -> dict[str, Any]:
    """Return what a recording of `context` says of itself."""
    name, version = instrument.browser_version(context)
    return {
        "replaytest": 1,
        "test": asdict(span.test) if span.test else None,
        "versions": {
            "replaytest": _own_version(),
            "rrweb": rrweb.VERSION,
            "playwright": installed.version(),
            "python": platform.python_version(),
        },
        "browser": {"name": name, "version": version},
        "mask": span.rules.for_header(),
        **span.extra,
    }


@cache  # to look it up takes 2 ms, before each context's first page
def _own_version() -> str:
    try:
        return metadata.version("replaytest")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        return ""
