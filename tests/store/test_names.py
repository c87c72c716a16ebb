from __future__ import annotations

from types import SimpleNamespace

import pytest

from replaytest.store import names

NODEIDS = [
    "tests/test_cart.py::test_pays",
    "tests/test_cart.py::TestCart::test_pays[chromium-Zürich/ä b]",
    "a.py::test_" + "x" * 400,
    "a.py::test_" + "x" * 238,
]


@pytest.mark.parametrize("nodeid", NODEIDS)
@pytest.mark.parametrize("attempt", [1, 2, 3])
def test_folder_is_the_one_pytest_playwright_uses(nodeid, attempt, tmp_path):
    plugin = pytest.importorskip("pytest_playwright.pytest_playwright")
    rule = getattr(plugin.output_path, "__wrapped__", None) or (
        plugin.output_path._get_wrapped_function()
    )
    config = SimpleNamespace(getoption=lambda name: str(tmp_path))
    node = SimpleNamespace(nodeid=nodeid, execution_count=attempt)
    theirs = rule(config, SimpleNamespace(node=node))
    assert names.test_folder_name(nodeid, attempt) == theirs.rpartition("/")[2]


def test_long_names_stay_under_256_characters():
    assert len(names.test_folder_name("t" * 1000, 2)) == 100 + 1 + 7 + 1 + 100


def test_stamp_is_utc_and_sorts_as_text():
    assert names.stamp(1_795_240_352_123) == "20261121T055232.123Z"


def test_a_run_id_cannot_leave_the_folder():
    name = names.attempt_folder_name(1_795_240_352_123, "../../etc")
    assert name == "20261121T055232.123Z-etc"


def test_without_a_run_id_the_stamp_is_the_name():
    assert names.attempt_folder_name(0, "") == "19700101T000000.000Z"
