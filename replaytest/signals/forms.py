"""Form abandonment: something was typed, and the page left without sending it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from replaytest.signals.facts import Deed, Session, TabFacts, Visit
from replaytest.signals.model import Signal
from replaytest.signals.thresholds import Thresholds

_SENDING = ("POST", "PUT", "PATCH")
# A key that was not recorded may have sent the form, if the page changed this soon.
_UNSEEN_ENTER_MS = 1000
Form = tuple[str, str]


@dataclass(slots=True)
class _Attempt:
    first: Deed
    last: Deed


def form_abandonments(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find forms that were begun and left again and again, and not sent in between.

    Limit: `form_abandonments`. Seen are `form` elements that are left by going to
    another page; a session that ends in a form has not left it. Sent means: a click on
    what submits the form, Enter in it, or a request that sends something.
    """
    for tab in session.tabs:
        yield from _of_tab(tab, limits)


def _of_tab(tab: TabFacts, limits: Thresholds) -> Iterator[Signal]:
    begun: dict[Form, _Attempt] = {}
    left: Counter[Form] = Counter()
    for moment in _in_order(tab):
        if isinstance(moment, Deed):
            form = _form(moment)
            if form is None:
                continue
            if _sends(moment):
                begun.pop(form, None)
                left[form] = 0
            elif moment.step.deed == "input":
                attempt = begun.setdefault(form, _Attempt(moment, moment))
                attempt.last = moment
            continue
        for form, attempt in begun.items():
            if _was_sent(tab, attempt, moment):
                left[form] = 0
                continue
            left[form] += 1
            if left[form] == limits.form_abandonments:
                yield _signal(tab, attempt.first, form, left[form])
                left[form] = 0
        begun.clear()


def _in_order(tab: TabFacts) -> list[Deed | Visit]:
    moments: list[Deed | Visit] = [
        *(deed for deed in tab.deeds if deed.element is not None),
        *tab.visits,
    ]
    moments.sort(key=_event)
    return moments


def _event(moment: Deed | Visit) -> int:
    return moment.step.event if isinstance(moment, Deed) else moment.event


def _form(deed: Deed) -> Form | None:
    if deed.element is None or not deed.element.form:
        return None
    # Another query is the same form.
    return re.split(r"[?#]", deed.page, maxsplit=1)[0], deed.element.form


def _sends(deed: Deed) -> bool:
    assert deed.element is not None
    entered = deed.step.deed == "press" and deed.step.detail == "Enter"
    return entered or (deed.step.deed == "click" and deed.element.sends)


def _was_sent(tab: TabFacts, attempt: _Attempt, visit: Visit) -> bool:
    since = attempt.first.step.at
    if any(
        since <= request.started_at <= visit.at and request.method in _SENDING
        for request in tab.requests
    ):
        return True
    keys_known = any(deed.step.deed == "press" for deed in tab.deeds)
    return not keys_known and visit.at - attempt.last.step.at <= _UNSEEN_ENTER_MS


def _signal(tab: TabFacts, deed: Deed, form: Form, times: int) -> Signal:
    assert deed.element is not None
    return Signal(
        "form-abandonment",
        deed.step.at,
        tab.number,
        deed.step.event,
        deed.page,
        f"form {form[1]!r} was begun and left {times} times",
        "medium",
        node_id=deed.element.node_id,
        target=deed.element.text,
        detail={"form": form[1], "times": times},
    )
