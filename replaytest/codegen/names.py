"""What names an element: queries for it, best first.

The order is that of Playwright's own generator (packages/injected/src/
selectorGenerator.ts, 1.65), as in suggest.ts of the viewer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from replaytest.codegen.look import TEST_ID, Look
from replaytest.codegen.query import Query, Way
from replaytest.diff.noise import Noise
from replaytest.mirror.aria import collapse
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.redrive.plain import is_generated, is_masked

# Letters: what is longer is no name.
_LONGEST = 80
# What is longer is cut to its first words where these are enough.
_SHORT = 48
_OTHER_TEST_IDS = ("data-test-id", "data-test", "data-cy", "data-qa")
_TYPED = words("input textarea")
_PICTURED = words("area img input")
_PLAIN_ID = re.compile(r"[a-zA-Z][\w-]*")
# Roles of what is typed into or chosen from: their text is their value.
_VALUED = words("select textarea option")
# A lone 0 or x is one.
_LETTERS = re.compile(r"\w.*\w|\*\*")
_noise = Noise()


def named(look: Look, node: Node, *, by_text: bool = True) -> Iterator[Query]:
    """Yield queries for an element by what people call it.

    Without `by_text` it is not told by what is written in it.
    """
    has = node.attributes
    if has.get(TEST_ID):
        yield Query("test_id", has[TEST_ID])
    role, name = look.role(node), look.name(node)
    if role and is_telling(name) and (by_text or not _is_of_text(look, node, name)):
        for part in _parts(name):
            yield Query("role", role, part)
        yield Query("role", role, name, exact=True)
    if node.tag in _TYPED:
        yield from _both("placeholder", has.get("placeholder", ""))
    for label in look.texts.labels(node):
        if not by_text and label.lower() in look.texts.of(node).lower():
            continue
        yield from _both("label", label)
    if node.tag in _PICTURED:
        yield from _both("alt_text", has.get("alt", ""))
    if by_text and node.tag not in _VALUED:
        yield from _both("text", look.texts.of(node))
    yield from _both("title", has.get("title", ""))


def marked(look: Look, node: Node) -> Iterator[Query]:
    """Yield queries for an element by what its authors call it, or by its role."""
    has = node.attributes
    for attribute in _OTHER_TEST_IDS:
        if has.get(attribute):
            yield Query("css", f"[{attribute}={quoted(has[attribute])}]")
    name = has.get("id", "")
    if name and not is_generated(name) and not is_masked(name):
        yield Query("css", by_id(name))
    role = look.role(node)
    if role and role != "generic":
        yield Query("role", role)
    field = has.get("name", "")
    if field and not is_generated(field):
        yield Query("css", f"{node.tag}[name={quoted(field)}]")
    if "-" in node.tag:
        yield Query("css", node.tag)


def path_to(look: Look, node: Node) -> Query:
    """Return the way down to an element, as short as it can be."""
    document = look.document_of(node)
    steps: list[str] = []
    for each in (node, *look.mirror.ancestors(node)):
        if not each.tag:
            break
        steps.insert(0, _step(look, each))
        query = Query("css", " > ".join(steps))
        if document is not None and look.all(document, query) == [node]:
            return query
        if each.is_shadow:
            # Over the border of a shadow only a space reaches.
            steps = [" ".join([steps[0], *steps[1:]]) if len(steps) < 2 else steps[0]]
    query = Query("css", " > ".join(steps))
    found = look.all(document, query) if document is not None else []
    at = next((n for n, each in enumerate(found) if each is node), 0)
    return query if len(found) < 2 else replace(query, nth=at)


def is_telling(text: str) -> bool:
    """Say whether a text is in clear, not too long, and the same in the next run."""
    if not text or len(text) > _LONGEST or has_mask(text):
        return False
    return not _noise.applied("text", text)[1] and not is_noisy(text)


def is_noisy(text: str) -> bool:
    """Say whether something in a text is of its moment, such as a time of day."""
    return _noise.applied("text", text)[0] != text


def has_mask(text: str) -> bool:
    """Say whether something in a text stands in place of what is masked."""
    return any(_LETTERS.search(word) and is_masked(word) for word in text.split())


def by_id(name: str) -> str:
    """Return the selector of an id."""
    return f"#{name}" if _PLAIN_ID.fullmatch(name) else f"[id={quoted(name)}]"


def quoted(text: str) -> str:
    """Return a text as a string of CSS."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + plain.replace("\n", "\\a ") + '"'


def _both(way: Way, text: str) -> Iterator[Query]:
    text = collapse(text)
    if is_telling(text):
        for part in _parts(text):
            yield Query(way, part)
        yield Query(way, text, exact=True)


def _parts(name: str) -> Iterator[str]:
    """Yield a name's first words where it is long, and the name."""
    if len(name) > _SHORT:
        head = name[:_SHORT].rpartition(" ")[0].rstrip(" ,;:-")
        if len(head) > _SHORT / 2:
            yield head
    yield name


def _is_of_text(look: Look, node: Node, name: str) -> bool:
    return name.lower() in look.texts.of(node).lower()


def _step(look: Look, node: Node) -> str:
    name = node.attributes.get("id", "")
    if name and not is_generated(name) and not is_masked(name):
        return by_id(name)
    row = [each for each in look.mirror.siblings(node) if each.tag]
    same = sum(each.tag == node.tag for each in row)
    if same < 2 or not re.fullmatch(r"[\w-]+", node.tag):
        return node.tag
    at = next(n for n, each in enumerate(row, 1) if each is node)
    return f"{node.tag}:nth-child({at})"
