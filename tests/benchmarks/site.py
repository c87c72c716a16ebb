"""How long the site over a large store takes: to write, to open, to filter.

    python -m tests.benchmarks.site [--sessions N]

Sessions are made up as in `benchmarks.search`, by default 10,000. `first paint` is what
the browser says of index.html from file://, the best of three; `find` is the filter
alone, `shown` the whole change of the page.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from replaytest.browser.launch import launch_options
from replaytest.report.site import site_page
from replaytest.site.rows import site_of
from replaytest.store.folder import Store
from tests.benchmarks.search import fill

QUERIES = (
    "outcome = failed",
    'signal = "rage click" and url ~ "/checkout" and outcome = failed',
    "error ~ 'item 12'",
    "test ~ test_1 and score > 20",
    "not url ~ '*cart*'",
    "property.total > 30",
)
VIEWS = ("view=tests", "view=errors", "sort=-signals", "quick=flaky,signals")
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1"
FIND = """where => {
  const since = performance.now();
  const { length } = replaytestSite.find(where, Date.now());
  return [length, performance.now() - since];
}"""
SHOW = """hash => new Promise(done => {
  const since = performance.now();
  addEventListener("hashchange", () => done(performance.now() - since), { once: true });
  location.hash = hash;
})"""


def written(folder: Path, count: int) -> Path:
    """Write the site over a made-up store."""
    store = Store.create(folder / "store")
    fill(store, count)
    since = time.perf_counter()
    page = site_page(site_of(store.root, title="benchmark"))
    took = time.perf_counter() - since
    path = folder / "index.html"
    path.write_bytes(page)
    print(f"{count:,} sessions: made in {took:.1f} s, {len(page) / 1e6:.1f} MB")
    return path


def measure(page: Page, path: Path) -> None:
    """Print what the page takes, in ms."""
    paints = []
    for _ in range(3):
        page.goto("about:blank")
        page.goto(path.as_uri())
        page.wait_for_timeout(300)
        paints.append(page.evaluate(PAINT))
    print(f"{min(paints):8.0f} ms  first paint")
    for where in QUERIES:
        found, took = page.evaluate(FIND, where)
        print(f"{took:8.1f} ms  find {where!r}: {found:,}")
    for view in (*VIEWS, "where=outcome+%3D+failed"):
        print(f"{page.evaluate(SHOW, view):8.1f} ms  shown #{view}")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        path = written(Path(folder), options.sessions)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            measure(browser.new_page(viewport={"width": 1400, "height": 900}), path)
            browser.close()


if __name__ == "__main__":
    main()
