"""What a recording does not tell and no guess replaces, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from replaytest.redrive.model import Step
from replaytest.redrive.said import Said


def missing(steps: Sequence[Step], facts: Iterable[Said]) -> tuple[str, ...]:
    """Return what is missing in a plan, one sentence each."""
    whats = {each.what for each in facts}
    return tuple(
        filter(
            None,
            (
                _addresses(steps),
                _masked(steps),
                _dialogs(steps),
                _files(steps),
                _dropped_files(facts),
                _keys(steps, whats),
            ),
        )
    )


def _addresses(steps: Sequence[Step]) -> str:
    begun = {each.tab for each in steps if each.kind == "navigate"}
    count = len({each.tab for each in steps} - begun)
    if not count:
        return ""
    tabs = "1 tab has" if count == 1 else f"{count} tabs have"
    return f"{tabs} no address to begin at: a script has written the page"


def _masked(steps: Sequence[Step]) -> str:
    # Of an option its place is known.
    count = sum(each.masked and not each.indexes for each in steps)
    count += sum(answer.masked for each in steps for answer in each.dialogs)
    if not count:
        return ""
    return f"{_many(count, 'value')} masked: give them with --values"


def _dialogs(steps: Sequence[Step]) -> str:
    count = sum(a.accepted is None for each in steps for a in each.dialogs)
    if count == 1:
        return "the answer of 1 dialog is not recorded"
    return f"the answers of {count} dialogs are not recorded" if count else ""


def _files(steps: Sequence[Step]) -> str:
    if not any(each.files for each in steps):
        return ""
    nameless = any(not file.name for each in steps for file in each.files)
    names = "names are made up" if nameless else "of the same names are chosen"
    made = f"blank ones whose {names}" if nameless else f"blank ones {names}"
    return f"files are not kept: {made}"


def _dropped_files(facts: Iterable[Said]) -> str:
    for said in facts:
        if (
            said.what == "drag"
            and said.text("type") == "drop"
            and said.more.get("files")
        ):
            return "files that were dropped are not kept, and are not dropped again"
    return ""


def _keys(steps: Sequence[Step], whats: set[str]) -> str:
    if whats & {"key", "pointer", "typed", "call"} or not steps:
        return ""
    return (
        "rrweb alone: keys that change no field's value, moves in the history of one "
        "document and the caret's place are not recorded, nor what was dropped where; "
        "nor dialogs: they are accepted (what to answer: --values, by the question)"
    )


def _many(count: int, noun: str) -> str:
    return f"1 {noun} is" if count == 1 else f"{count} {noun}s are"
