"""`export --to filmstrip` and `--to video`, from the command line."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from replaytest.cli import filming
from replaytest.cli.main import main
from tests.report.builders import START, Page
from tests.support.builders import write_recording


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = Page().open(0, size=(320, 240)).click(500, 90).type(900, 90, "x")
    return write_recording(
        tmp_path / "session.replaytest",
        [event for _, event in page.lines],
        started_at=START,
        end={"at": START + 1000},
    )


def run(*words: object) -> int:
    return main(["export", *map(str, words)])


def test_a_filmstrip_is_written_and_named(path, capsys):
    assert run(path, "--to", "filmstrip") == 0
    (name,) = capsys.readouterr().out.splitlines()
    assert name == "filmstrip-01234567-tab-1.png"
    with Image.open(name) as strip:
        assert strip.width == 16 + 3 * (320 + 16)


def test_a_video_is_written_and_told_as_json(path, capsys):
    words = ("--to", "video", "-o", "film.gif", "--fps", 4, "--width", 160, "--json")
    assert run(path, *words) == 0
    told = json.loads(capsys.readouterr().out)
    film = path.parent / "film.gif"
    assert told["bytes"] == film.stat().st_size
    assert (told["path"], told["format"], told["events"]) == ("film.gif", "video", 4)
    with Image.open(film) as found:
        assert found.size == (160, 120)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--to", "video", "--frames", 3), "no option of video (--frames)"),
        (("--to", "filmstrip", "--fps", 3), "no option of filmstrip (--fps)"),
        (("--to", "filmstrip", "--no-skip-inactive"), "--skip-inactive"),
        (("--to", "filmstrip", "-o", "-"), "a film goes to a file"),
        (("--to", "filmstrip", "--tab", 7), "there is no tab 7"),
        (("--to", "filmstrip", "--every", "soon"), "is no time like 2s"),
        (("--to", "filmstrip", "--every", "0"), "is no time like 2s"),
        (("--to", "video", "--width", 5), "is not from 16 to 4096"),
        (("--to", "filmstrip", "-o", "session.replaytest"), "overwrite the recording"),
    ],
)
def test_a_mistake_is_one_line_and_a_hint(path, capsys, words, problem):
    before = path.read_bytes()
    assert run(path, *words) == 2
    assert problem in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("text", "ms"), [("2s", 2000), ("500ms", 500), ("1.5", 1500), ("2min", 120_000)]
)
def test_times_are_said_as_people_do(text, ms):
    assert filming._duration(text) == ms
