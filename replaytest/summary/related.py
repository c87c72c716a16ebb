"""Sessions in which the same error or failure was seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from replaytest.summary.cache import NAME, stored
from replaytest.summary.model import Related, Summary

MOST = 20


def with_related(summary: Summary, others: Iterable[Summary]) -> Summary:
    """Return a summary with its related sessions among `others`.

    Those with most fingerprints in common come first, then the newest; 20 at most.
    """
    mine = set(summary.fingerprints)
    texts = {each.fingerprint: each.text for each in summary.failures}
    texts |= {each.fingerprint: each.text for each in summary.problems}
    found = []
    for other in others:
        shared = tuple(each for each in other.fingerprints if each in mine)
        if shared and other.session != summary.session:
            found.append(
                Related(
                    other.session,
                    other.test,
                    other.outcome,
                    other.started_at,
                    shared,
                    texts.get(shared[0], ""),
                )
            )
    found.sort(key=lambda each: (-len(each.fingerprints), -each.started_at))
    return replace(summary, related=tuple(found[:MOST]))


def stored_summaries(root: Path) -> Iterator[Summary]:
    """Yield all summaries that were made of recordings of the store at `root`."""
    for path in sorted(root.rglob(f"*{NAME}")):
        known = stored(path)
        if known is not None:
            yield known
