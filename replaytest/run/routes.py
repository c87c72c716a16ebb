"""Stubs: a context's requests answered from a recording, in the recorded order.

Playwright's own objects are used underneath its two APIs, so one implementation serves
both, and what we do is no call of the test (`browser.instrument`).

What a page can notice: an answer comes at once and as a whole, also that of a stream
(chunks of one have no pause between them); what a script asked for and was redirected
says that it came from where it was asked for; service workers are silent (`workers`).
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Collection, Coroutine, Generator
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

from replaytest.browser import instrument
from replaytest.browser.hold import hold
from replaytest.browser.observe import spawn
from replaytest.errors import UsageError
from replaytest.redrive.stubs.answers import Answers, Found
from replaytest.redrive.stubs.exchange import Asked, is_safe
from replaytest.redrive.stubs.keys import Tier
from replaytest.redrive.stubs.miss import Miss
from replaytest.redrive.stubs.origins import Origins
from replaytest.redrive.stubs.read import network_of
from replaytest.redrive.stubs.reply import Reply, reply_to
from replaytest.redrive.stubs.sockets import Conversations
from replaytest.run.answered import lines_of
from replaytest.run.cookies import cookies_of
from replaytest.run.progress import Progress
from replaytest.run.sockets import Talk
from replaytest.run.uploads import TOLD_UPLOADS
from replaytest.run.workers import SILENT_WORKERS
from replaytest.store.read import Recording, read

Missing = Literal["abort", "live"]

_ALL = "**/*"
_ALL_SOCKETS = re.compile(".*")
# What a page is told of a request that nothing was recorded of.
_REFUSED = "blockedbyclient"
# What a redirect of a document is given: a page that leaves no entry in the history.
# Its second script never comes, so that it is not taken for loaded.
HOLD = "/__replaytest_hold"
_SENDING_ON = """<script>
  const to = %s;
  location.replace(to.includes("#") ? to : to + location.hash);
</script><script src="%s"></script>"""


def stub(
    context: Any,
    recording: Recording | Path | str,
    *,
    missing: Missing = "abort",
    base_url: str | None = None,
    kinds: Collection[str] | None = None,
) -> Stubs:
    """Answer the requests of a `BrowserContext` from a recording, WebSockets too.

    Like Playwright's `route_from_har`, but equal requests are answered in the order in
    which they were recorded: a GET after a PUT gives what was read after the PUT. With
    the sync API it is in place when this returns; with the async one `await` it.

    `missing` says what becomes of requests without an answer: they fail, or go to the
    server ("live": to routes that were there before, else to the network). Both are in
    `misses`. `base_url` is where the site is now, if elsewhere than it was recorded.
    `kinds` are the resource types (`fetch`, `xhr`, `document`, ...) that are answered;
    all by default, and then what is of another kind goes to the server.

    Raises:
        UsageError: this is no context, or `missing` or `base_url` is wrong.
        RecordingError: the recording cannot be read.
    """
    kind, inner = instrument.implementation(context)
    if kind != "context":
        raise UsageError(
            "stubs are for one context",
            where="replaytest.stub",
            fix="pass a BrowserContext (page.context)",
        )
    if missing not in ("abort", "live"):
        raise UsageError(
            f"missing={missing!r} is not known",
            where="replaytest.stub",
            fix="use 'abort' or 'live'",
        )
    found = recording if isinstance(recording, Recording) else read(Path(recording))
    stubs = Stubs(inner, found, live=missing == "live", base_url=base_url, kinds=kinds)
    if instrument.is_sync(inner):
        instrument.run(inner, stubs.install)
    return stubs


class Stubs:
    """What `stub` gives. `misses` are the requests without an answer, in order.

    `weak` are those whose answer was found by less than all of the request, with the
    tier; `repeated` those that change something, once more than was recorded, with the
    answer that each had; `masked` those whose answer is not what the server said, since
    something in it was masked; `waiting` those without one that the recording could not
    have, going by the `progress` of a run. `problems` is what failed here, in words,
    `answered` the number of answers. `pace` is how much of the recorded time passes
    between a WebSocket's messages.
    """

    def __init__(
        self,
        inner: Any,
        recording: Recording,
        *,
        live: bool = False,
        base_url: str | None = None,
        kinds: Collection[str] | None = None,
        pace: float = 1.0,
    ) -> None:
        network = network_of(recording.events())
        masked = recording.level != 0
        self.misses: list[Miss] = []
        self.weak: list[tuple[Asked, Tier]] = []
        self.repeated: list[Asked] = []
        self.masked: list[Asked] = []
        self.waiting: list[Miss] = []
        self.progress: Progress | None = None
        self.problems: list[str] = []
        self.pace = pace
        self.answered = 0
        self.origins = _origins(network.first_url, base_url)
        self._inner = inner
        self._live = live
        self._kinds = None if kinds is None else frozenset(kinds)
        self.is_masked = masked
        self._answers = Answers(network.exchanges, masked=masked)
        self._talks = Conversations(network.conversations, masked=masked)
        self._talking: list[Talk] = []

    def __await__(self) -> Generator[Any, Any, Self]:
        return self._installed().__await__()

    async def _installed(self) -> Self:
        if not instrument.is_sync(self._inner):
            await self.install()
        return self

    async def install(self) -> None:
        """Put the routes in place, on the context's event loop."""

        async def routes() -> None:
            await call(self._inner.route, url=_ALL, handler=self._requested)
            await call(
                self._inner.route_web_socket, url=_ALL_SOCKETS, handler=self._opened
            )
            await call(self._inner.add_init_script, script=SILENT_WORKERS)
            if not self._live and self._kinds is None:  # else a server may tell it
                await call(self._inner.add_init_script, script=TOLD_UPLOADS)

        await instrument.internally(self._inner, routes)

    @property
    def unused(self) -> list[str]:
        """What was recorded and not asked for, in words and in order."""
        sockets = [f"WebSocket {each.url}" for each in self._talks.unused]
        return [each.words for each in self._answers.unused] + sockets

    def report(self) -> str:
        """Say in lines what was answered, what was not, and how well."""
        return "\n".join(lines_of(self))

    def _requested(self, route: Any, *_: Any) -> None:
        # No coroutine: under the sync API handlers of older Playwrights must be plain.
        spawn(self._inner, self._answer(route))

    async def _answer(self, route: Any) -> None:
        try:
            work = self._work(route)
        except Exception as error:  # noqa: BLE001 - a request must not wait for ever
            self.problems.append(f"a request could not be answered: {error!r}")
            work = call(route.abort, error_code="failed", errorCode="failed")
        if work is not None:
            await self._quietly(work)

    def _work(self, route: Any) -> Coroutine[Any, Any, Any] | None:
        """Return what is to be done with a route, None for nothing."""
        request = route.request
        other = self._kinds is not None and request.resource_type not in self._kinds
        if other or not request.url.startswith("http"):
            return call(route.fallback)
        if request.url.endswith(HOLD):
            hold(route)
            return None
        asked = self._asked(request)
        navigates = request.is_navigation_request()
        found = self._answers.find(asked)
        if isinstance(found, Found):
            done = reply_to(found, self._answers, self.origins, navigates=navigates)
        else:
            done = found
        if isinstance(done, Miss):
            if not self._live and not navigates and self._is_unseen(asked):
                self.waiting.append(done)
                hold(route)
                return None
            self.misses.append(done)
            if self._live:
                return call(route.fallback)
            return call(route.abort, error_code=_REFUSED, errorCode=_REFUSED)
        self.answered += 1
        if done.kind == "answer" and done.masked:
            self.masked.append(asked)
        if isinstance(found, Found):
            self._note(asked, found)
        return self._perform(route, done)

    def _is_unseen(self, asked: Asked) -> bool:
        if self.progress is None:
            return False
        return self.progress.is_unseen(changes=not is_safe(asked))

    def _note(self, asked: Asked, found: Found) -> None:
        if found.tier.words:
            self.weak.append((asked, found.tier))
        if found.again and not is_safe(asked):
            self.repeated.append(asked)
        if found.exchange.changes:
            for talk in self._talking:
                talk.requested(found.exchange.number)

    def _asked(self, request: Any) -> Asked:
        return Asked(
            method=request.method,
            url=self.origins.to_recorded(request.url),
            body=request.post_data_buffer,
            content_type=request.headers.get("content-type", ""),
            kind=request.resource_type,
        )

    def _perform(self, route: Any, reply: Reply) -> Coroutine[Any, Any, Any] | None:
        if reply.kind == "silence":
            hold(route)
            return None
        if reply.kind == "failure":
            return call(route.abort, error_code=reply.error, errorCode=reply.error)
        if reply.kind == "redirect":
            return self._redirect(route, reply)
        return self._fulfill(route, reply)

    async def _redirect(self, route: Any, reply: Reply) -> None:
        await self._set(reply)
        page = _SENDING_ON % (json.dumps(reply.url).replace("<", "\\u003c"), HOLD)
        headers = {"content-type": "text/html; charset=utf-8"}
        await call(route.fulfill, status=200, headers=headers, body=page)

    async def _fulfill(self, route: Any, reply: Reply) -> None:
        await self._set(reply)
        await call(
            route.fulfill,
            status=reply.status,
            headers=dict(reply.headers),
            body=reply.body,
        )

    async def _set(self, reply: Reply) -> None:
        cookies = [
            each for url, line in reply.cookies for each in cookies_of(url, line)
        ]
        try:
            if cookies:
                await call(self._inner.add_cookies, cookies=cookies)
        except Exception as error:  # noqa: BLE001 - the answer is worth more
            self.problems.append(f"a cookie could not be set: {error!r}")

    def _opened(self, socket: Any) -> None:
        url = self.origins.to_recorded(socket.url)
        said = self._talks.find(url)
        if said is not None:
            self.answered += 1
            if said.left_out:
                lost = f"WebSocket {url}: {said.left_out} messages were not recorded"
                self.problems.append(lost)
            is_due = self.progress.is_due if self.progress else lambda _: True
            talk = Talk(socket, said, partial(spawn, self._inner), self.pace, is_due)
            self._talking.append(talk)
            talk.begin()
            return
        self.misses.append(Miss(Asked("GET", url, kind="websocket"), "unknown"))
        if self._live:
            socket.connect_to_server()
        else:
            spawn(self._inner, self._quietly(socket.close(None, None)))

    async def _quietly(self, work: Coroutine[Any, Any, Any]) -> None:
        # As all calls of ours: no step of the user's trace, and no call of the test.
        try:
            await instrument.internally(self._inner, lambda: work)
        except Exception as error:  # noqa: BLE001 - asyncio would print it
            # Pages go while they wait, and that is no problem of anybody's.
            if "closed" not in str(error):
                self.problems.append(f"a request could not be answered: {error!r}")


def call(method: Any, **values: Any) -> Coroutine[Any, Any, Any]:
    """Call a method of Playwright's implementation with all of its parameters.

    Those of 1.65 have no defaults, and some have had other names before.
    """
    known = inspect.signature(method).parameters
    work: Coroutine[Any, Any, Any] = method(**{n: values.get(n) for n in known})
    return work


def _origins(first_url: str, base_url: str | None) -> Origins:
    origins = Origins.of(first_url, base_url)
    if base_url and not origins.live:
        raise UsageError(
            f"'{base_url}' is no address of a site",
            where="replaytest.stub: base_url",
            fix="write http://host:port",
        )
    return origins
