"""A page served from memory, for recordings whose page must not lie on a disk.

It is there for whoever knows its address, which has 256 random bits, on this machine
only (127.0.0.1), until Ctrl-C or until it was fetched once.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from replaytest.errors import UsageError

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
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
    try:
        server = _Server(page)
    except OSError as error:
        raise UsageError(
            f"no port of 127.0.0.1 can be used: {error.strerror or error}",
            where="show of an encrypted recording",
            fix="replaytest export --to html -o FILE",
        ) from error
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            ready(server.address)
            (server.fetched if once else threading.Event()).wait()
        except KeyboardInterrupt:
            pass  # how one ends it
        finally:
            server.shutdown()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, page: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.page = page
        self.path = f"/{secrets.token_urlsafe(32)}/replay.html"
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.address = f"http://{self.host}{self.path}"
        self.fetched = threading.Event()

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a browser that goes away is no error."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "replaytest"
    sys_version = ""
    # A connection that says nothing must not keep its thread.
    timeout = 30

    def do_GET(self) -> None:
        """Send the page to whoever knows its address."""
        # A name that resolves to 127.0.0.1 is how pages elsewhere get here.
        named = self.headers.get("Host") == self.server.host
        asked, known = self.path.encode(), self.server.path.encode()
        if not (named and hmac.compare_digest(asked, known)):
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        self.send_response(HTTPStatus.OK)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.page)))
        self.end_headers()
        self.wfile.write(self.server.page)
        self.wfile.flush()
        self.server.fetched.set()

    def log_message(self, *_: Any) -> None:
        """Say nothing: the address is a secret."""
