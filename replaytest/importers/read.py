"""Reading: any file that holds rrweb events, as sessions.

What a file is, is seen from its content. A damaged one is read as far as it goes, and
what is missing becomes a gap; one without any event is refused with what it looks like.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from replaytest.errors import (
    NotARecording,
    RecordingError,
    RecordingNotFound,
    ReplaytestError,
)
from replaytest.importers import html, own, refuse
from replaytest.importers.harvest import Harvest
from replaytest.importers.limits import MAX_FILE, Budget
from replaytest.importers.model import ForeignSession
from replaytest.importers.normal import session_of
from replaytest.importers.salvage import values_of
from replaytest.importers.scan import Values
from replaytest.importers.shapes import of_all
from replaytest.importers.unwrap import Piece, unwrap
from replaytest.store.crypt import session_of as encrypted_session_of

TORN = "the file ends in the middle of an event"
Found = Harvest | ForeignSession
Result = list[ForeignSession] | ReplaytestError


def read_foreign(source: Path | bytes, name: str = "") -> list[ForeignSession]:
    """Return the sessions of one file, at least one. `name` is for messages.

    Raises `NotARecording` for something else, `LimitExceeded`, `RecordingNotFound`,
    `RecordingError` for files that cannot be read, and `UsageError` when a package is
    missing that the file's packing needs.
    """
    return _sessions(_found(source, name))


def read_together(
    sources: Iterable[tuple[str, Path | bytes]],
) -> Iterator[tuple[str, Result]]:
    """Yield (name, sessions or error) of each file; Sentry's segments are one session.

    `sources` are (name, path or bytes). Segments are put in the order of their numbers
    and come last, under the name of the first.
    """
    segments: list[Harvest] = []
    for name, source in sources:
        try:
            found = _found(source, name)
            parts = _segments(found)
            segments += parts
            if rest := [each for each in found if each not in parts]:
                yield name, _sessions(rest)
        except ReplaytestError as error:
            yield name, error
    if segments:
        joined = _joined(segments)
        yield joined.file, _sessions([joined])


def _segments(found: list[Found]) -> list[Harvest]:
    harvests = [each for each in found if isinstance(each, Harvest)]
    return [each for each in harvests if each.segment is not None]


def _sessions(found: list[Found]) -> list[ForeignSession]:
    segments = _segments(found)
    if len(segments) > 1:
        found = [each for each in found if each not in segments] + [_joined(segments)]
    return [
        each if isinstance(each, ForeignSession) else session_of(each) for each in found
    ]


def _joined(segments: list[Harvest]) -> Harvest:
    """Return one harvest of all segments; a number that is not there is a hole."""
    segments = sorted(segments, key=lambda each: each.segment or 0)
    first = segments[0]
    if first.segment:
        first.note(f"segments 0 to {first.segment - 1} are missing")
    last = first.segment or 0
    for each in segments[1:]:
        number = each.segment or 0
        if number > last + 1:
            first.hole(f"segments {last + 1} to {number - 1} are missing", None)
        if number == last:
            first.note(f"segment {number} was there twice")
        for window, found in each.windows.items():
            first.windows.setdefault(window, []).extend(found)
        first.skipped.update(each.skipped)
        first.problems += [text for text in each.problems if text not in first.problems]
        first.id = first.id or each.id
        last = number
    return first


def _found(source: Path | bytes, name: str) -> list[Found]:
    path = source if isinstance(source, Path) else None
    name = name or (path.name if path else "the data")
    data = source if isinstance(source, bytes) else _bytes_of(source, name)
    if path and encrypted_session_of(path) is not None:
        raise refuse.encrypted(name)
    budget = Budget(name, len(data))
    pieces = unwrap(Piece(name, data), budget)
    if not data.startswith(b"PK\x03\x04"):
        return [each for piece in pieces for each in _of_piece(piece, path, budget)]
    found: list[Found] = []
    others: list[str] = []
    for piece in pieces:
        try:
            found += _of_piece(piece, None, budget)
        except NotARecording:
            others.append(piece.name)
    if not found:
        raise refuse.no_member(others, name)
    return found


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE + 1)
    except FileNotFoundError as error:
        raise RecordingNotFound(
            "there is no such file", where=name, fix="check its path"
        ) from error
    except IsADirectoryError as error:
        raise RecordingError(
            "this is a folder", where=name, fix=f"name its files: {name}/*"
        ) from error
    except OSError as error:
        raise RecordingError(
            f"cannot be read: {error.strerror}",
            where=name,
            fix="check the path and its permissions",
        ) from error


def _of_piece(piece: Piece, path: Path | None, budget: Budget) -> list[Found]:
    if piece.is_own:
        # Beside the file itself are its blobs; unpacked bytes have none.
        direct = path is not None and not piece.layers
        return [
            own.from_path(path, piece.name)
            if direct and path
            else own.from_bytes(piece.data, piece.name)
        ]
    if own.is_header(piece.data[:4096]):
        return [own.from_text(piece.data, piece.name)]
    if html.is_page(piece.data):
        return _of_page(piece, budget)
    values = values_of(piece.data, piece.name)
    if not values.found:
        raise refuse.nothing_in(piece.data, piece.name)
    harvest = _harvest(values, piece, budget)
    if not harvest.event_count:
        raise refuse.no_events_in(values, piece.name)
    return [harvest]


def _of_page(piece: Piece, budget: Budget) -> list[Found]:
    if own.is_replay(piece.data):
        return [*own.from_replay(piece.data, piece.name, budget)]
    best: Harvest | None = None
    for find in (html.candidates, html.attributes):
        for values in find(piece.data):
            harvest = _harvest(values, piece, budget)
            if harvest.event_count > (best.event_count if best else 0):
                best = harvest
    if best is None:
        raise refuse.no_events_in_page(piece.name)
    best.origin = "html"
    return [best]


def _harvest(values: Values, piece: Piece, budget: Budget) -> Harvest:
    harvest = Harvest(piece.name, budget, problems=list(piece.problems))
    harvest.segment = piece.segment
    if piece.segment is not None:
        harvest.named("sentry")
    of_all(values.found, harvest)
    harvest.named("rrweb-ndjson" if values.lines else "rrweb-json")
    if values.torn_at is not None:
        harvest.note(f"{TORN}, at byte {values.torn_at}")
    if values.torn_at is not None or piece.problems:
        harvest.torn(TORN)
    return harvest
