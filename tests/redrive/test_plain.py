"""A text that is masked is no evidence, and one that a build generates is little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.mask.shape import mask_shape, mask_whole
from replaytest.redrive.plain import (
    class_stems,
    is_generated,
    is_masked,
    told,
    words_of,
)


@given(st.text(min_size=2, max_size=40))
def test_what_the_mask_writes_is_told_from_words(text):
    if any(each.isalnum() for each in mask_shape(text)):
        assert is_masked(mask_shape(text)) or not any(map(str.isascii, text))


@given(st.integers(1, 40))
def test_stars_are_masked(length):
    assert is_masked(mask_whole("x" * length))


@pytest.mark.parametrize(
    "text", ["Xxxx xxx", "xxiwx", "Xxxxx-00", "00.00 €", "文文", "●●"]
)
def test_shapes_are_masked(text):
    assert is_masked(text)
    assert told(text) == ""
    assert not words_of(text)


@pytest.mark.parametrize(
    "text", ["", "Save", "x", "\u00d7", "will", "ii", "12", "Max", "..."]
)
def test_what_people_write_is_not(text):
    assert not is_masked(text)


@pytest.mark.parametrize(
    "name",
    [
        *(":r1a:", "«r3»", "_r_5_", "radix-:r4:", "headlessui-menu-button-7", "mui-42"),
        *("ember123", "react-select-2-input", "el-id-9823-14", "a1b2c3d4e5", "4711"),
        "0f8fad5b-d9cb-469f-a165-70867728950e",
    ],
)
def test_ids_that_count_or_hash_are_generated(name):
    assert is_generated(name)


@pytest.mark.parametrize(
    "name", ["save", "user-menu", "row-12", "facade", "id_username", "h1", "step2"]
)
def test_ids_that_people_give_are_not(name):
    assert not is_generated(name)


def test_of_class_names_stays_what_the_next_build_has_too():
    names = "btn btn-primary css-1x2y3z Card_body__x7Gh2 svelte-1tky8bj jss42 col-12"
    assert class_stems(names) == {"btn", "btn-primary", "Card_body", "col-12"}
