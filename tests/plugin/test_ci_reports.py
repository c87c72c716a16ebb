"""Real runs with real consumers: JUnit XML, pytest-html, Allure, GitHub, ReportPortal."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from tests.plugin.test_ci_github import parsed
from tests.plugin.test_ci_junit import CI_VARIABLES, assert_valid, links
from tests.support.suites import ALONGSIDE, CONFTEST, PAGE

SECRET = "PlantedInTheEnvironment"

TESTS = f"""
import pytest

def test_passes(page):
    page.goto({PAGE!r})

def test_fails(page):
    page.goto({PAGE!r})
    assert page.title() == "{SECRET}"
"""

# What https://github.com/reportportal/agent-python-pytest documents: while a test
# runs any logger takes an attachment, and a handler sends it.
REPORTPORTAL = """
import logging

class Handler(logging.Handler):
    def emit(self, record):
        attachment = getattr(record, "attachment", None)
        if attachment:
            with open("sent.txt", "a") as file:
                file.write(f"{self.nodeid} {record.levelname} {attachment['name']} "
                           f"{attachment['mime']} {attachment['data'][:15]!r}\\n")

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    item.config._rp_enabled = True
    kept, handler = logging.Logger._log, Handler()
    handler.nodeid = item.nodeid
    def log(self, level, text, args, attachment=None, **more):
        kept(self, level, text, args, extra={"attachment": attachment}, **more)
    logging.Logger._log = log
    logging.getLogger().addHandler(handler)
    try:
        return (yield)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.Logger._log = kept
"""


@dataclass(frozen=True)
class Run:
    folder: Path
    output: str
    code: int

    @property
    def replay(self) -> Path:
        [found] = (self.folder / ".replaytest").rglob("replay.html")
        return found

    @property
    def xml(self) -> str:
        return (self.folder / "out" / "report.xml").read_text("utf-8")


def suite(folder: Path, *args: str, conftest: str = "", **environ: str) -> Run:
    (folder / "conftest.py").write_text(CONFTEST + conftest)
    (folder / "test_it.py").write_text(TESTS)
    kept = {name: v for name, v in os.environ.items() if name not in CI_VARIABLES}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *ALONGSIDE, "--record-sessions", *args],
        cwd=folder,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Run(folder, done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="module")
def xdist(tmp_path_factory) -> Run:
    """Two workers, everything on, in a job of GitHub's that GitLab's form is asked of."""
    pytest.importorskip("pytest_html")
    pytest.importorskip("allure")
    folder = tmp_path_factory.mktemp("xdist")
    return suite(
        folder,
        "-n2",
        "--junit-xml=out/report.xml",
        "--html=out/report.html",
        "--self-contained-html",
        "--alluredir=out/allure",
        "--record-sessions-attach=gitlab",
        "--mask-secret=PLANTED",
        "-o",
        "junit_logging=all",
        conftest=REPORTPORTAL,
        PLANTED=SECRET,
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(folder / "summary.md"),
        GITHUB_WORKSPACE=str(folder),
    )


def test_outcome_is_that_of_the_tests(xdist):
    assert xdist.code == pytest.ExitCode.TESTS_FAILED, xdist.output
    assert "1 failed, 1 passed" in xdist.output
    assert "replaytest warning" not in xdist.output


def test_junit_links_the_replay(xdist):
    assert_valid(xdist.xml)
    root = ET.fromstring(xdist.xml)
    assert links(root) == {
        "test_passes[chromium]": "",
        "test_fails[chromium]": str(xdist.replay.relative_to(xdist.folder)),
    }
    [near] = (p for p in root.iter("property") if p.attrib["name"] == "attachment")
    assert (xdist.folder / "out" / near.attrib["value"]).resolve() == xdist.replay


def test_pytest_html_links_the_replay(xdist):
    page = (xdist.folder / "out" / "report.html").read_text("utf-8")
    [blob] = re.findall(r'data-jsonblob="([^"]*)"', page)
    tests = json.loads(unescape(blob))["tests"]
    found = {
        nodeid: {
            extra["content"]
            for row in rows
            for extra in row["extras"]
            if extra["name"] == "Replay"
        }
        for nodeid, rows in tests.items()
    }
    [link] = found["test_it.py::test_fails[chromium]"]
    assert (xdist.folder / "out" / unquote(link)).resolve() == xdist.replay
    assert found["test_it.py::test_passes[chromium]"] == set()


def test_allure_has_the_replay_as_an_attachment(xdist):
    results = [
        json.loads(path.read_text("utf-8"))
        for path in (xdist.folder / "out" / "allure").glob("*-result.json")
    ]
    found = {result["name"]: result.get("attachments", []) for result in results}
    assert found["test_passes[chromium]"] == []
    [attachment] = found["test_fails[chromium]"]
    assert (attachment["name"], attachment["type"]) == ("replay", "text/html")
    copy = xdist.folder / "out" / "allure" / attachment["source"]
    assert copy.suffix == ".html"
    assert copy.read_bytes() == xdist.replay.read_bytes()


def test_allure_report_shows_the_replay(xdist, tmp_path):
    allure = shutil.which("allure")
    if allure is None:
        pytest.skip("no allure here: npm install -g allure-commandline")
    subprocess.run(
        [allure, "generate", str(xdist.folder / "out" / "allure"), "-o", str(tmp_path)],
        check=True,
        timeout=120,
        capture_output=True,
    )
    cases = [
        json.loads(path.read_text("utf-8"))
        for path in (tmp_path / "data" / "test-cases").glob("*.json")
    ]
    [failed] = (case for case in cases if case["status"] == "failed")
    [shown] = failed["testStage"]["attachments"]
    assert (shown["name"], shown["type"]) == ("replay", "text/html")
    copy = tmp_path / "data" / "attachments" / shown["source"]
    assert copy.read_bytes() == xdist.replay.read_bytes()


def test_reportportal_is_sent_the_replay_once(xdist):
    lines = (xdist.folder / "sent.txt").read_text().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(
        "test_it.py::test_fails[chromium] ERROR replay.html text/html b'<!doctype html>"
    )


def test_github_is_told_once_and_no_secret(xdist):
    commands = [
        line for line in xdist.output.splitlines() if line.startswith("::error ")
    ]
    assert len(commands) == 1
    properties, message = parsed(commands[0])
    assert properties["file"] == "test_it.py"
    assert properties["line"] == str(
        1 + TESTS.splitlines().index('    assert page.title() == "' + SECRET + '"')
    )
    assert message.endswith(f"replay: {xdist.replay.relative_to(xdist.folder)}")
    assert SECRET not in commands[0]
    summary = (xdist.folder / "summary.md").read_text("utf-8")
    assert summary.count("### 1 failed test") == 1
    assert SECRET not in summary


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory) -> Run:
    pytest.importorskip("allure")
    pytest.importorskip("cryptography")
    folder = tmp_path_factory.mktemp("encrypted")
    keys = tmp_path_factory.mktemp("keys")
    return suite(
        folder,
        "--junit-xml=out/report.xml",
        "--html=out/report.html",
        "--alluredir=out/allure",
        "--record-sessions-attach=jenkins",
        "--record-sessions-encrypt",
        REPLAYTEST_KEYS=str(keys),
    )


def test_encrypted_recording_goes_nowhere_in_clear(encrypted):
    assert encrypted.code == pytest.ExitCode.TESTS_FAILED
    assert "replaytest warning" not in encrypted.output
    assert not list((encrypted.folder / "out" / "allure").glob("*.html"))
    page = (encrypted.folder / "out" / "report.html").read_text("utf-8")
    assert "Replay&#34;" not in page
    # The file itself may be kept: nobody reads it without the key.
    link = links(ET.fromstring(encrypted.xml))["test_fails[chromium]"]
    assert link.endswith("session.replaytest")
    assert Path(link).is_file()
