"""A signal: one thing that went wrong, or that somebody struggled with."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "rage-click",
    "dead-click",
    "slow-click",
    "mouse-thrash",
    "u-turn",
    "error-after-action",
    "exception",
    "console-error",
    "failed-request",
    "slow-response",
    "form-abandonment",
    "layout-jump",
    "blank-page",
    "long-task",
]
Severity = Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Signal:
    """What was found at event `event` of a tab, `at` ms since 1970.

    `node_id` is the element's, valid in this tab at that moment, None if there is none;
    `target` is the element in words (`button "Pay"`), `page` the URL it was on. `text`
    says the whole in one line. `detail` holds what was measured, times in ms.
    """

    kind: Kind
    at: float
    tab: int
    event: int
    page: str
    text: str
    severity: Severity
    node_id: int | None = None
    target: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the signal as JSON has it."""
        return asdict(self)
