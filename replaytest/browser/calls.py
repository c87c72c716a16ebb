"""What core code may ask of a browser, as data.

A routine is a generator: it yields a Call, is sent the answer, and returns its result;
of a list of Calls, which are sent in order and not waited for one by one, the answers.
`drive` runs it against Playwright; a list of canned answers runs it in a test.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

# What `observe` leaves with a dialog: whether it was accepted, and the text given.
ANSWER = "_replaytest_answer"


@dataclass(frozen=True, slots=True)
class Call:
    """One method call on a Playwright object (a context, a page, a frame)."""

    on: Any
    method: str
    args: tuple[Any, ...] = ()


Routine = Generator[Call | list[Call], Any, T]


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call. `at` is ms since 1970, `duration` ms; `line` 0 is an unknown one.

    `api` is as in Playwright's own messages (`Page.goto`), `method` and `params` are
    those of its protocol. `error` is the message of what was raised, "" for nothing.
    """

    api: str
    method: str
    params: Mapping[str, Any]
    at: float
    duration: float
    file: str
    line: int
    error: str
