"""Locate: find a recorded target on another build, or refuse. Nothing is clicked that
is merely near.

In this order: the very element, if nothing in it and around it has changed; one of
twins by its place; what a key names alone on both pages; what is most like it by a
margin. A candidate that is more like another element of the recorded page is the
counterpart of that one, and out.
"""

from __future__ import annotations

from dataclasses import dataclass

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.evidence import Target, in_words, twins_of
from replaytest.redrive.features import Features, Reader
from replaytest.redrive.glance import nearest
from replaytest.redrive.keys import Key, keys_of
from replaytest.redrive.kinds import CONTROLS, is_page
from replaytest.redrive.similarity import differences, own_likeness, similarity
from replaytest.redrive.weights import (
    CANDIDATES,
    CLAIMED,
    COMPETITORS,
    GATES,
    GATES_OF_NO_CONTROL,
    HARDLY,
    KEY_MARGIN,
    KEY_SCORE,
)

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Located:
    """The counterpart. `score` is how alike it is (0 to 1), `margin` how far ahead.

    `rule` is "same" (nothing changed), "position" (one of twins), a key's ("test id",
    "role and name" …), "similarity", or "page".
    """

    node_id: int
    rule: str
    score: float
    margin: float


@dataclass(frozen=True, slots=True)
class Near:
    """What was not taken: a node of the live page, and why it was not."""

    node_id: int
    score: float
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No counterpart. `score` and `margin` are those of the best candidate."""

    why: str
    score: float = 0.0
    margin: float = 0.0
    nearest: tuple[Near, ...] = ()


def locate(
    target: Target, page: Mirror, reader: Reader | None = None
) -> Located | Refused:
    """Return the target's counterpart on a page as it is now, or why there is none.

    `reader` is that of `page`, if several targets are looked for at one moment. Node
    ids only tell where to look first: renumbering them changes no answer.
    """
    if target.is_page:
        return _page(page)
    reader = reader or Reader(page)
    node = page.get(target.node_id)
    if node is not None and _is_same(target, reader, node):
        return Located(node.id, "same", 1.0, 1.0)
    return _Search(target, reader).found()


def _page(page: Mirror) -> Located | Refused:
    document = page.document
    for node in () if document is None else document.walk():
        if is_page(node) and node.tag == "body":
            return Located(node.id, "page", 1.0, 1.0)
    return Refused("there is no page yet")


def _is_same(target: Target, reader: Reader, node: Node) -> bool:
    """Say whether nothing about the element differs; twins are told by their number."""
    if target.twins > 1 or node.tag != target.features.tag:
        return False
    return reader.of(node) == target.features


@dataclass(frozen=True, slots=True)
class _Candidate:
    node: Node
    features: Features
    score: float


class _Search:
    """One search: the candidates, best first, and what else they could be."""

    def __init__(self, target: Target, reader: Reader) -> None:
        self.target = target
        self.reader = reader
        self.near = nearest(reader, target.features, CANDIDATES)
        found = []
        for node in self.near:
            features = reader.of(node)
            score = similarity(target.features, features)
            found.append(_Candidate(node, features, score))
        # Stable: equally good ones stay in the order of the page.
        self.candidates = sorted(found, key=lambda each: -each.score)
        self._leads: dict[int, tuple[float, Features | None]] = {}

    def found(self) -> Located | Refused:
        """Return the counterpart by the first rule that has one."""
        if not self.candidates:
            return Refused(f"nothing on the page is used as {self.target.words} is")
        return (
            self._unchanged()
            or self._by_position()
            or self._by_key()
            or self._by_score()
        )

    def lead(self, candidate: _Candidate) -> tuple[float, Features | None]:
        """Return how far the target is ahead of its rivals for a candidate.

        From -1 to 1, see `ahead`: over the rival that is nearest, which is returned
        too, and 1 if there is none. A rival that is far ahead ends the search.
        """
        known = self._leads.get(candidate.node.id)
        if known is None:
            known = (1.0, None)
            for likeness, rival in self.target.rivals:
                theirs = similarity(rival, candidate.features)
                found = ahead(candidate.score, theirs, likeness)
                if found < known[0]:
                    known = (found, rival)
                if found <= -CLAIMED:
                    break
            self._leads[candidate.node.id] = known
        return known

    def margin(self, candidate: _Candidate) -> float:
        """Return how far a candidate is ahead, of rivals and of other candidates."""
        margin = self.lead(candidate)[0]
        for other in self.candidates[:COMPETITORS]:
            if other is candidate or self.is_claimed(other):
                continue
            if self.reader.around.is_one_place(candidate.node, other.node):
                continue
            likeness = similarity(candidate.features, other.features)
            margin = min(margin, ahead(candidate.score, other.score, likeness))
        return margin

    def is_claimed(self, candidate: _Candidate) -> bool:
        """Say whether a candidate is the counterpart of another recorded element."""
        return self.lead(candidate)[0] <= -CLAIMED

    def _unchanged(self) -> Located | None:
        for each in self.candidates[:_SHOWN]:
            if _is_same(self.target, self.reader, each.node):
                return Located(each.node.id, "same", 1.0, 1.0)
        return None

    def _by_position(self) -> Located | None:
        """Tell twins by their order, if there are as many as there were."""
        if self.target.twins == 1:
            return None
        best = self.candidates[0]
        twins = twins_of(self.reader, best.features, self.near)
        if len(twins) != self.target.twins:
            return None
        return Located(twins[self.target.rank].id, "position", best.score, 0.0)

    def _by_key(self) -> Located | None:
        """Take what the best key names, unless another key names something else."""
        hits: dict[int, tuple[Key, _Candidate]] = {}
        for key in self.target.keys:
            named = [c for c in self.candidates if key in keys_of(c.features)]
            if len(named) == 1:
                hits.setdefault(named[0].node.id, (key, named[0]))
        if len(hits) != 1:
            return None
        ((rule, _, _), candidate) = next(iter(hits.values()))
        margin = self.margin(candidate)
        if candidate.score < KEY_SCORE or margin < KEY_MARGIN:
            return None
        return Located(candidate.node.id, rule, candidate.score, margin)

    def _by_score(self) -> Located | Refused:
        best = next((c for c in self.candidates if self.lead(c)[0] > 0), None)
        if best is None:
            why = "all that is like it is the counterpart of something else"
            return Refused(why, self.candidates[0].score, 0.0, self._nearest())
        best = self._inmost(best)
        margin = self.margin(best)
        own = own_likeness(self.target.features, best.features)
        is_control = self.target.features.group in CONTROLS
        for gate in GATES if is_control else GATES_OF_NO_CONTROL:
            if (
                best.score >= gate.score
                and margin >= gate.margin
                and (own is None or own >= gate.own)
            ):
                return Located(best.node.id, "similarity", best.score, margin)
        return Refused(_why(best.score, margin), best.score, margin, self._nearest())

    def _inmost(self, best: _Candidate) -> _Candidate:
        """Return what is in it alone and nearly as good: a click on that hits both."""
        for other in self.candidates[:COMPETITORS]:
            if other.score > best.score - HARDLY and self.reader.around.wraps(
                best.node, other.node
            ):
                return other
        return best

    def _nearest(self) -> tuple[Near, ...]:
        return tuple(
            Near(c.node.id, c.score, in_words(c.features), self._why_not(c))
            for c in self.candidates[:_SHOWN]
        )

    def _why_not(self, candidate: _Candidate) -> str:
        lead, rival = self.lead(candidate)
        if rival is not None and lead <= 0:
            return f"it is rather what was {in_words(rival)}"
        other = ", ".join(differences(self.target.features, candidate.features)[:4])
        return f"other {other}" if other else "another is as good"


def ahead(score: float, other: float, likeness: float) -> float:
    """Return how far one likeness is ahead of another, for two that are alike.

    1: of all that tells the two apart everything speaks for the first, -1: for the
    second, 0: as much for either, or nothing for any. Two that hardly differ are never
    far ahead of each other.
    """
    return (score - other) / max(1 - likeness, HARDLY)


def _why(score: float, margin: float) -> str:
    if score < min(gate.score for gate in GATES):
        return "what is most like it is not like it enough"
    if margin < min(gate.margin for gate in GATES):
        return "it could as well be something else"
    return "what names it is not found"
