from __future__ import annotations

import pickle

import pytest

from replaytest import errors
from replaytest.errors import RecordingDamaged, ReplaytestError

CLASSES = [
    each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, ReplaytestError)
]


def test_codes_are_unique():
    codes = [each.code for each in CLASSES]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", CLASSES)
def test_class_says_what_it_means(kind):
    assert kind.__doc__


def test_message_says_what_where_and_what_to_do():
    error = RecordingDamaged(
        "no header", where="a.replaytest, byte 0", fix="record again"
    )
    assert str(error) == (
        "[RT101] no header (a.replaytest, byte 0)\nhint: record again"
    )


def test_error_crosses_process_borders():
    error = RecordingDamaged("no header", where="a", fix="b")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (RecordingDamaged, str(error))
