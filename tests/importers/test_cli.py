"""`replaytest import`."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

from replaytest.store.folder import Store
from replaytest.store.read import read
from tests.importers.builders import FOLDER, dumped, stream
from tests.importers.fake_posthog import KEY, SESSION, Fake, blobs, serving

ARRAY, OTHER = FOLDER / "array.json", FOLDER / "posthog-two-windows.json"


def test_a_line_for_each_recording(run, here):
    result = run("import", ARRAY, OTHER)
    assert result.code == 0
    first, second = result.out.splitlines()
    assert first.endswith("rrweb-json, 1 tab, 8 events")
    assert second.endswith("posthog-export-2023-04-28, 2 tabs, 16 events")
    path = here / first.split("  ")[0]
    assert [event for _, event in read(path).events()] == stream()


def test_json_has_an_object_for_each_recording(run):
    result = run("import", "--json", ARRAY, OTHER)
    found = [json.loads(line) for line in result.out.splitlines()]
    assert [each["events"] for each in found] == [8, 16]
    assert found[1] | {"path": "", "session": ""} == {
        "path": "",
        "session": "",
        "file": str(OTHER),
        "origin": "posthog-export-2023-04-28",
        "was_there": False,
        "tabs": 2,
        "events": 16,
        "gaps": 0,
        "problems": [],
        "skipped": {"event that was there twice": 1},
    }
    assert len(found[0]["session"]) == 32


def test_a_file_that_fails_is_told_and_the_others_go_on(run):
    result = run("import", "nothing.json", FOLDER / "not-a-recording.har", ARRAY)
    assert result.code == 3
    assert len(result.out.splitlines()) == 1
    assert "[RT103] there is no such file (nothing.json)" in result.err
    assert "[RT106] no recording: it looks like a HAR" in result.err
    assert result.err.count("hint:") == 2


def test_stdin_is_a_file(run, monkeypatch):
    stdin = SimpleNamespace(buffer=io.BytesIO(ARRAY.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("import", "-").out.endswith("rrweb-json, 1 tab, 8 events\n")


def test_a_session_that_is_there_is_not_written_again(run, here):
    run("import", ARRAY)
    result = run("import", FOLDER / "lines.ndjson")
    assert result.code == 0
    assert "was there already, with 8 events; to read it again: replaytest rm" in (
        result.out
    )
    assert len(list(Store.open(here / ".replaytest").entries())) == 1


def test_another_copy_of_a_session_is_said_to_differ(run, tmp_path):
    export = {"version": "2023-04-28", "data": {"id": "a"}}
    for name, events in (("a", stream()[:4]), ("b", stream())):
        export["data"]["snapshots"] = events
        (tmp_path / name).write_bytes(dumped(export))
    result = run("import", "a", "b")
    assert "already, with 4 events (this file has 8)" in result.out


def test_sentry_segments_of_one_command_are_one_recording(run, tmp_path):
    for number, part in enumerate((stream()[:3], stream()[3:])):
        text = b'{"segment_id":%d}\n' % number + dumped(part)
        (tmp_path / f"s{1 - number}").write_bytes(text)
    result = run("import", "s0", "s1")
    assert result.out.endswith("sentry, 1 tab, 8 events\n")


def secret(monkeypatch, tmp_path):
    monkeypatch.setenv("SHOP_PASSWORD", "hunter2-hunter2")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.replaytest.mask]\nsecrets = ["SHOP_*"]\n'
    )
    events = stream()
    events[5]["data"]["payload"] = {"text": "hunter2-hunter2"}
    (tmp_path / "a.json").write_bytes(dumped(events))


def test_texts_are_masked_as_while_recording(run, monkeypatch, tmp_path):
    secret(monkeypatch, tmp_path)
    path = json.loads(run("import", "a.json", "--json").out)["path"]
    assert "hunter2" not in json.dumps(list(read(tmp_path / path).events()))


def test_unmasked_texts_stay(run, monkeypatch, tmp_path):
    secret(monkeypatch, tmp_path)
    path = json.loads(run("import", "a.json", "--json", "--unmasked").out)["path"]
    assert "hunter2" in json.dumps(list(read(tmp_path / path).events()))


def test_a_folder_is_no_file(run, tmp_path):
    result = run("import", tmp_path)
    assert (result.code, result.out) == (3, "")
    assert "this is a folder" in result.err


def test_a_recording_is_fetched_from_posthog(run, monkeypatch):
    monkeypatch.setenv("POSTHOG_PERSONAL_API_KEY", KEY)
    with serving(Fake(blobs=blobs(1))) as fake:
        words = ("--from", "posthog", "--host", fake.url, "--project", "7")
        result = run("import", SESSION, "no-such", *words)
    assert result.code == 3
    assert "posthog-api, 1 tab, 8 events" in result.out
    assert "no such recording" in result.err
    assert KEY not in result.out + result.err


@pytest.mark.parametrize("words", [("--project", "7"), ("--key-env", "MINE")])
def test_posthog_needs_a_key_and_a_project(run, monkeypatch, words):
    monkeypatch.setenv("MINE", KEY)
    monkeypatch.delenv("POSTHOG_PERSONAL_API_KEY", raising=False)
    assert run("import", SESSION, "--from", "posthog", *words).code == 2
