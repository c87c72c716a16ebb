"""What is asserted after each step: what it led to and what it changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from replaytest.codegen.address import Address, relative
from replaytest.codegen.chain import Chain
from replaytest.codegen.changed import arrived, telling
from replaytest.codegen.claims import Claim
from replaytest.codegen.locators import locator_of
from replaytest.codegen.moments import Moments
from replaytest.codegen.names import has_mask
from replaytest.model import Tab
from replaytest.redrive.model import Plan, Step

# Of fields that are filled one after the other only what stands out is asserted.
_LEAST = {
    "hover": 50,
    "fill": 50,
    "insert": 50,
    "select": 40,
    "check": 40,
    "uncheck": 40,
}
_LEAST_OF_OTHERS = 30
_VISITS = ("navigate", "reload", "back", "forward")
# Texts typed of late, which a page that tells them again has taken.
_REMEMBERED = 12
# Tabs that close so late close with the context.
_ENDING_MS = 300


class Asserted(Protocol):
    """Something that can be asserted of a page."""

    def code(self, page: str) -> Chain:
        """Return it as code."""


class Assertions:
    """Finds what to assert, asked once for each step in the order of the plan."""

    def __init__(
        self, plan: Plan, moments: Moments, tabs: Sequence[Tab], origin: str
    ) -> None:
        self._plan = plan
        self._moments = moments
        self._tabs: Mapping[int, Tab] = {tab.number: tab for tab in tabs}
        self._origin = origin
        self._urls: dict[int, str] = {}
        self._typed: deque[str] = deque(maxlen=_REMEMBERED)
        self._last: list[Claim] = []
        self._own: list[Claim] = []

    def after(self, step: Step, following: Step | None) -> list[tuple[int, Asserted]]:
        """Return what to assert after a step, each with the tab that it is about."""
        self._remember(step)
        if step.kind == "close":
            return []
        if step.kind in _VISITS:
            found = list(self._of_visit(step, following))
        else:
            found = list(self._of_deed(step, following))
        claims = [each for _, each in found if isinstance(each, Claim)]
        self._last = claims or self._last
        if step.kind in ("fill", "insert"):
            self._own = self._of_typed(step, following)
        for tab in step.opens:
            found += [(tab, each) for each in self._of_opened(tab, following)]
        return found

    def _of_visit(
        self, step: Step, following: Step | None
    ) -> Iterator[tuple[int, Asserted]]:
        if step.value:
            self._urls[step.tab] = step.value
        is_left = following is not None and following.tab == step.tab
        if step.kind in ("back", "forward"):
            yield from self._changes(step.tab, step, following)
            return
        after = self._moments.after(step.tab, following)
        if step.kind == "reload":
            # What was so before is to be so still.
            kept = [each for each in (*self._last, *self._own) if each.holds(after)]
            found = kept or (arrived(None, after) if following is None else [])
            yield from ((step.tab, each) for each in found)
        elif following is None or not is_left or following.kind in _VISITS:
            yield from ((step.tab, each) for each in arrived(None, after))

    def _of_deed(
        self, step: Step, following: Step | None
    ) -> Iterator[tuple[int, Asserted]]:
        if not self._is_closed(step.tab, following):
            address = self._led_to(step, following)
            if address is not None:
                before = self._moments.before(step.tab, step)
                after = self._moments.after(step.tab, following)
                yield step.tab, address
                yield from ((step.tab, each) for each in arrived(before, after))
                return
            found = list(self._changes(step.tab, step, following))
            if found:
                yield from found
                return
        for tab in self._tabs:
            is_open = not self._is_closed(tab, following) and tab in self._urls
            if is_open and tab != step.tab and tab not in step.opens:
                yield from self._changes(tab, step, following)

    def _of_opened(self, tab: int, following: Step | None) -> list[Claim]:
        used = any(s.tab == tab and s.cause is None for s in self._plan.steps)
        if used or self._is_closed(tab, following):
            return []
        return arrived(None, self._moments.after(tab, following))

    def _led_to(self, step: Step, following: Step | None) -> Address | None:
        """Return the address that a step has led its tab to, None for no other one."""
        until = following.at if following else float("inf")
        urls = [
            each.value
            for each in self._plan.steps
            if each.cause == step.number
            and each.tab == step.tab
            and each.value
            and step.at <= each.at <= until
        ]
        if not urls or urls[-1] == self._urls.get(step.tab):
            return None
        self._urls[step.tab] = urls[-1]
        stays = any(
            each.tab == step.tab and each.cause is None and each.at > step.at
            for each in self._plan.steps
        )
        return Address(relative(urls[-1], self._origin), waits=stays)

    def _changes(
        self, tab: int, step: Step, following: Step | None
    ) -> Iterator[tuple[int, Asserted]]:
        moments = self._moments
        first, last = moments.position(tab, step), moments.position(tab, following)
        is_new = any(each.cause == step.number for each in self._plan.steps)
        if not (is_new or moments.mutated(tab, first, last - 1)):
            return
        own = step.target.node_id if step.target and step.tab == tab else None
        found = telling(
            moments.before(tab, step),
            moments.after(tab, following),
            own=own,
            restless=moments.restless(tab, step, following),
            typed=tuple(self._typed),
            least=_LEAST.get(step.kind, _LEAST_OF_OTHERS),
        )
        yield from ((tab, each) for each in found)

    def _of_typed(self, step: Step, following: Step | None) -> list[Claim]:
        """Return the claim that a field has what was typed, to be made later."""
        if step.target is None or step.masked or not (step.value or "").strip():
            return []
        after = self._moments.after(step.tab, following)
        node = after.mirror.get(step.target.node_id)
        locator = None if node is None else locator_of(after, node)
        if node is None or locator is None:
            return []
        is_field = node.tag in ("input", "textarea")
        value = after.mirror.value(node) if is_field else step.value
        text = (value or "").strip()
        method = "to_have_value" if is_field else "to_contain_text"
        return [] if has_mask(text) else [Claim(locator, method, (text,))]

    def _is_closed(self, tab: int, following: Step | None) -> bool:
        known = self._tabs.get(tab)
        if known is None or known.closed_at is None:
            return False
        if following is not None:
            return known.closed_at <= following.at
        last = max(each.closed_at or 0 for each in self._tabs.values())
        return known.closed_at < last - _ENDING_MS

    def _remember(self, step: Step) -> None:
        if step.kind in ("fill", "insert") and step.value and not step.masked:
            self._typed.append(step.value.strip())
        self._typed += step.values
        self._typed += [file.name for file in step.files]
