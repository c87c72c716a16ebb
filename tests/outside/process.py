"""A server as a process of its own: started on a free port, ready, and gone at the end."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

READY_WITHIN_S = 60.0
STOPS_WITHIN_S = 5.0


class Process:
    """`command` until `stop()`, or until this process ends.

    Everything it prints is kept in a file that `output()` reads, since a full pipe
    would stop it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        # With pytest's own variable in sight, NiceGUI takes itself for what is tested.
        ours = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        self._command = " ".join(command)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by stop()
        self._running = subprocess.Popen(
            list(command),
            cwd=folder,
            env={**ours, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        atexit.register(self.stop)

    def wait_for(self, url: str) -> None:
        """Return when `url` answers.

        Raises:
            RuntimeError: it ended, or did not answer in time; with what it printed.
        """
        ends = time.monotonic() + READY_WITHIN_S
        while not answers(url):
            if self._running.poll() is not None or time.monotonic() > ends:
                said = self.output()
                self.stop()
                raise RuntimeError(f"{self._command} does not serve {url}\n{said}")
            time.sleep(0.02)

    def output(self) -> str:
        """Return what it has printed so far."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def stop(self) -> None:
        """End it and its children; nothing if that is done."""
        if self._log.closed:
            return
        atexit.unregister(self.stop)
        for kind in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._running.pid, kind)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._running.wait(STOPS_WITHIN_S)
        self._log.close()


def stop_on_sigterm() -> None:
    """Make SIGTERM end this process as Control+C does, and so its servers as well."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def answers(url: str) -> bool:
    """Say whether a GET of `url` has an answer, whichever it is."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False


def free_port() -> int:
    """Return a loopback port that nobody listens on at this moment."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


def outside_python() -> Path:
    """Return the interpreter that has the applications of PyPI.

    Raises:
        RuntimeError: they are not installed.
    """
    folder = Path(__file__).parents[2] / ".venv" / "outside"
    name = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    if not (folder / name).exists():
        raise RuntimeError(f"there is no {folder}; run: make outside-install")
    return folder / name
