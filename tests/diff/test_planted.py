"""Known changes on real pages: all are found, nothing else is said, and briefly."""

from __future__ import annotations

import pytest

from replaytest.diff.compare import compare
from tests.diff.mutate import DEEDS, Mutator, marked, mirror
from tests.diff.pages import sample_pages, shop


@pytest.fixture(scope="module")
def pages():
    return {**sample_pages(), "shop": shop(600)}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_known_change_is_found_and_nothing_else(pages, deed):
    planted = recalled = told = right = 0
    for seed, root in enumerate(pages.values()):
        changed = Mutator(root, seed)
        changed.change(1, [deed])
        found = compare(mirror(root), mirror(changed.root))
        hits, exact = marked(changed.planted, found)
        planted, recalled = planted + len(changed.planted), recalled + hits
        told, right = told + len(found.changes), right + exact
    assert planted >= 10
    assert recalled >= 0.95 * planted
    assert right >= 0.9 * told


def test_many_changes_at_once_are_told_apart(pages):
    planted = recalled = told = right = 0
    for seed, root in enumerate(list(pages.values())[:12]):
        changed = Mutator(root, seed)
        changed.change(15)
        found = compare(mirror(root), mirror(changed.root))
        hits, exact = marked(changed.planted, found)
        planted, recalled = planted + len(changed.planted), recalled + hits
        told, right = told + len(found.changes), right + exact
    assert recalled >= 0.93 * planted
    assert right >= 0.93 * told
