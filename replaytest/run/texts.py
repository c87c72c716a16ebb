"""What a step is to be done to, what it is to type, or where it is to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from replaytest.redrive.evidence import Target
from replaytest.redrive.model import Step
from replaytest.redrive.values import Values
from replaytest.run.address import Addresses
from replaytest.run.reasons import Stopped

ADDRESSED = ("navigate", "reload", "back", "forward")
_OF_THE_PAGE = ("resize", "close", *ADDRESSED)
_AT_ELEMENTS = (
    *("click", "double-click", "context-menu", "tap", "check", "uncheck"),
    *("fill", "select", "files", "drag", "hover"),
)


def target_of(step: Step) -> Target | None:
    """Return the element that a step is done to, None if that is the page.

    Raises `Stopped`: it was done to one, and nobody knows to which.
    """
    target = step.target
    if target is None and step.kind in _AT_ELEMENTS:
        raise Stopped("the recording does not tell which element it was done to")
    at_page = target is None or (target.is_page and step.kind not in _AT_ELEMENTS)
    return None if at_page or step.kind in _OF_THE_PAGE else target


class Texts:
    """Gives each step its text, once: of several values for a field the next one.

    `values` are the user's own for what the recording hides; `note` is told of those
    that had to be made up.
    """

    def __init__(
        self, addresses: Addresses, values: Values, note: Callable[[str], None]
    ) -> None:
        self._addresses = addresses
        self._values = values
        self._note = note
        self._filled: Counter[str] = Counter()

    def of(self, step: Step) -> str:
        """Return the text of a step, "" for none.

        Raises `Stopped`: it is an address that nobody may go to.
        """
        if step.kind in ADDRESSED:
            url = self._addresses.live(step.value or "")
            if step.kind == "navigate" and (why := self._addresses.refusal(url)):
                raise Stopped(why)
            return url
        if step.masked:
            features = step.target.features if step.target else None
            name = step.target.words if step.target else "a field"
            times = self._filled[name]
            self._filled[name] += 1
            value = self._values.of(features, step.value or "", times)
            if value.made:
                self._note(f"what was typed into {name} is made up")
            return value.text
        return step.value or ""
