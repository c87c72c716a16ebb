"""Thresholds: what a project may set, and what it is told when it may not."""

from __future__ import annotations

from dataclasses import fields

import pytest

from replaytest.errors import UsageError
from replaytest.signals.thresholds import Thresholds


def load(folder, text: str) -> Thresholds:
    (folder / "pyproject.toml").write_text(text)
    return Thresholds.load(folder)


def test_defaults_hold_without_a_table(tmp_path):
    assert Thresholds.load(tmp_path) == Thresholds()


def test_a_project_sets_its_own(tmp_path):
    table = "[tool.replaytest.signals]\nrage_clicks = 4\nblank_page_ms = 0.5"
    found = load(tmp_path, table)
    assert (found.rage_clicks, found.blank_page_ms) == (4, 0.5)
    assert found.dead_click_ms == Thresholds().dead_click_ms


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("rage_click = 4", "did you mean rage_clicks"),
        ("zzz = 1", "use one of rage_clicks"),
        ("rage_clicks = 2.5", "whole number"),
        ("rage_clicks = 0", "from 1 on"),
        ("rage_clicks = true", "whole number"),
        ("dead_click_ms = -1", "above 0"),
        ("dead_click_ms = nan", "above 0"),
        ("dead_click_ms = inf", "above 0"),
        ("dead_click_ms = '1 s'", "above 0"),
    ],
)
def test_a_wrong_line_is_named_with_its_mending(tmp_path, line, told):
    with pytest.raises(UsageError, match=told) as caught:
        load(tmp_path, f"[tool.replaytest.signals]\n{line}")
    assert "pyproject.toml" in caught.value.where


def test_every_number_is_explained():
    assert Thresholds.__doc__
    told = Thresholds.__doc__
    assert [
        each.name for each in fields(Thresholds) if f"`{each.name}`" not in told
    ] == []
