"""One workload in one mode: what it has cost."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks.recording.modes import Mode, Plain
from tests.benchmarks.recording.processes import cpu_by_kind
from tests.benchmarks.recording.workloads import Workload

# Renderers of closed pages go a moment later.
SETTLE_S = 0.2
# Kept in the window's name: it lives through navigation, and no recorder looks at it.
BLOCKED = """() => {
  if (window !== window.top) return;
  const count = (entries) => {
    let ms = Number(window.name) || 0;
    for (const { duration } of entries) ms += Math.max(0, duration - 50);
    window.name = ms;
  };
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ type: "longtask" });
  const rest = () => count(observer.takeRecords());
  addEventListener("pagehide", rest);
  window.__blocked = () => { rest(); return Number(window.name) || 0; };
}"""


@dataclass(frozen=True, slots=True)
class Cost:
    """`cpu_by_kind` is of all processes but the servers', in s, sealing included.

    `wall_s` is from before the context was made until it was closed; `blocked_ms` is
    what tasks of the page's main thread took beyond 50 ms each.
    """

    cpu_by_kind: Mapping[str, float]
    wall_s: float
    blocked_ms: float
    bytes: int

    @property
    def cpu_s(self) -> float:
        """What all processes took together."""
        return sum(self.cpu_by_kind.values())

    def as_dict(self) -> dict[str, Any]:
        return {"cpu_s": self.cpu_s, **asdict(self)}


def measure(
    browser: Browser,
    workload: Workload,
    mode: Mode,
    url: str,
    *,
    servers: Collection[int],
) -> Cost:
    """Do the work once in a fresh context. `servers` are pids that do not count."""
    with tempfile.TemporaryDirectory(prefix="replaytest-bench-") as name:
        folder = Path(name)
        before = cpu_by_kind(without=servers)
        with mode(browser, folder) as observed:
            began = time.perf_counter()
            blocked = work(browser, workload, url, observed)
            wall = time.perf_counter() - began
        time.sleep(SETTLE_S)
        after = cpu_by_kind(without=servers)
        spent = {kind: s - before.get(kind, 0) for kind, s in after.items()}
        stored = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    return Cost(spent, wall, blocked, stored)


def work(
    browser: Browser,
    workload: Workload,
    url: str,
    observed: Plain,
    around: Callable[[Page], AbstractContextManager[object]] = nullcontext,
) -> float:
    """Do the work in a context of its own; return the ms its page was blocked.

    `around` is told the page, and entered while the work is done.
    """
    context = browser.new_context(base_url=url, **workload.context)
    observed.opened(context)
    context.add_init_script(f"({BLOCKED})()")
    workload.prepare(context, url)
    page = context.new_page()
    with around(page):
        workload.drive(page)
    blocked: float = page.evaluate("() => window.__blocked()")
    observed.closing(context)
    context.close()
    return blocked
