"""`doctor`: what this installation can do, and what it lacks."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from replaytest.cli.find import add_dir, remote_url, store_root
from replaytest.cli.output import clean, nearby, path_text, put_json, say
from replaytest.errors import BrowserNotFound, ReplaytestError
from replaytest.rrweb import VERSION

STATIC = Path(__file__).parents[1] / "static"
BUNDLE = ("recorder.js", "viewer.js", "viewer.css", "site.js", "site.css")
PACKAGES = ("playwright", "pytest", "pytest-playwright")
NO_BROWSER = 4


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "doctor",
        help="check this installation",
        description="Print versions, and check the browser, the built JavaScript and "
        "the store. The exit code is 4 if there is no browser, else 0.",
        epilog="example: replaytest doctor --json",
        allow_abbrev=False,
    )
    verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Look at everything, and print it."""
    import platform

    looked = browser()
    report = {
        "versions": versions(),
        "platform": platform.platform(),
        "bundle": bundle(),
        "browser": looked,
        "store": _store(options.dir),
    }
    if options.json:
        put_json(report)
    else:
        _print(report)
    return 0 if looked["found"] else NO_BROWSER


def versions() -> dict[str, str | None]:
    """Return what is installed, None for what is not."""
    import platform

    return {
        "replaytest": _version("replaytest"),
        "rrweb": VERSION,
        "python": platform.python_version(),
        **{name: _version(name) for name in PACKAGES},
    }


def bundle() -> dict[str, Any]:
    """Return whether the JavaScript was built into this installation."""
    missing = [name for name in BUNDLE if not (STATIC / name).is_file()]
    return {"found": not missing, "folder": path_text(STATIC), "missing": missing}


def browser() -> dict[str, Any]:
    """Return which browser would be launched."""
    from replaytest.browser.launch import cache_folder, launch_options

    try:
        how = launch_options()
    except BrowserNotFound as error:
        return {"found": False, "path": None, "problem": str(error)}
    except ImportError as error:
        return {"found": False, "path": None, "problem": f"no Playwright: {error}"}
    own = not how
    path = cache_folder() if own else Path(how["executable_path"])
    return {
        "found": True,
        "kind": "playwright" if own else "system",
        "path": path_text(path),
        "problem": None,
    }


def _store(chosen: str | None) -> dict[str, Any]:
    if url := remote_url(chosen):
        return remote(url)
    return store(store_root(chosen))


def remote(url: str) -> dict[str, Any]:
    """Return whether the store at `url` can be listed; writes nothing there."""
    from replaytest.store.remote_files import RemoteFiles, without_password

    problem, found = None, {}
    try:
        found = RemoteFiles(url).list("tests")
    except ReplaytestError as error:
        problem = f"{error.problem}; {error.fix}"
    return {
        "path": without_password(url),
        "exists": bool(found),
        # Not tried: that would leave a file where others look for recordings.
        "writable": None,
        "problem": problem,
    }


def store(root: Path) -> dict[str, Any]:
    """Return whether recordings could be written to `root`; makes no store."""
    import tempfile

    folder = root.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    problem = None
    try:
        # Permissions do not tell: a disk may be full or mounted read-only.
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"replaytest")
    except OSError as error:
        problem = f"{error.strerror or error} ({path_text(folder)})"
    return {
        "path": path_text(root),
        "exists": root.is_dir(),
        "writable": problem is None,
        "problem": problem,
    }


def _version(package: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _print(report: dict[str, Any]) -> None:
    for name, version in report["versions"].items():
        _line(name, version or "not installed")
    _line("platform", report["platform"])
    found, looked = report["bundle"], report["browser"]
    missing = ", ".join(found["missing"])
    _line(
        "bundle", f"missing: {missing}" if missing else "recorder and viewer are built"
    )
    _line("browser", _browser_line(looked))
    _line("store", _store_line(report["store"]))
    if missing:
        say("hint: pip install --force-reinstall replaytest; in a checkout: make build")
    if looked["problem"]:
        say(looked["problem"])


def _browser_line(found: dict[str, Any]) -> str:
    if not found["found"]:
        return "none"
    if found["kind"] == "playwright":
        return f"Playwright's own, in {found['path']}"
    return f"{found['path']}, of the system"


def _store_line(found: dict[str, Any]) -> str:
    if found["writable"] is None:
        there = "recordings are there" if found["exists"] else "nothing is there yet"
        return f"{found['path']}: {found['problem'] or there}"
    if found["problem"]:
        return f"{found['path']}: cannot be written: {found['problem']}"
    there = "can be written" if found["exists"] else "can be made"
    return f"{nearby(Path(found['path']))}: {there}"


def _line(name: str, text: str) -> None:
    print(f"{name:<17}  {clean(text)}")
