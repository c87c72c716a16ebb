"""What is to be done again: steps, and the plan of a session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from replaytest.redrive.evidence import Target

Kind = Literal[
    "navigate",
    "reload",
    "back",
    "forward",
    "click",
    "double-click",
    "context-menu",
    "tap",
    "fill",
    "insert",
    "press",
    "select",
    "check",
    "uncheck",
    "files",
    "drag",
    "hover",
    "focus",
    "scroll",
    "resize",
    "close",
]
Button = Literal["left", "middle", "right"]


@dataclass(frozen=True, slots=True)
class Answer:
    """How a dialog of the browser was answered; None for unknown.

    `text` is what was typed into a prompt.
    """

    type: str
    accepted: bool | None = None
    text: str | None = None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file that was chosen: `name` is "" where names are not recorded."""

    name: str
    type: str
    size: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do in tab `tab`.

    `number` is that of `replaytest steps`; a `minor` step (hover, focus, scroll,
    resize) has the number of the step that it prepares. `first` and `last` are the
    numbers of its events in the tab: the page before it is the one before event
    `first`. `at` and `until` are their times in ms since 1970.

    `target` is what is known of the element it was done to, `to` of where it was
    dropped. `value` is the text that a field has afterwards ("fill"; `typed`: key by
    key), what was added at the caret ("insert"), the keys ("press": "Control+K"), the
    address (of a navigation), or "x,y" in CSS pixels ("scroll": of the target or, with
    none, the page; "resize": of the viewport). `values` are the options selected,
    by label, `indexes` their places among the options, from 0. `masked`: the recording
    does not tell the value, only its shape.

    `point` is where in the target, as fractions of its size; `by` how far it was
    dragged, in CSS pixels, which is all that is known of a drag without `to`. `cause`
    is, for a navigation that another step has led to, the number of that step: it is
    waited for and not done; with a `guess` somebody may have gone there instead, and it
    is done if it does not come by itself. `opens` are the tabs that it opened, in which
    its number is the `cause` of the first page. `guess` says why this is a step where
    the events do not say so, "" where they do.
    """

    number: int
    kind: Kind
    tab: int
    first: int
    last: int
    at: float
    until: float
    target: Target | None = None
    to: Target | None = None
    value: str | None = None
    values: tuple[str, ...] = ()
    indexes: tuple[int, ...] = ()
    files: tuple[File, ...] = ()
    masked: bool = False
    typed: bool = False
    point: tuple[float, float] | None = None
    to_point: tuple[float, float] | None = None
    by: tuple[float, float] | None = None
    button: Button = "left"
    modifiers: tuple[str, ...] = ()
    dialogs: tuple[Answer, ...] = ()
    opens: tuple[int, ...] = ()
    cause: int | None = None
    minor: bool = False
    guess: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of a session in order of time, of all its tabs.

    `missing` says in words what this recording does not tell and no guess can replace.
    """

    steps: tuple[Step, ...]
    missing: tuple[str, ...] = ()
