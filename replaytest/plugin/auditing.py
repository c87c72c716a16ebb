"""The audit of what was just written: a hit takes the recording out of sight."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from replaytest.audit import Finding, audit_folder, quarantine
from replaytest.errors import ReplaytestError
from replaytest.mask.secrets import Secrets
from replaytest.store.folder import Store


class Auditor:
    """Looks into the folders of attempts. `hits` counts those with a secret in them."""

    def __init__(
        self, store: Store, secrets: Secrets, on_problem: Callable[[str], None]
    ) -> None:
        self.hits = 0
        self._store = store
        self._secrets = secrets
        self._on_problem = on_problem

    def look(self, folder: Path) -> None:
        """Audit one attempt; never raises, for it runs beside the tests."""
        try:
            findings = audit_folder(folder, self._secrets)
            if findings:
                self.hits += 1
                place = quarantine(folder, findings, self._store)
                self._on_problem(f"{_told(findings)}: quarantined in {place}")
        except (ReplaytestError, OSError) as error:
            self.hits += 1
            self._on_problem(f"{folder.name} was not audited: {error}")


def _told(findings: list[Finding]) -> str:
    rules = ", ".join(sorted({finding.rule for finding in findings}))
    return f"a recording holds what it must not ({rules})"
