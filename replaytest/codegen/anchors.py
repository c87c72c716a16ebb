"""What an element is in, as people say where something is: the dialog, the row."""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.codegen.look import Look
from replaytest.codegen.names import is_telling, marked, named
from replaytest.codegen.query import Query
from replaytest.mirror.node import Node
from replaytest.mirror.words import words

_PLACES = words(
    """alert alertdialog article banner complementary contentinfo dialog feed figure
    form grid group list listbox listitem log main menu menubar navigation radiogroup
    region row search status table tablist tabpanel toolbar tree treegrid treeitem"""
)
# These have no name of their own, or one that is made of all of their text.
_TOLD_BY_CONTENT = words("article listitem row treeitem group form")
_NAMED_BY_CONTENT = words("row treeitem")
_TITLES = words("heading cell rowheader link")
_HIGHEST = 24
_MOST_TITLES = 4


def anchors(
    look: Look, node: Node, *, by_id: bool = False
) -> Iterator[tuple[Node, Query]]:
    """Yield what an element is in that can be told from its like, nearest first.

    With `by_id` these are told by their ids, which is all that some have.
    """
    document = look.document_of(node)
    for count, around in enumerate(look.mirror.ancestors(node)):
        if document is None or not around.tag or count > _HIGHEST:
            return
        told = _ids(look, around) if by_id else _queries(look, around)
        for query in told:
            if look.all(document, query) == [around]:
                yield around, query
                break


def _queries(look: Look, node: Node) -> Iterator[Query]:
    role = look.role(node)
    own = (each for each in named(look, node) if each.way != "text")
    if role not in _PLACES:
        yield from (each for each in own if each.way == "test_id")
    elif role in _TOLD_BY_CONTENT:
        if "aria-label" in node.attributes or "aria-labelledby" in node.attributes:
            yield from own
        for text in _titles(look, node):
            if role in _NAMED_BY_CONTENT:
                yield Query("role", role, text)
            else:
                yield Query("role", role, has_text=text)
    else:
        yield from own
        yield Query("role", role)


def _ids(look: Look, node: Node) -> Iterator[Query]:
    return (each for each in marked(look, node) if each.value[:1] == "#")


def _titles(look: Look, node: Node) -> Iterator[str]:
    """Yield texts by which people would know a row: its heading, its first cells."""
    found = 0
    for each in node.walk():
        if each.tag and each is not node and look.role(each) in _TITLES:
            text = look.texts.of(each)
            if is_telling(text):
                yield text
                found += 1
                if found == _MOST_TITLES:
                    return
    text = look.texts.of(node)
    if is_telling(text):
        yield text
