"""Pages served from memory, to this machine only, for whoever knows their address.

The address has 256 random bits and is of 127.0.0.1. Nothing is written: neither by us
nor, as every answer asks for, by a browser into its cache.
"""

from __future__ import annotations

import hmac
import os
import secrets
import threading
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from replaytest.errors import UsageError
from replaytest.files import REPLAY_NAME

HTML = "text/html; charset=utf-8"
HEADERS = {
    # Without it a browser would write the page into its cache.
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def serve(page: bytes, *, once: bool, ready: Callable[[str], None]) -> None:
    """Serve `page` until Ctrl-C, or with `once` until it was fetched whole.

    `ready` is called with its address. Raises `UsageError` when no port can be had.
    """
    fetched = threading.Event()
    try:
        server = LocalServer(partial(_Page, page, fetched))
    except OSError as error:
        raise UsageError(
            f"no port of 127.0.0.1 can be used: {error.strerror or error}",
            where="show of an encrypted recording",
            fix="replaytest export --to html -o FILE",
        ) from error
    server.run(
        lambda: ready(server.address + REPLAY_NAME),
        fetched if once else threading.Event(),
    )


class LocalServer(ThreadingHTTPServer):
    """Answers on a port of 127.0.0.1, by default one that is free.

    `address` ends in a slash. Raises `OSError` when the port cannot be had.
    """

    daemon_threads = True
    # On Windows it would let another process listen on the same port.
    allow_reuse_address = os.name != "nt"

    def __init__(self, handler: Any, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.folder = f"/{secrets.token_urlsafe(32)}/"
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.address = f"http://{self.host}{self.folder}"

    def run(self, ready: Callable[[], None], end: threading.Event) -> None:
        """Serve until `end` is set, or Ctrl-C; `ready` is called in between."""
        with self:
            threading.Thread(target=self.serve_forever, daemon=True).start()
            try:
                ready()
                end.wait()
            except KeyboardInterrupt:
                pass  # how one ends it
            finally:
                self.shutdown()

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a browser that goes away is no error."""


class LocalHandler(BaseHTTPRequestHandler):
    """Lets through whoever knows the address, to `answer`."""

    server: LocalServer
    server_version = "replaytest"
    sys_version = ""
    # A connection that says nothing must not keep its thread.
    timeout = 30

    def do_GET(self) -> None:
        """Answer who asks for something below the server's address."""
        # A name that resolves to 127.0.0.1 is how pages elsewhere get here.
        named = self.headers.get_all("Host") == [self.server.host]
        folder = self.server.folder
        asked, name = self.path[: len(folder)], self.path[len(folder) :]
        knows = hmac.compare_digest(asked.encode(), folder.encode())
        if named and knows:
            self.answer(name)
        else:
            self.refuse()

    def answer(self, name: str) -> None:
        """Answer to a name below the address, which may be anything."""
        raise NotImplementedError

    def refuse(self) -> None:
        """Say that there is no such thing."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def begin(self, kind: str, size: int | None = None) -> None:
        """Send what comes before a body of so many bytes."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        if size is not None:
            self.send_header("Content-Length", str(size))
        self.end_headers()

    def send(self, body: bytes, kind: str = HTML) -> None:
        """Send an answer whole."""
        self.begin(kind, len(body))
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the address is a secret."""


class _Page(LocalHandler):
    def __init__(self, page: bytes, fetched: threading.Event, *more: Any) -> None:
        self._page, self._fetched = page, fetched
        super().__init__(*more)

    def answer(self, name: str) -> None:
        if name != REPLAY_NAME:
            self.refuse()
            return
        self.send(self._page)
        self._fetched.set()
