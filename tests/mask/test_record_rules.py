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
