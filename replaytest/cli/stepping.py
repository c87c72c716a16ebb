"""`steps`: what was done, step by step, in plain words."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.output import clean, put_json, say
from replaytest.cli.showing import one_recording, tell_skipped

if TYPE_CHECKING:
    from replaytest.mirror.steps import Step as MirrorStep
    from replaytest.mirror.timeline import Timeline
    from replaytest.redrive.evidence import Target
    from replaytest.redrive.model import Plan, Step


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "steps",
        help="print what was done, step by step",
        description="Print the steps of one tab: number, seconds since the start, what "
        "was done to which element, and what came of it. It is what a re-drive does "
        "again. What the events do not say, and was worked out, is called a guess.",
        epilog="example: replaytest steps test_pays",
        allow_abbrev=False,
    )
    verb.add_argument("what", metavar="WHAT", help=WHAT)
    verb.add_argument("--tab", type=int, metavar="N", help="default: the first")
    verb.add_argument(
        "--all",
        action="store_true",
        help="also what only prepares steps (hovering, focus, scrolling, the size of "
        "the window), and pages that a step has led to",
    )
    verb.add_argument(
        "--json", action="store_true", help="NDJSON on stdout: a step a line"
    )
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the steps of a tab."""
    from replaytest.timelines import plan_of, timeline

    recording = one_recording(options)
    tab = recording.chosen_tab(options.tab)
    plan = plan_of(recording)
    line = timeline(recording, tab)
    own = [each for each in plan.steps if each.tab == tab]
    for step in own:
        since = (step.at - recording.started_at) / 1000
        if options.json:
            if options.all or not step.minor:
                put_json(_json(step, line, round(since, 3)))
        elif options.all or not (step.minor or _is_shown_by_another(step, own)):
            number = step.number if _own(step, line) else ""
            print(f"{number:>4}  {since:9.3f}  {clean(_row(step, plan))}")
    for each in plan.missing:
        say(f"not recorded: {each}")
    tell_skipped(recording)
    return 0


def _own(step: Step, line: Timeline) -> MirrorStep | None:
    """Return the numbered step of its tab that this is, None for none."""
    if step.minor or step.number > len(line.steps):
        return None
    known = line.steps[step.number - 1]
    return known if step.first <= known.event <= step.last else None


def _is_shown_by_another(step: Step, own: Sequence[Step]) -> bool:
    """Say whether a page was led to by a step that is printed here."""
    return step.cause is not None and any(
        each.number == step.cause and each.at <= step.at and each is not step
        for each in own
    )


def _row(step: Step, plan: Plan) -> str:
    from replaytest.redrive.words import led_to, told

    row = told(step)
    if step.cause is not None:
        guess = f"  [guess: {step.guess}]" if step.guess else ""
        return f"({row}, by step {step.cause}{_of_tab(step, plan)}){guess}"
    if not step.minor:
        for each in plan.steps:
            led = each.tab == step.tab and each.cause == step.number
            if led and each.at >= step.at and not _of_tab(each, plan):
                row += f" → {led_to(each)}"
    for number in step.opens:
        row += f" → tab {number}"
    return f"{row}  [guess: {step.guess}]" if step.guess else row


def _of_tab(step: Step, plan: Plan) -> str:
    """Say of which tab the step is that has opened this one's tab."""
    first = next(each for each in plan.steps if each.tab == step.tab)
    opener = next((each for each in plan.steps if step.tab in each.opens), None)
    return f" of tab {opener.tab}" if opener is not None and step is first else ""


def _json(step: Step, line: Timeline, since: float) -> dict[str, Any]:
    known = _own(step, line)
    detail = step.value if step.kind in ("navigate", "press") else ""
    return {
        "number": step.number,
        "at": since,
        "deed": known.deed if known else step.kind,
        "event": known.event if known else step.last,
        "node": step.target.hit if step.target else None,
        "target": _words(step.target) or "",
        "detail": detail or "",
        "kind": step.kind,
        "tab": step.tab,
        "first": step.first,
        "last": step.last,
        "value": step.value,
        "values": step.values,
        "masked": step.masked,
        "typed": step.typed,
        "files": [
            {"name": each.name, "type": each.type, "size": each.size}
            for each in step.files
        ],
        "to": _words(step.to),
        "point": step.point,
        "to_point": step.to_point,
        "button": step.button,
        "modifiers": step.modifiers,
        "dialogs": [
            {"type": each.type, "accepted": each.accepted, "text": each.text}
            for each in step.dialogs
        ],
        "opens": step.opens,
        "cause": step.cause,
        "minor": step.minor,
        "guess": step.guess,
    }


def _words(target: Target | None) -> str | None:
    return None if target is None else target.words
