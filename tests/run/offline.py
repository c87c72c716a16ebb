"""Recordings of a page, and contexts that they answer while its server is off."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from websockets.sync.server import serve

import replaytest
from tests.support.pages import Answer

SEEN = {"Set-Cookie": "seen=1; Path=/"}
GONE = {"Set-Cookie": "seen=1; Path=/; Max-Age=0"}
LINKS = (
    "<!doctype html><title>t</title><a href='/far'>here</a>"
    "<a target=_blank href='/far'>there</a><form method=post action='/far'><button>"
)
PIXEL = b"\x89PNG\r\n\x1a\n\x00\xff\xfe"
PRICES = b"name,price\nTide Mug,18.00\n\xff"
AS_FILE = {"Content-Disposition": "attachment; filename=prices.csv"}
TABLE = {
    "/": Answer("<!doctype html><title>t</title><h1>Plain</h1>"),
    "/forget": Answer("", status=302, headers={"Location": "/done", **GONE}),
    "/pixel.png": Answer(PIXEL, kind="image/png"),
    "/away": Answer("", status=302, headers={"Location": "/end"}),
    "/end": Answer("the end", kind="text/plain"),
    "/gone": Answer("no", status=410, kind="text/plain"),
    "/links": Answer(LINKS),
    "/frame": Answer("<iframe src='/far'></iframe>"),
    "/far": Answer("", status=302, headers={"Location": "/farther", **SEEN}),
    "/farther": Answer("", status=301, headers={"Location": "/done?x=1#part"}),
    "/prices.csv": Answer(PRICES, kind="text/csv", headers=AS_FILE),
    "/done": Answer("<h1>done</h1><script>document.write(document.cookie)</script>"),
}


def tape(browser, work, url, mask=0, **options):
    context = browser.new_context(**options)
    with replaytest.record(context, folder="here", mask=mask) as recording:
        work(context.new_page(), url)
    context.close()
    return recording.paths[0]


def echo(connection):
    """Greet who comes to a WebSocket, and answer three times."""
    connection.send("hello")
    for _ in range(3):
        said = connection.recv()
        connection.send(said + (b"!" if isinstance(said, bytes) else "!"))


@contextmanager
def speaking(speak=echo):
    """Serve WebSockets; give the port."""
    with serve(speak, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.socket.getsockname()[1]
        server.shutdown()
        thread.join()
