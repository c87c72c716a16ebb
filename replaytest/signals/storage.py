"""What became of what pages store: the state at the start against that at the end.

A `replaytest/storage@1` states in full each area that it names; an area it does not
name it says nothing of. Masked values can look alike when the real ones do not, so
`changed` names those that are other ones than at the last statement, and `leftOut`
counts keys for which there was no room:

    {"when": "start", "origin": "http://shop.test", "local": {"cart": "[0, 0]"},
     "session": {}, "indexedDB": ["drafts"], "leftOut": 3}
    {"when": "end", "cookies": [{"name": "sid", …}], "changed": {"cookies": ["sid"]}}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from replaytest.signals.facts import Session, Stored

AREAS = {
    "local": "localStorage",
    "session": "sessionStorage",
    "indexedDB": "IndexedDB",
    "cookies": "cookies",
}
_MOST = 20


@dataclass(slots=True)
class _Area:
    first: dict[str, Any]
    last: dict[str, Any] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    partial: bool = False

    def words(self) -> list[str]:
        """Return what became of each key, such as "+cart", "~user", "-token"."""
        came = [f"+{key}" for key in self.last if key not in self.first]
        gone = [f"-{key}" for key in self.first if key not in self.last]
        if self.partial:  # there was too much to tell of all
            came, gone = [], []
        both = [key for key in self.first if key in self.last]
        other = [
            f"~{key}"
            for key in both
            if key in self.changed or self.first[key] != self.last[key]
        ]
        return [*came, *other, *gone]


def storage_changes(session: Session) -> tuple[str, ...]:
    """Return what changed in each area, such as "localStorage: +cart, -token".

    The origin is named where a session saw several.
    """
    areas = _areas(session)
    several = len({origin for origin, _, _ in areas if origin}) > 1
    found = []
    for (origin, _, name), area in areas.items():
        if words := area.words():
            place = f"{AREAS[name]} of {origin}" if several and origin else AREAS[name]
            rest = [f"and {len(words) - _MOST} more"] if len(words) > _MOST else []
            found.append(f"{place}: {', '.join(words[:_MOST] + rest)}")
    return tuple(dict.fromkeys(found))


def _areas(session: Session) -> dict[tuple[str, int, str], _Area]:
    areas: dict[tuple[str, int, str], _Area] = {}
    told = [(stored.at, tab.number, stored) for tab, stored in session.each("stored")]
    for _, tab, stored in sorted(told, key=lambda each: each[:2]):
        for name, now in _tables(stored):
            # Each tab has a sessionStorage of its own.
            key = (_origin(stored), tab if name == "session" else 0, name)
            area = areas.get(key)
            if area is None:
                # Whoever finds nothing when a page opens says nothing.
                at_start = stored.payload.get("when") == "start"
                area = areas[key] = _Area(now if at_start else {})
            area.last = now
            area.changed |= _changed(stored, name)
            area.partial |= bool(stored.payload.get("leftOut"))
    return areas


def _tables(stored: Stored) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in AREAS:
        held = stored.payload.get(name)
        if isinstance(held, dict):
            yield name, held
        elif isinstance(held, list):
            yield name, dict(_pair(each) for each in held)


def _pair(each: Any) -> tuple[str, Any]:
    if isinstance(each, dict):
        return str(each.get("name", "")), each.get("value")
    return str(each), None


def _origin(stored: Stored) -> str:
    return str(stored.payload.get("origin") or "")


def _changed(stored: Stored, name: str) -> set[str]:
    changed = stored.payload.get("changed")
    keys = changed.get(name) if isinstance(changed, dict) else None
    return {str(key) for key in keys} if isinstance(keys, list) else set()
