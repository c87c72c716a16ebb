"""What pytest-playwright leaves of a test, as its recording tells it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from replaytest.plugin.attachments import MOST_FILES, left_beside
from replaytest.tags import ATTACHMENTS
from tests.support.suites import PAGE, recordings

FAILS = f"""
def test_fails(page):
    page.goto({PAGE!r})
    assert False

def test_passes(page):
    page.goto({PAGE!r})
"""
ON = ("--screenshot=on", "--tracing=on")


def told(recording):
    return [
        event["data"]["payload"]["files"]
        for _, event in recording.events()
        if event["data"].get("tag") == ATTACHMENTS
    ]


@pytest.fixture
def folder(tmp_path):
    """The folder of an attempt, and what pytest-playwright left of the same test."""
    own = tmp_path / "out" / "test-pay"
    own.mkdir(parents=True)
    (own / "trace.zip").write_bytes(b"12345")
    found = tmp_path / "store" / "tests" / "test-pay" / "1"
    found.mkdir(parents=True)
    return found


def test_files_are_told_from_the_folder_of_the_replay(suite, store):
    suite(FAILS, "--record-sessions", *ON)
    failed, passed = recordings(store)
    for recording, picture in ((failed, "failed"), (passed, "finished")):
        [files] = told(recording)
        assert [file["name"] for file in files] == [
            f"test-{picture}-1.png",
            "trace.zip",
        ]
        own = store.parent / "test-results" / recording.path.parent.parent.name
        for file in files:
            path = Path(os.path.normpath(recording.path.parent / file["path"]))
            assert path == own / file["name"]
            assert path.stat().st_size == file["size"]


def test_nothing_is_told_where_nothing_was_left(suite, store):
    suite(FAILS, "--record-sessions")
    assert [told(recording) for recording in recordings(store)] == [[], []]


def test_without_the_folder_there_is_nothing(tmp_path):
    assert left_beside(tmp_path / "no", tmp_path / "a" / "b") is None


def test_folders_below_are_read_in_order(folder, tmp_path):
    own = tmp_path / "out" / "test-pay"
    (own / "more").mkdir()
    (own / "more" / "b.png").touch()
    (own / "a.png").touch()
    found = left_beside(tmp_path / "out", folder)
    assert found is not None
    assert [file["name"] for file in found["files"]] == [
        "a.png",
        "trace.zip",
        "more/b.png",
    ]
    assert found["files"][1] == {
        "name": "trace.zip",
        "path": "../../../../out/test-pay/trace.zip",
        "size": 5,
    }


def test_other_tests_and_links_are_left_out(folder, tmp_path):
    out = tmp_path / "out"
    (out / "test-other").mkdir()
    (out / "test-other" / "trace.zip").touch()
    (out / "test-pay" / "link.png").symlink_to(out / "test-other" / "trace.zip")
    found = left_beside(out, folder)
    assert found is not None
    assert [file["name"] for file in found["files"]] == ["trace.zip"]


def test_a_store_behind_a_link_still_finds_them(folder, tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "store").symlink_to(tmp_path / "store")
    linked = tmp_path / "deep" / "er" / "store" / "tests" / "test-pay" / "1"
    found = left_beside(tmp_path / "out", linked)
    assert found is not None
    [file] = found["files"]
    assert Path(os.path.realpath(linked), file["path"]).resolve().exists()


def test_a_name_that_holds_a_secret_is_left_out(folder, tmp_path):
    (tmp_path / "out" / "test-pay" / "s3cret.txt").touch()
    (tmp_path / "out" / "test-pay" / "two\nlines").touch()
    found = left_beside(
        tmp_path / "out", folder, lambda text: text.replace("s3cret", "***")
    )
    assert found is not None
    assert [file["name"] for file in found["files"]] == ["trace.zip"]


def test_of_very_many_files_the_first_are_told(folder, tmp_path):
    for number in range(MOST_FILES + 5):
        (tmp_path / "out" / "test-pay" / f"{number:03}.png").touch()
    found = left_beside(tmp_path / "out", folder)
    assert found is not None
    assert len(found["files"]) == MOST_FILES
