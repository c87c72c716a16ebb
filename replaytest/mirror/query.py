"""CSS selectors on the mirror.

As with Playwright's selectors, open shadow roots are searched too, and a selector's
parts may lie on both sides of one. Other than there, frames are searched as well; no
selector reaches across a frame's border.
"""

from __future__ import annotations

from replaytest.errors import UsageError
from replaytest.mirror.match import Matcher
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.pseudo import KNOWN
from replaytest.mirror.selector import Selector, SelectorError, parse_selectors
from replaytest.rrweb import NodeType


def select(mirror: Mirror, selector: str, root: Node | None = None) -> list[Node]:
    """Return the elements that match, in document order, shadow roots first.

    Only what is below `root` is found, by default the whole page; `:scope` is `root`.
    Raises `UsageError` for a selector that is none or asks for what no recording has.
    """
    selectors = _parsed(selector)
    start = mirror.document if root is None else root
    if start is None:
        return []
    matcher = Matcher(mirror, pierce=True, scope=root)
    return [
        node
        for node in start.walk()
        if node.kind == NodeType.ELEMENT
        and node is not root
        and any(matcher.matches(node, each) for each in selectors)
    ]


def _parsed(text: str) -> tuple[Selector, ...]:
    try:
        found = parse_selectors(text)
        for each in found:
            _check(each)
    except SelectorError as error:
        raise UsageError(
            f"{text!r} is no CSS selector that can be asked of a recording: {error}",
            fix="tags, #id, .class, [attribute=value], :not(), :is(), :has(),"
            " :nth-child() and the like can be used",
        ) from error
    return found


def _check(selector: Selector) -> None:
    if selector.pseudo_element:
        raise SelectorError(f"::{selector.pseudo_element} is no element of the page")
    for _, tests in selector.compounds:
        for test in tests:
            if test.kind == "pseudo" and test.name not in KNOWN:
                raise SelectorError(f":{test.name} is not known here")
            for inner in test.inner:
                _check(inner)
