"""Serve what Vite has built, and a small JSON API that such a page talks to.

GET  /api/people       -> [{"id": 1, "name": "Ada", "role": "Keeper", …}, …]
POST /api/people       the fields of a new one -> it, with its id; 422 without a name
PATCH /api/people/1    fields to change -> it
DELETE /api/people/1   -> 204
POST /api/orders       anything -> {"order": 1, "received": …}
"""

from __future__ import annotations

import copy
import json
import mimetypes
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Json = Any
FAMILY = ("Keeper", "Captain", "Cook", "Diver")
NAMES = (
    *("Ada Byron", "Bo Lind", "Cleo Marsh", "Dov Sand", "Eli Reef", "Fay Tide"),
    *("Gus Brine", "Hal Cove", "Ida Foam", "Jon Kelp", "Kim Shoal", "Lea Drift"),
)
SEED = [
    {
        "id": at + 1,
        "name": name,
        "role": FAMILY[at % 4],
        "age": 24 + 5 * at % 41,
        "aboard": at % 3 == 0,
    }
    for at, name in enumerate(NAMES)
]


class People:
    """The table behind the API."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._rows: list[dict[str, Json]] = copy.deepcopy(SEED)
        self._next = len(SEED) + 1
        self._orders = 0

    def answer(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        """Return status and JSON of the answer."""
        if (method, path) == ("GET", "/api/people"):
            return 200, self._rows
        if (method, path) == ("POST", "/api/people"):
            return self._add(body)
        if (method, path) == ("POST", "/api/orders"):
            self._orders += 1
            return 201, {"order": self._orders, "received": body}
        wanted = path.removeprefix("/api/people/")
        row = next((row for row in self._rows if str(row["id"]) == wanted), None)
        if row is None:
            return 404, {"error": "no such person"}
        if method == "PATCH":
            row.update(body)
            return 200, row
        if method == "DELETE":
            self._rows.remove(row)
            return 204, None
        return 405, {"error": "not to be done"}

    def _add(self, body: dict[str, Json]) -> tuple[int, Json]:
        if not body.get("name"):
            return 422, {"error": "A name is needed."}
        row = {"aboard": False, **body, "id": self._next}
        self._next += 1
        self._rows.append(row)
        return 201, row


class BuiltSite:
    """Folder `dist` and the API, on a free port, until the block ends."""

    def __init__(self, dist: Path) -> None:
        if not (dist / "index.html").exists():
            raise RuntimeError(f"{dist} is not built; run: make outside-install")
        self._people = People()
        handler = type("Site", (_Handler,), {"dist": dist, "people": self._people})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def reset(self) -> None:
        self._people.reset()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    dist: Path
    people: People

    def do_GET(self) -> None:
        if self.path.startswith("/api/"):
            self._api()
            return
        # The page's own routes are not files; they all start at its index.
        wanted = (self.dist / self.path.partition("?")[0].lstrip("/")).resolve()
        inside = self.dist.resolve() in wanted.parents and wanted.is_file()
        path = wanted if inside else self.dist / "index.html"
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._send(200, kind, path.read_bytes())

    def _api(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        status, answer = self.people.answer(self.command, self.path, body)
        text = b"" if answer is None else json.dumps(answer).encode()
        self._send(status, "application/json", text)

    do_POST = do_PATCH = do_DELETE = _api

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
