"""The locator of an element: the best that finds it alone on its recorded page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from replaytest.codegen.anchors import anchors
from replaytest.codegen.look import Look
from replaytest.codegen.names import marked, named, path_to, quoted
from replaytest.codegen.query import Locator, Query
from replaytest.mirror.node import Node

_MOST_SCOPED = 4


def locator_of(look: Look, node: Node, *, by_text: bool = True) -> Locator | None:
    """Return what finds an element and nothing else, None if it is in no page.

    In Playwright's order: test id, role and name and what else people call it; the
    same in what it is in; its id or role alone; the one of several; the way to it.
    Without `by_text` it is not told by what is written in it.
    """
    document = look.document_of(node)
    frames = None if document is None else frames_of(look, document)
    if document is None or frames is None:
        return None
    return Locator(frames, _queries(look, document, node, by_text=by_text))


def scoped(look: Look, node: Node) -> Locator | None:
    """Return what finds an element inside of what it is in, None for no such way."""
    document = look.document_of(node)
    frames = None if document is None else frames_of(look, document)
    if document is None or frames is None:
        return None
    own = list(named(look, node))
    queries = next(_in_anchors(look, document, node, own), None)
    return None if queries is None else Locator(frames, queries)


def frames_of(look: Look, document: Node) -> tuple[str, ...] | None:
    """Return the selectors of the frames that a document is in, outermost first.

    None if a frame is in no page.
    """
    found: list[str] = []
    while document is not look.mirror.document:
        host = look.mirror.parent(document)
        outer = None if host is None else look.document_of(host)
        if host is None or outer is None:
            return None
        found.insert(0, _frame(look, outer, host))
        document = outer
    return tuple(found)


def _queries(
    look: Look, document: Node, node: Node, *, by_text: bool
) -> tuple[Query, ...]:
    own = list(named(look, node, by_text=by_text))
    marks = list(marked(look, node))
    ways = (
        _alone(look, document, node, own),
        _in_anchors(look, document, node, own),
        _alone(look, document, node, marks),
        _in_anchors(look, document, node, own, by_id=True),
        _in_anchors(look, document, node, marks),
        _one_of_several(look, document, node, [*own, *marks]),
    )
    return next(chain.from_iterable(ways), (path_to(look, node),))


def _alone(
    look: Look, document: Node, node: Node, queries: list[Query]
) -> Iterator[tuple[Query, ...]]:
    for query in queries:
        if look.all(document, query) == [node]:
            yield (query,)


def _one_of_several(
    look: Look, document: Node, node: Node, queries: list[Query]
) -> Iterator[tuple[Query, ...]]:
    for query in queries:
        found = look.all(document, query)
        at = next((n for n, each in enumerate(found) if each is node), None)
        if at is not None and not query.exact:
            yield (replace(query, nth=at),)


def _in_anchors(
    look: Look, document: Node, node: Node, own: list[Query], *, by_id: bool = False
) -> Iterator[tuple[Query, ...]]:
    if not own:
        return
    for count, (_, anchor) in enumerate(anchors(look, node, by_id=by_id)):
        if count == _MOST_SCOPED:
            return
        for query in own:
            if look.found(document, (anchor, query)) == [node]:
                yield anchor, query


def _frame(look: Look, document: Node, host: Node) -> str:
    """Return a selector that finds a frame alone."""
    has = host.attributes
    for name in ("title", "id", "name"):
        if has.get(name):
            is_plain = name == "id" and has[name].isidentifier()
            selector = f"#{has[name]}" if is_plain else f"[{name}={quoted(has[name])}]"
            for each in (selector, host.tag + selector):
                if look.all(document, Query("css", each)) == [host]:
                    return each
    same = [n for n in look.elements(document) if n.tag == host.tag]
    if len(same) < 2:
        return host.tag
    query = path_to(look, host)
    return query.value if query.nth is None else f"{query.value} >> nth={query.nth}"
