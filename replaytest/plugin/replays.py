"""The replay pages of failed tests, written while the run goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

# With more of them waiting, none is compared with its last pass, which takes longer
# than all the rest: a run whose every test fails shall not wait for that at its end.
MOST_COMPARED = 3


class Replays:
    """Writes one page after the other. `expect` and `write` may be in two threads."""

    def __init__(self, on_problem: Callable[[str], None]) -> None:
        self._on_problem = on_problem
        self._expected = 0
        self._written = 0

    def expect(self) -> None:
        """Say that there will be one more to write."""
        self._expected += 1

    def write(self, paths: Sequence[Path], target: Path) -> None:
        """Write the page of these recordings. Never raises."""
        waiting = self._expected - self._written
        self._written += 1
        try:
            # Here: most runs need no page, and would begin 0.1 s later in each worker.
            from replaytest.replay import write_replay_of

            against = None if waiting <= MOST_COMPARED else ()
            write_replay_of(paths, target, against=against)
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self._on_problem(f"no replay of {target.parent.name}: {error}")
