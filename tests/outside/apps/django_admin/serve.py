"""Django's own server over a seeded SQLite file."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.outside.process import Process, free_port, outside_python

PROJECT = Path(__file__).parent / "project"
USER = "librarian"
PASSWORD = "tide and lantern"
# A login that is in the seed already, for journeys that are not about logging in.
SESSION = "seededsessionofthelibrarian0000"


class Served:
    """The admin; its database is a file in a folder that goes with it."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="library-")
        folder = Path(self._folder.name)
        self._seed, self._database = folder / "seed.sqlite3", folder / "library.sqlite3"
        python = str(outside_python())
        subprocess.run(
            [python, "seed.py", PASSWORD, SESSION],
            cwd=PROJECT,
            env=self._environment(self._seed),
            check=True,
        )
        self.reset()
        server = ["-m", "django", "runserver", "--noreload", f"127.0.0.1:{self._port}"]
        self._process = Process(
            [python, *server],
            folder=PROJECT,
            environment=self._environment(self._database),
        )
        self._process.wait_for(f"{self.url}/admin/login/")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.stop()
        self._folder.cleanup()

    def reset(self) -> None:
        """Copy the seed over the database, which is opened anew for each request."""
        copy = self._database.with_suffix(".new")
        shutil.copyfile(self._seed, copy)
        copy.replace(self._database)

    @staticmethod
    def _environment(database: Path) -> dict[str, str]:
        return {
            "LIBRARY_DATABASE": str(database),
            "DJANGO_SETTINGS_MODULE": "settings",
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
