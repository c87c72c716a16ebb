"""One call of a locator, and locators: chains of calls, out of frames first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from replaytest.codegen.chain import Argument, Chain

Way = Literal[
    "test_id", "role", "placeholder", "label", "alt_text", "text", "title", "css"
]


@dataclass(frozen=True, slots=True)
class Query:
    """What `get_by_…` is asked for: `value`, and of a role `name`, None for any.

    `has_text` keeps those that say something, `nth` one of them, None for no such call.
    """

    way: Way
    value: str
    name: str | None = None
    exact: bool = False
    has_text: str = ""
    nth: int | None = None

    def added_to(self, chain: Chain) -> Chain:
        """Return the code of `chain` with this asked of it."""
        method = "locator" if self.way == "css" else f"get_by_{self.way}"
        named: list[tuple[str, Argument]] = []
        if self.name is not None:
            named.append(("name", self.name))
        if self.exact and self.way != "test_id":
            named.append(("exact", True))
        found = chain.call(method, self.value, **dict(named))
        if self.has_text:
            found = found.call("filter", has_text=self.has_text)
        if self.nth == 0:
            return found.get("first")
        return found if self.nth is None else found.call("nth", self.nth)


@dataclass(frozen=True, slots=True)
class Locator:
    """Calls one after the other; `frames` are selectors of the frames around."""

    frames: tuple[str, ...]
    queries: tuple[Query, ...]

    def code(self, page: str) -> Chain:
        """Return it as code, asked of a page."""
        found = Chain(page)
        for frame in self.frames:
            found = found.call("frame_locator", frame)
        for query in self.queries:
            found = query.added_to(found)
        return found
