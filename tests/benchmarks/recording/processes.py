"""CPU time of this process and of all that it has started, read from /proc (Linux).

A process that has ended is counted by the one that waited for it; Chromium's renderers
are waited for by its zygote, which lives as long as the browser.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

PROC = Path("/proc")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name, counted from 0: see proc_pid_stat(5).
_PARENT, _TIMES = 1, slice(11, 15)


def cpu_s(*, without: Collection[int] = ()) -> float:
    """Return the seconds that this process and those below it have used so far.

    Processes in `without` are left out, and what is below them. One process is told in
    steps of 10 ms.
    """
    stats = dict(_stats())
    below: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        below.setdefault(int(fields[_PARENT]), []).append(pid)
    total, wanted = 0, [os.getpid()]
    while wanted:
        pid = wanted.pop()
        if pid in without:
            continue
        total += sum(map(int, stats[pid][_TIMES]))
        wanted += below.get(pid, ())
    return total * TICK_S


def _stats() -> Iterator[tuple[int, list[str]]]:
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:  # it has ended
                continue
            # A name can have blanks and brackets in it.
            yield int(folder.name), text.rpartition(")")[2].split()
