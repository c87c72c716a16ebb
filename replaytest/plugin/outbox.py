"""What becomes of a sealed recording: it is audited, then copied to the URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from replaytest.errors import ReplaytestError
from replaytest.mask.secrets import Secrets
from replaytest.plugin.auditing import Auditor
from replaytest.store.folder import Store
from replaytest.store.remote_upload import Uploader

# How long the end of a run waits for what is still being uploaded.
UPLOAD_S = 120.0


class Outbox:
    """Takes the folders of attempts. `remote` is the URL, "" for none."""

    def __init__(
        self,
        store: Store,
        secrets: Secrets,
        remote: str,
        on_problem: Callable[[str], None],
    ) -> None:
        self._on_problem = on_problem
        self._auditor = Auditor(store, secrets, on_problem)
        self._uploader: Uploader | None = None
        if remote:
            try:
                self._uploader = Uploader(store, remote)
                self._uploader.start()
            except ReplaytestError as error:
                on_problem(f"nothing is uploaded: {error}")

    @property
    def hits(self) -> int:
        """How many folders hold a secret, or could not be searched."""
        return self._auditor.hits

    def take(self, folder: Path) -> None:
        """Audit one attempt and have it uploaded; never raises, as `Auditor.look`."""
        hits = self.hits
        self._auditor.look(folder)
        # What holds a secret, or could not be searched, does not leave this machine.
        if self._uploader and self.hits == hits:
            self._uploader.submit(folder)

    def close(self) -> None:
        """Wait for what is still being uploaded."""
        if self._uploader and (problem := self._uploader.close(UPLOAD_S)):
            self._on_problem(problem)
