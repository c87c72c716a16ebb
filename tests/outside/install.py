"""Install the applications: those of PyPI into .venv/outside, those of npm beside
their sources. Does nothing where that is done and nothing has changed since."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
VENV = HERE.parents[1] / ".venv" / "outside"
BUILT_WITH_VITE = ("mui", "element_plus")


def main() -> int:
    from_pypi()
    npm = shutil.which("npm")
    if npm is None:
        print("outside: no npm on PATH, so no React and no Vue", file=sys.stderr)
        return 4
    for name in BUILT_WITH_VITE:
        from_npm(npm, HERE / "apps" / name)
    return 0


def from_pypi() -> None:
    wanted = HERE / "requirements.txt"
    stamp = VENV / "installed"
    if is_fresh(stamp, [wanted]):
        return
    print("outside: pip install into .venv/outside", flush=True)
    venv.create(VENV, with_pip=True)
    from tests.outside.process import outside_python

    pip = [str(outside_python()), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "-r", str(wanted)], check=True)
    stamp.write_text(digest([wanted]))


def from_npm(npm: str, folder: Path) -> None:
    names = ("package.json", "package-lock.json", "vite.config.js", "index.html")
    sources = [folder / name for name in names] + sorted(folder.glob("src/*"))
    stamp = folder / "dist" / "built"
    if is_fresh(stamp, sources):
        return
    print(f"outside: npm ci and vite build of {folder.name}", flush=True)
    for words in (["ci", "--silent"], ["run", "--silent", "build"]):
        subprocess.run([npm, *words], cwd=folder, check=True)
    stamp.write_text(digest(sources))


def is_fresh(stamp: Path, sources: Iterable[Path]) -> bool:
    return stamp.exists() and stamp.read_text() == digest(sources)


def digest(sources: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
