from __future__ import annotations

import json

import pytest

from replaytest.mask.patterns import BUILT_IN
from tests.support.builders import STARTED_AT, click, full_snapshot

SECRET = "hunter2!pass"


def leaky(text: str = SECRET) -> list[dict]:
    data = {"source": 0, "texts": [{"id": 3, "value": text}]}
    return [full_snapshot(2), {"type": 3, "data": data, "timestamp": STARTED_AT}]


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("SHOP_PW", SECRET)


def test_clean_is_0(run, record):
    record(events=[full_snapshot(2), click(1)])
    result = run("audit", "--secret", "SHOP_PW")
    assert (result.code, result.out) == (0, "")
    assert result.err == "nothing found in 4 files\n"


def test_a_finding_is_1_and_never_shown(run, record):
    record(events=leaky())
    record(1, events=leaky("joe@shop.test"))
    result = run("audit", "--secret", "SHOP_PW")
    assert result.code == 1
    assert "secret SHOP_PW" in result.out
    assert "pattern email" in result.out
    assert "event 2" in result.out
    assert "2 findings in 2 of 6 files" in result.err
    assert SECRET not in result.out + result.err
    assert "joe" not in result.out + result.err


def test_json(run, record):
    path = record(events=leaky())
    value = run("audit", "--secret", "SHOP_PW", "--json", path).json
    assert value["files"] == 1
    assert [{k: v for k, v in f.items() if k != "path"} for f in value["findings"]] == [
        {"where": "event 2", "rule": "secret SHOP_PW", "encoding": "plain"}
    ]
    assert value["findings"][0]["path"].endswith("session.replaytest")
    assert value["quarantined"] == []


def test_the_rules_of_the_folder_are_in_force(run, record, here):
    (here / "pyproject.toml").write_text(
        "[tool.replaytest.mask]\nsecrets = ['SHOP_*']\n"
        "patterns = {email = false, order = 'ORD-\\d{4}'}\n"
    )
    record(events=[*leaky(), *leaky("ORD-1234 joe@shop.test")])
    found = run("audit", "--json").json["findings"]
    assert {f["rule"] for f in found} == {"secret SHOP_PW", "pattern order"}


def test_quarantine_moves_it_away(run, record):
    path = record(events=leaky())
    result = run("audit", "--secret", "SHOP_PW", "--quarantine", "--json")
    assert result.code == 1
    [moved] = result.json["quarantined"]
    assert "quarantine" in moved
    assert not path.exists()
    assert run("audit", "--secret", "SHOP_PW").code == 0
    assert run("ls", "--json").json == []


def test_names_that_hold_a_secret_are_not_shown(run, here):
    folder = here / "out" / SECRET
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("")
    result = run("audit", "--secret", "SHOP_PW", "out")
    assert result.code == 1
    assert "its name" in result.out
    assert SECRET not in result.out + result.err


def test_wrong_usage(run, here):
    assert run("audit", "nowhere").code == 3
    result = run("audit", "--secret", "NOPE")
    assert result.code == 2
    assert "no environment variable 'NOPE'" in result.err


def test_a_short_secret_is_said(run, here, monkeypatch):
    monkeypatch.setenv("PIN", "12")
    (here / "a.txt").write_text("12")
    result = run("audit", "--secret", "PIN", "a.txt")
    assert "secret PIN is not masked: it has 2 characters" in result.err


def test_rules_are_explained(run, here):
    (here / "pyproject.toml").write_text(
        "[tool.replaytest.mask]\nlevel = 2\nblock = '.chat'\nsecrets = 'SHOP_*'\n"
        "patterns = {phone = false}\n"
    )
    result = run("audit", "--rules")
    assert result.code == 0
    assert "level 2: values of fields, and every text" in result.out
    assert "block: .chat" in result.out
    assert "known secrets: SHOP_PW" in result.out
    assert "patterns switched off: phone" in result.out
    assert all(p.name in result.out for p in BUILT_IN)
    assert SECRET not in result.out
    value = json.loads(run("audit", "--rules", "--json").out)
    assert value["known_secrets"] == ["SHOP_PW"]
    assert "phone" not in value["patterns_in_force"]


def test_help_has_an_example(run):
    result = run("audit", "--help")
    assert "example: replaytest audit --secret" in result.out
