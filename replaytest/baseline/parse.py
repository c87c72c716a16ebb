"""A baseline as a mirror: what `write` wrote, line by line, and nothing else.

Whoever edits one by hand keeps to its form; what is not understood is an error with its
line number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from replaytest.baseline.write import FULL, HEAD, VERSION, numbered
from replaytest.diff.item import DOCUMENT, SHADOW
from replaytest.diff.noise import CLOSE, OPEN, Marks, Noise, placeholder
from replaytest.diff.rules import NoiseRule, Place
from replaytest.errors import RecordingDamaged, RecordingTooNew
from replaytest.mirror.html import VOID
from replaytest.mirror.mirror import Mirror
from replaytest.rrweb import EventType, NodeType

if TYPE_CHECKING:
    from replaytest.diff.learned import Learned

_VERSION = re.compile(r"<!-- replaytest DOM baseline (\d+);")
_NAME = r'[^\s<>="/]+'
_LINE = re.compile(
    rf'<(?P<tag>{_NAME})(?P<facts>(?: {_NAME}(?:="[^"]*")?)*)>'
    rf"(?:(?P<text>[^<>]*)</(?P<end>{_NAME})>)?"
)
_FACT = re.compile(rf' ({_NAME})(?:="([^"]*)")?')
_ESCAPED = re.compile(r"&(?:(amp|lt|gt|quot)|#(\d{1,7}));")
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"'}
# Numbers of generated values that stand in one place only, none of which is written.
_ONLY_HERE = 1_000_000


def parsed(text: str, noise: Noise, *, where: str) -> Mirror:
    """Return the page of a baseline, to be compared with the rules of `reading(noise)`.

    `where` names the file in what is raised: `RecordingDamaged` with a line number, or
    `RecordingTooNew`.
    """
    mirror = Mirror()
    page = _Parser(text, noise, where).page()
    mirror.apply({"type": EventType.META, "timestamp": 0, "data": {"href": ""}})
    event = {"type": EventType.FULL_SNAPSHOT, "timestamp": 0, "data": {"node": page}}
    mirror.apply(event)
    return mirror


def reading(noise: Noise) -> Noise:
    """Return the same rules for a comparison with a baseline, less noise already."""
    return _Reading(noise.rules, learned=noise.learned)


class _Reading(Noise):
    """Leaves values alone that hold placeholders, of which it knows the numbers again.

    A placeholder looks like noise to some rules: `css-hash` is a hash to one of them.
    """

    def __init__(
        self, rules: tuple[NoiseRule, ...], *, learned: Learned | None = None
    ) -> None:
        super().__init__(rules, learned=learned)
        self._places = {rule.name: place for place, rule in enumerate(rules)}
        names = "|".join(re.escape(rule.name) for rule in rules)
        self._written = re.compile(f"{OPEN}({names})(#\\d+)?{CLOSE}")

    def applied(self, place: Place, value: str) -> tuple[str, Marks]:
        if OPEN not in value or not self._written.search(value):
            return super().applied(place, value)
        found = [each for each in self._written.finditer(value) if each[2]]
        # As rules mark: one after the other.
        found.sort(key=lambda each: self._places[each[1]])
        plain = self._written.sub(lambda each: placeholder(each[1]), value)
        return plain, tuple((each[1], each[0]) for each in found)


class _Parser:
    def __init__(self, text: str, noise: Noise, where: str) -> None:
        self._lines = text.removeprefix("\ufeff").split("\n")
        self._where = where
        self._ids = count(1)
        self._alone = count(_ONLY_HERE)
        names = "|".join(re.escape(each.name) for each in noise.rules if each.renames)
        self._unnumbered = re.compile(f"{OPEN}({names}){CLOSE}") if names else None

    def page(self) -> dict[str, Any]:
        root = self._node(NodeType.DOCUMENT, childNodes=[])
        # What is open: its tag, and the node that gets what is in it.
        open_ones = [("", root)]
        for number, line in self._content():
            tag, parent = open_ones[-1]
            if line.startswith("</"):
                if len(open_ones) == 1 or line != f"</{tag}>":
                    raise self._damaged(number)
                open_ones.pop()
                continue
            if not line.startswith("<"):
                self._put(parent, tag, self._text(line))
                continue
            found = _LINE.fullmatch(line)
            if found is None or found["end"] not in (None, found["tag"]):
                raise self._damaged(number)
            made = self._element(found, tag, parent)
            if found["end"] is None and found["tag"] not in VOID:
                open_ones.append((found["tag"], made))
        if len(open_ones) > 1:
            raise self._damaged(len(self._lines))
        return root

    def _content(self) -> Iterator[tuple[int, str]]:
        """Yield the lines after the head, with their numbers from 1."""
        version = _VERSION.match(self._lines[0])
        if version is None:
            raise self._damaged(1)
        if int(version[1]) > VERSION:
            raise RecordingTooNew(
                f"the baseline has format {version[1]}, this replaytest reads up to "
                f"{VERSION}",
                where=self._where,
                fix="upgrade replaytest, or write it anew: pytest --update-snapshots",
            )
        for number, line in enumerate(self._lines, 1):
            line = line.strip(" \r")  # noqa: PLW2901 - its indent says nothing
            if number > len(HEAD) and line:
                yield number, line

    def _element(
        self, found: re.Match[str], within: str, parent: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the node that gets what stands between the tags."""
        tag = found["tag"]
        if tag == SHADOW:
            # rrweb has what is in a shadow root among its host's children.
            parent["isShadowHost"] = True
            made = parent
        elif tag == DOCUMENT:
            made = self._node(NodeType.DOCUMENT, childNodes=[])
            self._put(parent, within, made)
        else:
            facts = {
                _plain(name): self._counted(_plain(value))
                for name, value in _FACT.findall(found["facts"])
            }
            name = _plain(tag.removesuffix(FULL))
            made = self._node(
                NodeType.ELEMENT, tagName=name, attributes=facts, childNodes=[]
            )
            self._put(parent, within, made)
        if found["text"]:
            self._put(made, tag, self._text(found["text"]))
        return made

    def _put(self, parent: dict[str, Any], within: str, child: dict[str, Any]) -> None:
        if within == SHADOW:
            child["isShadow"] = True
        parent["childNodes"].append(child)

    def _text(self, raw: str) -> dict[str, Any]:
        return self._node(NodeType.TEXT, textContent=self._counted(_plain(raw)))

    def _counted(self, value: str) -> str:
        """Number what was not numbered, because it stands in one place only."""
        if self._unnumbered is None or OPEN not in value:
            return value
        return self._unnumbered.sub(
            lambda found: numbered(found[1], next(self._alone)), value
        )

    def _node(self, kind: NodeType, **fields: Any) -> dict[str, Any]:
        return {"type": kind, "id": next(self._ids), **fields}

    def _damaged(self, number: int) -> RecordingDamaged:
        return RecordingDamaged(
            "this is no line of a DOM baseline",
            where=f"{self._where}, line {number}",
            fix="write it anew: pytest --update-snapshots",
        )


def _plain(raw: str) -> str:
    def one(found: re.Match[str]) -> str:
        return _SIGNS[found[1]] if found[1] else chr(min(int(found[2]), 0x10FFFF))

    return _ESCAPED.sub(one, raw) if "&" in raw else raw
