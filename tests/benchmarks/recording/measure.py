"""One workload in one mode: what it has cost."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.benchmarks.recording.modes import MODES
from tests.benchmarks.recording.processes import cpu_s
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
    """`cpu_s` of all processes but the servers', sealing included.

    `wall_s` is from before the context was made until it was closed; `blocked_ms` is
    what tasks of the page's main thread took beyond 50 ms each.
    """

    cpu_s: float
    wall_s: float
    blocked_ms: float
    bytes: int

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def measure(
    browser: Browser,
    workload: Workload,
    mode: str,
    url: str,
    *,
    servers: Collection[int],
) -> Cost:
    """Do the work once in a fresh context. `servers` are pids that do not count."""
    with tempfile.TemporaryDirectory(prefix="replaytest-bench-") as name:
        folder = Path(name)
        before = cpu_s(without=servers)
        with MODES[mode](browser, folder) as observed:
            began = time.perf_counter()
            context = browser.new_context(base_url=url, **workload.context)
            observed.opened(context)
            context.add_init_script(f"({BLOCKED})()")
            workload.prepare(context, url)
            page = context.new_page()
            workload.drive(page)
            blocked = page.evaluate("() => window.__blocked()")
            observed.closing(context)
            context.close()
            wall = time.perf_counter() - began
        time.sleep(SETTLE_S)
        cpu = cpu_s(without=servers) - before
        stored = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    return Cost(cpu, wall, blocked, stored)
