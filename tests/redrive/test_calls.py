"""Which call of a driver gave a field its value, where no hand did."""

from __future__ import annotations

from replaytest.redrive.calls import Calls
from replaytest.redrive.said import Said

FIELD, SLUG = 5, 6
CALL = Said(3, 3, 90.0, "call", more={"api": "Locator.fill", "at": 10, "duration": 80})


def test_a_call_gave_one_field_its_value():
    calls = Calls([CALL])
    assert calls.gave(50, FIELD) is not None
    assert calls.gave(55, SLUG) is None
    assert Calls([CALL]).gave(200, FIELD) is None


def test_what_a_page_writes_while_a_driver_waits_is_not_the_drivers():
    told = Said(1, 1, 60.0, "set", FIELD)
    calls = Calls([told, CALL])
    assert calls.gave(20, SLUG) is None
    assert calls.gave(55, FIELD) is None
    assert calls.gave(60, FIELD) is not None


def test_what_a_call_typed_into_is_what_it_gave_a_value():
    """A dialog fills its other fields as it opens, and the call waits for that."""
    typed = Said(1, 1, 80.0, "typed", FIELD)
    calls = Calls([typed, CALL])
    assert calls.gave(40, SLUG) is None
    assert calls.gave(80, FIELD) is not None
    before = Said(1, 1, 10.0, "typed", SLUG)
    assert Calls([before, CALL]).gave(50, FIELD) is not None
