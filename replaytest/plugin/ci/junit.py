"""JUnit XML: the tag by which CIs find a file that belongs to a test.

A line `[[ATTACHMENT|path]]` in the `<system-out>` of a testcase. They differ in what
the path is relative to; GitLab links the first tag of a testcase only, and only files
that are artifacts of the job.

- Jenkins: absolute. https://plugins.jenkins.io/junit-attachments/
- GitLab: relative to the project.
  https://docs.gitlab.com/ci/testing/unit_test_reports/#view-junit-screenshots-on-gitlab
- Azure: relative to the XML, which is right also where a container sees other paths.
  https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/publish-test-results-v2

The property `attachment`, relative to the XML, is what other reporters write.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest

from replaytest.config import Attach

Form = Literal["jenkins", "gitlab", "azure"]
PROPERTY = "attachment"
_SIGNS: dict[str, Form] = {
    "GITLAB_CI": "gitlab",
    "JENKINS_URL": "jenkins",
    "TF_BUILD": "azure",
}
# What XML cannot hold (https://www.w3.org/TR/xml/#charsets), or a tag.
_NOT_IN_A_TAG = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]|]]")
# junit_logging: the section of a report that pytest writes first into `<system-out>`;
# with the other values it writes none.
_FIRST_SECTION = {
    "log": "Captured log teardown",
    "all": "Captured log teardown",
    "system-out": "Captured stdout teardown",
    "out-err": "Captured stdout teardown",
}


def form_of(asked: Attach, environ: Mapping[str, str]) -> Form | None:
    """Return which CI's tag is wanted, None for no tag."""
    if asked != "auto":
        return None if asked == "off" else asked
    return next((form for sign, form in _SIGNS.items() if environ.get(sign)), None)


def attach(
    config: pytest.Config,
    report: pytest.TestReport,
    replay: Path,
    form: Form | None,
    environ: Mapping[str, str],
) -> None:
    """Add property and tag to the testcase of a report of teardown.

    To be called on the controller before pytest's own writer sees the report. Raises
    `ValueError` for a path that a CI could not find.
    """
    xml = _writer_of(config)
    if xml is None:
        return
    folder = Path(xml.logfile).parent
    near = _relative(replay, folder)
    if near is not None:
        report.user_properties.append((PROPERTY, near))
    if form is None:
        return
    path = path_in(form, replay, folder=folder, project=_project(config, environ))
    _write(xml, report, f"[[ATTACHMENT|{path}]]")


def path_in(form: Form, replay: Path, *, folder: Path, project: Path) -> str:
    """Return the path for a tag. `folder` is that of the XML.

    Raises `ValueError` for a path that a tag cannot hold, or that GitLab has not.
    """
    path: str | None = str(replay)
    if form == "azure":
        path = _relative(replay, folder)
    elif form == "gitlab":
        path = _relative(replay, project)
        if path is not None and path.startswith("../"):
            path = None
    if path is None:
        raise ValueError(
            f"{replay} is not below {project if form == 'gitlab' else folder}: "
            "set --record-sessions-dir"
        )
    if _NOT_IN_A_TAG.search(path):
        raise ValueError(f"{replay.parent} has a bracket or a line end in its name")
    return path


def _writer_of(config: pytest.Config) -> Any:
    """Return pytest's writer of JUnit XML, None if there is none."""
    try:
        from _pytest.junitxml import xml_key
    except ImportError:
        return None
    return config.stash.get(xml_key, None)


def _write(xml: Any, report: pytest.TestReport, tag: str) -> None:
    """Put the tag before all output of the testcase, in one `<system-out>` of it."""
    testcase = xml.node_reporter(report)
    there = next((each for each in testcase.nodes if each.tag == "system-out"), None)
    if there is not None:
        there.text = f"{tag}\n{there.text or ''}"
    elif _is_to_be_written(xml, report, testcase):
        report.sections.insert(0, (_FIRST_SECTION[xml.logging], f"{tag}\n"))
    else:
        node = ET.Element("system-out")
        node.text = tag
        testcase.append(node)


def _is_to_be_written(xml: Any, report: pytest.TestReport, testcase: Any) -> bool:
    """Say whether pytest will write this report's sections into this testcase."""
    if xml.logging not in _FIRST_SECTION:
        return False
    if report.passed:
        return bool(xml.log_passing_tests)
    # A teardown that fails after its call becomes a second testcase of the same name.
    return all(each.tag != "failure" for each in testcase.nodes)


def _project(config: pytest.Config, environ: Mapping[str, str]) -> Path:
    return Path(environ.get("CI_PROJECT_DIR") or config.rootpath)


def _relative(path: Path, folder: Path) -> str | None:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return None
