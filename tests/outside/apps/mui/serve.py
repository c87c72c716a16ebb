"""What Vite has built of src/, and its API."""

from __future__ import annotations

from pathlib import Path

from tests.outside.built import BuiltSite


class Served(BuiltSite):
    """The React application; the people of its table come back with `reset()`."""

    def __init__(self) -> None:
        super().__init__(Path(__file__).parent / "dist")
