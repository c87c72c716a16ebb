"""The plan of a session: what was done in all its tabs, to be done again.

    said.py       events as facts            calls.py      Playwright's own calls
    watch.py      one tab's facts, in order  draft.py      steps in the making
    pointer.py    clicks, drags              keys_pressed  keys
    press.py      one press of the pointer   dropped.py    where a drag has ended
    writing.py    what was typed             choosing.py   what was chosen
    rich.py       text edited in the page    committed.py  keys that are guessed
    visits.py     navigations                hover.py      what only prepares
    fields.py     what takes a value         targets.py    evidence of the elements
    missing.py    what nobody recorded       words.py      steps in plain words

rrweb's events are enough; ours make it exact. What had to be guessed says so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from replaytest.mirror.timeline import Timeline
from replaytest.model import Tab
from replaytest.redrive.calls import answers
from replaytest.redrive.draft import Draft
from replaytest.redrive.fields import looks_masked
from replaytest.redrive.missing import missing
from replaytest.redrive.model import Answer, Plan, Step
from replaytest.redrive.said import Said
from replaytest.redrive.targets import Targets
from replaytest.redrive.watch import Watch, facts_in

_OPENED_MS = 50
_SOON_MS = 3000
_OPENING = ("click", "tap", "press", "double-click")
_NO_TARGET = ("navigate", "reload", "back", "forward", "resize", "close")


def plan(
    timelines: Mapping[int, Timeline], tabs: Sequence[Tab] = (), *, level: int = 0
) -> Plan:
    """Return the steps of a session, given the events of its tabs by number.

    `tabs` say which tab opened which, and when; `level` is that of the recording's
    mask rules: from 1 on values that look like masks are taken to be some.
    """
    known = {tab.number: tab for tab in tabs}
    found: list[Step] = []
    facts: dict[int, list[Said]] = {}
    drafts: dict[int, list[Draft]] = {}
    for number in sorted(timelines):
        line = timelines[number]
        told = facts_in(line)
        tab = known.get(number)
        opened = tab is not None and tab.opener in timelines
        watch = Watch(number, line, told, level=level, opened=opened)
        drafts[number] = sorted(watch.drafts(), key=lambda each: (each.at, each.first))
        drafts[number] += _closing(number, watch, timelines)
        _give_answers(drafts[number], answers(told, watch.calls), level)
        facts[number] = told
    _link(drafts, known, timelines)
    for number, line in timelines.items():
        _number(drafts[number], line)
        found += _steps(drafts[number], line, Targets(line, facts[number]))
    found.sort(key=lambda each: (each.at, each.tab, each.first, not each.minor))
    every = [each for told in facts.values() for each in told]
    return Plan(tuple(found), missing(found, every))


def _closing(tab: int, watch: Watch, timelines: Mapping[int, Timeline]) -> list[Draft]:
    """Return the step that closes a tab, if others live on."""
    call = next((call for call in watch.calls.named("close") if call.page), None)
    lives = (
        any(
            line.stamps
            and line.stamps[-1] > call.at
            and line.steps
            and line.steps[-1].at > call.at
            for number, line in timelines.items()
            if number != tab
        )
        if call
        else False
    )
    if call is None or not lives:
        return []
    said = Said(call.number, call.number, call.at, "call")
    return [Draft.of("close", tab, said, exact=True)]


def _give_answers(
    drafts: list[Draft], found: Iterable[tuple[float, Answer]], level: int
) -> None:
    """Attach each dialog to the step during which it came."""
    doers = [each for each in drafts if not each.minor and each.cause is None]
    for at, answer in found:
        before = [each for each in doers if each.at <= at]
        step = before[-1] if before else next(iter(doers), None)
        if step is not None:
            masked = looks_masked(answer.text or "", level)
            step.dialogs.append(replace(answer, masked=masked))


def _link(
    drafts: Mapping[int, list[Draft]],
    tabs: Mapping[int, Tab],
    timelines: Mapping[int, Timeline],
) -> None:
    """Say which step opened which tab."""
    for number, tab in tabs.items():
        if number not in timelines or {tab.opener} - {None, *timelines}:
            continue
        first = next((d for d in drafts[number] if d.kind == "navigate"), None)
        if tab.opener is None:
            doer = _maybe_opener(tab, drafts)
        else:
            before = tab.opened_at + _OPENED_MS
            doers = (d for d in drafts[tab.opener] if not d.minor and d.at <= before)
            doer = next(reversed(list(doers)), None)
        if doer is None:
            continue
        doer.opens.append(number)
        if first is not None and (tab.opener is None or not first.exact):
            first.cause = doer
            if tab.opener is None:
                first.guess = "a tab that began soon after; nothing says who opened it"


def _maybe_opener(tab: Tab, drafts: Mapping[int, list[Draft]]) -> Draft | None:
    """Return the click or key of another tab that may have opened this one.

    Our recorder tells who opens tabs, so what it tells of has opened no other.
    """
    first = min((each.at for each in drafts[tab.number]), default=tab.opened_at)
    found = [
        each
        for number, rows in drafts.items()
        if number != tab.number
        for each in rows
        if each.kind in _OPENING and not each.exact and 0 <= first - each.at <= _SOON_MS
    ]
    return max(found, key=lambda each: each.at, default=None)


def _number(drafts: list[Draft], line: Timeline) -> None:
    """Give each the number of the step of its tab that it is, or prepares."""
    ends = [step.event for step in line.steps]
    for draft in drafts:
        place = bisect_left(ends, draft.anchor)
        draft.number = min(place + 1, max(len(ends), 1))


def _steps(drafts: list[Draft], line: Timeline, targets: Targets) -> list[Step]:
    # In the order of the events, so that the page is built but once more.
    made = {}
    last = max(len(line) - 1, 0)
    for draft in sorted(drafts, key=lambda each: each.first):
        draft.first = min(max(draft.first, 0), last)
        draft.last = min(max(draft.last, draft.first), last)
        made[id(draft)] = _step(draft, targets)
    return [made[id(draft)] for draft in drafts]


def _step(draft: Draft, targets: Targets) -> Step:
    target = to = None
    if draft.kind not in _NO_TARGET and draft.node >= 0:
        target = targets.of(draft, draft.node)
        to = targets.of(draft, draft.to) if draft.to >= 0 else None
    return Step(
        number=draft.number,
        kind=draft.kind,
        tab=draft.tab,
        first=draft.first,
        last=draft.last,
        at=draft.at,
        until=max(draft.until, draft.at),
        target=target,
        to=to,
        value=draft.value,
        values=draft.values,
        indexes=draft.indexes,
        files=draft.files,
        masked=draft.masked,
        typed=draft.typed,
        point=draft.point,
        to_point=draft.to_point,
        by=draft.by,
        button=draft.button,
        modifiers=draft.modifiers,
        dialogs=tuple(draft.dialogs),
        opens=tuple(draft.opens),
        cause=None if draft.cause is None else draft.cause.number,
        minor=draft.minor,
        guess=draft.guess,
    )
