"""What a run may talk to: its application, and what the user allows. Nothing else.

The browser is given a proxy that refuses. So also workers, sockets and what a page does
while it goes away are refused, without a round trip through Playwright for each
request. Chromium goes past it to hosts that may be changed; other browsers cannot be
told a port for that, and are passed on. What is only to be read is always passed on.
"""

from __future__ import annotations

import asyncio
from typing import Any, Self

from replaytest.run.hosts import Hosts, host_of
from replaytest.run.proxy import serve

_MOST = 200
# Else Chromium takes all of this machine, and link-local hosts, for exceptions; some of
# Playwright's versions leave this out where an exception is itself of this machine.
_NO_EXCEPTIONS = "<-loopback>"
# Of an encrypted host that is only read: what routes do not see are shared workers,
# and what a page sends while it goes away. Pages know browsers without these.
_ONLY_READ = """(() => {
  const gone = ["SharedWorker", "fetchLater", "WebTransport"];
  for (const name of gone) delete window[name];
  let leaves = false;
  addEventListener("pagehide", () => { leaves = true; }, true);
  addEventListener("pageshow", () => { leaves = false; }, true);
  const ask = window.fetch;
  const post = async (what, how) => {
    const asked = new Request(what, { ...how, keepalive: false });
    if (leaves) throw new TypeError("Failed to fetch");
    return ask(asked);
  };
  window.fetch = post;
  navigator.sendBeacon = (url, body) => {
    post(url, { method: "POST", body, mode: "no-cors" }).catch(() => {});
    return true;
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    if (!leaves) send.call(this, body);
  };
})();"""


class Guard:
    """A proxy on this machine for one run, and what notes who was asked for in vain.

    `async with Guard(hosts, engine) as guard:`; `guard.refused` are "GET
    http://host/path" and "CONNECT host:port", each once, in order.
    """

    def __init__(self, hosts: Hosts, engine: str = "chromium") -> None:
        self.hosts = hosts
        self.refused: list[str] = []
        self._engine = engine
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._came, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    @property
    def only_reads(self) -> bool:
        """Whether there are hosts that are asked and not changed."""
        return any(host not in self.hosts.written for host in self.hosts.read)

    def context_options(self) -> dict[str, Any]:
        """Return what `browser.new_context` is to be given."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        passed = self.hosts.written if self._engine == "chromium" else ()
        exceptions = [_NO_EXCEPTIONS] if self._engine == "chromium" else []
        proxy = {"server": f"http://127.0.0.1:{port}"}
        if bypass := ",".join([*exceptions, *passed]):
            proxy["bypass"] = bypass
        options: dict[str, Any] = {
            "proxy": proxy,
            "accept_downloads": False,
            "permissions": [],
        }
        if self.only_reads:
            # Playwright does not route what they ask for.
            options["service_workers"] = "block"
        return options

    async def watch(self, context: Any) -> None:
        """Refuse what pages of a context send to hosts that are only to be read."""
        if not self.only_reads:
            return
        if self.hosts.encrypted:
            await context.add_init_script(_ONLY_READ)
        await context.route("**/*", self._look)
        await context.route_web_socket(lambda _: True, self._talk)

    async def _look(self, route: Any) -> None:
        asked = route.request
        host = host_of(asked.url)
        if not host or self.hosts.may_send(asked.method, host):
            await route.fallback()
        else:
            self._note(f"{asked.method} {asked.url}")
            await route.abort("blockedbyclient")

    async def _talk(self, socket: Any) -> None:
        if self.hosts.may_send("POST", host_of(socket.url)):
            socket.connect_to_server()
        else:
            self._note(f"GET {socket.url}")
            await socket.close()

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer, self.hosts, self._note))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    def _note(self, asked: str) -> None:
        if asked and asked not in self.refused and len(self.refused) < _MOST:
            self.refused.append(asked)
