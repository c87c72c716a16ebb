"""What is shipped is what works: build the wheel and the sdist, record from the wheel."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILT = {
    "recorder.js",
    "viewer.js",
    "viewer.css",
    "site.js",
    "site.css",
    "third_party.txt",
    "bundle.json",
}

RECORD = """
from playwright.sync_api import sync_playwright
import replaytest
from replaytest.browser.launch import launch_options

assert "site-packages" in replaytest.__file__, replaytest.__file__
with sync_playwright() as p:
    browser = p.chromium.launch(**launch_options())
    context = browser.new_context()
    with replaytest.record(context) as recording:
        context.new_page().set_content("<p>from the wheel</p>")
    browser.close()
print(recording.paths[0])
"""


@pytest.fixture(scope="module")
def dist(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run(
        [*command, str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_wheel_has_the_javascript_and_not_its_sources(dist):
    [wheel] = dist.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"replaytest/static/{name}" for name in BUILT} <= names
    assert "replaytest/py.typed" in names
    assert not [name for name in names if name.startswith(("replaytest/web", "tests"))]
    assert wheel.stat().st_size < 1_300_000


def test_sdist_has_all_that_a_build_needs(dist):
    [sdist] = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {f"replaytest/static/{name}" for name in BUILT} <= names
    assert {
        "replaytest/web/package-lock.json",
        "replaytest/web/src/recorder.ts",
        "replaytest/web/rrweb_patches.mjs",
        "replaytest/web/rrweb_mutations.mjs",
        "LICENSE",
        "README.md",
        "CHANGELOG.md",
        "sample_site/app.py",
        "tests/test_wheel.py",
    } <= names
    assert not [name for name in names if "node_modules" in name]


def test_notices_name_what_is_bundled(dist):
    [wheel] = dist.glob("*.whl")
    notices = zipfile.ZipFile(wheel).read("replaytest/static/third_party.txt").decode()
    for name in ("@rrweb/record 2.1.6", "@rrweb/replay 2.1.6", "fzstd", "postcss"):
        assert name in notices
    assert "esbuild" not in notices


def test_installed_wheel_records(dist, tmp_path):
    [wheel] = dist.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([python, *quiet, str(wheel)], check=True)
    done = subprocess.run(
        [python, "-c", RECORD],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / done.stdout.strip()).stat().st_size > 500
    shown = subprocess.run(
        [python.parent / "replaytest", "show", "--no-open", done.stdout.strip()],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert list(tmp_path.rglob("replay.html"))
