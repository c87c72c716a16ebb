"""Values of rules that are not simple texts: checked, or refused with a fix."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from replaytest.errors import UsageError


def checked_flag(value: Any, where: str, *words: str) -> bool | str:
    """Return true, false, or one of `words`; raise `UsageError` for anything else."""
    if isinstance(value, bool) or (isinstance(value, str) and value in words):
        return value
    raise wrong(
        f"{value!r} is neither true nor false", where, ["true", "false", *words]
    )


def checked_patterns(value: Any, where: str) -> Mapping[str, str | Literal[False]]:
    """Return a table of expressions and False; raise `UsageError` if one is wrong."""
    if not isinstance(value, Mapping):
        raise UsageError(
            f"{value!r} is no table of patterns", where=where, fix='NAME = "regex"'
        )
    for name, pattern in value.items():
        try:
            if pattern is not False and re.compile(pattern).match(""):
                raise UsageError(f"{name}: {pattern!r} matches nothing", where=where)
        except (re.error, TypeError, OverflowError) as error:
            raise UsageError(
                f"{name}: {pattern!r} is no regular expression: {error}", where=where
            ) from error
    return dict(value)


def wrong(problem: str, where: str, allowed: list[str]) -> UsageError:
    """Return the error of a value that is none of those `allowed`."""
    return UsageError(problem, where=where, fix=f"use {', '.join(allowed)}")
