"""Tags and properties in JUnit XML, with every way pytest has to write it."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.plugin.ci import junit

SCHEMA = Path(__file__).parents[2] / "fixtures" / "ci" / "junit.xsd"

# As the plugin does it, without a browser: every failed test has a replay.
CONFTEST = """
import os
import pytest
from replaytest.plugin.ci import Attaching

class Fake:
    def __init__(self, config):
        self.told = []
        self.failed = set()
        asked = os.environ.get("FAKE_ATTACH", "auto")
        self.attaching = Attaching(
            config, asked, os.environ, lambda text: text, self.told.append)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item):
        report = yield
        if report.failed:
            self.failed.add(item.nodeid)
        if report.when == "teardown" and item.nodeid in self.failed:
            folder = item.config.rootpath / "replays" / item.name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "replay.html").write_text("<!doctype html>")
            report.replaytest = {"replay": str(folder / "replay.html")}
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        self.attaching.reported(report)

    def pytest_terminal_summary(self, terminalreporter):
        replays = {}
        for nodeid in self.attaching._failed:
            path = terminalreporter.config.rootpath / "replays" / nodeid.split("::")[-1] / "replay.html"
            if path.exists():
                replays[nodeid] = path
        self.attaching.finish(terminalreporter, replays)
        for each in self.told:
            terminalreporter.write_line(f"told: {each}")

def pytest_configure(config):
    config.pluginmanager.register(Fake(config), "fake")
"""

TESTS = """
import pytest

@pytest.fixture
def bad():
    yield
    assert 0, "in teardown"

@pytest.fixture
def worse():
    assert 0, "in setup"

def test_passes(): print("said by a test")
def test_fails():
    print("said by a test")
    assert 0
def test_fails_twice(bad): assert 0
def test_fails_in_setup(worse): pass
def test_fails_in_teardown(bad): print("said by a test")
"""
FAILED = {
    "test_fails",
    "test_fails_twice",
    "test_fails_in_setup",
    "test_fails_in_teardown",
}
JUNIT = ("--junit-xml=out/report.xml",)
QUIET = tuple(
    word
    for plugin in ("cacheprovider", "playwright", "playwright-asyncio", "asyncio")
    for word in ("-p", f"no:{plugin}")
)
# Of our own environment nothing may decide what these tests see.
CI_VARIABLES = (
    "GITLAB_CI",
    "CI_PROJECT_DIR",
    "JENKINS_URL",
    "TF_BUILD",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_WORKSPACE",
)


@pytest.fixture(autouse=True)
def nowhere(monkeypatch):
    for name in CI_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def written(pytester, monkeypatch):
    """Run the tests above with these options and variables; return the XML."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=TESTS)

    def run(*args: str, **environ: str) -> ET.Element:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        result = pytester.runpytest_inprocess(*QUIET, *args, *JUNIT)
        result.assert_outcomes(passed=2, failed=2, errors=3)
        text = (pytester.path / "out" / "report.xml").read_text("utf-8")
        assert_valid(text)
        return ET.fromstring(text)

    return run


def assert_valid(text: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    schema = etree.XMLSchema(etree.parse(str(SCHEMA)))
    schema.assertValid(etree.fromstring(text.encode()))


def links(root: ET.Element) -> dict[str, str]:
    """Return the path of each testcase as GitLab reads it, the first of a name."""
    found: dict[str, str] = {}
    for case in root.iter("testcase"):
        said = case.findtext("system-out", "")
        match = re.search(r"\[\[ATTACHMENT\|(.+?)\]\]", said)
        found.setdefault(case.attrib["name"], match[1] if match else "")
    return found


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["one", "xdist"])
@pytest.mark.parametrize("logging", ["no", "all"])
def test_every_failed_test_links_its_replay_and_no_other(written, logging, workers):
    root = written("-o", f"junit_logging={logging}", *workers, GITLAB_CI="true")
    found = links(root)
    assert found.pop("test_passes") == ""
    assert found == {name: f"replays/{name}/replay.html" for name in FAILED}
    # What a test printed is there as ever, behind the tag.
    said = root.find(".//testcase[@name='test_fails']").findtext("system-out", "")
    assert ("said by a test" in said) == (logging == "all")
    assert said.index("ATTACHMENT") < said.find("said by") or logging == "no"


@pytest.mark.parametrize(
    "options",
    [
        ("junit_logging=log",),
        ("junit_logging=system-out",),
        ("junit_logging=system-err",),
        ("junit_logging=out-err", "junit_family=xunit1"),
        ("junit_logging=all", "junit_log_passing_tests=false"),
    ],
    ids=" ".join,
)
def test_links_are_there_whatever_pytest_writes_itself(written, options):
    flags = [word for option in options for word in ("-o", option)]
    found = links(written(*flags, GITLAB_CI="true"))
    assert {name for name, link in found.items() if link} == FAILED


def test_jenkins_has_absolute_paths(written, pytester):
    found = links(written(JENKINS_URL="http://ci"))
    replay = pytester.path / "replays" / "test_fails" / "replay.html"
    assert found["test_fails"] == str(replay)


def test_azure_has_paths_from_the_report(written):
    found = links(written(TF_BUILD="True"))
    assert found["test_fails"] == "../replays/test_fails/replay.html"


def test_gitlab_has_paths_from_the_project(written, pytester):
    found = links(written(GITLAB_CI="1", CI_PROJECT_DIR=str(pytester.path.parent)))
    assert found["test_fails"] == (
        f"{pytester.path.name}/replays/test_fails/replay.html"
    )


def test_outside_of_a_ci_there_is_the_property_only(written):
    root = written()
    assert set(links(root).values()) == {""}
    # The XML is in out/: what reads it need not know where pytest was started.
    values = {
        each.attrib["value"]
        for each in root.iter("property")
        if each.attrib["name"] == "attachment"
    }
    assert values == {f"../replays/{name}/replay.html" for name in FAILED}


def test_the_option_wins_over_the_environment(written):
    found = links(written(GITLAB_CI="true", FAKE_ATTACH="azure"))
    assert found["test_fails"] == "../replays/test_fails/replay.html"


def test_off_leaves_the_report_as_pytest_writes_it(written):
    root = written(GITLAB_CI="true", FAKE_ATTACH="off")
    assert set(links(root).values()) == {""}
    assert list(root.iter("property")) == []


def test_replay_that_gitlab_could_not_find_is_told_once(pytester, monkeypatch):
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(test_it=TESTS)
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_DIR", str(pytester.path / "elsewhere"))
    result = pytester.runpytest_inprocess(*QUIET, *JUNIT, "-k", "test_fails")
    result.stdout.fnmatch_lines(["told: no replay for JUnit XML: * is not below *"])


def test_form_is_that_of_the_ci_that_runs_this():
    assert junit.form_of("auto", {}) is None
    assert junit.form_of("auto", {"GITLAB_CI": "true"}) == "gitlab"
    assert junit.form_of("auto", {"TF_BUILD": "True"}) == "azure"
    assert junit.form_of("jenkins", {"GITLAB_CI": "true"}) == "jenkins"
    assert junit.form_of("off", {"GITLAB_CI": "true"}) is None


@given(name=st.text(min_size=1, max_size=12))
def test_tag_never_ends_early_nor_holds_what_xml_cannot(name):
    replay = Path("/root") / name.replace("/", "_") / "replay.html"
    try:
        path = junit.path_in("jenkins", replay, folder=Path("/x"), project=Path("/y"))
    except ValueError:
        return
    node = ET.Element("system-out")
    node.text = f"[[ATTACHMENT|{path}]]"
    read = ET.fromstring(ET.tostring(node, encoding="utf-8")).text
    assert read is not None
    [match] = re.findall(r"^\[\[ATTACHMENT\|(.+?)\]\]$", read, re.MULTILINE)
    assert match == str(replay)


def test_no_junit_report_is_no_error():
    config = SimpleNamespace(stash={}, rootpath=Path("/"))
    junit.attach(config, SimpleNamespace(), Path("/replay.html"), "gitlab", {})


def test_unknown_way_to_attach_is_a_usage_error(tmp_path):
    from replaytest.config import resolve

    with pytest.raises(UsageError, match="attach"):
        resolve(
            command_line={},
            environ={"REPLAYTEST_RECORD_SESSIONS_ATTACH": "circle"},
            ini=lambda name: "",
            root=tmp_path,
        )
