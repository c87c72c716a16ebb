"""Learned noise: what was seen to differ between runs of one build, and is ignored.

    {"replaytest_noise": 1, "rules": [
       {"sort": "text",                 see evidence.py
        "page": "/products/*",          path of the page, "" for any
        "place": "[id=tide]/p/text()",  see places.py; [*] is any number of a row
        "name": "",                     of the attribute
        "shapes": ["Tide <number> m"],  see shapes.py; null: not there
        "pairs": 3,                     in so many pairs of runs it was seen
        "unseen": 0,                    pairs compared since it was seen last
        "first_seen": "2026-11-21", "last_seen": "2026-11-21"}]}

A rule is about one place, and about values like those that were seen there: a number
that varies is no licence for another word, nor for another place. It hides a control
that came or went only between two sessions, where it went or came back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import orjson

from replaytest.diff.edits import Edit
from replaytest.diff.evidence import SORTS, Evidence, Sort, evidence_of
from replaytest.diff.noise import Noise
from replaytest.diff.places import Places, covers, page_of, row_of
from replaytest.diff.shapes import Shape, fits, joined
from replaytest.errors import RecordingDamaged, RecordingTooNew, StoreNotWritable
from replaytest.store.blobs import write_whole

NAME, VERSION = "noise.json", 1
# What was not seen in so many pairs of runs, or for so many days, is the past of an
# application. Noise that shows in one pair of five is missed by twenty in 1 % of cases;
# and after a month of no learning a place is likelier to be another one than not.
MOST_UNSEEN, MOST_DAYS = 20, 30


@dataclass(frozen=True, slots=True)
class LearnedRule:
    """What differs at one place of one page. See the module for the fields."""

    sort: Sort
    page: str
    place: str
    name: str
    shapes: tuple[Shape, ...]
    pairs: int
    first_seen: date
    last_seen: date
    unseen: int = 0

    @property
    def key(self) -> tuple[str, ...]:
        """What two rules have in common that are one."""
        return self.sort, self.page, self.place, self.name

    @property
    def text(self) -> str:
        """The rule in one line."""
        what = f"{self.sort} {self.name}".strip()
        where = f"{self.page} {self.place}".strip()
        said = " | ".join("nothing" if s is None else f'"{s}"' for s in self.shapes)
        return f"{what} at {where}" + (f": {said}" if said else "")

    def hides(self, found: Evidence) -> bool:
        """Say whether a difference of this sort, page and name is this one."""
        return any(covers(self.place, place) for place in found.places) and (
            not self.shapes
            or all(
                any(fits(shape, value) for shape in self.shapes)
                for value in (found.before, found.after)
            )
        )


@dataclass(frozen=True)
class Learned:
    """Learned rules. False if there are none."""

    rules: tuple[LearnedRule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules)

    def left(self, found: Iterable[Edit], url: str) -> list[Edit]:
        """Return the edits that are no noise, of a page with this address."""
        if not self.rules:
            return list(found)
        page, places = page_of(url, _PLAIN), Places()
        kept = []
        for edit in found:
            evidence = evidence_of(edit, places)
            if evidence is None or evidence.sort == "control":
                kept.append(edit)  # whether it stays is not known
            elif not self.hides(evidence, page):
                kept.append(edit)
        return kept

    def hides(self, found: Evidence, page: str = "") -> bool:
        """Say whether a difference on such a page (`page_of`) is noise."""
        rules = (
            rule
            for row in {row_of(place) for place in found.places}
            for rule in self._by_row.get((found.sort, page, found.name, row), ())
        )
        return any(rule.hides(found) for rule in rules)

    @cached_property
    def _by_row(self) -> dict[tuple[str, ...], list[LearnedRule]]:
        found: dict[tuple[str, ...], list[LearnedRule]] = defaultdict(list)
        for rule in self.rules:
            found[rule.sort, rule.page, rule.name, row_of(rule.place)].append(rule)
        return found

    def merged(self, new: Learned, *, pairs: int, today: date) -> Learned:
        """Return these rules after `pairs` more comparisons, which saw the new ones."""
        seen = {rule.key: rule for rule in new.rules}
        found = [
            _renewed(rule, seen.pop(rule.key))
            if rule.key in seen
            else replace(rule, unseen=rule.unseen + pairs)
            for rule in self.rules
        ]
        return Learned((*found, *seen.values())).aged(today)

    def aged(self, today: date) -> Learned:
        """Return the rules that are not too old."""
        since = today - timedelta(days=MOST_DAYS)
        return Learned(
            tuple(
                rule
                for rule in self.rules
                if rule.unseen < MOST_UNSEEN and rule.last_seen >= since
            )
        )

    @classmethod
    def load(cls, path: Path, *, today: date | None = None) -> Self:
        """Return what a file holds and is not too old, nothing if there is no file.

        Raises `RecordingTooNew` and `RecordingDamaged`.
        """
        try:
            value = orjson.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return cls()
        except (OSError, ValueError) as error:
            raise _damaged(path, str(error)) from error
        version = value.get("replaytest_noise") if isinstance(value, dict) else None
        if not isinstance(version, int):
            raise _damaged(path, "it is something else")
        if version > VERSION:
            raise RecordingTooNew(
                "the learned noise is of a later replaytest",
                where=str(path),
                fix="update replaytest, or remove the file and learn again",
            )
        try:
            rules = tuple(_rule(each) for each in value["rules"])
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(path, f"{type(error).__name__}: {error}") from error
        return cls(cls(rules).aged(today or date.today()).rules)

    def save(self, path: Path) -> None:
        """Write the rules, whole or not at all. Raises `StoreNotWritable`."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, self.as_bytes())
        except OSError as error:
            raise StoreNotWritable(
                f"the learned noise could not be written: {error.strerror or error}",
                where=str(path),
                fix="make the folder writable",
            ) from error

    def as_bytes(self) -> bytes:
        """Return the rules as the module says, one a line."""
        lines = b",\n".join(orjson.dumps(asdict(rule)) for rule in self.rules)
        return b'{"replaytest_noise": %d, "rules": [\n%s\n]}\n' % (VERSION, lines)


_PLAIN = Noise()


def _renewed(old: LearnedRule, new: LearnedRule) -> LearnedRule:
    return replace(
        old,
        shapes=shapes_with(new.shapes, old.shapes, old),
        pairs=old.pairs + new.pairs,
        last_seen=max(old.last_seen, new.last_seen),
        unseen=0,
    )


def shapes_with(
    new: Iterable[Shape], known: Iterable[Shape], of: Evidence | LearnedRule
) -> tuple[Shape, ...]:
    """Return the `known` shapes of a place, and new ones that were seen there.

    Many values mean that it may be any, of texts, and of attributes but for classes:
    those of an element are many, and few of them are like the others.
    """
    may_be_any = of.sort == "text" or (of.sort == "attribute" and of.name != "class")
    return joined(known, new, may_be_any=may_be_any)


def _rule(told: dict[str, Any]) -> LearnedRule:
    if told["sort"] not in SORTS:
        raise ValueError(told["sort"])
    for name in ("page", "place", "name"):
        if not isinstance(told[name], str):
            raise TypeError(name)
    shapes = tuple(told["shapes"])
    if not all(shape is None or isinstance(shape, str) for shape in shapes):
        raise TypeError("shapes")
    return LearnedRule(
        told["sort"],
        told["page"],
        told["place"],
        told["name"],
        shapes,
        int(told["pairs"]),
        date.fromisoformat(told["first_seen"]),
        date.fromisoformat(told["last_seen"]),
        int(told["unseen"]),
    )


def _damaged(path: Path, why: str) -> RecordingDamaged:
    return RecordingDamaged(
        f"the learned noise cannot be read: {why}",
        where=str(path),
        fix="remove the file, and learn again: replaytest learn",
    )
