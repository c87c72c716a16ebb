"""One small stream, and what every tool would have made of it.

`python -m tests.importers.builders` writes fixtures/imports/ anew.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import zstandard

from replaytest.model import Event

FOLDER = Path(__file__).parents[2] / "fixtures" / "imports"
AT = 1_795_240_352_123
WINDOW = "0198aaaa-0000-7000-8000-00000000a001"
OTHER = "0198aaaa-0000-7000-8000-00000000b002"
ID = "0198aaaa-1111-7111-8111-111111111111"
PERSON = {"id": 1, "name": "invented", "distinct_ids": ["d1"], "properties": {}}


def element(number: int, tag: str, *children: Any, **attributes: str) -> dict[str, Any]:
    kind = {"type": 2, "tagName": tag, "attributes": attributes}
    return kind | {"childNodes": list(children), "id": number}


def document() -> dict[str, Any]:
    text = {"type": 3, "textContent": "caf\u00e9 \u2713 </script>", "id": 6}
    body = element(4, "body", element(5, "p", text))
    html = element(2, "html", element(3, "head"), body)
    return {"type": 0, "childNodes": [html], "id": 1}


def stream(at: int = AT, name: str = "one") -> list[Event]:
    """Return eight events, of all types but one, and one that nobody knows."""
    mutation = {
        "source": 0,
        "texts": [{"id": 6, "value": name}],
        "attributes": [{"id": 5, "attributes": {"class": "b"}}],
        "removes": [],
        "adds": [
            {"parentId": 5, "nextId": None, "node": element(7, "i", title="added")}
        ],
    }
    data: list[tuple[int, Any]] = [
        (4, {"href": f"http://shop.test/{name}", "width": 800, "height": 600}),
        (
            2,
            {
                "node": document(),
                "initialOffset": {"left": 0, "top": 0},
            },
        ),
        (3, mutation),
        (3, {"source": 2, "type": 2, "id": 5, "x": 3, "y": 4}),
        (3, {"source": 8, "id": 3, "adds": [{"rule": "p { color: red }"}]}),
        (5, {"tag": "marker", "payload": {"n": 1}}),
        (6, {"plugin": "rrweb/console@1", "payload": {"level": "log"}}),
        (77, {"what": "a type of later versions"}),
    ]
    return [
        {"type": kind, "data": each, "timestamp": at + 10 * number}
        for number, (kind, each) in enumerate(data)
    ]


def dumped(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def ndjson(values: list[Any]) -> bytes:
    return b"".join(dumped(value) + b"\n" for value in values)


def packed(event: Event) -> str:
    """Return what @rrweb/packer makes of an event."""
    return zlib.compress(dumped(event | {"v": "v1"})).decode("latin-1")


def compressed(event: Event) -> Event:
    """Return what posthog-js makes of an event."""

    def part(value: Any) -> str:
        return gzip.compress(dumped(value), mtime=0).decode("latin-1")

    data = event["data"]
    if event["type"] == 2:
        return event | {"data": part(data), "cv": "2024-10"}
    if event["type"] == 3 and data["source"] in (0, 8):
        names = ("texts", "attributes", "removes", "adds")
        parts = {name: part(data[name]) for name in names if name in data}
        return event | {"data": data | parts, "cv": "2024-10"}
    return event


def export(version: str, data: dict[str, Any]) -> bytes:
    return dumped({"version": version, "data": data})


def windowed(events: list[Event], window: Any) -> list[Event]:
    return [event | {"windowId": window} for event in events]


def snappy_blocks(texts: list[bytes]) -> bytes:
    import cramjam

    blocks = [bytes(cramjam.snappy.compress_raw(text)) for text in texts]
    return b"".join(len(block).to_bytes(4, "big") + block for block in blocks)


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return target.getvalue()


def player_page(events: list[Event], how: str) -> bytes:
    text = dumped(events).decode().replace("</", "<\\/")
    bodies = {
        "player": f"<script>new rrwebPlayer({{target: document.body, props: "
        f"{{events: {text}, autoPlay: true}}}})</script>",
        "const": f"<script>\nconst events = {text};\nnew rrweb.Replayer(events)</script>",
        "json": f'<script id="x" type="application/json">{text}</script>',
        "parse": f"<script>var events = JSON.parse({json.dumps(text)})</script>",
    }
    head = "<!DOCTYPE html>\n<html><head><title>events: none</title></head><body>\n"
    return f"{head}{bodies[how]}\n</body></html>\n".encode()


def one_window() -> dict[str, tuple[str, bytes]]:
    """Return {file: (origin, bytes)} of files that hold exactly `stream()`."""
    events = stream()
    text = dumped(events)
    again = ndjson([[WINDOW, compressed(event)] for event in events])
    return {
        "array.json": ("rrweb-json", text),
        "pretty.json": ("rrweb-json", json.dumps(events, indent=2).encode()),
        "lines.ndjson": ("rrweb-ndjson", ndjson(events)),
        "utf16.json": ("rrweb-json", text.decode().encode("utf-16")),
        "pairs.ndjson": ("replaytest-lines", ndjson([[1, e] for e in events])),
        "pairs.json": ("replaytest-lines", dumped([[1, e] for e in events])),
        "wrapper.json": ("rrweb-json", dumped({"title": "x", "events": events})),
        "player.json": ("rrweb-json", dumped({"props": {"events": events}})),
        "strings.json": ("rrweb-json", dumped([json.dumps(e) for e in events])),
        "highlight.json": (
            "highlight",
            dumped({"session_secure_id": "a1", "events": {"events": events}}),
        ),
        "packed.json": ("rrweb-packed", dumped([packed(e) for e in events])),
        "packed.ndjson": ("rrweb-packed", ndjson([packed(e) for e in events])),
        "posthog-2022-12-02.json": (
            "posthog-export-2022-12-02",
            export(
                "2022-12-02",
                {"person": PERSON, "snapshotsByWindowId": {WINDOW: events}},
            ),
        ),
        "posthog-2023-04-28.json": (
            "posthog-export-2023-04-28",
            export(
                "2023-04-28",
                {
                    "id": ID,
                    "person": PERSON,
                    "snapshots": windowed([compressed(e) for e in events], WINDOW),
                },
            ),
        ),
        "posthog-later.json": (
            "posthog-export-2031-01-01",
            export("2031-01-01", {"id": ID, "snapshots": windowed(events, 1)}),
        ),
        "posthog-v1.jsonl": (
            "posthog-snapshots-v1",
            ndjson(
                [
                    {"window_id": WINDOW, "data": events[:3]},
                    {"window_id": WINDOW, "data": [compressed(e) for e in events[3:]]},
                ]
            ),
        ),
        "posthog-v2.jsonl": ("posthog-snapshots", again),
        "posthog-bare.jsonl": ("rrweb-ndjson", ndjson(windowed(events, WINDOW))),
        "posthog-snappy.bin": (
            "posthog-snapshots",
            snappy_blocks(
                [
                    ndjson([[WINDOW, e] for e in events[:4]]),
                    ndjson([[WINDOW, e] for e in events[4:]]),
                ]
            ),
        ),
        "sentry-segment": ("sentry", b'{"segment_id":0}\n' + zlib.compress(text)),
        "sentry-plain": ("sentry", b'{"segment_id":0}\n' + text),
        "sentry-api.json": ("rrweb-json", dumped([events[:3], events[3:]])),
        "player.html": ("html", player_page(events, "player")),
        "const.html": ("html", player_page(events, "const")),
        "script.html": ("html", player_page(events, "json")),
        "parse.html": ("html", player_page(events, "parse")),
        "array.json.gz": ("rrweb-json", gzip.compress(text, mtime=0)),
        "lines.ndjson.zst": (
            "rrweb-ndjson",
            zstandard.ZstdCompressor().compress(ndjson(events)),
        ),
        "array.json.zip": ("rrweb-json", zipped({"a/array.json": text, "b.txt": b"x"})),
        "gz-in-zip.zip": ("rrweb-json", zipped({"x": gzip.compress(text, mtime=0)})),
    }


def two_windows() -> bytes:
    """Return an export with two windows, mixed, one event of which is there twice."""
    first = windowed(stream(), WINDOW)
    second = windowed(stream(AT + 5, "two"), OTHER)
    mixed = [event for pair in zip(second, first, strict=True) for event in pair]
    twice = first[3] | {"delay": 7}
    data = {"id": ID, "person": None, "snapshots": [*mixed, twice]}
    return export("2023-04-28", data)


def others() -> dict[str, bytes]:
    """Return {file: bytes} of files that are no recordings."""
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
        "AABJRU5ErkJggg=="
    )
    har = {"log": {"version": "1.2", "entries": [{"request": {"method": "GET"}}]}}
    return {
        "not-a-recording.har": dumped(har),
        "not-a-recording.png": png,
        "not-a-recording.mob": b"\xff" * 8 + b"\x00\x04http\x01\x02\x03" * 20,
        "not-a-recording.empty": b"",
        "not-a-recording.json": dumped([{"name": "a"}, {"name": "b"}]),
        "not-a-recording.txt": b"a,b,c\n1,2,3\n",
        "not-a-recording.html": b"<!doctype html><p>hello</p>",
        "not-a-recording.zip": zipped({"0-trace.trace": dumped({"type": "before"})}),
        "snapshots-sources.json": dumped(
            {"sources": [{"source": "blob_v2", "blob_key": "0"}]}
        ),
    }


def write_all() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {name: data for name, (_, data) in one_window().items() if data}
    files |= {"posthog-two-windows.json": two_windows()} | others()
    for name, data in files.items():
        (FOLDER / name).write_bytes(data)


if __name__ == "__main__":
    write_all()
