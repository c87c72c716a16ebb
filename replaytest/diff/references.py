"""Whether what was renamed still means the same.

Generated ids may be others on every load, so items hold a placeholder for them. Here
the raw values are looked at again, once it is known which item is which: one value must
have become one value, wherever it stands, or a reference refers to something else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from replaytest.diff.item import CHOICE, Item

Broken = tuple[Item, Item, str, str, str]
_DEFINES = 1_000_000


def broken(pairs: list[tuple[Item, Item]]) -> Iterator[Broken]:
    """Yield (item, its mate, name of the fact, raw value before, after)."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for a, b in pairs:
        for name, rule, before, after in _beside(a, b):
            # What has the id says which one it is; references only repeat it.
            seen[rule, before, after] += _DEFINES if name == "id" else 1
    yield from _other_choices(pairs, seen)
    seen = Counter({each: n for each, n in seen.items() if each[0] != CHOICE})
    if not _is_consistent(seen):
        forth, back = _usual(seen)
        for a, b in pairs:
            for name, rule, before, after in _beside(a, b):
                if rule == CHOICE:
                    continue
                if forth[rule, before] != after or back[rule, after] != before:
                    yield a, b, name, before, after


def _other_choices(
    pairs: list[tuple[Item, Item]], seen: Counter[tuple[str, str, str]]
) -> Iterator[Broken]:
    """Yield choices that send another value, unless a mask has renamed them all.

    Then hardly one is as it was, and else most are.
    """
    told = Counter[bool]()
    for (rule, before, after), count in seen.items():
        if rule == CHOICE:
            told[before == after] += count
    if told[True] < told[False]:
        return
    for a, b in pairs:
        for name, rule, before, after in _beside(a, b):
            if rule == CHOICE and before != after:
                yield a, b, name, before, after


def _beside(a: Item, b: Item) -> Iterator[tuple[str, str, str, str]]:
    """Yield (fact, rule, raw before, raw after) of what was renamed in both alike."""
    if a.marks is None or b.marks is None:
        return
    before, after = dict(a.facts), dict(b.facts)
    before[""], after[""] = a.text, b.text
    for name, marks in a.marks.items():
        others = b.marks.get(name)
        # Where the rest of the value changed too, that is told already.
        if others is None or before.get(name) != after.get(name):
            continue
        for (rule, old), (_, new) in zip(marks, others, strict=False):
            yield name, rule, old, new


def _is_consistent(seen: Counter[tuple[str, str, str]]) -> bool:
    ones = {(rule, before) for rule, before, _ in seen}
    others = {(rule, after) for rule, _, after in seen}
    return len(ones) == len(seen) == len(others)


def _usual(
    seen: Counter[tuple[str, str, str]],
) -> tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]]:
    """Return what each value mostly became, and what each mostly was."""
    forth: dict[tuple[str, str], str] = {}
    back: dict[tuple[str, str], str] = {}
    options: defaultdict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for pair, count in seen.items():
        options[count].append(pair)
    for count in sorted(options, reverse=True):
        # An order that is the same from both sides.
        row = sorted(options[count], key=lambda p: (p[1] != p[2], sorted(p[1:]), p[0]))
        for rule, before, after in row:
            if (rule, before) not in forth and (rule, after) not in back:
                forth[rule, before] = after
                back[rule, after] = before
    for rule, before, after in seen:
        forth.setdefault((rule, before), "")
        back.setdefault((rule, after), "")
    return forth, back
