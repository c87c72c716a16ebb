"""A scan: what the lines beside the events say, collected in one pass.

Feed it the lines of a file in order. It decodes objects only; of event lines it
looks at the tab number, so a pass costs little more than decompression.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from replaytest.model import Failure, Gap, Tab
from replaytest.store import lines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

JUNK = "line that is no JSON"


class Scan:
    """The running result. `skipped` counts lines by the reason they mean nothing."""

    def __init__(self) -> None:
        self.header: Any = None
        self.tabs: dict[int, Tab] = {}
        self.gaps: list[Gap] = []
        self.problems: list[str] = []
        self.end: dict[str, Any] | None = None
        self.failures: tuple[Failure, ...] = ()
        self.blobs: tuple[str, ...] = ()
        self.events = 0
        self.skipped: Counter[str] = Counter()

    def feed(self, line: bytes) -> None:
        """Take in one line."""
        if self.header is None:
            self.header = _decoded(line)
        elif line[:1] == b"[":
            self._event(line)
        else:
            self._object(_decoded(line))

    def _event(self, line: bytes) -> None:
        self.events += 1
        tab = lines.tab_of(line)
        if tab is None or tab in self.tabs:
            return
        # No tab record came before: the page was faster, or the record is lost.
        found = lines.event_of(_decoded(line))
        if found is not None:
            at = lines.milliseconds(found[1]["timestamp"]) or 0
            self.tabs[tab] = Tab(number=tab, opened_at=at)

    def _object(self, value: Any) -> None:
        if not isinstance(value, dict):
            self.skipped[JUNK] += 1
            return
        kind = value.get("record")
        take = RECORDS.get(kind) if isinstance(kind, str) else None
        if take is None:
            self.skipped[f"unknown record {str(kind)[:40]!r}"] += 1
            return
        try:
            take(self, value)
        except (KeyError, TypeError, ValueError):
            self.skipped[f"{kind} record with missing or wrong fields"] += 1


def _decoded(line: bytes) -> Any:
    try:
        return lines.decode(line)
    except ValueError:
        return None


def _int(value: Any) -> int:
    number = lines.milliseconds(value)
    if number is None:
        raise TypeError("a number is missing")
    return number


def _optional_int(value: Any) -> int | None:
    return None if value is None else _int(value)


def _tab(scan: Scan, value: Mapping[str, Any]) -> None:
    number = _int(value["tab"])
    opener = _optional_int(value.get("opener"))
    known = scan.tabs.get(number)
    tab = Tab(number=number, opened_at=_int(value["at"]), opener=opener)
    if known is not None:
        tab = replace(tab, closed_at=known.closed_at, ended=known.ended)
    scan.tabs[number] = tab


def _tab_ended(scan: Scan, value: Mapping[str, Any]) -> None:
    number, at, ended = _int(value["tab"]), _int(value["at"]), value["ended"]
    if ended not in ("closed", "crashed"):
        raise ValueError(ended)
    tab = scan.tabs.get(number) or Tab(number=number, opened_at=at)
    scan.tabs[number] = replace(tab, closed_at=at, ended=ended)


def _gap(scan: Scan, value: Mapping[str, Any]) -> None:
    gap = Gap(
        tab=_int(value["tab"]),
        from_at=_int(value["from"]),
        to_at=_int(value["to"]),
        events=_optional_int(value.get("events")),
        why=str(value["why"]),
    )
    scan.gaps.append(gap)


def _problem(scan: Scan, value: Mapping[str, Any]) -> None:
    scan.problems.append(str(value["text"]))


def _blobs(scan: Scan, value: Mapping[str, Any]) -> None:
    scan.blobs = tuple(str(digest) for digest in value["blobs"])


def _end(scan: Scan, value: Mapping[str, Any]) -> None:
    failures = value.get("failures") or []
    scan.failures = tuple(map(_failure, failures))
    scan.end = dict(value)


def _failure(value: Mapping[str, Any]) -> Failure:
    return Failure(
        phase=cast("Any", str(value["phase"])),
        message=str(value["message"]),
        traceback=str(value["traceback"]),
        failed_at=_int(value["at"]),
    )


RECORDS: dict[str, Callable[[Scan, Mapping[str, Any]], None]] = {
    "tab": _tab,
    "tab-ended": _tab_ended,
    "gap": _gap,
    "problem": _problem,
    "blobs": _blobs,
    "end": _end,
}
