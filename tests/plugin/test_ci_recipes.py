"""The recipes for CIs that the README shows: they parse, and their commands work."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from replaytest.store.folder import Store
from tests.plugin.test_ci_junit import CI_VARIABLES, assert_valid, links
from tests.support.suites import CONFTEST, PAGE, SYNC

yaml = pytest.importorskip("yaml")

FOLDER = Path(__file__).parents[2] / "fixtures" / "ci"
FAILING = f"""
def test_pays(page):
    page.goto({PAGE!r})
    assert page.title() == "paid"
"""


def loaded(name: str) -> dict[str, object]:
    # YAML 1.1 reads the key `on` as true.
    found = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return {"on" if key is True else str(key): value for key, value in found.items()}


def command(job: dict[str, object], word: str) -> str:
    """Return the one line of a job that begins with this word."""
    steps = job.get("steps") or [{"run": line} for line in job["script"]]
    lines = [step["run"] for step in steps if "run" in step]
    [found] = [line for line in lines if line.startswith(f"{word} ")]
    return found


def run(words: list[str], folder: Path, **environ: str) -> subprocess.CompletedProcess:
    """Run `pytest …` or `replaytest …` as the shell of a job would."""
    module, *rest = words
    more = SYNC if module == "pytest" else ()
    kept = {name: v for name, v in os.environ.items() if name not in CI_VARIABLES}
    return subprocess.run(
        [sys.executable, "-m", module, *more, *rest],
        cwd=folder,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def project(folder: Path, *shards: int) -> Path:
    for shard in shards:
        tests = folder / "tests" / f"shard_{shard}"
        tests.mkdir(parents=True)
        (tests / "test_pays.py").write_text(FAILING)
    (folder / "conftest.py").write_text(CONFTEST)
    return folder


def test_github_shards_become_one_store(tmp_path):
    jobs = loaded("github.yml")["jobs"]
    for shard in jobs["test"]["strategy"]["matrix"]["shard"]:
        folder = project(tmp_path / f"runner-{shard}", shard)
        line = command(jobs["test"], "pytest")
        words = shlex.split(line.replace("${{ matrix.shard }}", str(shard)))
        done = run(words, folder, GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(folder))
        assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stderr
        assert done.stdout.count("::error file=tests/shard_") == 1
        # upload-artifact, then download-artifact: a folder of its name each.
        name = f"replays-{shard}"
        shutil.copytree(folder / ".replaytest", tmp_path / "artifacts" / name)
    done = run(shlex.split(command(jobs["replays"], "replaytest")), tmp_path)
    assert done.returncode == 0, done.stderr
    names = [entry.test.nodeid for entry in Store.open(tmp_path / "merged").entries()]
    assert len(names) == 2


def test_github_keeps_what_it_would_leave_out_and_names_each_artifact():
    jobs = loaded("github.yml")["jobs"]
    [upload] = [
        step
        for step in jobs["test"]["steps"]
        if step.get("uses", "").startswith("actions/upload-artifact@")
    ]
    assert upload["with"]["include-hidden-files"] is True
    assert "matrix.shard" in upload["with"]["name"]
    assert "!.replaytest/quarantine" in upload["with"]["path"]
    assert upload["if"] == "always()"


def test_gitlab_links_the_replay_which_is_an_artifact(tmp_path):
    recipe = loaded("gitlab.yml")
    job = recipe["test"]
    folder = project(tmp_path, 1)
    words = shlex.split(command(job, "pytest").replace("$SHARD", "1"))
    done = run(words, folder, GITLAB_CI="true", CI_PROJECT_DIR=str(folder))
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stderr
    xml = (folder / job["artifacts"]["reports"]["junit"]).read_text("utf-8")
    assert_valid(xml)
    [link] = links(ET.fromstring(xml)).values()
    assert (folder / link).is_file()
    assert any(link.startswith(path) for path in job["artifacts"]["paths"])
    assert job["artifacts"]["when"] == "always"
    done = run(shlex.split(command(recipe["replays"], "replaytest")), folder)
    assert done.returncode == 0, done.stderr
    assert len(list(Store.open(folder / "merged").recordings())) == 1
