"""Layout jumps and long tasks: a page that moves, and one that stands still.

A recording has no boxes, so that a jump is known in two ways only: where the page
measured it (a `layout-shift` PerformanceObserver, told as `replaytest/vitals@1`), or by
what stands to reason: something came in before the very element that was clicked a
moment later. The second says `measured: false`; whether anything really moved depends
on styles. Jumps under nobody's pointer are not seen that way.
"""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.signals.facts import Click, Inserted, Session, TabFacts, Vital
from replaytest.signals.model import Kind, Severity, Signal
from replaytest.signals.thresholds import Thresholds


def layout_jumps(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find measured layout shifts, and clicks on what had probably just moved.

    Limits: `layout_shift`; `layout_jump_ms`, `layout_input_ms`.
    """
    for tab, vital in session.each("vitals"):
        if vital.name == "shift" and vital.value >= limits.layout_shift:
            yield _measured(
                "layout-jump",
                tab,
                vital,
                f"the layout shifted by {vital.value:.2f}",
                "medium",
                score=vital.value,
                measured=True,
            )
    for tab, click in session.each("clicks"):
        pushed = _pushed_by(click, limits)
        if pushed is not None:
            late = click.at - pushed.at
            yield Signal(
                "layout-jump",
                click.at,
                tab.number,
                click.event,
                click.page,
                f"{pushed.text} came in before {click.element.text} "
                f"{late / 1000:.1f} s before it was clicked",
                "low",
                node_id=click.element.node_id,
                target=click.element.text,
                detail={"ms": late, "inserted": pushed.node_id, "measured": False},
            )


def _pushed_by(click: Click, limits: Thresholds) -> Inserted | None:
    for each in click.inserted:
        recent = click.at - each.at <= limits.layout_jump_ms
        by_itself = each.idle_ms is None or each.idle_ms >= limits.layout_input_ms
        if recent and by_itself:
            return each
    return None


def long_tasks(session: Session, limits: Thresholds) -> Iterator[Signal]:
    """Find long tasks, where the page told them (`replaytest/vitals@1`).

    Limit: `long_task_ms`; five times as long is worse.
    """
    for tab, vital in session.each("vitals"):
        if vital.name == "longtask" and vital.value >= limits.long_task_ms:
            yield _measured(
                "long-task",
                tab,
                vital,
                f"the page stood still for {vital.value:.0f} ms",
                "medium" if vital.value >= 5 * limits.long_task_ms else "low",
                ms=vital.value,
            )


def _measured(
    kind: Kind,
    tab: TabFacts,
    vital: Vital,
    text: str,
    severity: Severity,
    **detail: object,
) -> Signal:
    return Signal(
        kind,
        vital.at,
        tab.number,
        vital.event,
        tab.page_at(vital.at),
        text,
        severity,
        detail=detail,
    )
