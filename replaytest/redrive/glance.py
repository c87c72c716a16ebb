"""A first glance at thousands of elements, to look closely at some dozens.

What is cheap to ask is asked of all; where that leaves too many that are equally good,
what is beside them decides.
"""

from __future__ import annotations

from replaytest.mirror.node import Node
from replaytest.redrive.features import Features, Reader, address, test_id
from replaytest.redrive.kinds import group
from replaytest.redrive.plain import words_of


def nearest(reader: Reader, own: Features, most: int) -> list[Node]:
    """Return at most `most` elements that could be like `own`, most promising first.

    They are used in the same way, or have its test id or its id.
    """
    pool = reader.group(own.group)
    if len(pool) > most:
        pool = _best(reader, own, pool, most)
    return [*pool, *_called_the_same(reader, own, pool)]


def _best(reader: Reader, own: Features, pool: list[Node], most: int) -> list[Node]:
    words = words_of(own.text)
    scored = [(_score(reader, own, words, each), each) for each in pool]
    scored.sort(key=lambda pair: -pair[0])
    worst = scored[most - 1][0]
    if scored[most][0] < worst:
        return [each for _, each in scored[:most]]
    better = [each for score, each in scored if score > worst]
    equal = [each for score, each in scored if score == worst]
    equal.sort(key=lambda each: -len(own.beside & reader.around.beside(each)))
    return [*better, *equal][:most]


def _score(reader: Reader, own: Features, words: frozenset[str], node: Node) -> float:
    has = node.attributes
    text = reader.around.text(node)
    score = 2.0 * (text == (own.text or own.shape) != "")
    if not score and words:
        theirs = words_of(text)
        score = 1.5 * len(words & theirs) / len(words | theirs)
    for name, known, weight in (
        ("id", own.id, 2.0),
        ("name", own.name, 1.0),
        ("placeholder", own.placeholder, 1.0),
        ("title", own.title, 0.5),
        ("alt", own.alt, 0.5),
        ("value", own.value, 0.5),
    ):
        if known and has.get(name) == known:
            score += weight
    if own.testid and test_id(node) == own.testid:
        score += 3.0
    if own.href and address(has.get("href", "")) == own.href:
        score += 1.0
    if own.label and reader.around.label(node) == own.label:
        score += 2.0
    if own.row:
        score += 1.5 * len(own.row & reader.around.row(node)) / len(own.row)
    return score + 0.5 * (node.tag == own.tag)


def _called_the_same(reader: Reader, own: Features, pool: list[Node]) -> list[Node]:
    """Return what has the test id or the id and is used in another way."""
    if not own.testid and not own.id:
        return []
    known = {each.id for each in pool}
    return [
        node
        for node in reader.called(own.testid, own.id)
        if node.id not in known and group(node) != own.group
    ]
