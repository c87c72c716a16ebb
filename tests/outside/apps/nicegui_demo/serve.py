"""NiceGUI's server; what a page shows is kept for that one visit only."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from tests.outside.process import Process, free_port, outside_python

FOLDER = Path(__file__).parent


class Served:
    """The pages of site.py."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        command = [str(outside_python()), "site.py", str(self._port)]
        self._process = Process(
            command, folder=FOLDER, environment={"PYTHONDONTWRITEBYTECODE": "1"}
        )
        self._process.wait_for(self.url)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.stop()

    def reset(self) -> None:
        """Nothing: a new visit starts anew."""
