"""Recordings as sides: from a store to a divergence, and to what is learned."""

from __future__ import annotations

import pytest

from replaytest.diff.learned import Learned
from replaytest.diff.noise import placeholder
from replaytest.diff.sessions import course_of
from replaytest.divergence import learn_from, learned_for, noise_file, side_of
from replaytest.errors import UsageError
from replaytest.model import Test
from replaytest.store.folder import Store
from tests.mirror.events import START, change, element, event, mutation, page, text
from tests.support.builders import write_recording


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


def stock(store, run, *, left=5, port=4000, status=200):
    """A page that is opened from a link; what is left comes from a request."""
    origin = f"http://localhost:{port}"
    events = page(element(9, "main", element(10, "a", text(11, "Stock"), href="/stock")))  # fmt: skip
    events[0]["data"]["href"] = f"{origin}/"
    events.append(change(2, 1000, type=2, id=10, x=5, y=5))
    requests = [request(1050, f"{origin}/stock?v={run}", 200, kind="document"), request(1250, f"{origin}/api/stock/17", status)]  # fmt: skip
    following = page(element(9, "main", element(12, "p", text(13, "…"))), at=1100)
    following[0]["data"]["href"] = f"{origin}/stock?v={run}"
    events += [*requests[:1], *following, requests[1]]
    events.append(mutation(1300, texts=[{"id": 13, "value": f"{left} left"}]))
    test = Test("t.py::test_stock", run=f"{run:08}")
    folder = store.attempt_folder(test, START + run)
    return write_recording(
        folder / "session.replaytest",
        events,
        store=store,
        started_at=START,
        test=test,
        end={"record": "end", "at": START + 4000, "outcome": "passed"},
    )


def request(at, url, status, kind="fetch"):
    told = {"name": url, "method": "GET", "status": status, "initiatorType": kind}
    return event(6, at, plugin="rrweb/network@1", payload={"requests": [told]})


def test_runs_of_one_build_are_equal_wherever_they_are_served(store):
    one, other = stock(store, 1), stock(store, 2, port=5123)
    assert not course_of(side_of(one), side_of(other))
    assert [each.text for each in side_of(one).steps] == ["open /", 'click link "Stock"', f"open /stock?v={placeholder('cache-buster')}"]  # fmt: skip


def test_where_they_part_is_said(store):
    one, other = stock(store, 1), stock(store, 2, left=4)
    first = course_of(side_of(one), side_of(other)).first
    assert (first.sort, first.step) == ("dom", 3)
    assert first.text == 'paragraph: "5 left" is now "4 left"  (in main)'


def test_a_lesson_is_kept_beside_the_attempts_of_a_test(store):
    paths = [stock(store, 1), stock(store, 2, left=4)]
    lesson = learn_from(paths)
    assert lesson.file == noise_file(paths[0]) == noise_file(paths[1])
    assert lesson.file.parent.parent == store.root / "tests"
    assert learned_for(paths) == lesson.learned == Learned.load(lesson.file)
    assert sorted(store.recordings()) == sorted(paths)
    again = learn_from([*paths, stock(store, 3, left=7)])
    assert [rule.pairs for rule in again.learned.rules] == [4]


def test_nothing_to_learn_leaves_no_file(store):
    lesson = learn_from([stock(store, 1), stock(store, 2)])
    assert not lesson.learned
    assert not lesson.file.exists()


def test_one_recording_teaches_nothing(store):
    with pytest.raises(UsageError, match="nothing to differ from"):
        learn_from([stock(store, 1)])


def test_encrypted_recordings_stay_unreadable(store, monkeypatch):
    paths = [stock(store, 1), stock(store, 2, left=4)]
    monkeypatch.setattr("replaytest.store.crypt.session_of", lambda _path: "s")
    with pytest.raises(UsageError, match="encrypted"):
        learn_from(paths)
    assert list(store.root.rglob("noise.json")) == []
