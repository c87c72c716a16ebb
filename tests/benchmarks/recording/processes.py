"""CPU time of this process and of all that it has started, read from /proc (Linux).

A process that has ended is counted by the one that waited for it; Chromium's renderers
are waited for by its zygote, which lives as long as the browser.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

PROC = Path("/proc")
TICK_S = 1 / os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name, counted from 0: see proc_pid_stat(5).
_PARENT, _TIMES = 1, slice(11, 15)


def cpu_by_kind(*, without: Collection[int] = ()) -> dict[str, float]:
    """Return the seconds that this process and those below it have used so far, by kind.

    A kind is what the first word of a process is called, or what Chromium calls its own;
    renderers and their zygote are one. Processes in `without` are left out, and what is
    below them. One process is told in steps of 10 ms.
    """
    stats = dict(_stats())
    below: dict[int, list[int]] = {}
    for pid, fields in stats.items():
        below.setdefault(int(fields[_PARENT]), []).append(pid)
    found: Counter[str] = Counter()
    wanted = [os.getpid()]
    while wanted:
        pid = wanted.pop()
        if pid in without:
            continue
        found[_kind(pid)] += sum(map(int, stats[pid][_TIMES]))
        wanted += below.get(pid, ())
    return {kind: ticks * TICK_S for kind, ticks in found.items()}


@cache
def _kind(pid: int) -> str:
    try:
        words = (PROC / str(pid) / "cmdline").read_text(errors="replace")
    except OSError:
        words = ""
    if found := re.search(r"--type=([\w-]+)", words):
        return {"zygote": "renderer"}.get(found[1], found[1])
    return Path(words.partition("\0")[0] or "ended").name


def _stats() -> Iterator[tuple[int, list[str]]]:
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:  # it has ended
                continue
            # A name can have blanks and brackets in it.
            yield int(folder.name), text.rpartition(")")[2].split()
