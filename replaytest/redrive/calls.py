"""Calls of Playwright's API, as far as they say what is a step of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from replaytest.mirror.steps import SAME_TURN_MS
from replaytest.redrive.model import Answer, Kind
from replaytest.redrive.said import Said, moment, real

_VISITS: dict[str, Kind] = {
    "goto": "navigate",
    "reload": "reload",
    "go_back": "back",
    "go_forward": "forward",
}
_GIVERS = ("select_option", "fill", "clear", "set_input_files")
_SETTERS = (*_GIVERS, "set_checked", "check", "uncheck")
# These give an element the focus, and then a value or keys.
_FOCUSING = ("fill", "clear", "select_option", "press", "press_sequentially", "type")
# A page may be told of after the call: it does not wait for it with "commit".
_LATE_MS = 2000
_SKEW_MS = 5


@dataclass(slots=True)
class Call:
    """A call. `at` and `until` are ms since 1970; `used` that a fact was its doing."""

    number: int
    name: str
    at: float
    until: float
    failed: bool
    args: dict[str, Any]
    page: bool = False
    used: bool = False
    node: int = -1

    def spans(self, at: float) -> bool:
        """Say whether it was going on at a time."""
        return self.at - _SKEW_MS <= at <= self.until + _SKEW_MS


class Calls:
    """The calls that one tab tells of, in order of their beginning."""

    def __init__(self, facts: Iterable[Said]) -> None:
        facts = list(facts)
        found = [_call(each) for each in facts if each.what == "call"]
        self.all = sorted(found, key=lambda each: each.at)
        self._sets = [(each.at, each.node) for each in facts if each.what == "set"]
        self._asked = [
            (moment(each.more.get("timestamp")), _page_of(each.text("name")))
            for each in facts
            if each.what == "asked"
        ]
        self._know_fields([each for each in facts if each.what == "typed"])

    def _know_fields(self, typed: list[Said]) -> None:
        """Note what calls have typed into: others got their value from the page."""
        for call in self.all:
            if call.name in _GIVERS:
                # What came just before was typed by the call before.
                into = [s.node for s in typed if call.at < s.at <= call.until]
                call.node = into[-1] if into else -1

    def visit(self, at: float, href: str = "") -> tuple[Kind, Call] | None:
        """Return the call that led to a document, and as what."""
        free = [
            call
            for call in self.all
            if call.name in _VISITS
            and not call.used
            and not self._was_asked_for_before(call, at, href)
        ]
        during = [c for c in free if c.spans(at)]
        after = [c for c in free if c.until < at <= c.until + _LATE_MS]
        call = next(iter(during or after[-1:]), None)
        if call is None:
            return None
        call.used = True
        return _VISITS[call.name], call

    def _was_asked_for_before(self, call: Call, at: float, href: str) -> bool:
        """Say whether a page that came during a call was on its way before that.

        To go back, or forward, may ask for nothing.
        """
        if call.name != "goto":
            return False
        page = _page_of(href)
        began = [w for w, to in self._asked if w is not None and w <= at and to == page]
        return bool(began) and max(began) < call.at - _SKEW_MS

    def unused_visits(self) -> list[tuple[Kind, Call]]:
        """Return the navigations of which no document came."""
        return [
            (_VISITS[call.name], call)
            for call in self.all
            if call.name in _VISITS and not call.used and not call.failed
        ]

    def gave(self, at: float, node: int) -> Call | None:
        """Return the call that gave a node its value, by events that no hand made.

        Those that tick boxes click at them, which is told by itself. Where the recorder
        tells what drivers set, the rest is what the page wrote meanwhile.
        """
        if self._sets and not any(
            each == node and 0 <= at - when <= SAME_TURN_MS for when, each in self._sets
        ):
            return None
        for call in self.all:
            if call.name not in _GIVERS or not call.spans(at):
                continue
            if call.node in (-1, node):
                call.node = node
                return call
        return None

    def focused(self, came: float, used: float) -> bool:
        """Say whether one call gave the focus at a time, and used it at another."""
        return any(
            call.name in _FOCUSING and call.spans(came) and call.spans(used)
            for call in self.all
        )

    def dispatched(self, at: float) -> bool:
        """Say whether a call made an event that no hand made."""
        return any(
            call.name == "dispatch_event" and call.spans(at) for call in self.all
        )

    def named(self, name: str) -> list[Call]:
        """Return the calls of a method that did not fail."""
        return [call for call in self.all if call.name == name and not call.failed]


def _page_of(url: str) -> str:
    return url.partition("#")[0]


def _call(said: Said) -> Call:
    api = said.text("api")
    at = moment(said.more.get("at"))
    begun = said.at if at is None else min(at, said.at)
    lasted = max(real(said.more.get("duration")) or 0.0, 0.0)
    args = said.more.get("args")
    return Call(
        number=said.number,
        name=api.rpartition(".")[2] if _is_ours(api) else "",
        at=begun,
        until=min(begun + lasted, said.at),
        failed=bool(said.more.get("error")),
        args=args if isinstance(args, dict) else {},
        page=api.startswith("Page."),
    )


def _is_ours(api: str) -> bool:
    kind = api.partition(".")[0]
    return kind in ("Page", "Frame", "Locator", "ElementHandle", "Dialog")


def answers(facts: list[Said], calls: Calls) -> list[tuple[float, Answer]]:
    """Return the dialogs of a tab with how they were answered, by time."""
    replies = [call for call in calls.all if call.name in ("accept", "dismiss")]
    found: list[tuple[float, Answer]] = []
    for said in facts:
        if said.what != "dialog" or not isinstance(said.more.get("type"), str):
            continue
        accepted = said.more.get("accepted")
        text = said.more.get("text")
        if not isinstance(accepted, bool):
            call = next((c for c in replies if c.until >= said.at - 1000), None)
            if call is not None:
                replies.remove(call)
                accepted, text = call.name == "accept", call.args.get("promptText")
            else:
                accepted = _unheard(said.text("type"))
        kept = text if isinstance(text, str) else None
        found.append((said.at, Answer(said.text("type"), accepted, kept)))
    return found


def _unheard(kind: str) -> bool | None:
    # There is but one way to answer an alert.
    return True if kind == "alert" else None
