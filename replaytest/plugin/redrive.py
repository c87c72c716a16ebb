"""pytest and re-driving: recordings that are collected as tests, and a fixture.

Light on purpose, as the plugin's entry is: without a recording nothing of replaytest is
imported.

redrive_file.py      recordings as items
redrive_fixture.py   what an item, and a test, does with one
redrive_settings.py  where options come from
redrive_summary.py   the terminal, and reports of CIs
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from replaytest.config import NETWORKS
from replaytest.files import SUFFIX

if TYPE_CHECKING:
    from replaytest.plugin.redrive_fixture import Redrive
    from replaytest.plugin.redrive_summary import Summary

NAME = "replaytest-redriven"
# What it is, is seen from the content; only these are looked into.
FOREIGN = (".json", ".json.gz", ".jsonl", ".ndjson", ".zip", ".zst")
# Of each report, and so of JUnit XML: the verdict.
PROPERTY = "replaytest_redrive"

_TEXTS = {
    "redrive_network": (
        "re-driven sessions: live asks the servers (default), stub answers from the "
        "recording alone, stub-missing asks for what was not recorded"
    ),
    "redrive_allow": (
        "a further host that re-driven pages may talk to: host, host:port, *.domain; "
        "may be repeated"
    ),
    "redrive_values": (
        "TOML or JSON: what to type where a recording is masked, by name of the field "
        "(also: REPLAYTEST_VALUE_NAME)"
    ),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("replaytest-redrive", "re-driven sessions")
    for name, text in _TEXTS.items():
        flag = "--" + name.replace("_", "-")
        if name == "redrive_network":
            group.addoption(flag, dest=name, choices=NETWORKS, help=text)
        elif name == "redrive_allow":
            group.addoption(flag, dest=name, action="append", metavar="HOST", help=text)
        else:
            group.addoption(flag, dest=name, metavar="FILE", help=text)
    parser.addini("redrive_network", _TEXTS["redrive_network"], default="")
    parser.addini("redrive_allow", _TEXTS["redrive_allow"], type="args", default=[])
    parser.addini("redrive_values", _TEXTS["redrive_values"], default="")
    parser.addini(
        "redrive_sessions",
        "folders whose recordings are tests, done again (default: tests/sessions)",
        type="args",
        default=["tests/sessions"],
    )
    parser.addini(
        "redrive_base_url",
        "where the application is, where neither --base-url nor a fixture base_url is",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "redrive: a recording that is done again; pytest adds it."
    )
    if not hasattr(config, "workerinput"):  # xdist's controller has them all
        config.pluginmanager.register(Reports(config), NAME)


def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> pytest.Collector | None:
    own = file_path.name.endswith(SUFFIX)
    if not (own or file_path.name.endswith(FOREIGN)):
        return None
    given = own and parent.session.isinitpath(file_path)
    if not given and not _is_ours(file_path, parent.config):
        return None
    from replaytest.plugin.redrive_file import RedriveFile

    return RedriveFile.from_parent(parent, path=file_path)


def _is_ours(path: Path, config: pytest.Config) -> bool:
    folders = [config.rootpath / name for name in config.getini("redrive_sessions")]
    return any(folder in path.parents for folder in folders)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    if keeper := sys.modules.get("replaytest.run.keeper"):
        keeper.close()


class Reports:
    """Passes on the reports of re-driven recordings, when there are any."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._summary: Summary | None = None

    # Before pytest's JUnit XML and pytest-html write the report down.
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if all(name != PROPERTY for name, _ in report.user_properties):
            return
        if self._summary is None:
            from replaytest.plugin.redrive_summary import Summary

            self._summary = Summary(self._config)
        self._summary.add(report)

    def pytest_terminal_summary(
        self, terminalreporter: pytest.TerminalReporter
    ) -> None:
        if self._summary:
            self._summary.write(terminalreporter)


@pytest.fixture(scope="session")
def redrive_options() -> dict[str, Any]:
    """Options of `redrive` for all recordings; override it in a conftest.py."""
    return {}


@pytest.fixture
def redrive(
    request: pytest.FixtureRequest, redrive_options: dict[str, Any]
) -> Iterator[Redrive]:
    """`redrive(recording, **options) -> Run`: do a recording again; asserts nothing."""
    from replaytest.plugin.redrive_fixture import Redrive

    found = Redrive(request, redrive_options)
    yield found
    found.tidy()
