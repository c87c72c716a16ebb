"""Collections and saved searches."""

from __future__ import annotations

import pytest

from replaytest.errors import RecordingDamaged, UsageError
from replaytest.search import saved
from replaytest.search.saved import Collection, Member, Search
from tests.search.build import index, meant, session


def test_what_was_saved_is_there_again(tmp_path):
    search = Search("Odd ones!", ("promo",), "signal", ("click", "error"))
    saved.save(tmp_path, search)
    assert saved.search(tmp_path, "Odd ones!") == search
    assert saved.search(tmp_path, "odd-ones") == search
    assert (tmp_path / "searches" / "odd-ones.json").is_file()
    saved.remove(tmp_path, search)
    assert saved.searches(tmp_path) == []


def test_a_session_is_in_a_collection_once():
    found = saved.with_members(Collection("x"), [Member("a"), Member("b", "why")])
    again = saved.with_members(found, [Member("b"), Member("a", "note")])
    assert again.sessions == (Member("a", "note"), Member("b", "why"))
    assert saved.without(again, ["a"]).sessions == (Member("b", "why"),)


def test_a_condition_may_name_a_collection(tmp_path):
    index(tmp_path, session("a"), session("b"))
    saved.save(tmp_path, Collection("odd", (Member("a"), Member("gone"))))
    saved.save(tmp_path, Collection("empty"))
    assert meant(tmp_path, "collection = odd") == {"a"}
    assert meant(tmp_path, "collection != odd") == {"b"}
    assert meant(tmp_path, "collection in (odd, empty)") == {"a"}
    assert meant(tmp_path, "collection = empty") == set()


def test_a_name_that_is_none_names_the_nearest(tmp_path):
    saved.save(tmp_path, Collection("odd checkouts"))
    with pytest.raises(UsageError) as caught:
        saved.collection(tmp_path, "od checkout")
    assert caught.value.fix == "did you mean 'odd-checkouts'?"
    with pytest.raises(UsageError, match="no letter"):
        saved.save(tmp_path, Collection("../.."))


def test_a_file_that_cannot_be_read_says_which(tmp_path):
    saved.save(tmp_path, Collection("odd"))
    (tmp_path / "collections" / "odd.json").write_text("{")
    with pytest.raises(RecordingDamaged) as caught:
        saved.collections(tmp_path)
    assert "odd.json" in caught.value.where
