"""The fields of the where language, and where the index has them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, get_args

from replaytest.model import Outcome
from replaytest.signals.model import Kind

Sort = Literal["text", "number", "duration", "moment"]
Place = Literal["session", "event", "screen", "property", "collection"]
PROPERTY = "property."


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `column` is that of `place`, `kinds` which events are meant.

    A session has many values of a field whose place is not "session": a test of it
    holds if it does for one of them. `words` are the only values there are.
    """

    name: str
    about: str
    sort: Sort = "text"
    place: Place = "session"
    column: str = ""
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _own(name: str, about: str, sort: Sort = "text", column: str = "") -> Field:
    return Field(name, about, sort, "session", column or name)


def _event(
    name: str, about: str, *kinds: str, column: str = "text", sort: Sort = "text"
) -> Field:
    return Field(name, about, sort, "event", column, kinds)


_OUTCOMES = (*get_args(Outcome), "unfinished", "damaged")
_ALL = (
    _own("test", "node id of the test"),
    Field(
        "outcome",
        "passed, failed, skipped, interrupted, unfinished, damaged",
        column="outcome",
        words=_OUTCOMES,
    ),
    _own("attempt", "which attempt at the test, from 1", "number"),
    _own("worker", "worker of pytest-xdist"),
    _own("run", "id of the pytest run"),
    _own("session", "session id"),
    _own("path", "path in the store"),
    _own("browser", "name and version"),
    _own("viewport", "800x600"),
    _own("locale", "such as de-DE"),
    _own("person", "who it was, as far as the recording was told"),
    _own("started", "such as 2026-11-21 or -2d", "moment", "started_at"),
    _own("duration", "how long: 30s, 2m", "duration", "duration_s"),
    _own("active", "how long somebody was active", "duration", "active_s"),
    _own("tabs", "number of tabs", "number"),
    _own("events", "number of events", "number"),
    _own("gaps", "number of stretches without events", "number"),
    _own("requests", "number of requests", "number"),
    _own("failed_requests", "number of those that failed", "number"),
    _own("errors", "number of errors", "number"),
    _own("signals", "number of signals", "number"),
    _own("clicks", "number of clicks", "number"),
    _own("key_presses", "number of inputs", "number"),
    _own("activity", "activity score", "number"),
    _own("score", "severity score, 0 to 100", "number"),
    _own("damaged", "why nothing could be read"),
    _event("url", "address of a page that was opened", "page"),
    _event("request", "address of a request; of files only failed ones", "request"),
    _event("status", "of a request", "request", column="status", sort="number"),
    _event("click", 'what was clicked: button "Pay"', "click"),
    _event("input", "what was typed into", "input"),
    _event("press", "key that was pressed", "press", column="name"),
    _event("error", "exception or console error", "error", "console"),
    _event("console", "console error", "console"),
    _event("failure", "why the test failed", "failure"),
    _event("event", "name of an annotation", "annotation", column="name"),
    _event("note", "what an annotation says", "annotation"),
    Field("tag", "what the test tagged it with", place="property", column="names"),
    Field(
        "signal",
        "kind of a signal, such as rage click",
        place="event",
        column="name",
        kinds=("signal",),
        words=get_args(Kind),
    ),
    _event(
        "fingerprint",
        "of an error or a failure",
        *("error", "console", "failure", "signal"),
        column="fingerprint",
    ),
    Field("text", "a line that was on the screen", place="screen"),
    Field("collection", "name of a collection it is in", place="collection"),
)
FIELDS = {each.name: each for each in _ALL}


def field_of(name: str) -> Field | None:
    """Return a field by its name, None for none."""
    if name.startswith(PROPERTY) and len(name) > len(PROPERTY):
        column = name.removeprefix(PROPERTY)
        return Field(name, "property of an annotation", "text", "property", column)
    return FIELDS.get(name.lower().replace("-", "_"))


def nearest(name: str, known: tuple[str, ...]) -> str:
    """Return what an error says of a name that is none."""
    near = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return "there are " + ", ".join(known)


def help_text() -> str:
    """Return all fields, a line each, for `--help`."""
    lines = [f"  {each.name:<16}{each.about}" for each in _ALL]
    return "\n".join([*lines, f"  {PROPERTY + 'NAME':<16}of an annotation"])
