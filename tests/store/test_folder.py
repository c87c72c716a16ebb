from __future__ import annotations

import pytest

from replaytest.errors import RecordingNotFound, StoreNotWritable
from replaytest.model import Test
from replaytest.store.entry import load, sidecar_of
from replaytest.store.folder import Store, remove_empty_folders
from tests.support.builders import STARTED_AT, click, write_recording

PAYS = Test("tests/test_cart.py::test_pays[chromium]", 1, "gw0", "aaaaaaaaaa")
SHIPS = Test("tests/test_cart.py::test_ships", 1, "gw0", "aaaaaaaaaa")


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


def record(store, test, *, at=STARTED_AT, session="0" * 32, end=True, **more):
    folder = (
        store.attempt_folder(test, at) if test else store.session_folder(session, at)
    )
    return write_recording(
        folder / "session.replaytest",
        [click(1)],
        store=store,
        test=test,
        started_at=at,
        session=session,
        end={"at": at + 5, "outcome": "passed"} if end else None,
        **more,
    )


def test_a_store_hides_itself_from_git_and_backups(store):
    assert (store.root / ".gitignore").read_text() == "*\n"
    tag = (store.root / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_creating_again_changes_nothing(store):
    (store.root / ".gitignore").write_text("mine")
    assert Store.create(store.root) == Store.open(store.root) == store
    assert (store.root / ".gitignore").read_text() == "mine"


def test_a_root_that_is_a_file_is_told_with_path_and_fix(tmp_path):
    (tmp_path / "f").write_text("")
    with pytest.raises(StoreNotWritable) as caught:
        Store.create(tmp_path / "f")
    assert str(tmp_path / "f") in caught.value.where
    assert "--record-sessions-dir" in caught.value.fix


def test_opening_nothing_is_not_found(tmp_path):
    with pytest.raises(RecordingNotFound, match="no store here"):
        Store.open(tmp_path / "none")


def test_folders_are_named_and_not_made(store):
    folder = store.attempt_folder(PAYS, STARTED_AT)
    assert folder == (
        store.root
        / "tests"
        / "tests-test-cart-py-test-pays-chromium"
        / "20261121T055232.123Z-aaaaaaaa"
    )
    assert not folder.exists()
    folder = store.session_folder("b" * 32, STARTED_AT)
    assert folder == store.root / "sessions" / "20261121T055232.123Z-bbbbbbbb"


def test_entries_come_newest_first_finished_or_not(store):
    first = record(store, PAYS, at=STARTED_AT)
    second = record(store, SHIPS, at=STARTED_AT + 1, end=False)
    third = record(store, None, at=STARTED_AT + 2, seal=False)
    found = list(store.entries())
    assert [entry.path for entry in found] == [third, second, first]
    assert [entry.finished for entry in found] == [True, False, True]
    assert [entry.test for entry in found] == [None, SHIPS, PAYS]
    assert [entry.ended_at for entry in found] == [STARTED_AT + 7, None, STARTED_AT + 5]
    assert [entry.outcome for entry in found] == ["passed", None, "passed"]
    assert all(entry.events == entry.tabs == 1 for entry in found)
    assert all(entry.size == entry.path.stat().st_size for entry in found)


def test_a_broken_recording_is_an_entry_that_says_so(store):
    path = record(store, PAYS, end=False)
    path.write_bytes(b"")
    (entry,) = store.entries()
    assert "the header cannot be read" in entry.damaged
    assert entry.size == 0


def test_a_torn_recording_is_an_entry_with_a_problem(store):
    path = record(store, PAYS, end=False)
    path.write_bytes(path.read_bytes()[:-1])
    (entry,) = store.entries()
    assert entry.damaged is None
    assert entry.problems[0].startswith("torn at byte ")


@pytest.mark.parametrize("sidecar", [b"", b"[]", b"{}", b'{"replaytest":99}'])
def test_a_useless_sidecar_is_passed_over(store, sidecar):
    path = record(store, PAYS)
    good = load(path)
    sidecar_of(path).write_bytes(sidecar)
    assert load(path) == good


def test_a_recording_that_goes_away_is_an_entry_that_says_so(store):
    entry = load(store.root / "tests" / "none.replaytest")
    assert "no such recording" in entry.damaged
    assert (entry.size, entry.started_at) == (0, 0)


@pytest.mark.parametrize(
    "what",
    [
        "tests/test_cart.py::test_pays[chromium]",
        "TEST_PAYS",
        "abcdef",
        "abcdef" + "0" * 26,
        "cart.py::test_p",
    ],
)
def test_a_recording_is_found_by(store, what):
    pays = record(store, PAYS, session="abcdef" + "0" * 26)
    record(store, SHIPS, session="123456" + "0" * 26)
    assert [entry.path for entry in store.find(what)] == [pays]


def test_a_recording_is_found_by_its_path_even_outside(store, tmp_path):
    path = record(store, PAYS)
    other = Store.create(tmp_path / "other")
    for what in (path, path.parent, store.root):
        assert [entry.path for entry in other.find(str(what))] == [path]


def test_all_attempts_of_a_test_are_found_newest_first(store):
    paths = [record(store, PAYS, at=STARTED_AT + number) for number in range(3)]
    assert [entry.path for entry in store.find(PAYS.nodeid)] == paths[::-1]


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("test_pay", None),
        ("test_payed", "did you mean tests/test_cart.py::test_pays[chromium]"),
        ("tests/test_card.py::test_ships", "tests/test_cart.py::test_ships"),
        ("abcde", "replaytest ls"),
        ("", "replaytest ls"),
    ],
)
def test_what_is_not_there_is_told_with_what_is_near(store, what, hint):
    record(store, PAYS, session="abcdef" + "0" * 26)
    record(store, SHIPS)
    if hint is None:
        assert store.find(what)
        return
    with pytest.raises(RecordingNotFound) as caught:
        store.find(what)
    assert hint in caught.value.fix


def test_an_empty_store_says_how_to_fill_it(store):
    with pytest.raises(RecordingNotFound, match="pytest --record-sessions"):
        store.find("x")


def test_only_empty_folders_below_the_stop_are_removed(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (tmp_path / "a" / "file").write_text("")
    remove_empty_folders(deep, tmp_path)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["file"]
    remove_empty_folders(tmp_path / "a", tmp_path / "elsewhere")
    assert (tmp_path / "a").exists()
