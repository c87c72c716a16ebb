"""Why Playwright could not do something, from what its errors say."""

from __future__ import annotations

import re

_NO_ANSWER = re.compile(
    r"ERR_(CONNECTION_REFUSED|NAME_NOT_RESOLVED|ADDRESS_\w+)|NS_ERROR\w+"
)
# Only stubs give a document this error: they have no answer for it.
_NOT_STUBBED = "ERR_BLOCKED_BY_CLIENT"
_LONGEST = 300


class Stopped(Exception):
    """A step cannot be done."""

    def __init__(self, why: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.nearest = nearest


def no_answer(error: Exception) -> str:
    """Return the name of a browser's error if nobody answers at an address, else ""."""
    found = _NO_ANSWER.search(str(error))
    return found[0] if found else ""


def is_replaced(error: Exception) -> bool:
    """Say whether an element left the page before anything was done to it."""
    return "not attached to the DOM" in str(error)


def reason(error: Exception) -> str:
    """Return why something could not be done, in a line."""
    text = str(error)
    if _NOT_STUBBED in text:
        return "the recording has no answer to give for it"
    lines = [line.strip(" -\t") for line in text.splitlines() if line.strip()]
    telling = [
        line
        for line in lines
        if "intercepts pointer events" in line
        or line.startswith(("element is not", "did not find"))
    ]
    return (telling[-1] if telling else lines[0] if lines else repr(error))[:_LONGEST]
