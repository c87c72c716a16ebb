"""Refusals: what a file that is no recording looks like, and what to do instead."""

from __future__ import annotations

from typing import Any

from replaytest.errors import NotARecording
from replaytest.importers.scan import LOST, Values

_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"\x1aE\xdf\xa3", "a WebM or Matroska video"),
    (b"\x00\x00\x00\x20ftyp", "an MP4 video"),
    (b"\x00\x00\x00\x1cftyp", "an MP4 video"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
    # OpenReplay's files of messages begin with the number of the first one, or this.
    (b"\xff" * 8, "OpenReplay's binary messages"),
)
WHAT_IS_READ = (
    "files that are read: rrweb events as JSON or NDJSON (plain, packed, gzip, zstd, "
    "zip), PostHog exports and snapshots, Sentry segments, HTML replays, .replaytest"
)
_POSTHOG = "fetch the recording itself: replaytest import --from posthog SESSION_ID"


def nothing_in(data: bytes, name: str) -> NotARecording:
    """Return the error for bytes in which there is no JSON at all."""
    return _refusal(*_of_bytes(data), name, "byte 0")


def no_events_in(values: Values, name: str) -> NotARecording:
    """Return the error for JSON in which there are no events."""
    first = values.found[0] if values.torn_at is None else LOST
    return _refusal(*_of_value(first), name, "value 1")


def no_events_in_page(name: str) -> NotARecording:
    """Return the error for HTML in which no events were found."""
    return _refusal("an HTML page without rrweb events", WHAT_IS_READ, name, "")


def no_member(names: list[str], name: str) -> NotARecording:
    """Return the error for a zip whose files are all something else."""
    inside = {each.rpartition("!")[2].rpartition("/")[2] for each in names}
    if any(each.endswith((".trace", ".network")) for each in inside):
        fix = "a trace has no rrweb events; open it with `playwright show-trace`"
        return _refusal("a trace of Playwright", fix, name, "")
    what = f"a zip of {len(names)} files none of which is one" if names else "empty"
    return _refusal(what, WHAT_IS_READ, name, "")


def encrypted(name: str) -> NotARecording:
    """Return the error for a recording whose import would be readable by all."""
    return NotARecording(
        "this recording is encrypted, and what is imported would not be",
        where=name,
        fix="copy the file into the store as it is; its key stays where it is",
    )


def _refusal(what: str, fix: str, name: str, place: str) -> NotARecording:
    where = f"{name}, {place}" if place else name
    return NotARecording(f"no recording: it looks like {what}", where=where, fix=fix)


def _of_bytes(data: bytes) -> tuple[str, str]:
    if not data.strip():
        return "an empty file", "was its download cut?"
    for magic, what in _MAGIC:
        if data.startswith(magic):
            return what, WHAT_IS_READ
    if b"\x00" in data[:512] or _is_binary(data[:512]):
        return "binary data of an unknown kind", WHAT_IS_READ
    first = data.strip()[:40].decode("utf-8", "replace").splitlines()[0]
    return f"text that is no JSON, {first!r}", WHAT_IS_READ


def _is_binary(data: bytes) -> bool:
    odd = sum(byte < 32 and byte not in b"\t\r\n" for byte in data)
    return odd * 20 > len(data)


def _of_value(value: Any) -> tuple[str, str]:
    if value is LOST:
        return "JSON that is damaged before its first event", "was its download cut?"
    if isinstance(value, dict):
        return _of_object(value)
    what = f"an array of {len(value)}" if isinstance(value, list) else f"{value!r:.40}"
    return f"JSON without rrweb events: {what}", WHAT_IS_READ


def _of_object(value: dict[str, Any]) -> tuple[str, str]:
    log, sources = value.get("log"), value.get("sources")
    if isinstance(log, dict) and "entries" in log:
        return "a HAR: requests, no page", WHAT_IS_READ
    if isinstance(sources, list) and all(
        isinstance(each, dict) and "source" in each for each in sources
    ):
        return "the list of sources that PostHog's API gives first", _POSTHOG
    if isinstance(value.get("detail"), str):
        return f"an API's error, {value['detail'][:80]!r}", "fetch it again"
    keys = ", ".join(repr(str(key)[:20]) for key in list(value)[:4])
    what = f"an object with {keys or 'no keys'}"
    return f"JSON without rrweb events: {what}", WHAT_IS_READ
