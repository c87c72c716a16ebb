"""The README's promises that can be checked without a browser."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from replaytest.cli.main import parser
from replaytest.mask.rules import Rules
from replaytest.plugin import OPTIONS, SessionRecording
from sample_site.bugs import BUGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = ["README.md", "sample_site/README.md", "replaytest/store/FORMAT.md"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def table_of_options() -> dict[str, tuple[str, str]]:
    row = r"^\| `(--[\w-]+)` \| `(\w+)`, `(\w+)` \|"
    return {
        flag: (ini, env) for flag, ini, env in re.findall(row, README, re.MULTILINE)
    }


def test_every_option_is_in_the_table_and_none_else():
    flags = {"--" + name.replace("_", "-"): name for name in OPTIONS}
    assert table_of_options().keys() == flags.keys()


@pytest.mark.parametrize("flag", ["--" + name.replace("_", "-") for name in OPTIONS])
def test_an_option_has_the_same_name_in_each_place(flag):
    name = flag.strip("-").replace("-", "_")
    assert table_of_options()[flag] == (name, f"REPLAYTEST_{name.upper()}")


def test_pytest_knows_every_option():
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "--help", "-p", "no:playwright-asyncio"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout
    for flag in table_of_options():
        assert re.search(rf"^\s+{flag}\b", told, re.MULTILINE), flag


def test_every_verb_is_named_and_none_else():
    [verbs] = [a for a in parser()._actions if a.dest == "==SUPPRESS=="] or [
        a for a in parser()._actions if hasattr(a, "choices") and a.choices
    ]
    section = README[README.index("## Command line") :].split("\n## ")[0]
    first = section.split(";")[0]
    named = set(re.findall(r"`(?:replaytest )?(\w+)[^`]*`", first))
    assert named == set(verbs.choices)


def test_every_rule_of_the_example_exists():
    [example] = blocks("toml")
    rules = tomllib.loads(example)["tool"]["replaytest"]["mask"]
    assert Rules.parse(rules).level == 2


def test_the_fixture_has_what_is_said_of_it():
    [said] = re.findall(r"fixture `session_recording`\s+has (.*?);", README, re.DOTALL)
    for name in re.findall(r"`(\w+)", said):
        assert hasattr(SessionRecording, name), name


@pytest.mark.parametrize("code", blocks("python"))
def test_examples_compile(code):
    compile(code, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text("utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert ((ROOT / document).parent / link).exists(), link


def test_every_make_target_exists():
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= set(targets)


def test_the_planted_bugs_are_those_of_the_table():
    text = (ROOT / "sample_site" / "README.md").read_text("utf-8")
    rows = re.findall(
        r"^\| `(.+?)` \| `(.+?)` \| (.+?) \| `(.+?)` \|$", text, re.MULTILINE
    )
    assert rows == [(b.name, b.page, b.seen, b.caught_by) for b in BUGS]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_has_a_test_that_catches_it(bug):
    file, _, name = bug.caught_by.partition("::")
    tree = ast.parse((ROOT / "sample_site" / "suite" / file).read_text("utf-8"))
    assert name in {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef)
    }
