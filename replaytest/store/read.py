"""Reading: a recording from its file, whatever a crash left of it.

A read goes up to the first byte that is not what was written and says where that
is. Lines that are no JSON, and kinds of lines from later versions, are counted in
`Recording.skipped` and passed over. Events are streamed, never held.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from replaytest.errors import RecordingDamaged, RecordingNotFound, UsageError
from replaytest.model import Event, Failure, Gap, Outcome, Tab, Test
from replaytest.store import lines, pack
from replaytest.store.blobs import FOLDER, Blobs
from replaytest.store.migrate import migrate
from replaytest.store.scan import JUNK, Scan
from replaytest.store.stream import Lines
from replaytest.trees import expand

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

# Lines that are kept open, and bytes of each.
_MOST_OPENED, _LONGEST_OPENED = 32, 512 * 1024


@dataclass(slots=True)
class Recording:
    """A session as stored. Times are ms since 1970.

    `torn_at` is the offset in the file where reading had to stop, or None. `skipped`
    counts what was passed over, by reason; events join it while they are read.
    `event_count` is the number of event lines, damaged ones among them. `blobs` are
    the digests that a sealed recording refers to. `key_folder` is where its key was
    looked for if it is encrypted, None for the usual place.
    """

    path: Path
    header: dict[str, Any]
    tabs: tuple[Tab, ...]
    gaps: tuple[Gap, ...]
    problems: tuple[str, ...]
    end: dict[str, Any] | None
    failures: tuple[Failure, ...]
    blobs: tuple[str, ...]
    torn_at: int | None
    event_count: int
    skipped: Counter[str] = field(default_factory=Counter)
    key_folder: Path | None = None
    # What `unpacked` has opened: to redrive a recording its pages are read ten times.
    _opened: dict[bytes, bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def session(self) -> str:
        """The session's id, 32 hex digits."""
        return cast("str", self.header["session"])

    @property
    def started_at(self) -> int:
        """When the session began."""
        return lines.milliseconds(self.header["started_at"]) or 0

    @property
    def ended_at(self) -> int | None:
        """When the session ended, None if the writer did not come to its end."""
        return lines.milliseconds(self.end.get("at")) if self.end else None

    @property
    def test(self) -> Test | None:
        """The attempt at a test that was recorded, if it was one."""
        return test_of(self.header.get("test"))

    @property
    def level(self) -> int | None:
        """The level at which it was masked, None if it does not say so."""
        rules = self.header.get("mask")
        level = rules.get("level") if isinstance(rules, dict) else None
        return level if type(level) is int else None

    @property
    def outcome(self) -> Outcome | None:
        """How the test ended, as far as the recording knows."""
        return outcome_of(self.end.get("outcome")) if self.end else None

    @property
    def finished(self) -> bool:
        """Whether the writer came to its end."""
        return self.end is not None

    @property
    def sealed(self) -> bool:
        """Whether the file was rewritten complete, with its blobs taken out."""
        return bool(self.header.get("sealed"))

    def chosen_tab(self, tab: int | None = None) -> int:
        """Return `tab`, by default the first one, 1 where there is none.

        Raises `UsageError`, naming the tabs there are, if `tab` is not among them.
        """
        numbers = [each.number for each in self.tabs]
        first = numbers[0] if numbers else 1
        if tab is not None and tab not in numbers:
            there = ", ".join(map(str, numbers)) or "none"
            raise UsageError(
                f"there is no tab {tab}; tabs: {there}",
                where=str(self.path),
                fix=f"use tab {first}" if numbers else "this recording is empty",
            )
        return first if tab is None else tab

    def events(
        self, tab: int | None = None, *, types: Container[int] | None = None
    ) -> Iterator[tuple[int, Event]]:
        """Yield (tab, event) in file order, of one tab or of all, of all types or some.

        Of other types nothing is built. A string whose blob is missing is "", a full
        snapshot whose blob is missing is left out; both are counted in `skipped`.
        Raises `OSError` if the file went away meanwhile.
        """
        for _, found in self.numbered(tab, types=types):
            yield found

    def numbered(
        self, tab: int | None = None, *, types: Container[int] | None = None
    ) -> Iterator[tuple[int, tuple[int, Event]]]:
        """Yield what `events` yields, each with its place among `lines`, from 0."""
        seen: Counter[str] = Counter()
        blobs = blobs_for(self.path)
        for place, line in enumerate(self.lines(tab)):
            found = self._event(line, blobs, seen, types)
            if found is not None:
                expand(found[1])
            for reason, count in seen.items():
                # A second pass meets the same lines and must not count them twice.
                self.skipped[reason] = max(self.skipped[reason], count)
            if found is not None:
                yield place, found

    def lines(self, tab: int | None = None) -> Iterator[bytes]:
        """Yield the event lines in file order, of one tab or of all, not decoded.

        In a sealed recording some are packed; `unpacked` opens them. Raises `OSError`
        if the file went away meanwhile.
        """
        for line in Lines(self.path, self.key_folder):
            if line[:1] == b"[" and (tab is None or lines.tab_of(line) == tab):
                yield line

    def unpacked(self, line: bytes) -> bytes | None:
        """Return a line of `lines` as it was before it was packed, None if that fails.

        What is added may be told in short there, as in lines that are not packed.
        """
        if line in self._opened:
            return self._opened[line]
        missing: Counter[str] = Counter()
        found = self._event(line, blobs_for(self.path), missing)
        if found is None:
            return None
        told = lines.encode(list(found)).rstrip(b"\n")
        if len(told) <= _LONGEST_OPENED and not missing:
            if len(self._opened) >= _MOST_OPENED:
                self._opened.clear()
            self._opened[line] = told
        return told

    def _event(
        self,
        line: bytes,
        blobs: Blobs,
        seen: Counter[str],
        types: Container[int] | None = None,
    ) -> tuple[int, Event] | None:
        if types:
            kind = lines.type_of(line)
            if kind is not None and kind not in types:
                return None
        try:
            found = lines.event_of(lines.decode(line))
        except ValueError:
            seen[JUNK] += 1
            return None
        # Only sealing writes references: a page could make up others.
        if found is None or (found[2] and not self.sealed):
            seen["line that is no event"] += 1
            return None
        tab, event, packed = found
        if types and event["type"] not in types:
            return None
        if packed:
            try:
                pack.unpack(event, blobs.get, lambda: seen.update(["missing blob"]))
            except pack.MissingSnapshot:
                seen["full snapshot whose blob is missing"] += 1
                return None
        return tab, event


def read(path: Path | str, *, key_folder: Path | None = None) -> Recording:
    """Open the recording at `path`, reading all but its events.

    If it is encrypted its key is taken from `key_folder`, by default the usual one.
    Raises `RecordingNotFound`, `RecordingTooNew`, `KeyMissing`, and `RecordingDamaged`
    when not even the header can be read; anything that is wrong later is in the result.
    `UsageError` means that it is encrypted and `cryptography` is not installed.
    """
    path = Path(path)
    source = Lines(path, key_folder)
    scan = Scan()
    try:
        for line in source:
            scan.feed(line)
            if scan.header is None:
                break
    except FileNotFoundError as error:
        raise RecordingNotFound(
            "there is no such recording", where=str(path), fix="replaytest ls"
        ) from error
    except OSError as error:
        raise RecordingDamaged(
            f"cannot be read: {error.strerror}",
            where=str(path),
            fix="check the path and its permissions",
        ) from error
    header = _checked(scan.header, path)
    torn_at = source.torn_at
    if torn_at is None and header.get("sealed"):
        # Sealed files are written whole: somebody cut this one between two chunks.
        torn_at = source.cut_at
    return Recording(
        path=path,
        header=header,
        tabs=tuple(scan.tabs[number] for number in sorted(scan.tabs)),
        gaps=tuple(scan.gaps),
        problems=tuple(scan.problems),
        end=scan.end,
        failures=scan.failures,
        blobs=scan.blobs,
        torn_at=torn_at,
        event_count=scan.events,
        skipped=scan.skipped,
        key_folder=key_folder,
    )


def _checked(header: Any, path: Path) -> dict[str, Any]:
    if not isinstance(header, dict):
        raise RecordingDamaged(
            "the header cannot be read",
            where=str(path),
            fix="the process that wrote it died at once, or (if it is encrypted) it "
            "was changed or has another key; remove the file",
        )
    known: dict[str, Any] = migrate(header, where=str(path))
    at = lines.milliseconds(known.get("started_at"))
    if not isinstance(known.get("session"), str) or at is None:
        raise RecordingDamaged(
            "the header has no session id or start",
            where=str(path),
            fix="is this a file written by replaytest?",
        )
    return known


def test_of(value: Any) -> Test | None:
    """Return the test that a header's or a sidecar's `test` names, None for none."""
    if not isinstance(value, dict) or not isinstance(value.get("nodeid"), str):
        return None
    return Test(
        nodeid=value["nodeid"],
        attempt=lines.milliseconds(value.get("attempt")) or 1,
        worker=str(value.get("worker") or ""),
        run=str(value.get("run") or ""),
    )


def outcome_of(value: Any) -> Outcome | None:
    """Return `value` if it is one of pytest's outcomes, else None."""
    return cast("Outcome", value) if value in get_args(Outcome) else None


def blobs_for(path: Path) -> Blobs:
    """Return the blobs of the store that encloses `path`."""
    resolved = path.resolve()
    for folder in resolved.parents:
        if (folder / FOLDER).is_dir():
            return Blobs(folder)
    return Blobs(resolved.parent)
