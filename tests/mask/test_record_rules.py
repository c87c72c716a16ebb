"""Rules for what is recorded at all beside pages: storage, and calls of analytics."""

from __future__ import annotations

import pytest

from replaytest.errors import UsageError
from replaytest.mask.rules import Rules


def test_unasked_storage_is_told_and_nobody_is_listened_to():
    page = Rules().for_page("")
    assert (page["storage"], page["analytics"]) == (True, [])


@pytest.mark.parametrize("level", [3, 4])
def test_from_level_3_on_storage_is_not_told(level):
    assert not Rules(level=level).tells_storage
    assert Rules(level=2).tells_storage
    assert not Rules(record_storage=False).tells_storage


def test_libraries_are_named():
    rules = Rules.parse({"record-analytics": ["posthog", "dataLayer"]})
    assert rules.for_page("")["analytics"] == ["posthog", "dataLayer"]
    assert rules.for_header()["record_analytics"] == ("posthog", "dataLayer")
    with pytest.raises(UsageError, match="'mixpanel'.*names no library") as raised:
        Rules.parse({"record_analytics": ["mixpanel"]})
    assert "posthog, sentry, dataLayer" in str(raised.value)


def test_two_recordings_of_one_page_tell_what_both_ask_for():
    mine = Rules(record_analytics=("posthog", "sentry"), keep_keys=("a",))
    theirs = Rules(record_analytics=("sentry",), record_storage=False)
    both = mine.stricter(theirs)
    assert both.record_analytics == ("sentry",)
    assert not both.record_storage
    assert both.keep_keys == ()


def test_level_0_asks_for_what_it_takes_to_do_it_again():
    rules = Rules(level=0)
    assert (rules.keeps, rules.tells_of_storage, rules.tells_files) == (
        "all",
        "values",
        True,
    )
    page = rules.for_page("")
    assert (page["level"], page["storage"], page["fileNames"]) == (0, "values", True)


def test_what_is_set_is_not_turned_over_by_the_level():
    rules = Rules.parse({"level": 0, "bodies": "none", "record_storage": True})
    assert (rules.keeps, rules.tells_of_storage) == ("none", "shapes")
    assert Rules(level=0, record_storage=False).tells_of_storage == "none"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_marker_that_leaves_level_0_leaves_all_of_it(level):
    strict = Rules(level=0).at_level(level)
    assert (strict.keeps, strict.tells_files) == ("named", False)
    assert strict.for_page("") == Rules(level=level).for_page("")


def test_values_are_told_where_they_are_asked_for_and_never_from_level_2_on():
    asked = Rules.parse({"record_storage": "values", "bodies": "all"})
    assert (asked.keeps, asked.tells_of_storage) == ("all", "values")
    higher = asked.at_level(2)
    assert (higher.keeps, higher.tells_of_storage) == ("named", "shapes")
    with pytest.raises(UsageError, match="neither true nor false") as raised:
        Rules.parse({"record_storage": "shapes"})
    assert "values" in str(raised.value)


@pytest.mark.parametrize("other", [Rules(), Rules(level=2), Rules(level=3)])
def test_of_two_recordings_of_one_page_neither_tells_more_than_its_own(other):
    for both in (Rules(level=0).stricter(other), other.stricter(Rules(level=0))):
        assert both.for_page("") == other.for_page("")
        assert both.keeps == other.keeps
    assert Rules(level=0).stricter(Rules(level=0)).for_page("") == Rules(
        level=0
    ).for_page("")
    named = Rules(level=0, bodies="named", record_storage=True)
    both = Rules(level=0).stricter(named)
    assert (both.level, both.keeps, both.tells_of_storage) == (0, "named", "shapes")


def test_a_header_says_all_that_level_0_tells():
    told = {"level": 0, "bodies": "all", "record_storage": "values"}
    assert Rules(level=0).for_header() == told
    assert Rules.parse(told).for_header() == told


@pytest.mark.parametrize("mask", [0, {"level": 0}, Rules(level=0)])
def test_a_level_of_0_is_not_taken_for_none(mask, tmp_path, monkeypatch):
    from replaytest.api import _rules

    monkeypatch.chdir(tmp_path)
    assert _rules(mask).level == 0
    with pytest.raises(UsageError, match="False is no level"):
        _rules(False)
