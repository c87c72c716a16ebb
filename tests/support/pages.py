"""A loopback web server for tests: pages as a table of path → answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Answer:
    body: str | bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    after_s: float = 0.0
    after: threading.Event | None = None


class Pages:
    """Serves `table`; a plain string stands for an HTML page. Keeps what was asked."""

    def __init__(self, table: Mapping[str, str | Answer]) -> None:
        self.asked: list[str] = []
        pages = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                pages.asked.append(self.path)
                found = table.get(path, Answer("nothing here", status=404))
                answer = found if isinstance(found, Answer) else Answer(found)
                time.sleep(answer.after_s)
                if answer.after:
                    answer.after.wait(10)
                body = (
                    answer.body
                    if isinstance(answer.body, bytes)
                    else answer.body.encode()
                )
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                self.send_header("Content-Length", str(len(body)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                # What is not read is taken for the next request of the connection.
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # a browser hangs up when it likes
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        # Another origin of the same server: other host names are other origins.
        self.other_url = f"http://localhost:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
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
