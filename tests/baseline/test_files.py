"""Names and places of baselines."""

from __future__ import annotations

from pathlib import Path

import pytest

from replaytest.baseline.files import load, place, save
from replaytest.errors import RecordingDamaged, StoreNotWritable, UsageError

FILE = Path("tests/test_cart.py")


def test_a_baseline_lies_beside_its_test():
    found = place(FILE, "TestCart.test_pay[eur]", "cart")
    assert found == Path(
        "tests/__snapshots__/test_cart/TestCart.test_pay[eur]/cart.html"
    )


def test_no_name_leads_elsewhere_and_different_names_stay_different():
    names = ["../../up", "..", ".", "a/b", "a:b", "a b", "a-b", "/etc/x", "x" * 300, "x" * 301]  # fmt: skip
    found = [place(FILE, "t", name) for name in names]
    assert len(set(found)) == len(names)
    folder = FILE.parent / "__snapshots__" / "test_cart" / "t"
    assert {path.parent for path in found} == {folder}
    assert all(len(path.name) < 130 for path in found)


def test_a_baseline_needs_a_name():
    with pytest.raises(UsageError, match="needs a name"):
        place(FILE, "t", " ")


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "new" / "a.html"
    assert load(path) is None
    save(path, "one \N{SNOWMAN}\n")
    assert load(path) == "one \N{SNOWMAN}\n"
    assert [each.name for each in path.parent.iterdir()] == ["a.html"]


def test_what_cannot_be_read_or_written_is_told(tmp_path):
    (tmp_path / "a.html").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordingDamaged):
        load(tmp_path / "a.html")
    with pytest.raises(StoreNotWritable):
        save(tmp_path / "a.html" / "b.html", "x")
