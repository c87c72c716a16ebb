"""A team's own mask function: imported by name, called so that it cannot hurt."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from replaytest.errors import UsageError
from replaytest.mask.rules import TABLE
from replaytest.mask.shape import mask_shape

Function = Callable[[str], str]


def load(name: str) -> Function | None:
    """Return the function that "package.module:name" names, None for "".

    What is returned never raises: a text for which the function raises, or returns
    no text, gets its shape. Blank texts, and texts masked already, stay as they are.

    Raises:
        UsageError: there is no such function.
    """
    if not name:
        return None
    module, colon, attribute = name.partition(":")
    found: Any = None
    try:
        if module and colon:
            found = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:  # an import runs any code
        raise _wrong(name, f"{type(error).__name__}: {error}") from error
    if not callable(found):
        raise _wrong(name, "it is no function")
    return _careful(found)


def _careful(function: Callable[[str], object]) -> Function:
    def masked(text: str) -> str:
        shape = mask_shape(text)
        if shape == text:
            return text
        try:
            found = function(text)
        except Exception:  # noqa: BLE001 - a person's code, and the text must not stay
            return shape
        return found if isinstance(found, str) else shape

    return masked


def _wrong(name: str, why: str) -> UsageError:
    return UsageError(
        f"the mask function {name!r} cannot be imported: {why}",
        where=f"{TABLE}: function",
        fix='write it as "package.module:name", of a module that Python can import',
    )
