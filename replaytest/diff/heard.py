"""Visits, requests and errors that are not the same in two aligned sessions.

What belongs to one step may be heard a step earlier or later, as servers take their
time, so each is looked for in the slots beside its own too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any

from replaytest.diff.evidence import Evidence
from replaytest.diff.learned import Learned
from replaytest.diff.sides import Asked, Divergence, Erred, Visited
from replaytest.diff.sides import Sort as DivergenceSort
from replaytest.diff.slots import SLACK, Aligned, Slot

# They change nothing, so asking once more or less is no difference.
SAFE = ("GET", "HEAD", "OPTIONS")
# With the place in the order of both sessions.
Found = tuple[float, Divergence]
Table = dict[Hashable, dict[int, list[Any]]]


def navigations(found: Aligned) -> Iterator[Found]:
    """Yield addresses that only one of the sessions came to."""

    def page(each: Visited) -> Hashable:
        return each.tab, each.page

    ours, theirs = _tables(found, found.a.visits, found.b.visits, page)
    gone = [
        v for v in found.a.visits if not _near(theirs, page(v), found.slot_at_a(v.at))
    ]
    new = [v for v in found.b.visits if not _near(ours, page(v), found.slot_at_b(v.at))]
    for visit in gone:
        slot = found.slot_at_a(visit.at)
        instead = next((v for v in new if found.slot_at_b(v.at) == slot), None)
        if instead is not None:
            new.remove(instead)
            text = f"the page is {instead.page}, was {visit.page}"
            yield _told(found, "navigation", instead, text, instead.page, visit.page)
        elif _would_show_in_b(found, visit.at):
            text = f"the page {visit.page} is not opened"
            yield _missing(found, "navigation", visit, text, visit.page)
    for visit in new:
        if _would_show_in_a(found, visit.at):
            text = f"the page {visit.page} is opened, which was not"
            yield _told(found, "navigation", visit, text, visit.page)


def requests(found: Aligned, learned: Learned) -> Iterator[Found]:
    """Yield requests that are new, missing, or answered otherwise."""
    ours, theirs = _tables(found, found.a.requests, found.b.requests, _endpoint)
    told: set[Hashable] = set()
    sent: Counter[Hashable] = Counter()
    for each in found.b.requests:
        sent[_endpoint(each)] += 1
        divergence = _new_request(found, each, ours) or _sent_again(
            found, each, ours, sent[_endpoint(each)]
        )
        if divergence is None or divergence.key in told:
            continue
        told.add(divergence.key)
        if not learned.hides(_asked(each, divergence.key[-1] or None)):
            order = found.in_order(found.slot_at_b(each.at), each.at, in_b=True)
            yield order, divergence
    for each in found.a.requests:
        if each.at_leisure or _endpoint(each) in told or _is_asked(found, each, theirs):
            continue
        if _would_show_in_b(found, each.at) and not learned.hides(_asked(each, None)):
            told.add(_endpoint(each))
            text = f"{_name(each)} is not sent, was {_answer(each.outcome)}"
            yield _missing(found, "request", each, text, _name(each))


def _new_request(found: Aligned, each: Asked, ours: Table) -> Divergence | None:
    slot = found.slot_at_b(each.at)
    known = ours.get(_endpoint(each), {})
    before = _near(ours, _endpoint(each), slot)
    if not before and each.method in SAFE:
        before = [one for row in known.values() for one in row]
    if not before:
        if each.at_leisure or not _would_show_in_a(found, each.at):
            return None
        text = f"{_name(each)} is new: {_answer(each.outcome)}"
        return _told(found, "request", each, text, _name(each), each.outcome or "")[1]
    outcomes = {one.outcome for one in before}
    # What was given up on one side, or had no answer yet, may have been any.
    if each.outcome is None or None in outcomes or each.outcome in outcomes:
        return None
    was = _answer(before[0].outcome)
    text = f"{_name(each)} is now {_answer(each.outcome)}, was {was}"
    return _told(found, "request", each, text, _name(each), each.outcome)[1]


def _sent_again(
    found: Aligned, each: Asked, ours: Table, count: int
) -> Divergence | None:
    """Return a divergence if what changes something is sent more often than it was."""
    usual = sum(map(len, ours.get(_endpoint(each), {}).values()))
    is_more = each.method not in SAFE and not each.at_leisure and count > usual > 0
    if not is_more or not _would_show_in_a(found, each.at):
        return None
    text = f"{_name(each)} is sent {count} times, was {usual}"
    return _told(found, "request", each, text, _name(each), "again")[1]


def _is_asked(found: Aligned, each: Asked, theirs: Table) -> bool:
    if each.method in SAFE:
        return bool(theirs.get(_endpoint(each)))
    return bool(_near(theirs, _endpoint(each), found.slot_at_a(each.at)))


def errors(found: Aligned, learned: Learned) -> Iterator[Found]:
    """Yield errors of `b` that `a` does not have anywhere, each once."""
    known = {each.key for each in found.a.errors}
    for each in found.b.errors:
        if each.key in known or learned.hides(Evidence("error", (each.key,))):
            continue
        known.add(each.key)
        yield _told(found, "error", each, each.text, each.key)


def heard_evidence(found: Aligned) -> Iterator[Evidence]:
    """Yield what differs in requests and errors, as evidence of noise."""
    for _, divergence in requests(found, Learned()):
        name, *answer = divergence.key[1:]
        yield Evidence("request", (name,), "", None, (answer or [""])[0] or None)
    for _, divergence in errors(found, Learned()):
        yield Evidence("error", (divergence.key[1],))


def _asked(each: Asked, outcome: str | None) -> Evidence:
    """Return evidence of a request that ended so, None: that was not sent."""
    return Evidence("request", (_name(each),), "", None, outcome)


def _endpoint(each: Asked) -> Hashable:
    return each.method, each.endpoint


def _name(each: Asked) -> str:
    return f"{each.method} {each.endpoint}"


def _answer(outcome: str | None) -> str:
    if outcome is None:
        return "not answered"
    return f"answered {outcome}" if outcome.isdecimal() else outcome


def _tables(
    found: Aligned,
    ours: Sequence[Any],
    theirs: Sequence[Any],
    key: Callable[[Any], Hashable],
) -> tuple[Table, Table]:
    return _table(ours, found.slot_at_a, key), _table(theirs, found.slot_at_b, key)


def _table(
    row: Iterable[Any],
    slot: Callable[[float], int],
    key: Callable[[Any], Hashable],
) -> Table:
    found: Table = defaultdict(lambda: defaultdict(list))
    for each in row:
        found[key(each)][slot(each.at)].append(each)
    return found


def _near(table: Table, key: Hashable, slot: int) -> list[Any]:
    rows = table.get(key, {})
    return [each for n in (slot, slot - 1, slot + 1) for each in rows.get(n, ())]


def _would_show_in_a(found: Aligned, at_b: float) -> bool:
    """Say whether `a` was watched when it would have shown what `b` shows."""
    return found.in_a(at_b) + SLACK <= found.a.until


def _would_show_in_b(found: Aligned, at_a: float) -> bool:
    return found.in_b(at_a) + SLACK <= found.b.until


def _told(
    found: Aligned,
    sort: DivergenceSort,
    what: Visited | Asked | Erred,
    text: str,
    *key: str,
) -> Found:
    """Return a divergence of what `b` has."""
    slot = found.slot_at_b(what.at)
    at = found.in_a(what.at), what.at
    order = found.in_order(slot, what.at, in_b=True)
    return order, _divergence(
        found.slots[slot], found, at, (sort, *key), (text, what.tab)
    )


def _missing(
    found: Aligned, sort: DivergenceSort, what: Visited | Asked, text: str, *key: str
) -> Found:
    """Return a divergence of what only `a` has."""
    slot = found.slot_at_a(what.at)
    at = what.at, found.in_b(what.at)
    order = found.in_order(slot, what.at, in_b=False)
    return order, _divergence(
        found.slots[slot], found, at, (sort, *key), (text, what.tab)
    )


def _divergence(
    slot: Slot,
    found: Aligned,
    at: tuple[float, float],
    key: tuple[DivergenceSort, *tuple[str, ...]],
    told: tuple[str, int],
) -> Divergence:
    return Divergence(
        sort=key[0],
        step=slot.a + 1,
        step_b=slot.b + 1,
        after=found.after(slot),
        text=told[0],
        at_a=at[0],
        at_b=at[1],
        tab=told[1],
        key=key,
    )
