"""A page as a text that people read in a review: an element a line.

It looks like HTML and can be looked at as such, where a policy keeps it from running or
loading anything. What differs between two runs of one build is the name of its noise
rule in angle quotes. A generated id that stands in several places has a number there,
`uuid#2`, so that references can be followed. The state of fields stands in `value`,
`checked`, `selected`. A shadow root is `<#shadow>`, a frame's document `<#document>`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator

from replaytest.diff.compare import read
from replaytest.diff.item import CHOICE, DOCUMENT, SHADOW, TEXT, Item
from replaytest.diff.noise import CLOSE, OPEN, Marks, Noise, placeholder
from replaytest.mirror.forms import selected_options
from replaytest.mirror.html import VOID
from replaytest.mirror.mirror import Mirror

VERSION = 1
HEAD = (
    f"<!-- replaytest DOM baseline {VERSION}; renew: pytest --update-snapshots -->",
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">',
)
INDENT = "  "
_PLACEHOLDER = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]+){CLOSE}")
# Line ends are escaped everywhere: git may change them, and each has its own line.
_TEXT = {ord(sign): f"&#{ord(sign)};" for sign in "\n\r\t"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}
_VALUE = _TEXT | {ord('"'): "&quot;"}
_IN_NAME = re.compile(r"[^\w:.@#()\[\]*$-]")
_IN_TAG = re.compile(r"[^\w:.-]")
# After the tag of an element with something in it that HTML has nothing in.
FULL = "#"


def written(mirror: Mirror, noise: Noise) -> str:
    """Return the text of a page; equal pages have equal texts, with few exceptions.

    The exceptions are classes that hold generated names: those stay in their order.
    """
    root, _ = read(mirror, Mirror(), noise=noise)
    return "\n".join((*HEAD, *_Writer(mirror, noise, root).lines(root), ""))


class _Writer:
    def __init__(self, mirror: Mirror, noise: Noise, root: Item) -> None:
        self._mirror = mirror
        self._noise = noise
        self._selected: set[int] = set()
        self._numbers: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._seen = Counter(
            mark
            for item in root.walk()
            for marks in (item.marks or {}).values()
            for mark in marks
        )

    def lines(self, root: Item) -> Iterator[str]:
        """Yield the lines of what is in a document, each indented. No recursion."""
        stack: list[tuple[int, Item | str]] = [(0, i) for i in reversed(root.children)]
        while stack:
            depth, item = stack.pop()
            indent = INDENT * depth
            if isinstance(item, str):
                yield f"{indent}</{item}>"
            elif item.tag == TEXT:
                yield indent + self._text(item)
            else:
                tag = _tag(item)
                start = f"{indent}<{tag}{self._facts(item)}>"
                only = item.children[0] if len(item.children) == 1 else None
                if only is not None and only.tag == TEXT:
                    yield f"{start}{self._text(only)}</{tag}>"
                elif item.children:
                    yield start
                    stack.append((depth, tag))
                    stack += [(depth + 1, each) for each in reversed(item.children)]
                else:
                    yield start if item.tag in VOID else f"{start}</{tag}>"

    def _text(self, item: Item) -> str:
        marks = (item.marks or {}).get("", ())
        return self._numbered(item.text, marks).translate(_TEXT)

    def _facts(self, item: Item) -> str:
        if item.tag == "select":
            self._choose(item)
        found = ""
        for name, value in item.facts:
            if item.tag == "select" and name == "value":
                continue  # its options say so
            marks = (item.marks or {}).get(name, ())
            told = (value, marks)
            if name == "class" and marks:
                told = self._in_order(item)
            shown = self._numbered(*told).translate(_VALUE)
            found += f' {_name(name)}="{shown}"' if shown else f" {_name(name)}"
        return f"{found} selected" if item.node in self._selected else found

    def _choose(self, item: Item) -> None:
        node = self._mirror.get(item.node)
        if node is not None:
            chosen = selected_options(self._mirror, node)
            self._selected.update(each.id for each in chosen)

    def _in_order(self, item: Item) -> tuple[str, Marks]:
        """Return classes as the page has them: what was renamed is told in that order.

        An item's are sorted, and two that differ in their hash alone are one.
        """
        node = self._mirror.get(item.node)
        raw = "" if node is None else node.attributes.get("class", "")
        value, marks = self._noise.applied("class", raw)
        return " ".join(value.split()), marks

    def _numbered(self, value: str, marks: Marks) -> str:
        waiting: defaultdict[str, deque[str]] = defaultdict(deque)
        for rule, raw in marks:
            if rule != CHOICE:
                waiting[rule].append(raw)

        def one(found: re.Match[str]) -> str:
            rule = found[1]
            if not waiting[rule]:
                return found[0]
            raw = waiting[rule].popleft()
            if self._seen[rule, raw] < 2:
                return found[0]  # nothing refers to it
            known = self._numbers[rule]
            return numbered(rule, known.setdefault(raw, len(known) + 1))

        return _PLACEHOLDER.sub(one, value) if waiting else value


def numbered(rule: str, number: int) -> str:
    """Return what stands for a generated value that can be in several places."""
    return placeholder(f"{rule}#{number}")


def _tag(item: Item) -> str:
    if item.tag in (DOCUMENT, SHADOW):
        return item.tag
    tag = _IN_TAG.sub(_escaped, item.tag)
    return tag + FULL if item.tag in VOID and item.children else tag


def _name(name: str) -> str:
    """Return the name of an attribute; pages can make names of anything."""
    return _IN_NAME.sub(_escaped, name)


def _escaped(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"
