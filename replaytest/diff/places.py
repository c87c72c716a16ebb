"""Where an item is, told so that it is still there after the next deployment.

Like a path of XPath, from the nearest element around it that has an id or a test id
which no other element has: `[id=cart]/ul/li[3]/span`. What changes above that element
does not change the place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

from replaytest.diff.align import OWN_KEYS
from replaytest.diff.item import SHADOW, TEXT, Item
from replaytest.diff.noise import Noise, without_origin
from replaytest.diff.paths import Paths

# So many places that differ in a number of a row only are all places of the row: one
# is that one row, and of two nobody knows why the third should be another kind.
ROWS = 2
_INDEX = re.compile(r"\[(?:\d+|\*)\]")
_PART_ID = re.compile(r"(?=.*\d)[0-9a-fA-F-]+")


class Places:
    """The places of one page's items, while it stays as it is."""

    def __init__(self) -> None:
        self._paths = Paths()
        self._counts: dict[int, Counter[str]] = {}

    def of(self, item: Item) -> str:
        """Return the place of an item."""
        steps: list[str] = []
        found = item
        while found.parent is not None:
            if found is not item and (name := self._name(found)):
                return "/".join([name, *reversed(steps)])
            steps.append(self._paths.step(found))
            found = found.parent
        return "/" + "/".join(reversed(steps))

    def _name(self, item: Item) -> str:
        name = _name(item)
        return name if name and self._counted(item)[name] == 1 else ""

    def _counted(self, item: Item) -> Counter[str]:
        root = item
        while root.parent is not None:
            root = root.parent
        found = self._counts.get(id(root))
        if found is None:
            found = Counter(name for each in root.walk() if (name := _name(each)))
            self._counts[id(root)] = found
        return found


def _name(item: Item) -> str:
    if item.tag in (TEXT, SHADOW):
        return ""
    for key, value in item.facts:
        # A generated id is another one in each run.
        if key in OWN_KEYS and value and not (item.marks and key in item.marks):
            return f"[{key}={value}]"
    return ""


def row_of(place: str) -> str:
    """Return a place without the numbers in it."""
    return _INDEX.sub("", place)


def covers(rule: str, place: str) -> bool:
    """Say whether a place is one of a rule's; `[*]` in it stands for any number."""
    if rule == place:
        return True
    if "[*]" not in rule:
        return False
    ours, theirs = rule.split("/"), place.split("/")
    return len(ours) == len(theirs) and all(
        one == other or (one.endswith("[*]") and row_of(one) == row_of(other))
        for one, other in zip(ours, theirs, strict=True)
    )


def common(places: Iterable[str]) -> str:
    """Return the place that covers all of these, which differ in numbers only."""
    rows = [place.split("/") for place in places]
    return "/".join(
        steps[0] if len(set(steps)) == 1 else f"{row_of(steps[0])}[*]"
        for steps in zip(*rows, strict=True)
    )


def page_of(url: str, noise: Noise) -> str:
    """Return which page an address is of: its path, numbers and ids left out."""
    try:
        path = urlsplit(without_origin(url, url)).path
    except ValueError:
        return ""
    told, _ = noise.applied("url", path)
    return "/".join("*" if _PART_ID.fullmatch(p) else p for p in told.split("/"))
