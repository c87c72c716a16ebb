from __future__ import annotations

import pytest

from replaytest.browser import launch
from replaytest.cli import doctor
from replaytest.errors import BrowserNotFound


@pytest.fixture(autouse=True)
def browser(monkeypatch):
    """Let the machine have a browser, and tests choose another answer."""

    def choose(answer):
        def launch_options():
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(launch, "launch_options", launch_options)

    choose({"executable_path": "/usr/bin/chromium", "args": []})
    return choose


@pytest.fixture
def static(tmp_path, monkeypatch):
    folder = tmp_path / "static"
    folder.mkdir()
    for name in doctor.BUNDLE:
        (folder / name).write_text("")
    monkeypatch.setattr(doctor, "STATIC", folder)
    return folder


def test_json(run, static, store, here):
    result = run("doctor", "--json")
    assert (result.code, result.err) == (0, "")
    report = result.json
    assert set(report) == {"versions", "platform", "bundle", "browser", "store"}
    assert set(report["versions"]) == {
        *("replaytest", "rrweb", "python", "playwright", "pytest", "pytest-playwright")
    }
    assert report["versions"]["rrweb"] == "2.1.6"
    assert report["bundle"] == {"found": True, "folder": str(static), "missing": []}
    assert report["browser"] == {
        "found": True,
        "kind": "system",
        "path": "/usr/bin/chromium",
        "problem": None,
    }
    assert report["store"] == {
        "path": ".replaytest",
        "exists": True,
        "writable": True,
        "problem": None,
    }


def test_text(run, static, browser, here):
    result = run("doctor")
    assert (result.code, result.err) == (0, "")
    rows = dict(line.split(maxsplit=1) for line in result.out.splitlines())
    assert rows["bundle"] == "recorder and viewer are built"
    assert rows["browser"] == "/usr/bin/chromium, of the system"
    assert rows["store"] == ".replaytest: can be made"
    assert list(here.glob(".replaytest")) == []
    browser({})
    assert "Playwright's own, in " in run("doctor").out


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_no_browser_is_4(run, browser, json):
    browser(BrowserNotFound("no chromium", where="PATH", fix="playwright install"))
    result = run("doctor", *json)
    assert result.code == 4
    assert "hint: playwright install" in result.err or result.json["browser"]["problem"]


def test_no_playwright_is_4(run, browser):
    browser(ModuleNotFoundError("No module named 'playwright'"))
    result = run("doctor")
    assert result.code == 4
    assert "no Playwright" in result.err


def test_a_missing_bundle_is_told_with_its_remedy(run, static):
    (static / "viewer.js").unlink()
    result = run("doctor")
    assert result.code == 0
    assert "missing: viewer.js" in result.out
    assert "make build" in result.err


def test_a_store_that_cannot_be_written(run, here):
    (here / "file").write_text("")
    found = run("doctor", "--json", "--dir", "file").json["store"]
    assert (found["exists"], found["writable"]) == (False, False)
    assert found["problem"]
    result = run("doctor", "--dir", "file")
    assert result.code == 0
    assert "cannot be written" in result.out
