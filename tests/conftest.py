"""Options shared by all tests; fixtures live beside the tests that use them."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import signal
from pathlib import Path

import pytest

from replaytest.browser.launch import cache_folder

# pytester forgets what a test has imported, and cryptography does not survive being
# imported twice; the environments of other Playwrights have none.
with contextlib.suppress(ImportError):
    importlib.import_module("cryptography.hazmat.primitives.ciphers.aead")
    importlib.import_module("cryptography.hazmat.primitives.hashes")
    importlib.import_module("cryptography.hazmat.primitives.kdf.hkdf")

pytest_plugins = ["pytester"]

# A shell that runs tests in the background has them ignore Ctrl-C, and so do the
# processes that they start, which would then never end.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A machine may be busy. The environments of other Playwrights have no Hypothesis.
with contextlib.suppress(ImportError):
    hypothesis = importlib.import_module("hypothesis")
    hypothesis.settings.register_profile(
        "unhurried",
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.load_profile("unhurried")

HOOK = Path(__file__).parents[1] / "replaytest" / "web" / "build_hook.py"

# pytester gives its tests another home, and browsers are found below the home.
os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(cache_folder()))


def pytest_sessionstart() -> None:
    if not HOOK.exists():
        return  # an installed package has no sources to be stale against
    spec = importlib.util.spec_from_file_location("build_hook", HOOK)
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    if not hook.is_fresh():
        pytest.exit("the JavaScript is not built from its sources: make build", 2)
