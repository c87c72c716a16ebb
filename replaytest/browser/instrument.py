"""Notice every browser context as it comes to life and before it goes.

With `observe` and `installed` the only place that touches Playwright's private names.
Contexts are made by fixtures, `browser.new_context()`, `new_page()`, persistent
launches, CDP and remote connections, from sync and async code; all of them pass a
handful of methods of the implementation classes that both public APIs share, and those
are wrapped here. Playwright 1.65's client instrumentation would see the same contexts,
but is younger than the versions we support and is not told of `browser.close()`.

Whatever fails on our side is passed to `on_problem`, never to the test.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from replaytest.browser import installed
from replaytest.errors import CaptureError, UsageError

T = TypeVar("T")
Method = Callable[..., Coroutine[Any, Any, Any]]

# Closing must not wait for a page that cannot answer (an open dialog, an endless loop).
PATIENCE_S = 1.0

# Set while contexts of our own are used, which no recorder of a suite shall see.
UNSEEN: ContextVar[bool] = ContextVar("UNSEEN", default=False)


class Listener(Protocol):
    """Who is told. Contexts and pages are Playwright's implementation objects."""

    async def opened(self, context: Any) -> None:
        """A context exists, and nothing has been loaded into it by its caller yet."""

    async def closing(self, context: Any, pages: list[Any]) -> None:
        """These pages of a context are about to close."""

    def stopping(self) -> None:
        """A driver of the sync API is about to be stopped, open pages and all."""

    async def stopping_async(self) -> None:
        """A driver of the async API is about to be stopped, open pages and all."""

    def problem(self, text: str) -> None:
        """Something of ours failed."""


class Instrument:
    """Wraps Playwright's classes while installed."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._active = False
        self._wrapped: list[tuple[type, str, Method, Method]] = []

    def install(self) -> None:
        """Start to notice contexts.

        Raises:
            CaptureError: this Playwright lacks a method we have to wrap.
        """
        browser, browser_type, context, page = (
            installed.class_of(name)
            for name in ("Browser", "BrowserType", "BrowserContext", "Page")
        )
        self._active = True
        listener = self._listener
        self._after(browser, "new_context", listener.opened)
        self._after(browser_type, "launch_persistent_context", listener.opened)
        self._after(browser_type, "connect_over_cdp", self._connected)
        self._after(browser_type, "connect", self._connected)
        self._before(page, "close", self._page_closing)
        self._before(context, "close", self._context_closing)
        self._before(browser, "close", self._browser_closing)
        # Leaving `with sync_playwright()` kills the browsers without closing anything.
        self._before_sync(installed.manager("sync_api"), "__exit__", listener.stopping)
        asynchronous = installed.manager("async_api")
        self._before(asynchronous, "__aexit__", lambda _: listener.stopping_async())

    def uninstall(self) -> None:
        """Give Playwright its methods back, unless others have wrapped them since."""
        self._active = False
        for owner, name, original, method in reversed(self._wrapped):
            if getattr(owner, name) is method:
                setattr(owner, name, original)
        self._wrapped.clear()

    def _after(
        self, owner: type, name: str, tell: Callable[[Any], Awaitable[None]]
    ) -> None:
        async def wrapper(
            original: Method, this: Any, *args: Any, **kwargs: Any
        ) -> Any:
            result = await original(this, *args, **kwargs)
            await self._guarded(f"{owner.__name__}.{name}", lambda: tell(result))
            return result

        self._wrap(owner, name, wrapper)

    def _before(
        self, owner: type, name: str, tell: Callable[[Any], Awaitable[None]]
    ) -> None:
        async def wrapper(
            original: Method, this: Any, *args: Any, **kwargs: Any
        ) -> Any:
            await self._guarded(f"{owner.__name__}.{name}", lambda: tell(this))
            return await original(this, *args, **kwargs)

        self._wrap(owner, name, wrapper)

    def _before_sync(self, owner: type, name: str, tell: Callable[[], None]) -> None:
        original: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(original)
        def method(this: Any, *args: Any, **kwargs: Any) -> Any:
            if self._active:
                try:
                    tell()
                except Exception as error:  # noqa: BLE001 - as in _guarded
                    self._listener.problem(f"recording failed in {name}: {error!r}")
            return original(this, *args, **kwargs)

        self._set(owner, name, original, method)

    def _wrap(self, owner: type, name: str, wrapper: Method) -> None:
        original: Method | None = getattr(owner, name, None)
        if original is None:
            raise CaptureError(
                f"this Playwright has no {owner.__name__}.{name}",
                where=f"playwright {installed.version()}",
                fix="use a Playwright that replaytest's README lists",
            )

        # Not functools.partial: only a function becomes a method of its class.
        @functools.wraps(original)
        async def method(this: Any, *args: Any, **kwargs: Any) -> Any:
            return await wrapper(original, this, *args, **kwargs)

        self._set(owner, name, original, method)

    def _set(self, owner: type, name: str, original: Any, method: Any) -> None:
        setattr(owner, name, method)
        self._wrapped.append((owner, name, original, method))

    async def _connected(self, browser: Any) -> None:
        for context in list(browser.contexts):
            await self._listener.opened(context)

    async def _page_closing(self, page: Any) -> None:
        # `browser.new_page()` owns its context and closes that, which is seen as well.
        if getattr(page, "_owned_context", None) is None:
            await self._listener.closing(page.context, [page])

    async def _context_closing(self, context: Any) -> None:
        await self._listener.closing(context, list(context.pages))

    async def _browser_closing(self, browser: Any) -> None:
        for context in list(browser.contexts):
            await self._listener.closing(context, list(context.pages))

    async def _guarded(self, where: str, tell: Callable[[], Awaitable[None]]) -> None:
        if not self._active or UNSEEN.get():
            return
        try:
            await tell()
        except Exception as error:  # noqa: BLE001 - ours must not become the test's
            self._listener.problem(f"recording failed in {where}: {error!r}")


async def patiently(
    work: Iterable[Coroutine[Any, Any, T]], *, within_s: float = PATIENCE_S
) -> list[T]:
    """Run calls side by side; return what answered within so many seconds, in order.

    The others are not cancelled: a cancelled call would leave Playwright's connection
    with an answer nobody waits for.
    """
    tasks = [asyncio.ensure_future(each) for each in work]
    if not tasks:
        return []
    await asyncio.wait(tasks, timeout=within_s)
    for task in tasks:
        task.add_done_callback(look_at)
    return [
        task.result()
        for task in tasks
        if task.done() and not task.cancelled() and task.exception() is None
    ]


def look_at(task: asyncio.Future[Any]) -> None:
    """Look at what a task has come to: else asyncio prints its error when it goes."""
    if not task.cancelled():
        task.exception()


def internally(owner: Any, work: Callable[[], Coroutine[Any, Any, T]]) -> Any:
    """Run calls of ours so that they do not show up as steps in the user's trace."""
    wrap = getattr(owner, "_wrap_api_call", None)
    if wrap is not None:  # Playwright 1.65
        options = importlib.import_module("playwright._impl.channel_owner")
        return wrap(lambda _zone: work(), options.ApiCallOptions(internal=True))
    return owner._connection.wrap_api_call(work, True)


def run(owner: Any, work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
    """Run a coroutine on the event loop of `owner`, from code that is not async.

    Returns None where that cannot be: the loop is closed, or is running right now,
    which is so when async test code calls us; then it is scheduled on that loop.
    """
    loop = owner._loop
    if loop.is_closed():
        return None
    if getattr(owner, "_dispatcher_fiber", None) is not None:
        sync_base = importlib.import_module("playwright._impl._sync_base").SyncBase
        answer: T = sync_base(owner)._sync(work())
        return answer
    if not loop.is_running():
        done: T = loop.run_until_complete(work())
        return done
    loop.create_task(work()).add_done_callback(look_at)
    return None


def implementation(public: Any) -> tuple[str, Any]:
    """Return ("context" | "browser", implementation object) of a public object.

    Raises:
        UsageError: it is neither a BrowserContext nor a Browser of Playwright.
    """
    kinds = {"BrowserContext": "context", "Browser": "browser"}
    kind = kinds.get(type(public).__name__)
    inner = getattr(public, "_impl_obj", None)
    if kind is None or inner is None:
        raise UsageError(
            f"cannot record a {type(public).__name__}",
            where="replaytest.record",
            fix="pass a Playwright Browser or BrowserContext (page.context)",
        )
    return kind, inner


def is_sync(inner: Any) -> bool:
    """Say whether an implementation object belongs to Playwright's sync API."""
    return getattr(inner, "_dispatcher_fiber", None) is not None


# Chromium says so to the page's console for every init script in every frame that is
# sandboxed without `allow-scripts`. Tests that count messages must not see ours.
_INIT_SCRIPT_BLOCKED = "Blocked script execution in "
_BY_SANDBOX = "'allow-scripts' permission is not set."


def hush(emitter: Any) -> None:
    """Keep Chromium's remarks about our init script from a suite's listeners."""
    emit = emitter.emit

    def filtered(event: Any, *args: Any, **kwargs: Any) -> Any:
        if event == "console" and args:
            text = getattr(args[0], "text", "")
            if text.startswith(_INIT_SCRIPT_BLOCKED) and text.endswith(_BY_SANDBOX):
                return False
        return emit(event, *args, **kwargs)

    emitter.emit = filtered


def kept(context: Any, name: str, make: Callable[[], T]) -> tuple[T, bool]:
    """Return what was kept with a context under `name`, and whether it was there.

    It lives and dies with the context, so nothing has to be cleaned up.
    """
    attribute = f"_replaytest_{name}"
    found = getattr(context, attribute, None)
    if found is None:
        found = make()
        setattr(context, attribute, found)
        return found, False
    return found, True


def opener(page: Any) -> Any:
    """Return the page that opened this one, None where there is none or it is gone."""
    return getattr(page, "_opener", None)


def browser_version(context: Any) -> tuple[str, str]:
    """Return (name, version) of the browser of a context; persistent ones know less."""
    browser = context.browser
    if browser is None:
        return "", ""
    return browser.browser_type.name, browser.version
