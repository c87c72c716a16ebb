"""Steps of a sequence, as they are written.

A step is `KIND`, `KIND:TEXT` or `KIND=TEXT`, such as `page:/cart`, `click:Checkout`,
`event=paid`, `error`: the text as `~` and as `=` of the where language compare it.
`within 30s` behind it bounds the time since the step before, and `not` before it means
that nothing of the kind came between the steps around it, or up to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from replaytest.errors import UsageError
from replaytest.search.fields import FIELDS, nearest
from replaytest.search.values import duration_of

SCREEN = "text"
# kind of a step: kinds of events, the column that its text is compared with.
KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "page": (("page",), "text"),
    "click": (("click",), "text"),
    "input": (("input",), "text"),
    "press": (("press",), "name"),
    "drop": (("drop",), "text"),
    "error": (("error", "console"), "text"),
    "console": (("console",), "text"),
    "failure": (("failure",), "text"),
    "signal": (("signal",), "name"),
    "request": (("request",), "text"),
    "event": (("annotation",), "name"),
    "note": (("annotation",), "text"),
    SCREEN: ((), "text"),
}
_STEP = re.compile(
    r"\s*(?P<no>not\s+)?(?P<kind>[a-z-]+)\s*(?:(?P<by>[:=])\s*(?P<text>.*?))?"
    r"(?:\s+within\s+(?P<within>\d[\d.]*\s*[a-z]*))?\s*",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence; `said` is how it was given. `within` is ms, or None."""

    said: str
    kind: str
    text: str = ""
    exact: bool = False
    negated: bool = False
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A step of the sequence and what must not have come before it."""

    step: Step
    without: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """A sequence: its links, and what must not come after the last."""

    links: tuple[Link, ...]
    without: tuple[Step, ...] = ()


def parse_step(text: str) -> Step:
    """Return what a step means. Raises `UsageError`."""
    found = _STEP.fullmatch(text)
    if found is None:
        raise UsageError(
            f"{text!r} is no step",
            where="step",
            fix="such as 'page:/cart', 'event=paid', 'error within 30s', 'not error'",
        )
    kind = found["kind"].lower()
    if kind not in KINDS:
        raise UsageError(
            f"there is no step {kind!r}", where=text, fix=nearest(kind, tuple(KINDS))
        )
    within = None
    if found["within"] is not None:
        within = duration_of(found["within"])
        if within is None:
            raise UsageError(
                f"{found['within']!r} is no duration", where=text, fix="such as 30s, 2m"
            )
    said = found["text"] or ""
    quoted = re.fullmatch(r"(['\"])(.*)\1", said, re.DOTALL)
    step_text = quoted[2] if quoted else said
    if found["by"] and not step_text:
        raise UsageError(
            f"there is nothing after {found['by']!r}", where=text, fix=f"{kind!r}?"
        )
    return Step(
        said=text.strip(),
        kind=kind,
        text=_signal(step_text, text) if kind == "signal" else step_text,
        exact=found["by"] == "=",
        negated=found["no"] is not None,
        within=None if within is None else round(within * 1000),
    )


def _signal(text: str, where: str) -> str:
    known = re.sub(r"[\s_]+", "-", text.strip().lower())
    words = FIELDS["signal"].words
    if known and not any(known in word for word in words) and "*" not in known:
        raise UsageError(
            f"there is no signal {text!r}", where=where, fix=nearest(known, words)
        )
    return known


def chain_of(steps: Iterable[Step]) -> Chain:
    """Return the sequence of steps. Raises `UsageError` if all are negated."""
    links: list[Link] = []
    waiting: list[Step] = []
    for step in steps:
        if step.negated:
            waiting.append(step)
        else:
            links.append(Link(step, tuple(waiting)))
            waiting = []
    if not links:
        raise UsageError(
            "a sequence needs a step that happens",
            where="step",
            fix="for sessions without something: --where 'not error'",
        )
    return Chain(tuple(links), tuple(waiting))
