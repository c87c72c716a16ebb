"""What a step has changed, as claims: the most telling first."""

from __future__ import annotations

import heapq
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from replaytest.codegen.claims import Claim
from replaytest.codegen.fresh import claims_of, is_plain, most_of
from replaytest.codegen.locators import locator_of, scoped
from replaytest.codegen.look import Look
from replaytest.codegen.names import has_mask
from replaytest.diff.compare import compare
from replaytest.diff.model import Change
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

# A second claim is worth a line from here on.
_ALSO, _ALSO_OF_NUMBER = 75, 50
# What was typed just now and is told again was done with.
_ECHO = 15
_OTHERWISE = 3
_MOST_INSIDE = 400
_MOST_CHANGES = 200
# Elements for which locators are looked for, which takes long on large pages.
_MOST_TRIES = 40
_MOST = 2
_TELLING = ("alert", "heading", "dialog")
_SHOWING = words("hidden open style class aria-hidden inert")
_TOLD_STATES = words("aria-expanded aria-selected aria-pressed aria-checked")
_STATE, _VALUE, _GONE, _MOVED = 50, 55, 35, 78


@dataclass(frozen=True, slots=True)
class Prospect:
    """Something to say, not worked out yet; `most` is a score that it cannot exceed."""

    most: int
    claims: Callable[[], Iterator[Claim]]


def telling(
    before: Look,
    after: Look,
    *,
    own: int | None = None,
    restless: Iterable[int] = (),
    typed: Sequence[str] = (),
    least: int = 0,
) -> list[Claim]:
    """Return one or two claims that hold after a step and did not before it.

    `own` is the node that the step was done to, whose state goes without saying.
    `restless` are nodes that change by themselves. `typed` are texts that were typed
    or chosen of late. Claims below the score `least` are left out.
    """
    left_out = set(restless)

    def is_wanted(claim: Claim) -> bool:
        return claim.node not in left_out and not _inside(after, claim, left_out)

    changes = compare(before.mirror, after.mirror).changes[:_MOST_CHANGES]
    prospects = [
        prospect
        for change in changes
        for prospect in _of_change(before, after, change, own)
    ]
    echoed = partial(_with_echo, after=after, typed=typed)
    claims = filter(is_wanted, _in_order(prospects, echoed))
    return _chosen(claims, before, after, least=least)


def arrived(before: Look | None, after: Look) -> list[Claim]:
    """Return a claim that tells a page that was come to, none if it has no words."""
    document = after.mirror.document
    elements = after.elements(document) if document is not None else []
    prospects = [
        _prospect(after, node) for node in elements if after.role(node) in _TELLING
    ]
    return _chosen(_in_order(prospects), before, after)[:1]


def _in_order(
    prospects: Iterable[Prospect], changed: Callable[[Claim], Claim] = lambda it: it
) -> Iterator[Claim]:
    """Yield claims by score, looking only for those that are asked for."""
    queue: list[tuple[int, int, Prospect | Claim]] = []
    count = itertools.count()
    for each in prospects:
        if each.most > _OTHERWISE:
            heapq.heappush(queue, (-each.most - _ECHO, next(count), each))
    tries = 0
    while queue:
        item = heapq.heappop(queue)[2]
        if isinstance(item, Claim):
            yield item
        elif tries < _MOST_TRIES:
            tries += 1
            for claim in map(changed, item.claims()):
                heapq.heappush(queue, (-claim.score, next(count), claim))


def _chosen(
    claims: Iterable[Claim], before: Look | None, after: Look, *, least: int = 0
) -> list[Claim]:
    """Return the best that hold after and not before, and are not the same twice."""
    kept: list[Claim] = []
    for claim in claims:
        if len(kept) == _MOST or claim.score < max(least, _bar(kept)):
            break
        if any(_is_same(after, claim, each) for each in kept):
            continue
        if claim.holds(after) and not (before is not None and claim.holds(before)):
            kept.append(claim)
    return kept


def _bar(kept: list[Claim]) -> int:
    """Return the score that the next claim needs: a bare number says little."""
    if not kept:
        return 0
    given = "".join(map(str, kept[0].given))
    is_bare = kept[0].method == "to_have_text" and not re.search(r"[^\W\d]", given)
    return _ALSO_OF_NUMBER if is_bare else _ALSO


def _prospect(look: Look, node: Node) -> Prospect:
    return Prospect(most_of(look, node), lambda: claims_of(look, node))


def _of_change(
    before: Look, after: Look, change: Change, own: int | None
) -> Iterator[Prospect]:
    one = before.mirror.get(change.node_before)
    other = after.mirror.get(change.node_after)
    if change.kind == "delete" and one is not None:
        yield Prospect(_GONE + 10, lambda: _gone(before, one))
    elif other is None:
        return
    elif change.kind == "move":
        is_own = _element(after, other).id == own
        yield Prospect(_MOVED, lambda: _moved(after, other, is_own=is_own))
    elif change.kind == "text":
        # What reads otherwise says more than one of the things that came.
        for each in _fresh(after, _element(after, other)):
            yield Prospect(each.most + _OTHERWISE, partial(_raised, each.claims))
    elif change.kind == "insert":
        yield from _fresh(after, _element(after, other))
    elif change.name in _SHOWING:
        yield from _shown(before, after, one, other)
    elif change.kind == "state":
        is_own = change.node_after == own
        yield Prospect(_VALUE, lambda: _state(after, other, change, is_own=is_own))


def _raised(claims: Callable[[], Iterator[Claim]]) -> Iterator[Claim]:
    return (replace(each, score=each.score + _OTHERWISE) for each in claims())


def _fresh(look: Look, node: Node) -> Iterator[Prospect]:
    """Yield what may be said of what is new, and of what it is in that is spoken."""
    for around in islice(_elements_around(look, node), 4):
        if look.role(around) in ("status", "alert"):
            yield _prospect(look, around)
    for each in islice(node.walk(), _MOST_INSIDE):
        if each.kind == NodeType.ELEMENT:
            yield _prospect(look, each)


def _shown(
    before: Look, after: Look, one: Node | None, other: Node
) -> Iterator[Prospect]:
    if other.kind != NodeType.ELEMENT or one is None:
        return
    was, now = before.is_visible(one), after.is_visible(other)
    if now and not was:
        yield from _fresh(after, other)
    elif was and not now:
        yield Prospect(_GONE, lambda: _hidden(before, one))


def _hidden(before: Look, node: Node) -> Iterator[Claim]:
    for claim in islice(claims_of(before, node), 1):
        yield replace(claim, method="not_to_be_visible", given=(), score=_GONE)


def _state(look: Look, node: Node, change: Change, *, is_own: bool) -> Iterator[Claim]:
    locator = locator_of(look, node)
    value = node.attributes.get(change.name)
    if locator is None or not is_plain(locator):
        return
    if change.name in _TOLD_STATES and value in ("true", "false"):
        given = (change.name, value)
        yield Claim(locator, "to_have_attribute", given, _STATE, node.id)
    elif is_own:
        return
    elif change.name == "checked":
        method = "to_be_checked" if look.mirror.checked(node) else "not_to_be_checked"
        yield Claim(locator, method, (), _STATE, node.id)
    elif change.name == "disabled":
        method = "to_be_enabled" if value is None else "to_be_disabled"
        yield Claim(locator, method, (), _STATE, node.id)
    elif change.name == "value" and node.tag in ("input", "textarea"):
        text = look.mirror.value(node) or ""
        if not has_mask(text):
            yield Claim(locator, "to_have_value", (text,), _VALUE, node.id)


def _moved(look: Look, node: Node, *, is_own: bool) -> Iterator[Claim]:
    element = _element(look, node)
    locator = scoped(look, element)
    if locator is not None:
        yield Claim(
            locator, "to_be_visible", (), _MOVED if is_own else _GONE, element.id
        )


def _gone(before: Look, node: Node) -> Iterator[Claim]:
    """Claim that something is there no more, by the best of what was in it."""
    element = _element(before, node)
    inside = [each for each in islice(element.walk(), _MOST_INSIDE) if each.tag]
    claims = _in_order(_prospect(before, each) for each in inside)
    by_look = (each for each in claims if each.method == "to_be_visible")
    for claim in islice(by_look, 1):
        score = _GONE + min(claim.score, 100) // 10
        yield replace(claim, method="to_have_count", given=(0,), score=score)


def _element(look: Look, node: Node) -> Node:
    if node.kind == NodeType.TEXT:
        return look.mirror.parent(node) or node
    return node


def _elements_around(look: Look, node: Node) -> Iterator[Node]:
    return (each for each in look.mirror.ancestors(node) if each.tag)


def _with_echo(claim: Claim, *, after: Look, typed: Sequence[str]) -> Claim:
    node = after.mirror.get(claim.node)
    text = after.texts.of(node) if node is not None and node.tag else ""
    if any(len(each) > 2 and each in text for each in typed):
        return replace(claim, score=claim.score + _ECHO)
    return claim


def _is_same(look: Look, one: Claim, other: Claim) -> bool:
    """Say whether two claims are about one thing, or one in the other."""
    if one.node == other.node or one.code("page") == other.code("page"):
        return True
    return _inside(look, one, {other.node}) or _inside(look, other, {one.node})


def _inside(look: Look, claim: Claim, around: set[int]) -> bool:
    node = look.mirror.get(claim.node)
    if node is None or not around:
        return False
    texts = {child.id for child in node.children}
    return bool(texts & around) or any(
        each.id in around for each in look.mirror.ancestors(node)
    )
