"""Pages that are not the same at the same step, apart from mere lateness.

Two sessions are followed event by event, and their pages compared whenever both come to
a step that both have. What differs there is looked for in a while around that moment,
in the other session: what only came earlier or later is no difference.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator

from replaytest.diff.compare import kind_of, said, told
from replaytest.diff.digest import Digest, differences
from replaytest.diff.edits import Edit
from replaytest.diff.evidence import Evidence, evidence_of, new_in
from replaytest.diff.item import Item
from replaytest.diff.lateness import Half, Key, Late
from replaytest.diff.noise import Noise
from replaytest.diff.paths import Paths
from replaytest.diff.places import Places, page_of, row_of
from replaytest.diff.sides import Divergence, Side, TabSide
from replaytest.diff.slots import Aligned, Slot, start_of
from replaytest.diff.words import line_of

# ms in which something may come later than in the other session.
PATIENCE = 1000.0
# Of one page nobody reads more changes; the rest mostly follows from these.
MOST_CHANGES = 60
# Once a divergence is known, so many more pages are compared for what came of it.
MOST_AFTER = 50
# A list is the one that was here if an option of it is marked otherwise.
_NEARLY = 0.8
# Ancestors by which the same thing elsewhere is told from this one.
_AROUND = 4


class Follower:
    """One tab of one session, followed; `seen` is what it had lately, slot by slot.

    By key the ms since the start of the slot at which it came, 0 if it was there.
    """

    def __init__(self, side: Side, tab: TabSide, noise: Noise) -> None:
        self.seen: deque[dict[Key, float]] = deque(maxlen=2)
        self._gone: dict[Key, float] = {}
        self.new: list[tuple[Key, float, bool]] = []
        self._side = side
        self._tab = tab
        self._timeline = tab.timeline
        self._timeline.seek_position(0)
        self._going = self._timeline.changes()
        self._began = self._now = 0.0
        self.digest = Digest(self._timeline.mirror, noise, watch=self._saw)

    def begin(self, start: float) -> None:
        """Begin a slot, which began then."""
        self.seen.append({})
        self._gone.clear()
        self._began = start

    def follow(self, place: int) -> None:
        """Go on to the step at a place; `new` is what came and went meanwhile."""
        self.new.clear()
        start = self._began
        stop = self._stop(place)
        while self._timeline.position < stop:
            changes = next(self._going)
            self._now = max(changes.at - start, 0)
            if changes:
                self.digest.update(changes)

    def came(self, keys: Iterable[Key]) -> float:
        """Return when the last of these came, in ms after the start of the slot."""
        now = self.seen[-1]
        return max((now.get(key, 0.0) for key in keys), default=0.0)

    def had(self, keys: Iterable[Key]) -> bool:
        """Say whether these, or nearly all, were here in this slot or the last."""
        here = [any(key in each for each in self.seen) for key in keys]
        return sum(here) >= _NEARLY * len(here)

    def half(self, has: frozenset[Key], lacks: frozenset[Key], until: float) -> Half:
        """Return this session's part in a change, see `Half`."""
        had = bool(lacks) and self.had(lacks)
        lost = max((self._gone.get(key, 0.0) for key in lacks), default=0.0)
        return Half(has, set(lacks), had, self.came(has), lost, until)

    def _stop(self, place: int) -> int:
        steps = self._side.steps
        if place >= len(steps):
            return len(self._timeline)
        step = steps[place]
        if self._side.tabs[step.tab] is self._tab:
            return step.event
        return bisect_left(self._timeline.stamps, step.at)

    def _saw(self, item: Item, came: bool) -> None:
        key = key_of(item)
        if self.seen:
            self.seen[-1].setdefault(key, self._now if came else 0.0)
            if not came:
                self._gone[key] = self._now
        self.new.append((key, self._began + self._now, came))


class Pages:
    """All pages of two aligned sessions; `compared` and `differing` count them.

    With `every_place` what is the same change elsewhere is yielded as well.
    """

    def __init__(
        self, found: Aligned, noise: Noise, *, every_place: bool = False
    ) -> None:
        self.compared = 0
        self.differing = 0
        # From this slot on a divergence is known.
        self.known_at: float = float("inf")
        self._found = found
        self._noise = noise
        self._every_place = every_place
        self._after = 0
        self._late: list[Late] = []
        self._told: set[tuple[str, ...]] = set()
        pairs = zip(found.a.tabs, found.b.tabs, strict=False)
        self._tabs = [
            (Follower(found.a, one, noise), Follower(found.b, other, noise))
            for one, other in pairs
        ]

    def run(self) -> Iterator[Late]:
        """Yield what differs, about in order."""
        found = self._found
        for slot in found.slots:
            for tab, (a, b) in enumerate(self._tabs):
                a.begin(found.start_a(slot.number))
                b.begin(found.start_b(slot.number))
                # What comes of steps that only one of them has is another page.
                a.follow(slot.a + 1)
                b.follow(slot.b + 1)
                self._feed(tab, a, b)
                if self._is_wanted(slot):
                    self._compare(slot, tab, a, b)
                a.follow(slot.until_a)
                b.follow(slot.until_b)
                self._feed(tab, a, b)
            yield from self._settled(slot)
        yield from self._settled(None)

    def _is_wanted(self, slot: Slot) -> bool:
        if slot.number >= self.known_at:
            self._after += 1
        return self._after <= MOST_AFTER * max(len(self._tabs), 1)

    def _feed(self, tab: int, a: Follower, b: Follower) -> None:
        for late in self._late:
            if late.tab == tab:
                late.a.feed(a.new)
                late.b.feed(b.new)

    def _compare(self, slot: Slot, tab: int, a: Follower, b: Follower) -> None:
        self.compared += 1
        found = differences(a.digest, b.digest, noise=self._noise)
        if not found:
            return
        self.differing += 1
        page, places = page_of(b.digest.mirror.href, self._noise), Places()
        known = {late.key for late in self._late if late.tab == tab} | self._told
        made: list[tuple[Edit, Late]] = []
        for edit in found[:MOST_CHANGES]:
            proof = evidence_of(edit, places)
            late = self._made(slot, tab, (a, b), edit, (page, proof) if proof else None)
            if late.key not in known:
                made.append((edit, late))
        # Telling takes longer than comparing, so it is done where there is news.
        edits = [edit for edit, _ in made]
        changes = told(a.digest.mirror, b.digest.mirror, edits).changes
        others = tuple(late for edit, late in made if not _only_moves(edit, late))
        for (edit, late), change in zip(made, changes, strict=True):
            late.change = change
            late.beside = others if _only_moves(edit, late) else ()
            self._late.append(late)

    def _made(
        self,
        slot: Slot,
        tab: int,
        followers: tuple[Follower, Follower],
        edit: Edit,
        proof: tuple[str, Evidence] | None,
    ) -> Late:
        a, b = followers
        ours, theirs = _keys(edit)
        return Late(
            key=(*_same_elsewhere(edit), *self._place_of(proof)),
            slot=slot,
            tab=tab,
            change=None,
            proof=proof,
            a=a.half(ours, theirs, _patience(self._found.a, slot.a + 1, slot.until_a)),
            b=b.half(theirs, ours, _patience(self._found.b, slot.b + 1, slot.until_b)),
        )

    def _place_of(self, proof: tuple[str, Evidence] | None) -> tuple[str, ...]:
        return proof[1].places if proof and self._every_place else ()

    def _settled(self, slot: Slot | None) -> Iterator[Late]:
        """Yield what counts, now that the sessions went on to the end of a slot."""
        waiting = []
        for late in self._late:
            if late.is_late:
                continue
            if slot is not None and not self._is_over(late, slot):
                waiting.append(late)
            elif late.key not in self._told and self._counts(late):
                self._told.add(late.key)
                self.known_at = min(self.known_at, late.slot.number)
                yield late
        self._late = waiting

    def _is_over(self, late: Late, slot: Slot) -> bool:
        at_a = start_of(self._found.a, slot.until_a)
        at_b = start_of(self._found.b, slot.until_b)
        return at_a >= late.a.until and at_b >= late.b.until

    def _counts(self, late: Late) -> bool:
        learned = self._noise.learned
        if late.proof and learned and late.has_passed:
            page, proof = late.proof
            if learned.hides(proof, page):
                return False
        found, number = self._found, late.slot.number
        return late.would_show(
            found.a.until - found.start_a(number), found.b.until - found.start_b(number)
        )

    def divergence(self, late: Late) -> Divergence:
        """Return a change as a divergence."""
        found, slot = self._found, late.slot
        return Divergence(
            sort="dom",
            step=slot.a + 1,
            step_b=slot.b + 1,
            after=found.after(slot),
            text=line_of(late.change) if late.change else "",
            at_a=start_of(found.a, slot.a + 1),
            at_b=start_of(found.b, slot.b + 1),
            tab=late.tab,
            change=late.change,
            key=late.key,
        )


def _patience(side: Side, following: int, until: int) -> float:
    """Return how long is waited for what the other session has."""
    at = start_of(side, following)
    if following < until:
        return at  # what comes of a step that only this one has is no lateness
    return max(at + PATIENCE, start_of(side, following + 1))


def _keys(edit: Edit) -> tuple[frozenset[Key], frozenset[Key]]:
    """Return what only the first page has by a change, and what only the second has."""
    if edit.deed == "reference":
        return frozenset(), frozenset()
    one, other = edit.one, edit.other
    if edit.deed == "move" and one and other and key_of(one) == key_of(other):
        return frozenset(), frozenset()  # among its siblings
    if one is None or other is None:
        rows = [new_in(item) if item else [] for item in (one, other)]
    else:
        rows = [[one], [other]]
    ours, theirs = (frozenset(map(key_of, row)) for row in rows)
    return ours, theirs


def _only_moves(edit: Edit, late: Late) -> bool:
    return edit.deed == "move" and late.is_bare


def _same_elsewhere(edit: Edit) -> tuple[str, ...]:
    """Return what a change has in common with itself, at any step, in any session."""
    one, other = edit.one, edit.other
    path = row_of(Paths().of(item)) if (item := other or one) else ""
    before = said(one) if one and not other else edit.before
    after = said(other) if other and not one else edit.after
    return "dom", kind_of(edit), edit.name, path, before or "", after or ""


def key_of(item: Item) -> Key:
    """Return what an item is, and about where, equal for that of another session."""
    around: list[str] = []
    for count, outer in enumerate(item.ancestors()):
        if count == _AROUND:
            break
        around.append(outer.tag)
        around += [value for name, value in outer.facts if name == "id"]
    return hash((item.tag, item.facts, item.text, *around))
