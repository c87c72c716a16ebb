"""Claims: what a test asserts of a page, as code and as a question to a mirror."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from replaytest.codegen.chain import Argument, Chain, expect
from replaytest.codegen.look import Look
from replaytest.codegen.query import Locator
from replaytest.mirror.node import Node


@dataclass(frozen=True, slots=True)
class Claim:
    """A method of `expect(locator)` and what it is given.

    `score` is how telling it is (100: an alert), `node` the node that it is about.
    """

    locator: Locator
    method: str
    given: tuple[Argument, ...] = ()
    score: int = 0
    node: int = 0

    def code(self, page: str) -> Chain:
        """Return the assertion as code."""
        return expect(self.locator.code(page)).call(self.method, *self.given)

    def holds(self, look: Look) -> bool:
        """Say whether it is so on a recorded page, as far as that tells."""
        found = look.find(self.locator)
        if self.method == "to_have_count":
            return len(found) == self.given[0]
        if self.method == "not_to_be_visible":
            return not found or (len(found) == 1 and not look.is_visible(found[0]))
        return len(found) == 1 and _HOLDS[self.method](look, found[0], *self.given)


def _has_attribute(look: Look, node: Node, name: Argument, value: Argument) -> bool:
    del look
    return node.attributes.get(str(name)) == value


_HOLDS: dict[str, Callable[..., bool]] = {
    "to_be_visible": lambda look, node: look.is_visible(node),
    "to_have_text": lambda look, node, text: look.texts.of(node) == text,
    "to_contain_text": lambda look, node, text: text in look.texts.of(node),
    "to_have_value": lambda look, node, text: look.mirror.value(node) == text,
    "to_be_checked": lambda look, node: look.mirror.checked(node),
    "not_to_be_checked": lambda look, node: not look.mirror.checked(node),
    "to_be_disabled": lambda _, node: "disabled" in node.attributes,
    "to_be_enabled": lambda _, node: "disabled" not in node.attributes,
    "to_have_attribute": _has_attribute,
}
