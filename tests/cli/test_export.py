"""`export`: which recordings go where, in which form. The forms have their own tests."""

from __future__ import annotations

import json
import sys
import types

import pytest

from replaytest.cli.delivering import STEP, tallied
from replaytest.cli.exporting import FORMS
from replaytest.store.folder import Store
from tests.cli.conftest import META
from tests.exporters.har_types import checked
from tests.support.builders import STARTED_AT, click, full_snapshot

FILES = ("rrweb", "posthog", "ndjson", "har")
REQUEST = {
    "type": 6,
    "data": {
        "plugin": "rrweb/network@1",
        "payload": {"requests": [{"name": "http://shop.test/", "duration": 3}]},
    },
    "timestamp": STARTED_AT,
}


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("rrweb", "rrweb-01234567-tab-1.json"),
        ("posthog", "posthog-01234567.json"),
        ("ndjson", "ndjson-01234567.ndjson"),
        ("har", "har-01234567.har"),
    ],
)
def test_into_a_file_named_for_the_session(run, record, here, form, name):
    record()
    result = run("export", "test_pays", "--to", form)
    assert (result.code, result.out) == (0, f"{name}\n")
    assert (here / name).stat().st_size > 2


@pytest.mark.parametrize("form", FILES)
def test_stdout_has_what_the_file_has(run, record, here, form):
    record(events=[META, full_snapshot(2), REQUEST])
    assert run("export", "test_pays", "--to", form, "-o", "x").code == 0
    result = run("export", "test_pays", "--to", form, "-o", "-")
    assert (result.code, result.err) == (0, "")
    assert result.out == (here / "x").read_text("utf-8")


@pytest.mark.parametrize("form", FILES)
def test_json_says_what_was_written(run, record, here, form):
    record()
    told = run("export", "test_pays", "--to", form, "--json", "-o", "out.x").json
    size = (here / "out.x").stat().st_size
    assert told == {"path": "out.x", "format": form, "bytes": size, "events": 3}


def test_json_of_a_page(run, record, monkeypatch):
    def write(paths, target, *, against=None):
        target.write_text("a page")
        return 6

    monkeypatch.setattr("replaytest.replay.write_replay_of", write)
    record()
    told = run("export", "test_pays", "--to", "html", "--json", "-o", "out.html").json
    assert told == {"path": "out.html", "format": "html", "bytes": 6, "events": 3}


@pytest.mark.parametrize("form", [*FILES, "html"])
def test_a_recording_is_never_written_over(run, record, form):
    path = record()
    before = path.read_bytes()
    result = run("export", "test_pays", "--to", form, "-o", path)
    assert (result.code, result.out) == (2, "")
    assert "overwrite the recording" in result.err
    assert path.read_bytes() == before


def test_a_table_goes_over_none_of_its_recordings(run, record):
    first, second = record(0), record(1, session="1" * 32)
    before = first.read_bytes()
    assert run("export", "test_pays", "--to", "ndjson", "-o", first).code == 2
    assert (first.read_bytes(), second.exists()) == (before, True)


def test_tables_have_all_attempts_oldest_first(run, record):
    record(1, session="1" * 32)
    record(0, session="0" * 32)
    record(2, session="2" * 32, nodeid="tests/test_help.py::test_other")
    result = run("export", "test_pays", "--to", "ndjson", "-o", "-")
    sessions = [json.loads(line)["session"] for line in result.out.splitlines()]
    assert list(dict.fromkeys(sessions)) == ["0" * 32, "1" * 32]
    everything = run("export", "--all", "--to", "ndjson", "-o", "-")
    assert len(everything.out.splitlines()) == 9


def test_a_name_for_several(run, record):
    record(0), record(1, session="1" * 32)
    assert (
        run("export", "--all", "--to", "ndjson").out == "ndjson-2-recordings.ndjson\n"
    )


def test_what_cannot_be_read_is_left_out_of_tables_and_named(run, record):
    record(0)
    broken = record(1, session="1" * 32)
    broken.with_suffix(".json").unlink()
    broken.write_bytes(b"nothing")
    result = run("export", "--all", "--to", "ndjson", "-o", "-")
    assert (result.code, len(result.out.splitlines())) == (0, 3)
    assert "left out, it cannot be read" in result.err
    only = run("export", broken, "--to", "ndjson", "-o", "-")
    assert (only.code, only.out) == (3, "")


def test_a_recording_that_went_away_meanwhile_is_left_out(
    run, store, record, monkeypatch
):
    record(0)
    gone = record(1, session="1" * 32)
    listed = list(store.entries())
    monkeypatch.setattr(Store, "entries", lambda _: iter(listed))
    gone.unlink()
    result = run("export", "--all", "--to", "ndjson", "-o", "-")
    assert (result.code, len(result.out.splitlines())) == (0, 3)
    assert result.err.startswith("left out: ")


def test_parquet_of_the_whole_store(run, record, here):
    duckdb = pytest.importorskip("duckdb")
    record(0), record(1, session="1" * 32, outcome="passed")
    result = run("export", "--all", "--to", "parquet", "-o", "tables", "--json")
    size = sum(path.stat().st_size for path in (here / "tables").iterdir())
    expected = {"path": "tables", "format": "parquet", "bytes": size, "events": 6}
    assert result.json == expected
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT outcome, count(*) FROM 'tables/sessions.parquet' "
            "JOIN 'tables/events.parquet' USING (session) GROUP BY 1 ORDER BY 1"
        ).fetchall()
    assert found == [("failed", 3), ("passed", 3)]


def test_parquet_is_no_stream(run, record):
    record()
    result = run("export", "test_pays", "--to", "parquet", "-o", "-")
    assert (result.code, result.out) == (2, "")


def test_parquet_without_duckdb_is_2_and_says_what_to_install(run, record, monkeypatch):
    record()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = run("export", "test_pays", "--to", "parquet")
    assert result.code == 2
    assert "pip install 'replaytest[parquet]'" in result.err


def test_a_har_without_requests_is_valid_and_says_so(run, record):
    record()
    result = run("export", "test_pays", "--to", "har", "-o", "-")
    assert result.code == 0
    assert result.err == "no requests were recorded in it: the HAR has no entries\n"
    assert checked(result.out.encode()).entries == []


def test_a_torn_recording_gives_what_it_has(run, record):
    path = record(outcome="unfinished")
    path.write_bytes(path.read_bytes()[:-3])
    for form in FILES:
        result = run("export", path, "--to", form, "-o", "-")
        assert result.code == 0, form
        assert "torn at byte" in result.err, form


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["test_pays", "--to", "posthog", "--tab", "1"], "has all tabs"),
        (["test_pays", "--to", "parquet", "--tab", "1"], "a table has all tabs"),
        (["--to", "rrweb"], "nothing says which recording"),
        (["test_pays", "--to", "ndjson", "--all"], "without WHAT"),
        (["--all", "--to", "har"], "goes into tables"),
        (["test_pays", "--to", "har", "-o", "-", "--json"], "both want stdout"),
    ],
)
def test_what_cannot_be_asked_together_is_2(run, record, here, words, told):
    record()
    before = sorted(here.rglob("*"))
    result = run("export", *words)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert sorted(here.rglob("*")) == before


def test_the_help_explains_every_form(run):
    text = run("export", "--help").out
    for name, form in FORMS.items():
        assert f"  {name}" in text
        assert form.help in text


def test_films_are_made_elsewhere(run, monkeypatch):
    asked = []

    def export_film(options):
        asked.append(
            (options.to, options.what, options.output, options.tab, options.fps)
        )
        return 0

    monkeypatch.setattr("replaytest.cli.filming.export_film", export_film)
    words = ["export", "x", "--to", "video", "-o", "a.mp4", "--tab", "2", "--fps", "8"]
    assert run(*words).code == 0
    assert asked == [("video", "x", "a.mp4", 2, 8)]


def test_options_of_films_are_of_films_only(run, record):
    record()
    assert run("export", "test_pays", "--to", "har", "--fps", "8").code == 2


def test_no_bar_where_nobody_looks(run, record):
    record(events=[META, *map(click, range(2 * STEP))])
    assert run("export", "test_pays", "--to", "ndjson").err == ""


def test_a_bar_on_a_terminal_is_drawn_on_stderr_only(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    options = types.SimpleNamespace(output="x", to="har")
    with tallied(options, 3 * STEP) as tally:
        for _ in range(2 * STEP):
            tally()
        print("out")
    captured = capsys.readouterr()
    assert tally.count == 2 * STEP
    assert captured.out == "out\n"


def test_from_a_store_at_a_url(run, store, record, here, monkeypatch):
    fsspec = pytest.importorskip("fsspec")
    from replaytest.store.remote_files import RemoteFiles
    from replaytest.store.remote_upload import upload

    monkeypatch.setenv("XDG_CACHE_HOME", str(here / "cache"))
    url = "memory://exports/replays"
    for minutes in (0, 1):
        path = record(minutes, session=str(minutes) * 32)
        upload(path.parent, store, RemoteFiles(url))
    try:
        table = run("export", "--all", "--to", "ndjson", "-o", "-", "--dir", url)
        newest = run("export", "test_pays", "--to", "rrweb", "-o", "-", "--dir", url)
    finally:
        fsspec.filesystem("memory").store.clear()
    assert (table.code, len(table.out.splitlines())) == (0, 6)
    assert json.loads(newest.out) == [META, full_snapshot(2), click(1)]
