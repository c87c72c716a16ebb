"""The index follows the store, and forgets what is removed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from replaytest.errors import RecordingError, StoreNotWritable
from replaytest.search import gather as gathering
from replaytest.search import index as indexing
from replaytest.search import readers as reading
from replaytest.search import saved, schema, tables
from replaytest.search.index import forget, update
from replaytest.search.schema import index_path, opened
from replaytest.signals.thresholds import Thresholds
from replaytest.store import retention
from replaytest.store.folder import Store
from tests.mirror.events import START
from tests.search.build import meant
from tests.signals.build import (
    click,
    console,
    custom,
    reacts,
    request,
    shop,
    thrown,
    visit,
)
from tests.support.builders import write_recording
from tests.support.encrypted import leaks

# No other word has z and two characters after it: its terms stand there in full.
SECRET = "qzxjvwkq"


@pytest.fixture
def store(tmp_path) -> Store:
    return Store.create(tmp_path / "store")


def add(store: Store, name: str, *events, minutes: int = 0, **more) -> Path:
    """Record a session whose id is made of `name`."""
    flat = [
        each for part in events for each in (part if isinstance(part, list) else [part])
    ]
    at = START + minutes * 60_000
    folder = store.session_folder(name * 32, at)
    more.setdefault("end", {"at": at + 9000, "outcome": "passed"})
    return write_recording(
        folder / "session.replaytest",
        [*shop(), *flat],
        store=store,
        started_at=at,
        session=name * 32,
        **more,
    )


def paths(root: Path) -> set[str]:
    with opened(root) as connection:
        return {row[0] for row in connection.execute("SELECT path FROM sessions")}


def test_what_was_done_is_found(store):
    add(
        store,
        "a",
        click(1000),
        reacts(1100),
        request(2000, "http://shop.test/api", status=500),
        request(2100, "http://shop.test/logo.png", initiatorType="image"),
        console(3000, "oh no"),
        thrown(4000, "boom 17"),
        custom(5000, "paid", {"plan": "pro", "deep": {"x": 1}}),
        custom(5500, "tag", {"names": ["flaky", "eu"]}),
        visit(6000, "http://shop.test/thanks"),
    )
    update(store.root)
    for where in (
        "url = http://shop.test/thanks",
        'click = "button \\"Pay\\""',
        "status = 500",
        "console ~ 'oh no'",
        "error = 'TypeError: boom 17'",
        "fingerprint",
        "event = paid and property.plan = pro and not property.deep",
        "signal = exception",
        "tag = flaky and tag = eu and not tag = us",
        "text ~ 'at 1100'",
        "text = Pay",
        "outcome = passed and clicks = 1 and requests = 2",
    ):
        assert meant(store.root, where) == {"a" * 32}, where
    assert meant(store.root, "request ~ logo") == set()


def test_only_what_is_new_or_changed_is_read(store, monkeypatch):
    first = add(store, "a")
    assert update(store.root).read == 1
    read = []
    gather = reading.gather
    monkeypatch.setattr(
        reading, "gather", lambda r, f, t: read.append(f.path) or gather(r, f, t)
    )
    add(store, "b", minutes=1)
    assert update(store.root).sessions == 2
    assert update(store.root).read == 0
    os.utime(first, ns=(5, 5))
    update(store.root)
    assert [path.split("-")[-1] for path in read] == [
        "bbbbbbbb/session.replaytest",
        "aaaaaaaa/session.replaytest",
    ]


def test_a_changed_recording_replaces_what_was_known(store):
    path = add(store, "a", thrown(1000, "old"), end=None)
    update(store.root)
    assert meant(store.root, "outcome = unfinished and error ~ old") == {"a" * 32}
    path.unlink()
    add(store, "a", thrown(1000, "new"))
    update(store.root)
    assert meant(store.root, "error ~ old") == set()
    assert meant(store.root, "error ~ new and outcome = passed") == {"a" * 32}
    assert len(paths(store.root)) == 1


def test_a_recording_that_is_gone_is_forgotten_at_the_next_update(store):
    path = add(store, "a", thrown(1000, SECRET))
    add(store, "b", minutes=1)
    update(store.root)
    assert leaks(SECRET, store.root / "index")
    path.unlink()
    assert update(store.root).forgotten == 1
    assert meant(store.root) == {"b" * 32}
    assert leaks(SECRET, store.root / "index") == []


def test_nothing_of_a_removed_session_stays_under_the_index(store):
    pytest.importorskip("duckdb")
    path = add(store, "a", thrown(1000, SECRET), custom(2000, SECRET, {SECRET: SECRET}))
    add(store, "b", thrown(1000, "other"), minutes=1)
    saved.save(
        store.root,
        saved.Collection("odd", (saved.Member("a" * 32), saved.Member("b" * 32))),
    )
    update(store.root)
    with opened(store.root) as connection:
        tables.query(connection, store.root, "select 1")
    entry = next(e for e in store.entries() if e.path == path)
    removed = retention.remove(store, [entry])
    assert forget(store.root, removed.recordings) == 1
    # FTS5 holds no words but their trigrams, and keeps those of what was deleted.
    assert leaks(SECRET[1:4], store.root / "index") == []
    with opened(store.root) as connection:
        sql = tables.query(connection, store.root, "select session from sessions")
    assert sql[1] == [("b" * 32,)]
    assert saved.collection(store.root, "odd").sessions == (saved.Member("b" * 32),)


def test_forgetting_without_an_index_makes_none(store, tmp_path):
    assert forget(store.root, [store.root / "x.replaytest"]) == 0
    assert not index_path(store.root).exists()
    update(store.root)
    assert forget(store.root, [tmp_path / "elsewhere.replaytest"]) == 0


def test_texts_that_others_hold_stay_when_one_is_removed(store):
    path = add(store, "a", thrown(1000, "shared"))
    add(store, "b", thrown(1000, "shared"), minutes=1)
    update(store.root)
    forget(store.root, [path])
    path.unlink()
    assert meant(store.root, "error ~ shared and text = Pay") == {"b" * 32}


def test_a_broken_recording_is_one_row_that_says_so(store):
    path = add(store, "a")
    path.with_suffix(".json").unlink()
    path.write_bytes(b"nothing of ours")
    add(store, "b", minutes=1)
    found = update(store.root)
    assert (found.damaged, found.sessions) == (1, 2)
    assert meant(store.root, "damaged ~ header") == meant(
        store.root, "outcome = damaged"
    )
    assert len(meant(store.root, "outcome = damaged")) == 1


def test_a_recording_that_our_own_mistake_meets_hides_no_other(store, monkeypatch):
    add(store, "a")
    add(store, "b", minutes=1)
    rows_of = gathering.rows_of

    def fails(recording, *more):
        if recording.session.startswith("a"):
            raise ZeroDivisionError("oh")
        return rows_of(recording, *more)

    monkeypatch.setattr(gathering, "rows_of", fails)
    update(store.root)
    assert meant(store.root, "outcome = passed") == {"b" * 32}
    assert len(meant(store.root, "damaged ~ ZeroDivisionError")) == 1


def test_a_number_that_no_database_takes_hides_no_other_recording(store, monkeypatch):
    add(store, "a")
    add(store, "b", minutes=1)
    gather = reading.gather

    def gathers(root, file, limits):
        found = gather(root, file, limits)
        row = found.session
        if row.session.startswith("a"):
            row = replace(row, clicks=1 << 70)
        return replace(found, session=row)

    monkeypatch.setattr(reading, "gather", gathers)
    update(store.root)
    assert meant(store.root, "outcome = passed") == {"b" * 32}
    assert len(meant(store.root, "damaged ~ indexed")) == 1


def test_of_an_encrypted_recording_nothing_is_read(store, tmp_path):
    pytest.importorskip("cryptography")
    add(store, "a", thrown(1000, SECRET), key_folder=tmp_path / "keys")
    found = update(store.root)
    assert (found.encrypted, found.read) == (1, 1)
    assert update(store.root).read == 0
    assert meant(store.root) == set()
    assert leaks(SECRET, store.root) == leaks("a" * 32, store.root / "index") == []


def test_other_thresholds_read_all_anew(store):
    add(store, "a", click(1000), thrown(2000))
    update(store.root)
    assert meant(store.root, "signal = error-after-action") == {"a" * 32}
    limits = Thresholds(error_after_action_ms=10)
    assert update(store.root, limits=limits).read == 1
    assert meant(store.root, "signal = error-after-action") == set()
    assert update(store.root, limits=limits).read == 0


def test_an_interrupted_update_goes_on_where_it_was(store, monkeypatch):
    for name in "abc":
        add(store, name, minutes="abc".index(name))
    gather = reading.gather
    monkeypatch.setattr(indexing, "BATCH", 1)

    def stops(root, file, limits):
        if "bbbb" in file.path:
            raise KeyboardInterrupt
        return gather(root, file, limits)

    monkeypatch.setattr(reading, "gather", stops)
    with pytest.raises(KeyboardInterrupt):
        update(store.root)
    assert len(paths(store.root)) == 1
    monkeypatch.setattr(reading, "gather", gather)
    assert update(store.root).read == 2


@pytest.mark.parametrize("data", [b"no database at all" * 100, b""])
def test_a_damaged_index_is_made_anew(store, data):
    add(store, "a")
    update(store.root)
    index_path(store.root).write_bytes(data)
    assert update(store.root).read == 1
    assert meant(store.root) == {"a" * 32}


def test_an_index_damaged_inside_says_so_once(store):
    add(store, "a")
    update(store.root)
    path = index_path(store.root)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="the index was damaged"):
        update(store.root)
    assert update(store.root).read == 1


def test_an_index_of_another_version_is_made_anew(store, monkeypatch):
    add(store, "a")
    update(store.root)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert meant(store.root) == set()
    assert update(store.root).read == 1
    assert meant(store.root) == {"a" * 32}


def test_a_store_that_cannot_be_written_says_so(store):
    add(store, "a")
    (store.root / "index").write_text("in the way")
    with pytest.raises(StoreNotWritable, match="index cannot be written"):
        update(store.root)


def test_an_index_that_others_keep_is_waited_for_and_not_for_ever(store, monkeypatch):
    update(store.root)
    add(store, "a")
    monkeypatch.setattr(schema, "WAIT_S", 0.1)
    other = sqlite3.connect(index_path(store.root), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(RecordingError, match="being written by another process"):
        update(store.root)
    other.close()
    assert update(store.root).read == 1


def test_several_processes_make_one_index(store):
    for number in range(8):
        add(store, "abcdef01"[number], thrown(1000, f"e{number}"), minutes=number)
    program = (
        "import sys; from pathlib import Path; from replaytest.search.index import update;"
        "print(update(Path(sys.argv[1])).sessions)"
    )
    command = [sys.executable, "-c", program, str(store.root)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    assert [each.communicate(timeout=60)[0].strip() for each in running] == [b"8"] * 3
    assert len(paths(store.root)) == 8
    with opened(store.root) as connection:
        connection.execute(
            "INSERT INTO found (found, rank) VALUES ('integrity-check', 1)"
        )


def test_a_store_may_be_moved(store, tmp_path):
    add(store, "a")
    update(store.root)
    moved = store.root.rename(tmp_path / "moved")
    assert update(moved).read == 0
    assert meant(moved) == {"a" * 32}
