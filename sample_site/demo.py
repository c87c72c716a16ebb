"""`make demo`: record the sample suite, then say where the failed test's replay is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from replaytest.store.folder import Store

ROOT = Path(__file__).parents[1]
SUITE = "sample_site/suite"
FAILS = "test_promo_code_is_applied_once"
PLUGINS = ["-p", "no:playwright-asyncio", "-p", "no:cacheprovider"]


def main() -> int:
    command = [sys.executable, "-m", "pytest", SUITE, "--record-sessions", "--tb=line"]
    done = subprocess.run([*command, *PLUGINS, "-q"], cwd=ROOT, check=False)
    if done.returncode != 1:
        print(f"expected one test of {SUITE} to fail, for the demo", file=sys.stderr)
        return done.returncode or 1
    store = Store.open(ROOT / ".replaytest")
    entries = list(store.entries())
    failed = next(
        entry for entry in entries if entry.test and FAILS in entry.test.nodeid
    )
    assert failed.test is not None
    run = [e for e in entries if e.test and e.test.run == failed.test.run]
    blobs = {store.blobs.path(digest) for entry in run for digest in entry.blobs}
    size = sum(e.size for e in run) + sum(path.stat().st_size for path in blobs)
    replay = failed.path.parent / "replay.html"
    print(
        f"\n{len(run)} sessions recorded, {sum(e.events for e in run)} events, "
        f"{size / 1000:.0f} kB on disk ({size / len(run) / 1000:.1f} kB each)"
    )
    print(f"the failed test's replay, {replay.stat().st_size / 1000:.0f} kB, opens by")
    print(f"double click: {replay.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
