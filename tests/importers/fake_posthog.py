"""A small PostHog: one recording, its throttle, its pages of at most 20 keys."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.importers.builders import PERSON, WINDOW, compressed, ndjson, stream

KEY = "phx_invented"
PROJECT = "7"
SESSION = "0198aaaa-1111-7111-8111-111111111111"
BASE = f"/api/projects/{PROJECT}/session_recordings/{SESSION}"
END = "2026-11-21T05:52:32Z"


@dataclass
class Fake:
    """What it answers with, and what it was asked.

    `first` are answers (status, headers) to be given before the true ones, one per
    request; `broken` are blob keys for which it always answers 500.
    """

    url: str = ""
    blobs: dict[str, bytes] = field(default_factory=dict)
    sources: list[dict[str, Any]] | None = None
    first: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    person_status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)

    def listed(self) -> list[dict[str, Any]]:
        if self.sources is not None:
            return self.sources
        return [
            {
                "source": "blob_v2",
                "start_timestamp": END,
                "end_timestamp": END,
                "blob_key": key,
            }
            for key in self.blobs
        ]

    def answer(self, path: str, query: dict[str, str]) -> tuple[int, Any]:
        if path == f"{BASE}/":
            return self.person_status, {"id": SESSION, "person": PERSON}
        if path != f"{BASE}/snapshots":
            return 404, {"detail": "Not found."}
        if query == {"blob_v2": "true"}:
            return 200, {"sources": self.listed()}
        return self._blobs(query)

    def _blobs(self, query: dict[str, str]) -> tuple[int, Any]:
        if query["source"] == "realtime":
            return 200, {"snapshots": stream()}
        if query["source"] == "blob_v2":
            first, last = int(query["start_blob_key"]), int(query["end_blob_key"])
            keys = [str(number) for number in range(first, last + 1)]
        else:
            keys = [query["blob_key"]]
        if len(keys) > 20:
            return 400, {"detail": "Cannot request more than 20 blob keys at once"}
        if self.broken & set(keys):
            return 500, {"detail": "A server error occurred."}
        return 200, b"\n".join(self.blobs[key] for key in keys)


def blobs(count: int) -> dict[str, bytes]:
    """Return `count` blobs of eight events each, one after the other in time."""
    return {
        str(number): ndjson(
            [
                [WINDOW, compressed(event)]
                for event in stream(1_795_240_352_123 + 1000 * number, f"n{number}")
            ]
        )
        for number in range(count)
    }


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    """Serve it on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            headers: dict[str, str] = {}
            if self.headers["Authorization"] != f"Bearer {KEY}":
                status, body = 401, {"detail": "Invalid personal API key."}
            elif fake.first:
                (status, headers), body = fake.first.pop(0), {"detail": "not now"}
            else:
                fake.asked.append(query)
                status, body = fake.answer(parts.path, query)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(data))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
