"""An earlier listing makes a walk cheaper, and changes nothing of what it finds."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.search import walk as walking
from replaytest.search.index import forget, update
from replaytest.search.walk import Listing, walk

NAMES = st.sampled_from(["a", "b", "c"])
TEST = st.builds("tests/{}".format, NAMES)
ATTEMPT = st.builds("{}/{}".format, TEST, NAMES)
FILE = st.builds("{}/{}.replaytest".format, st.one_of(ATTEMPT, TEST), NAMES)
DEEDS = st.one_of(
    st.tuples(st.just("write"), FILE, st.binary(max_size=3)),
    st.tuples(st.just("remove"), FILE),
    st.tuples(st.just("move"), ATTEMPT, ATTEMPT),
    st.tuples(st.just("move"), TEST, TEST),
)


def do(root: Path, deed: str, path: str, more: object = None) -> None:
    """Do something to a store, if it can be done."""
    target = root / path
    if deed == "write":
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(more)  # type: ignore[arg-type]
    elif deed == "remove":
        target.unlink(missing_ok=True)
    else:
        try:
            (root / str(more)).parent.mkdir(parents=True, exist_ok=True)
            target.rename(root / str(more))
        except OSError:
            return


def add(root: Path, path: str) -> Path:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).touch()
    return root / path


@pytest.fixture
def settled(monkeypatch):
    """Trust a listing at once: the clock of files goes in steps of up to 4 ms."""
    monkeypatch.setattr(walking, "SETTLED_NS", 0)


def after_a_tick() -> None:
    time.sleep(0.006)


@settings(max_examples=25)
@given(st.lists(st.lists(DEEDS, max_size=4), min_size=1, max_size=4))
def test_a_walk_finds_the_same_with_an_earlier_one(rounds):
    before = walking.SETTLED_NS
    walking.SETTLED_NS = 0
    try:
        with tempfile.TemporaryDirectory() as folder:
            root, known = Path(folder), Listing()
            for deeds in rounds:
                for deed in deeds:
                    do(root, *deed)
                after_a_tick()
                known = walk(root, known)
                assert known.files == walk(root).files
                after_a_tick()
    finally:
        walking.SETTLED_NS = before


def test_what_is_as_it_was_is_not_listed_again(tmp_path, settled, monkeypatch):
    add(tmp_path, "tests/a/1/session.replaytest")
    add(tmp_path, "tests/b/1/session.replaytest")
    after_a_tick()
    known = walk(tmp_path)
    add(tmp_path, "tests/b/2/session.replaytest")
    listed = []
    scandir = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path: listed.append(str(path)) or scandir(path)
    )
    assert len(walk(tmp_path, known).files) == 3
    ends = {path.removeprefix(str(tmp_path)) for path in listed}
    assert ends == {"/tests/b", "/tests/b/2"}


def test_a_folder_changed_just_now_is_listed_again(tmp_path):
    add(tmp_path, "sessions/a/session.replaytest")
    assert set(walk(tmp_path).folders.values()) == {0}


def test_a_folder_whose_time_was_set_back_is_listed_again(tmp_path, settled):
    add(tmp_path, "tests/a/1/session.replaytest")
    after_a_tick()
    known = walk(tmp_path)
    told = (tmp_path / "tests/a").stat()
    add(tmp_path, "tests/a/2/session.replaytest")
    os.utime(tmp_path / "tests/a", ns=(told.st_atime_ns, told.st_mtime_ns))
    assert len(walk(tmp_path, known).files) == 2


def test_a_folder_that_cannot_be_listed_is_tried_again(tmp_path, settled, monkeypatch):
    add(tmp_path, "tests/a/1/session.replaytest")
    after_a_tick()
    scandir = os.scandir

    def refuses(path):
        if str(path).endswith("tests/a"):
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuses)
    known = walk(tmp_path)
    assert known.files == {}
    monkeypatch.setattr(os, "scandir", scandir)
    assert len(walk(tmp_path, known).files) == 1


def test_what_is_forgotten_and_still_there_is_found_again(tmp_path, settled):
    path = add(tmp_path, "tests/a/1/session.replaytest")
    after_a_tick()
    assert update(tmp_path).read == 1
    assert update(tmp_path).read == 0
    forget(tmp_path, [path])
    assert update(tmp_path).read == 1


def test_an_interrupted_update_does_not_take_its_folders_for_known(
    tmp_path, settled, monkeypatch
):
    from replaytest.search import readers

    add(tmp_path, "tests/a/1/session.replaytest")
    after_a_tick()

    def stops(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(readers, "gather", stops)
        update(tmp_path)
    assert update(tmp_path).read == 1
