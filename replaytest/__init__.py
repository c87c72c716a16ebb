"""Session replay for tests.

page → capture → mask → store → mirror → {signals, diff, redrive} → report

    browser/    the only place that knows Playwright
    capture/    page → batches of events
    store/      events → a file that survives a crash, and back
    mirror/     events → the page at any moment
    signals/    facts found in a session       summary/  who, what, which problems
    diff/       what two pages differ in       against/  a failure and its last pass
    redrive/    what was done, where its elements are now     codegen/  as a test
    run/        doing it again in a browser, stubs
    search/     an index of the store, and questions to it
    importers/  others' recordings → ours      exporters/  ours → others
    report/     events → one HTML file that plays them   site/  a page over the store
    recorder.py recording, composed     replay.py replaying, composed
    plugin/     pytest                  cli/      the command line

Importing this imports none of it: a test suite that does not record pays nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from replaytest.api import ReplaytestWarning, record
    from replaytest.diff.compare import compare
    from replaytest.errors import ReplaytestError
    from replaytest.run.api import redrive
    from replaytest.run.routes import stub
    from replaytest.store.read import read
    from replaytest.timelines import timeline

__all__ = [
    "ReplaytestError",
    "ReplaytestWarning",
    "compare",
    "read",
    "record",
    "redrive",
    "stub",
    "timeline",
]

_HOMES = {
    "ReplaytestError": "replaytest.errors",
    "ReplaytestWarning": "replaytest.api",
    "read": "replaytest.store.read",
    "compare": "replaytest.diff.compare",
    "record": "replaytest.api",
    "redrive": "replaytest.run.api",
    "stub": "replaytest.run.routes",
    "timeline": "replaytest.timelines",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'replaytest' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


class _Package(ModuleType):
    """`redrive` is the function, though there is a package of this name as well.

    Importing the package sets it as an attribute here, which is to change nothing.
    """

    @property
    def redrive(self) -> Any:
        return __getattr__("redrive")

    @redrive.setter
    def redrive(self, package: ModuleType) -> None:
        pass


if not TYPE_CHECKING:
    sys.modules[__name__].__class__ = _Package
