"""Format versions: what this replaytest reads, and how older headers become new ones.

A version is one function here, one dated line in FORMAT.md's table and one real file
in fixtures/formats/. A step changes the header only; a version that changed the
shape of lines would be told to the reader through the header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from replaytest.errors import RecordingDamaged, RecordingTooNew

if TYPE_CHECKING:
    from collections.abc import Callable

Header = dict[str, Any]

FORMAT = 1

STEPS: dict[int, Callable[[Header], Header]] = {}
"""`STEPS[n]` turns a header of format n into one of format n + 1."""


def migrate(header: dict[str, Any], *, where: str) -> Header:
    """Return `header` as format `FORMAT` has it.

    Raises `RecordingDamaged` when it names no version, and `RecordingTooNew` when it
    names one that this replaytest does not know.
    """
    version = header.get("replaytest")
    if type(version) is not int or version < 1:
        raise RecordingDamaged(
            f"header names no format version (replaytest: {version!r})",
            where=where,
            fix="is this a file written by replaytest?",
        )
    if version > FORMAT:
        raise RecordingTooNew(
            f"recording has format {version}, this replaytest reads up to {FORMAT}",
            where=where,
            fix="upgrade replaytest where the recording is read",
        )
    for number in range(version, FORMAT):
        header = STEPS[number](header) | {"replaytest": number + 1}
    return header
