"""What can be claimed of an element that is new, or says something new."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replaytest.codegen.claims import Claim
from replaytest.codegen.locators import frames_of, locator_of
from replaytest.codegen.look import TEST_ID, Look
from replaytest.codegen.names import is_telling
from replaytest.codegen.query import Locator, Query
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

# How telling a change is by the role of what has changed: our judgement, tried on the
# sample site. Above others is what a page says to be noticed.
_SCORES = {
    "alert": 100,
    "alertdialog": 100,
    "status": 95,
    "dialog": 90,
    "heading": 80,
    "cell": 50,
    "row": 45,
    "listitem": 45,
    "link": 40,
    "button": 40,
    "option": 30,
}
_SPOKEN = words("alert status")
_TEXT, _TOLD = 55, 60
_TITLED_BY_AUTHOR = 75
_BARE_ROLE = 40
# A first heading goes before the others, and a text before the id of its element.
_MORE = 3
# Of a message only its beginning has to be the same.
_LONGEST = 80
_UNDER_WAY = re.compile(
    r"(?i)(?:loading|saving|sending|searching|please wait|one moment|checking)\b"
)
_BUSY = re.compile(r"(?i)\b(?:busy|loading|loader|spinner|skeleton|pending)\b")
_SENTENCE = re.compile(r"[^\W\d]{2,}\W+[^\W\d]{2,}")
_FOR_A_START = re.compile(r"(.{12,70}?[.!?])\s")


def claims_of(look: Look, node: Node) -> Iterator[Claim]:
    """Yield claims of an element that would tell that it is there, best first."""
    role, text = look.role(node), look.texts.of(node)
    if not is_steady(look, node, text) or not look.is_visible(node):
        return
    score = _SCORES.get(role, 0)
    if role in _SPOKEN:
        yield from _says(look, node, text, score)
    elif role in ("dialog", "alertdialog"):
        yield from _there(look, node, score)
    elif is_telling(text):
        if role == "heading" and node.tag[0] == "h":
            score += max(0, _MORE + 1 - int(node.tag[1:]))
        is_leaf = _is_leaf(node)
        if is_leaf and role != "heading":
            yield from _reads(look, node, text, score)
        if is_leaf or role in _SCORES:
            yield from _there(look, node, score or _TEXT)
    elif _is_leaf(node) and len(text) > _LONGEST:
        yield from _begins(look, node, _start_of(text))


def most_of(look: Look, node: Node) -> int:
    """Return a score that no claim of an element exceeds, 0 where there is none.

    It costs little, and so says for which elements to look for claims first.
    """
    role = look.role(node)
    most = _SCORES.get(role, 0)
    if role == "heading" or role in _SPOKEN:
        return most + _MORE
    if not _is_leaf(node):
        return most
    has = node.attributes
    is_titled = TEST_ID in has or "aria-label" in has or "aria-labelledby" in has
    return max(most, _TITLED_BY_AUTHOR if is_titled else _TOLD)


def is_steady(look: Look, node: Node, text: str) -> bool:
    """Say whether what an element says is no passing state, such as "Loading"."""
    if text.endswith(("…", "...")) or _UNDER_WAY.match(text):
        return False
    for around in (node, *look.mirror.ancestors(node)):
        if around.kind != NodeType.ELEMENT:
            return True
        busy = around.attributes.get("aria-busy", "").lower() == "true"
        if busy or _BUSY.search(around.attributes.get("class", "")):
            return False
    return True


def is_plain(locator: Locator) -> bool:
    """Say whether a person would point at something this way."""
    last = locator.queries[-1]
    counted = any(each.nth is not None for each in locator.queries)
    is_path = last.way == "css" and (" " in last.value or last.value.isalpha())
    return not counted and not is_path


def _reads(look: Look, node: Node, text: str, score: int) -> Iterator[Claim]:
    """Yield the claim that a known place reads so: better than that a text is there.

    By an id only where the text is a number or the like, which may be there twice.
    """
    locator = locator_of(look, node, by_text=False)
    if locator is None or not is_plain(locator):
        return
    way = locator.queries[-1].way
    if way in ("test_id", "label"):
        score = max(score, _TITLED_BY_AUTHOR)
    elif way == "css" and _SENTENCE.search(text):
        score = _TEXT - 1
    elif way == "role" and locator.queries[-1].name is None:
        score = _BARE_ROLE
    else:
        score = max(score, _TOLD)
    yield Claim(locator, "to_have_text", (text,), score, node.id)


def _says(look: Look, node: Node, text: str, score: int) -> Iterator[Claim]:
    """Yield claims of what is spoken, by the role alone where that is the only one."""
    locator = locator_of(look, node, by_text=False)
    start = text if len(text) <= _LONGEST else _start_of(text)
    if locator is None or not is_telling(start):
        return
    if locator.queries[-1].way == "css":
        by_role = Locator(locator.frames, (Query("role", look.role(node)),))
        if look.find(by_role) == [node]:
            locator = by_role
        else:
            yield from _begins(look, node, start, score + 1)
    if is_plain(locator):
        method = "to_have_text" if start == text else "to_contain_text"
        yield Claim(locator, method, (start,), score, node.id)


def _begins(look: Look, node: Node, start: str, score: int = _TEXT) -> Iterator[Claim]:
    """Yield the claim that an element is there by the beginning of its text."""
    document = look.document_of(node)
    frames = None if document is None else frames_of(look, document)
    if frames is not None and is_telling(start):
        locator = Locator(frames, (Query("text", start),))
        if look.find(locator) == [node]:
            yield Claim(locator, "to_be_visible", (), score, node.id)


def _start_of(text: str) -> str:
    found = _FOR_A_START.match(text)
    return found[1] if found else text[:60].rpartition(" ")[0]


def _there(look: Look, node: Node, score: int) -> Iterator[Claim]:
    locator = locator_of(look, node)
    if locator is not None and is_plain(locator):
        yield Claim(locator, "to_be_visible", (), score, node.id)


def _is_leaf(node: Node) -> bool:
    """Say whether a text is right in an element, as in a line of text."""
    return any(
        child.kind == NodeType.TEXT and child.content.strip() for child in node.children
    )
