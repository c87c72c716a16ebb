"""A page with a button and a field, on a server of its own, and a recording of a visit."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.async_api import Browser

import replaytest
from replaytest.browser.start import started
from replaytest.store.alone import write_alone

PAGE = """<!doctype html><title>Counter</title>
<link rel="icon" href="data:,">
<h1>Counter</h1><button onclick="add()">Add</button><p>0 so far</p>
<script>
  let count = 0
  function add() { document.querySelector('p').textContent = ++count + ' so far' }
</script>"""


class Counter:
    """The server; `page` is what it answers with, `url` its address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.page = PAGE


@contextmanager
def counter() -> Iterator[Counter]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = made.page.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Counter(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield made
        server.shutdown()
        thread.join()


async def recorded(url: str, folder: Path) -> Path:
    """Count to two; return the recording, which needs no store."""
    async with started() as browser:
        path = await _visit(browser, url, folder / "store" / "sessions" / "visit")
    target = folder / "counts.replaytest"
    write_alone(replaytest.read(path), target)
    shutil.rmtree(folder / "store")
    return target


async def _visit(browser: Browser, url: str, folder: Path) -> Path:
    context = await browser.new_context()
    async with replaytest.record(context, folder=folder) as recording:
        page = await context.new_page()
        await page.goto(url)
        for _ in range(2):
            await page.get_by_role("button", name="Add").click()
        await page.get_by_text("2 so far").wait_for()
        await context.close()
    return recording.paths[0]
