"""`marimo edit` on a copy of notebook.py, without a token."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.outside.process import Process, free_port, outside_python

NOTEBOOK = Path(__file__).with_name("notebook.py")
# The editor shows the path of its file, which must be the same in each run.
HOME = Path(__file__).parents[4] / ".venv" / "outside" / "marimo"
SETTINGS = "[runtime]\nauto_instantiate = true\n"


class Served:
    """The editor; it writes what is edited, and keeps its kernel, until `reset()`.

    Its folder is one: who serves it next waits until this one is done.
    """

    def __init__(self) -> None:
        self._port = free_port()
        self._process: Process | None = None
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._lock = HOME.with_suffix(".lock").open("w")
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.reset()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()
        self._lock.close()

    def reset(self) -> None:
        """Start the editor, anew if it runs, on the notebook as it was."""
        self._stop()
        shutil.rmtree(HOME, ignore_errors=True)
        (HOME / "work").mkdir(parents=True)
        shutil.copyfile(NOTEBOOK, HOME / "work" / NOTEBOOK.name)
        (HOME / "config" / "marimo").mkdir(parents=True)
        (HOME / "config" / "marimo" / "marimo.toml").write_text(SETTINGS)
        words = ["edit", "--headless", "--no-token", "--skip-update-check"]
        words += ["--port", str(self._port)]
        self._process = Process(
            [str(outside_python()), "-m", "marimo", *words, NOTEBOOK.name],
            folder=HOME / "work",
            # Its settings, and its files of state, are below the home folder.
            environment={
                "HOME": str(HOME),
                "XDG_CONFIG_HOME": str(HOME / "config"),
                "XDG_STATE_HOME": str(HOME / "state"),
                "XDG_CACHE_HOME": str(HOME / "cache"),
            },
        )
        self._process.wait_for(f"{self.url}/health")

    def _stop(self) -> None:
        if self._process is not None:
            self._process.stop()
        self._process = None
