from __future__ import annotations

import gc
import json
import weakref

import pytest

from replaytest.capture.tabs import Tabs


class FakePage:
    def __init__(self, opener=None):
        self.opener = opener
        self._heard = []

    def on(self, event, function):
        self._heard.append((event, function))

    def remove_listener(self, event, function):
        self._heard.remove((event, function))

    def emit(self, event):
        for name, function in self._heard:
            if name == event:
                function(self)


class Told:
    """A sink that keeps what it is told, in the order of telling."""

    def __init__(self):
        self.all = []

    def tab(self, number, opener):
        self.all.append(("tab", number, opener))

    def tab_ended(self, number, ended):
        self.all.append((ended, number))

    def lines(self, tab, lines):
        # What says nothing may be passed or not.
        if lines.body or lines.lost or lines.problems:
            self.all.append(("lines", tab, lines.body))

    def since(self):
        found, self.all = self.all, []
        return found


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def tabs(told):
    return Tabs(told, lambda page: page.opener)


def say(tabs, page, text, *, doc=None, seq=0):
    """Have `page` send one event."""
    header = {"doc": doc or f"{id(page)} {text}", "seq": seq, "count": 1}
    tabs.accept({"page": page}, f"{json.dumps(header)}\n{json.dumps(text)}\n")


def test_pages_are_numbered_from_one_as_they_come(tabs, told):
    first, second, third = FakePage(), FakePage(), FakePage()
    tabs.add(first)
    tabs.add(second)
    tabs.add(first)
    say(tabs, third, "third")
    say(tabs, second, "second")
    assert told.all == [
        ("tab", 3, None),
        ("lines", 3, '"third"'),
        ("tab", 2, None),
        ("lines", 2, '"second"'),
    ]


def test_a_tab_is_told_once_and_only_with_its_first_events(tabs, told):
    page = FakePage()
    tabs.add(page)
    tabs.accept({"page": page}, "")
    assert told.since() == []
    say(tabs, page, "a")
    say(tabs, page, "b")
    assert told.since() == [
        ("tab", 1, None),
        ("lines", 1, '"a"'),
        ("lines", 1, '"b"'),
    ]


def test_a_batch_that_waits_for_another_tells_no_tab(tabs, told):
    page = FakePage()
    say(tabs, page, "b", doc="doc", seq=1)
    assert told.since() == []
    say(tabs, page, "a", doc="doc", seq=0)
    assert told.since() == [("tab", 1, None), ("lines", 1, '"a"\n"b"')]


def test_a_popup_names_the_tab_that_opened_it(tabs, told):
    opener, stranger = FakePage(), FakePage()
    popup, orphan = FakePage(opener), FakePage(stranger)
    for page in (opener, popup, orphan):
        tabs.add(page)
    say(tabs, popup, "popup")
    say(tabs, orphan, "orphan")
    assert ("tab", 2, 1) in told.all
    assert ("tab", 3, None) in told.all


def test_what_an_opener_brings_of_a_document_is_its_popups(tabs, told):
    """A popup that closes as it loads has told nothing itself."""
    opener = FakePage()
    popup = FakePage(opener)
    for page in (opener, popup):
        tabs.add(page)
    header = {"lent": True, "doc": "closing", "seq": 0, "count": 1}
    tabs.accept({"page": opener}, f'{json.dumps(header)}\n"bye"\n')
    assert told.all == [("tab", 2, 1), ("lines", 2, '"bye"')]


@pytest.mark.parametrize(
    ("event", "ended"), [("close", "closed"), ("crash", "crashed")]
)
def test_the_end_of_a_tab_is_told(tabs, told, event, ended):
    page, other = FakePage(), FakePage()
    for each in (other, page):
        say(tabs, each, "hello")
    told.since()
    page.emit(event)
    assert told.since() == [(ended, 2)]


@pytest.mark.parametrize("event", ["close", "crash"])
def test_the_end_of_a_page_that_said_nothing_is_not_told(tabs, told, event):
    page = FakePage()
    tabs.add(page)
    page.emit(event)
    assert told.all == []


def test_a_crashed_tab_that_is_closed_later_has_crashed(tabs, told):
    page = FakePage()
    say(tabs, page, "hello")
    told.since()
    page.emit("crash")
    page.emit("close")
    assert told.since() == [("crashed", 1)]


def test_a_crashed_tab_that_is_revived_can_end_in_the_next_recording(tabs, told):
    page = FakePage()
    say(tabs, page, "before")
    page.emit("crash")
    tabs.restart([page])
    say(tabs, page, "after")
    told.since()
    page.emit("close")
    assert told.since() == [("closed", 1)]


def test_the_next_recording_numbers_the_living_anew_and_tells_them_again(tabs, told):
    first, second, third = FakePage(), FakePage(), FakePage()
    popup = FakePage(third)
    for page in (first, second, third, popup):
        say(tabs, page, "before")
    first.emit("close")
    told.since()
    tabs.restart([popup, third, second])
    assert told.since() == []
    for page in (popup, third, new := FakePage()):
        say(tabs, page, "after")
    assert [each for each in told.since() if each[0] == "tab"] == [
        ("tab", 3, 2),
        ("tab", 2, None),
        ("tab", 4, None),
    ]
    # The second page has said nothing in this recording.
    for page in (second, third, new):
        page.emit("close")
    assert told.since() == [("closed", 2), ("closed", 4)]


def test_what_still_waits_goes_to_the_recording_that_ends(tabs, told):
    page = FakePage()
    say(tabs, page, "a", doc="doc", seq=0)
    say(tabs, page, "c", doc="doc", seq=2)
    told.since()
    tabs.restart([page])
    assert told.since() == [("lines", 1, '"c"')]
    say(tabs, page, "d", doc="doc", seq=3)
    assert told.since() == [("tab", 1, None), ("lines", 1, '"d"')]


def test_a_page_that_speaks_after_it_was_left_out_ends_once(tabs, told):
    page = FakePage()
    say(tabs, page, "before")
    tabs.restart([])
    say(tabs, page, "after")
    told.since()
    page.emit("close")
    assert told.since() == [("closed", 1)]


def test_a_page_that_was_left_out_is_not_kept(tabs):
    page = FakePage()
    say(tabs, page, "before")
    page.emit("close")
    tabs.restart([])
    kept = weakref.ref(page)
    del page
    gc.collect()
    assert kept() is None


def test_who_stops_leaves_no_listener(tabs):
    page, other = FakePage(), FakePage()
    tabs.add(page)
    tabs.add(other)
    tabs.stop()
    assert page._heard == other._heard == []
