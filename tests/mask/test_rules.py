from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.mask.rules import LEVELS, TABLE, Rules

NAMES = list(Rules.__dataclass_fields__)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALARS | st.dates(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(NAMES) | st.text(), VALUES, max_size=4))
def test_no_table_raises_anything_but_a_usage_error(table):
    try:
        rules = Rules.parse(table)
    except UsageError:
        return
    json.dumps(rules.for_page("0" * 32))
    json.dumps(rules.for_header())


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("level", 5, "5 is no level"),
        ("level", True, "True is no level"),
        ("level", "1", "'1' is no level"),
        ("mask", 3, "no list of texts"),
        ("block", ["a", ""], "no list of texts"),
        ("unmask", "a{b}", "no CSS selector"),
        ("page_unmasks", "yes", "neither true nor false"),
        ("tokens", "none", "no kind of tokens"),
        ("bodies", "everything", "no kind of bodies"),
        ("keep_headers", 3, "no list of texts"),
        ("patterns", [], "no table of patterns"),
        ("patterns", {"a": "("}, "no regular expression"),
        ("patterns", {"a": 3}, "no regular expression"),
        ("patterns", {"a": "x*"}, "matches nothing"),
        ("script", 1, "is no text"),
        ("function", ["a:b"], "is no text"),
    ],
)
def test_a_wrong_value_names_its_place(name, value, said):
    with pytest.raises(UsageError, match=said) as caught:
        Rules.parse({name: value})
    assert caught.value.where == f"{TABLE}: {name}"


def test_an_unknown_rule_is_told_those_there_are():
    with pytest.raises(UsageError, match="no rule 'masks'") as caught:
        Rules.parse({"masks": ".a"})
    assert "unmask" in caught.value.fix


def test_names_may_have_dashes_and_lists_one_item():
    rules = Rules.parse({"page-unmasks": True, "mask": ".a"})
    assert (rules.page_unmasks, rules.mask) == (True, (".a",))


def test_rules_are_those_of_the_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        f'[{TABLE}]\nlevel = 2\nscript = "mask.js"\n[{TABLE}.patterns]\nemail = false\n'
    )
    rules = Rules.load(tmp_path)
    assert rules.level == 2
    assert rules.patterns == {"email": False}
    assert rules.script == str(tmp_path / "mask.js")


def test_without_a_table_rules_are_the_defaults(tmp_path):
    assert Rules.load(tmp_path) == Rules()


def test_a_wrong_rule_names_the_file(tmp_path):
    (tmp_path / "pyproject.toml").write_text(f"[{TABLE}]\nlevel = 9\n")
    with pytest.raises(UsageError) as caught:
        Rules.load(tmp_path)
    assert str(tmp_path / "pyproject.toml") in caught.value.where


@pytest.mark.parametrize("level", LEVELS)
def test_levels_can_be_changed(level):
    assert Rules().at_level(level).level == level


@pytest.mark.parametrize("level", [-1, 5, True, False, "2", 2.0, None])
def test_what_is_no_level_is_refused(level):
    with pytest.raises(UsageError, match="no level"):
        Rules().at_level(level)


def test_the_header_says_what_is_not_as_by_default():
    assert Rules().for_header() == {"level": 1}
    assert Rules(level=2, mask=(".a",)).for_header() == {"level": 2, "mask": (".a",)}


def test_the_key_goes_to_the_page_only_when_it_is_used():
    assert Rules().for_page("abc")["key"] == ""
    assert Rules(tokens="same").for_page("abc")["key"] == "abc"
    assert "abc" not in repr(Rules(tokens="same").for_header())


def test_the_pages_own_attributes_unmask_only_when_they_may():
    assert Rules(unmask=(".a",)).for_page("")["unmask"] == [".a"]
    assert len(Rules(unmask=(".a",), page_unmasks=True).for_page("")["unmask"]) > 1


def test_the_stricter_rules_keep_of_bodies_what_both_keep():
    open_rules = Rules(keep_keys=("a", "b"), keep_headers=("x-a",))
    strict = Rules(bodies="masked", keep_keys=("b",))
    for both in (open_rules.stricter(strict), strict.stricter(open_rules)):
        assert (both.bodies, both.keep_keys, both.keep_headers) == (
            "masked",
            ("b",),
            (),
        )
    assert Rules(bodies="none").stricter(strict).bodies == "none"
