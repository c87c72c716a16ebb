"""Style sheets that scripts changed: `insertRule`, `setProperty`, adopted sheets.

A change is kept as it came and worked out when somebody wants the text: most sheets
are never read. What a change refers to by its place and is not there is passed over,
as the browser's own exception is passed over by rrweb's replayer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from replaytest.mirror.sources import Declared, StyleDeclaration, StyleSheetRule
from replaytest.mirror.style import declarations, with_priority


@dataclass(slots=True)
class Sheet:
    """What happened to one sheet since it was as its text says."""

    changes: list[StyleSheetRule | StyleDeclaration] = field(default_factory=list)

    def text(self, base: str = "") -> str:
        """Return the sheet that was `base`, after the changes."""
        if not self.changes:
            return base
        rules = _rules(base)
        for change in self.changes:
            if isinstance(change, StyleDeclaration):
                _declare(rules, change)
            else:
                rules = _change_rules(rules, change)
        return "\n".join(rule.text() for rule in rules)


class _Rule:
    """A rule; its inner rules or its declarations are parsed when they change."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._head = ""
        self._inner: list[_Rule] | None = None

    def text(self) -> str:
        if self._inner is None:
            return self._source
        return f"{self._head} {{ {' '.join(rule.text() for rule in self._inner)} }}"

    def inner(self) -> list[_Rule]:
        """Return the rules in a grouping rule, to be changed in place."""
        if self._inner is None:
            head, body = _opened(self._source)
            # rrweb tells of paths through @media and the like, not through style rules.
            if not head.startswith("@"):
                return []
            self._head, self._inner = head, _rules(body)
        return self._inner

    def declare(self, change: Declared, *, remove: bool) -> None:
        head, body = _opened(self._source)
        known = declarations(body)
        if remove or not change.value:
            known.pop(change.property, None)
        else:
            known[change.property] = with_priority(change.value, change.priority)
        told = " ".join(f"{name}: {value};" for name, value in known.items())
        self._source = f"{head} {{ {told} }}"


def _opened(source: str) -> tuple[str, str]:
    """Return what stands before the braces of a rule, and in them."""
    head, _, body = source.partition("{")
    return head.strip(), body.rstrip().removesuffix("}")


def _rules(css: str) -> list[_Rule]:
    return [_Rule(source) for source in _sources(css)]


@lru_cache(4096)
def _sources(css: str) -> tuple[str, ...]:
    # The changes of a sheet are gone through whenever it is read.
    import tinycss2

    found = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(rule.serialize() for rule in found if rule.type != "error")


def _change_rules(rules: list[_Rule], change: StyleSheetRule) -> list[_Rule]:
    for add in change.adds or ():
        row, place = _row(rules, _path(add.index, len(rules)))
        if row is not None:
            made = _rules(add.rule) or [_Rule(add.rule)]
            row.insert(min(max(place, 0), len(row)), made[0])
    for remove in change.removes or ():
        row, place = _row(rules, _path(remove.index, 0))
        if row is not None and 0 <= place < len(row):
            del row[place]
    for whole in (change.replace, change.replace_sync):
        if whole is not None:
            rules = _rules(whole)
    return rules


def _path(index: int | list[int] | None, otherwise: int) -> list[int]:
    # insertRule without an index inserts at 0 in browsers, and rrweb records undefined.
    if index is None:
        return [min(otherwise, 0)]
    return index if isinstance(index, list) else [index]


def _row(rules: list[_Rule], path: Sequence[int]) -> tuple[list[_Rule] | None, int]:
    """Return the rules among which the path ends, and the place among them."""
    if not path:
        return None, 0
    for place in path[:-1]:
        if not 0 <= place < len(rules):
            return None, 0
        rules = rules[place].inner()
    return rules, path[-1]


def _declare(rules: list[_Rule], change: StyleDeclaration) -> None:
    row, place = _row(rules, change.index)
    if row is None or not 0 <= place < len(row):
        return
    if change.set is not None:
        row[place].declare(change.set, remove=False)
    if change.remove is not None:
        row[place].declare(change.remove, remove=True)
