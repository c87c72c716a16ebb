"""Run the shop and its payment provider in a background thread.

`with SampleSite() as site:` serves both on free loopback ports, with a database of
their own, until the block ends.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from sample_site import bugs
from sample_site.app import payment_app, shop_app
from sample_site.store import Store
from sample_site.visit import Shop

STARTS_WITHIN_S = 10.0


class SampleSite:
    """Both servers; `url` and `payment_url` are their addresses, without a slash."""

    def __init__(self, *, port: int = 0, payment_port: int = 0, bug: str = "") -> None:
        self._bug = bug or os.environ.get(bugs.VARIABLE) or bugs.NONE
        if not bugs.is_known(self._bug):
            raise ValueError(f"no bug is called {self._bug!r}")
        self._sockets = (_listen(port), _listen(payment_port))
        shop_port, paying_port = (each.getsockname()[1] for each in self._sockets)
        self.url = f"http://127.0.0.1:{shop_port}"
        # Another host name makes it another site too, as a payment provider is: the
        # browser gives its frame a process of its own.
        self.payment_url = f"http://localhost:{paying_port}"
        self._ready = threading.Event()
        self._serving = False
        self._thread = threading.Thread(target=self._run, name="sample-site")

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(STARTS_WITHIN_S) or not self._serving:
            raise RuntimeError("the sample site did not start")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._closing.set)
        self._thread.join()

    def reset(self) -> None:
        """Restore the seed: no carts, no orders, nobody logged in."""

        async def restore() -> None:
            self._store.reset()

        asyncio.run_coroutine_threadsafe(restore(), self._loop).result(timeout=5)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        finally:
            self._ready.set()
            for each in self._sockets:
                each.close()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._closing = asyncio.Event()
        self._store = Store()
        try:
            shop = Shop(self._store, self.payment_url, self._bug, self._closing)
            servers = (_server(shop_app(shop)), _server(payment_app()))
            running = [
                asyncio.create_task(server.serve(sockets=[each]))
                for server, each in zip(servers, self._sockets, strict=True)
            ]
            while not all(server.started for server in servers):
                await asyncio.sleep(0.005)
            self._serving = True
            self._ready.set()
            await self._closing.wait()
            for server in servers:
                server.should_exit = True
            await asyncio.gather(*running)
        finally:
            self._store.close()


def _listen(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", port))
    return made


def _server(app: Starlette) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        # The other implementation of WebSocket rests on deprecated modules.
        ws="websockets-sansio",
        # Long answers end by themselves when the site closes; this is for the rest.
        timeout_graceful_shutdown=1,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
    )
    return uvicorn.Server(config)
