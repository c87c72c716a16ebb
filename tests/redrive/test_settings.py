"""The settings of a context, as its first document says them."""

from __future__ import annotations

from replaytest.redrive.settings import settings_of
from tests.redrive.acts import form, settings

SIZE = {"viewport": {"width": 800, "height": 600}}


def told(*events):
    return ((1, event) for event in events)


def test_they_are_those_of_the_first_document():
    first = settings(5, locale="de-DE", navigation="reload")
    found = settings_of(told(*form(), first, settings(9, locale="fr-FR")))
    assert found == SIZE | {"locale": "de-DE"}


def test_of_rrweb_alone_the_viewport_is_known():
    assert settings_of(told(*form())) == SIZE
    assert settings_of(told()) == {}


def test_no_more_is_read_than_must_be():
    def events():
        yield from told(*form(), settings(5, locale="de-DE"))
        raise AssertionError("read on")

    assert settings_of(events())["locale"] == "de-DE"


def test_what_is_none_is_left_out():
    broken = settings(5) | {"data": {"tag": "replaytest/settings@1", "payload": 7}}
    wide = {"type": 4, "timestamp": 0, "data": {"width": "wide", "height": 3}}
    assert settings_of(told(wide, broken)) == {}
