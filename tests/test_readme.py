"""What the README files promise is there."""

from __future__ import annotations

import argparse
import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import replaytest
from replaytest.cli.main import parser
from replaytest.config import resolve
from sample_site.bugs import BUGS

ROOT = Path(__file__).parents[1]
SUITE = ROOT / "sample_site" / "suite"
README = "README.md"
SITE = "sample_site/README.md"
FORMAT = "replaytest/store/FORMAT.md"
ELSEWHERE = {"zstd"}  # programs of others that the section on the command line names


def read(path):
    return (ROOT / path).read_text("utf-8")


def section(title):
    """Return the README from this heading to the next of its rank."""
    (found,) = re.findall(rf"(?ms)^## {title}\n(.*?)(?=^## |\Z)", read(README))
    return found


def blocks(path, *languages):
    """Return the code blocks in one of these languages."""
    found = re.findall(r"(?ms)^```(\w*)\n(.*?)^```$", read(path))
    return [code for language, code in found if language in languages]


def spans(text):
    """Return what stands between backticks in prose and tables."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]


def rows(text):
    """Return the rows of the tables, a list of cells each, without the headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in cells if row[0].startswith("`")]


def documented():
    """Return flag, ini name and variable of each row of the table of options."""
    return [spans(flag) + spans(others) for flag, others, _ in rows(section("Options"))]


@pytest.fixture(scope="module")
def pytest_help():
    command = [sys.executable, "-m", "pytest", "--help"]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def flags_of(pytest_help):
    (group,) = re.findall(r"(?ms)^session recording:\n(.*?)\n\n", pytest_help)
    return re.findall(r"(?m)^  (--[a-z-]+)", group)


def test_the_options_are_those_pytest_has(pytest_help):
    flags = [flag for flag, *_ in documented()]
    # Those of recording stand in the table, the others where they are spoken of.
    others = [flag for flag in flags_of(pytest_help) if flag not in flags]
    assert set(flags) <= set(flags_of(pytest_help))
    assert not [flag for flag in others if flag.startswith("--record-")]
    assert not [flag for flag in others if f"`{flag}" not in read(README)]


def test_no_other_option_is_mentioned(pytest_help):
    mentioned = set(re.findall(r"--record-sessions[a-z-]*", read(README)))
    assert "--record-sessions" in mentioned
    assert mentioned <= set(flags_of(pytest_help))


def test_each_option_has_its_ini_name_and_its_variable(pytest_help):
    for flag, ini, variable in documented():
        assert ini == flag.strip("-").replace("-", "_")
        assert variable == f"REPLAYTEST_{ini.upper()}"
        assert re.search(rf"(?m)^  {ini} \(string\):", pytest_help)


def test_the_ini_names_and_variables_are_those_that_are_read(tmp_path):
    class Environment(dict):
        def __contains__(self, name):
            variables.append(name)
            return False

    def ini(name):
        names.append(name)
        return "1" if name == "record_sessions" else ""

    variables, names = [], []
    resolve(command_line={}, environ=Environment(), ini=ini, root=tmp_path)
    _, inis, environment = zip(*documented(), strict=True)
    assert sorted(names) == sorted(inis)
    assert sorted(variables) == sorted(environment)


@pytest.fixture
def verbs():
    (found,) = (
        action
        for action in parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return found.choices


def test_the_verbs_are_those_of_the_command_line(verbs):
    commands = spans(section("Command line"))
    words = {command.removeprefix("replaytest ").split()[0] for command in commands}
    named = {word for word in words if re.fullmatch("[a-z]+", word)}
    assert named - ELSEWHERE == set(verbs)


def test_each_command_that_is_shown_can_be_given(verbs):
    code = [*spans(read(README)), *blocks(README, "console")]
    shown = re.findall(r"\breplaytest ([a-z]+)(.*)", "\n".join(code))
    # In the list of verbs the program's name stands once.
    shown += re.findall(r"`([a-z]+) (--.*?)`", section("Command line"))
    assert {"show", "export"} <= {verb for verb, _ in shown}
    for verb, rest in shown:
        known = verbs[verb]._option_string_actions
        assert set(re.findall(r"--[a-z-]+", rest)) <= set(known), verb


LINKS = [
    (path, link)
    for path in (README, SITE, FORMAT)
    for link in re.findall(r"\]\(([^)\s]+)\)", read(path))
    if "://" not in link
]


@pytest.mark.parametrize(("path", "link"), LINKS)
def test_a_link_leads_somewhere(path, link):
    assert (ROOT / path).parent.joinpath(link.partition("#")[0]).exists()


def test_files_that_are_named_exist():
    named = re.findall(
        r"\b(?:replaytest|tests|sample_site)/[\w/]+\.\w+",
        "\n".join(spans(read(README))),
    )
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_make_has_the_targets():
    code = [*spans(read(README)), *blocks(README, "console", "yaml")]
    asked = set(re.findall(r"\bmake (\w+)", "\n".join(code)))
    assert asked >= {"demo", "test"}
    assert asked <= set(re.findall(r"(?m)^(\w+):", read("Makefile")))


CODE = [(path, code) for path in (README, SITE) for code in blocks(path, "python")]


@pytest.mark.parametrize(("path", "code"), CODE)
def test_python_code_compiles_and_names_what_there_is(path, code):
    compile(code, path, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    for name in re.findall(r"\breplaytest\.(\w+)", code):
        assert hasattr(replaytest, name)
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(node.module)
            assert all(hasattr(module, alias.name) for alias in node.names)


def test_bugs_are_those_of_the_sample_site():
    table = [
        (name.strip("`"), page.strip("`"), seen, test.strip("`"))
        for name, page, seen, test in rows(read(SITE))
    ]
    assert table == [(bug.name, bug.page, bug.seen, bug.caught_by) for bug in BUGS]


def functions_of(file):
    tree = ast.parse((SUITE / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_is_caught_by_a_test_that_exists(bug):
    file, _, name = bug.caught_by.partition("::")
    assert name.startswith("test_")
    assert name in functions_of(file)


def test_the_test_that_fails_on_purpose_exists():
    (failing,) = re.findall(r"`(test_\w+\.py::test_\w+)` fails on purpose", read(SITE))
    file, _, name = failing.partition("::")
    assert name in functions_of(file)
