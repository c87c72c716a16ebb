"""The applications; each folder has its server as `Served`, and its journeys."""

from __future__ import annotations

import importlib
from types import TracebackType
from typing import Protocol, Self

NAMES = ("django_admin", "mui", "element_plus", "nicegui_demo", "marimo_notebook")


class App(Protocol):
    """An application while it is served; `url` is its address, without a slash."""

    url: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

    def reset(self) -> None:
        """Put all that it remembers back to the seed; `url` stays."""


def serve(name: str) -> App:
    """Return the application in folder `name`; `with` starts and stops it."""
    module = importlib.import_module(f"{__name__}.{name}.serve")
    served: App = module.Served()
    return served
