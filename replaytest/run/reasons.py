"""Why Playwright could not do something, from what its errors say."""

from __future__ import annotations

import re

_NO_ANSWER = re.compile(
    r"ERR_(CONNECTION_REFUSED|NAME_NOT_RESOLVED|ADDRESS_\w+)|NS_ERROR\w+"
)
_LONGEST = 300


def no_answer(error: Exception) -> str:
    """Return the name of a browser's error if nobody answers at an address, else ""."""
    found = _NO_ANSWER.search(str(error))
    return found[0] if found else ""


def reason(error: Exception) -> str:
    """Return why something could not be done, in a line."""
    text = str(error)
    lines = [line.strip(" -\t") for line in text.splitlines() if line.strip()]
    telling = [
        line
        for line in lines
        if "intercepts pointer events" in line
        or line.startswith(("element is not", "did not find"))
    ]
    return (telling[-1] if telling else lines[0] if lines else repr(error))[:_LONGEST]
