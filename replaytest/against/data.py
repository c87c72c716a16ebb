"""Pages that differ as JSON: what `diff.data` documents, so much as a page bears."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from replaytest.diff.data import as_data
from replaytest.diff.fold import fold
from replaytest.diff.model import Change, Difference

# Of one pair of pages: changes, and characters of what one says.
MOST_CHANGES, LONGEST = 200, 500


def page_data(difference: Difference) -> dict[str, Any]:
    """Return a difference as `diff.data.as_data` does, its first changes only.

    `left_off` is how many are not among them; `counts` are of all.
    """
    kept = tuple(map(_cut, difference.changes[:MOST_CHANGES]))
    left_off = len(difference.changes) - len(kept)
    found = as_data(Difference(kept, tuple(fold(kept))))
    return {**found, "counts": difference.counts(), "left_off": left_off}


def _cut(change: Change) -> Change:
    before, after = (_short(text) for text in (change.before, change.after))
    return replace(change, before=before, after=after)


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1] + "\u2026"
