"""`replaytest summary`."""

from __future__ import annotations

import json

import pytest

from tests.signals.build import click, shop, thrown

pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture
def recorded(record):
    return record(events=[*shop(), *click(1000), thrown(2000, "no <order> 17")])


def test_text_says_what_went_wrong(run, recorded):
    found = run("summary", "test_pays")
    assert found.code == 0
    assert found.out.startswith("tests/test_cart.py::test_pays: failed\n")
    assert 'clicked button "Pay"' in found.out
    assert "exception: TypeError: no <order> 17" in found.out


def test_json_is_one_line(run, recorded):
    found = run("summary", "test_pays", "--json")
    assert found.json["outcome"] == "failed"
    assert found.json["problems"][-1]["link"].startswith("#t=")
    assert found.out.count("\n") == 1


def test_markdown_escapes_what_the_page_said(run, recorded):
    found = run("summary", "test_pays", "--markdown")
    assert found.out.startswith("## tests/test")
    assert r"no \<order\> 17" in found.out


def test_related_sessions_are_those_summarised_before(run, record, recorded):
    first = run("summary", str(recorded), "--json").json
    other = record(
        5,
        nodeid="tests/test_b.py::test_b",
        session="ff" * 16,
        events=[*shop(), *click(1000), thrown(2000, "no <order> 99")],
    )
    found = run("summary", str(other), "--json").json
    assert [each["session"] for each in found["related"]] == [first["session"]]


def test_thresholds_of_the_project_hold(run, recorded, here):
    table = "[tool.replaytest.signals]\nerror_after_action_ms = 10\n"
    (here / "pyproject.toml").write_text(table)
    kinds = {
        each["kind"] for each in run("summary", "test_pays", "--json").json["problems"]
    }
    assert "error-after-action" not in kinds


def test_a_wrong_threshold_is_a_usage_error(run, recorded, here):
    (here / "pyproject.toml").write_text("[tool.replaytest.signals]\nrage = 1\n")
    found = run("summary", "test_pays")
    assert found.code == 2
    assert "no threshold is called 'rage'" in found.err


def test_text_and_markdown_exclude_each_other(run, recorded):
    assert run("summary", "test_pays", "--json", "--markdown").code == 2


def test_what_is_not_there_is_named(run):
    assert run("summary", "nothing").code == 3


def test_a_page_cannot_reach_the_terminal(run, record):
    record(events=[*shop(), thrown(2000, "\x1b]0;title\x07 boom")])
    assert "\x1b" not in run("summary", "test_pays").out
    told = run("summary", "test_pays", "--json").out
    assert json.loads(told)["problems"]
