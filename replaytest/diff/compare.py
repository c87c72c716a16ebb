"""Two pages compared: the one way in.

normalise.py  a mirror as items, less its noise   (item.py, noise.py, rules.py)
match.py      which item is which                 (align.py, similar.py)
edits.py      what makes one page of the other    (references.py)
fold.py       what is one change to people     (describe.py, paths.py)
    words.py      told in words; outline.py, data.py (JSON), page.py (HTML)
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from replaytest.diff.describe import Describer
from replaytest.diff.edits import Edit, edits
from replaytest.diff.fold import fold
from replaytest.diff.item import TEXT, Item, Numbers
from replaytest.diff.model import Change, Difference, Kind, Severity
from replaytest.diff.noise import Noise
from replaytest.diff.normalise import normalise
from replaytest.diff.paths import Paths
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.words import words

_STATES = words(
    """value checked selected disabled open hidden readonly required inert multiple
    aria-expanded aria-checked aria-selected aria-pressed aria-disabled aria-invalid
    aria-busy aria-current aria-hidden aria-valuenow aria-valuetext aria-readonly
    aria-required aria-sort aria-modal contenteditable data-state data-disabled"""
)
_LOOKS = words(
    """class style width height color bgcolor align valign border size rows cols sizes
    srcset fill stroke stroke-width d points cx cy r x y x1 x2 y1 y2 rx ry transform
    viewbox viewBox opacity offset dir part"""
)
_SAID = words(
    """alt title placeholder label aria-label aria-description aria-placeholder
    aria-roledescription summary content"""
)
_SEVERITY: dict[Kind, Severity] = {"text": "text", "state": "state", "style": "style"}


def compare(a: Mirror, b: Mirror, *, noise: Noise | None = None) -> Difference:
    """Return what is different in page `b` from page `a`.

    Both are read now and not kept: a mirror may go on in time afterwards, though not
    while this runs, so that two moments of one recording need two timelines. Without
    `noise` our own rules apply; `Noise.load` adds a project's.
    """
    one, other = read(a, b, noise=noise)
    return told(a, b, edits_of(one, other, noise=noise, page=b.href))


def told(a: Mirror, b: Mirror, found: Sequence[Edit]) -> Difference:
    """Return edits of two pages in the words of people."""
    if not found:
        return Difference((), ())
    before, after = Describer(a), Describer(b)
    paths = Paths()
    changes = tuple(_told(edit, before, after, paths) for edit in found)
    return Difference(changes, tuple(fold(changes)))


def edits_of(
    one: Item, other: Item, *, noise: Noise | None = None, page: str = ""
) -> list[Edit]:
    """Return the edits from one page to the other, less what was learned to be noise.

    `page` is their address, by which learned rules know where they are.
    """
    found = edits(one, other)
    if found and noise is not None and noise.learned is not None:
        return noise.learned.left(found, page)
    return found


def read(a: Mirror, b: Mirror, *, noise: Noise | None = None) -> tuple[Item, Item]:
    """Return two pages as items that can be compared with each other."""
    noise = noise or Noise()
    numbers = Numbers()
    with no_collection():
        return normalise(a, noise, numbers), normalise(b, noise, numbers)


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the cycle collector away while many items are made, none of them garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def kind_of(edit: Edit) -> Kind:
    """Return what an edit is to people."""
    if edit.deed in ("insert", "delete", "move", "rename", "text"):
        return edit.deed
    if not edit.name:
        return "text"
    if edit.name in _STATES:
        return "state"
    return "style" if edit.name in _LOOKS else "attribute"


def _severity(kind: Kind, edit: Edit) -> Severity:
    item = edit.other or edit.one
    if kind in ("insert", "delete", "move") and item is not None and item.tag == TEXT:
        return "text"
    if kind == "attribute" and edit.name in _SAID:
        return "text"
    return _SEVERITY.get(kind, "structure")


def change_of(edit: Edit) -> Change:
    """Return an edit as a change without words: for those all styles are read."""
    kind = kind_of(edit)
    one, other = edit.one, edit.other
    return Change(
        kind=kind,
        severity=_severity(kind, edit),
        name=edit.name,
        before=said(one) if kind == "delete" and one else edit.before,
        after=said(other) if kind == "insert" and other else edit.after,
        refers=edit.deed == "reference",
        node_before=one.node if one else None,
        node_after=other.node if other else None,
    )


def _told(edit: Edit, before: Describer, after: Describer, paths: Paths) -> Change:
    one, other = edit.one, edit.other
    describer, item = (after, other) if other is not None else (before, one)
    assert item is not None
    is_text = edit.deed == "text" or (item.tag == TEXT and edit.deed == "reference")
    change = change_of(edit)
    return replace(
        change,
        what=describer.holder(item) if is_text else describer.what(item),
        anchor=describer.anchor(item),
        anchor_before=before.anchor(one) if change.kind == "move" and one else "",
        path_before=paths.of(one) if one else "",
        path_after=paths.of(other) if other else "",
    )


def said(item: Item) -> str:
    """Return what is new, or gone, as text."""
    texts = (each.text for each in item.walk() if each.tag == TEXT and not each.mate)
    return " ".join(texts)
