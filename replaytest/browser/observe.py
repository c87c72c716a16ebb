"""Notice every call that a test makes on Playwright, when it is over.

Touches Playwright's private names, as `instrument` does. A call of the public API
becomes one or more messages on a channel; the first of them tells what was asked.
Playwright 1.65 has client instrumentation for it, which does not say of which object;
before it the channel's own method is wrapped.
"""

from __future__ import annotations

import functools
import importlib
import sys
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from replaytest.browser.calls import ANSWER, ApiCall

_LOG = "Call log:"
REFUSED = "the assertion failed"
_LIBRARIES = ("site-packages", "dist-packages")
# What we know of a call, kept with what Playwright knows of it.
_MARK = "_replaytest"

Tell = Callable[[Any, ApiCall], None]
_Asked = tuple[Any, str, Mapping[str, Any], float]


class CallObserver:
    """Tells `tell(object, call)` of each call while it is installed. Never raises."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell

    def install(self) -> bool:
        """Start; return whether this Playwright lets us."""
        if not _WRAPPED.install():
            return False
        _WRAPPED.tells.append(self._tell)
        return True

    def uninstall(self) -> None:
        """Stop."""
        if self._tell in _WRAPPED.tells:
            _WRAPPED.tells.remove(self._tell)
        if not _WRAPPED.tells:
            _WRAPPED.uninstall()


class _Wrapped:
    """Playwright's methods, wrapped once for all who want to be told.

    Recordings may begin and end in any order; each with wrappers of its own would see
    the other's in the caller, and leave some behind.
    """

    def __init__(self) -> None:
        self.tells: list[Tell] = []
        self._undo: list[Callable[[], None]] = []

    def install(self) -> bool:
        if self._undo:
            return True
        for install in (self._install_1_65, self._install_before):
            with suppress(ImportError, AttributeError):
                install()
                return True
        return False

    def uninstall(self) -> None:
        for undo in self._undo:
            undo()
        self._undo.clear()

    def _install_1_65(self) -> None:
        clients = importlib.import_module("playwright._impl.client_instrumentation")
        instrumentation = clients.ClientInstrumentation
        begin = instrumentation.on_api_call_begin
        end = instrumentation.on_api_call_end

        @functools.wraps(begin)
        def began(this: Any, zone: Any, told: Mapping[str, Any]) -> Any:
            # Whose call it is stands in the caller only. A wrapper around that one
            # would be in the stack from which Playwright takes the call's name.
            with suppress(Exception):  # a call of the test must go on
                owner = sys._getframe(1).f_locals.get("owner")
                if not zone.internal:
                    asked = owner, told["method"], told["params"], time.time()
                    setattr(zone, _MARK, asked)
                    _keep_answer(owner, told["method"], told["params"])
            return begin(this, zone, told)

        @functools.wraps(end)
        def ended(this: Any, zone: Any) -> Any:
            with suppress(Exception):
                # Taken away: whoever wraps us in turn may call us twice.
                asked = vars(zone).pop(_MARK, None)
                if asked is not None:
                    # The only way to it: the caller returns it when we have.
                    result = sys._getframe(1).f_locals.get("result")
                    self._over(
                        asked, zone.api_name, zone.frames, _why(zone, asked, result)
                    )
            return end(this, zone)

        self._put(instrumentation, "on_api_call_begin", begin, began)
        self._put(instrumentation, "on_api_call_end", end, ended)

    def _install_before(self) -> None:
        module = importlib.import_module("playwright._impl._connection")
        channel, send = module.Channel, module.Channel._inner_send

        @functools.wraps(send)
        async def sent(this: Any, method: str, *args: Any) -> Any:
            zone = this._connection._api_zone.get() or {}
            if zone.get(_MARK) or _is_internal(zone.get("apiName")):
                return await send(this, method, *args)
            zone[_MARK] = True
            params = next((each for each in args if isinstance(each, dict)), {})
            with suppress(Exception):
                _keep_answer(this._object, method, params)
            return await self._timed(
                this, method, params, zone, send(this, method, *args)
            )

        self._put(channel, "_inner_send", send, sent)

    async def _timed(
        self,
        channel: Any,
        method: str,
        params: Mapping[str, Any],
        zone: Mapping[str, Any],
        work: Coroutine[Any, Any, Any],
    ) -> Any:
        asked = channel._object, method, params, time.time()
        try:
            result = await work
        except Exception as error:
            told = REFUSED if method == "expect" else str(error)
            self._over(asked, zone["apiName"], zone["frames"], told)
            raise
        told = _refused(params, result) if method == "expect" else ""
        with suppress(Exception):
            _tell_closed(asked[0])
        self._over(asked, zone["apiName"], zone["frames"], told)
        return result

    def _over(
        self,
        asked: _Asked,
        api: str,
        frames: Any,
        error: str,
    ) -> None:
        owner, method, params, at = asked
        with suppress(Exception):
            file, line = _users_line(frames)
            duration = round((time.time() - at) * 1000, 1)
            # Its log shows elements as they are, with what was entered.
            error = error.partition(_LOG)[0].rstrip()
            call = ApiCall(api, method, params, at * 1000, duration, file, line, error)
            for tell in tuple(self.tells):
                with suppress(Exception):
                    tell(owner, call)

    def _put(self, owner: type, name: str, original: Any, ours: Any) -> None:
        setattr(owner, name, ours)

        def undo() -> None:
            if getattr(owner, name) is ours:
                setattr(owner, name, original)

        self._undo.append(undo)


_WRAPPED = _Wrapped()


def _why(zone: Any, asked: _Asked, result: Any) -> str:
    error = getattr(zone, "error", None)
    told = str(error) if error is not None else ""
    return told or (_refused(asked[2], result) if asked[1] == "expect" else "")


def _keep_answer(owner: Any, method: str, params: Mapping[str, Any]) -> None:
    """Leave with a dialog how it is answered: it closes before the call is over."""
    if type(owner).__name__ != "Dialog" or hasattr(owner, ANSWER):
        return
    if method in ("accept", "dismiss"):
        setattr(owner, ANSWER, (method == "accept", params.get("promptText")))


def _tell_closed(owner: Any) -> None:
    """Tell that a dialog has closed, as Playwright does from 1.64 on."""
    context, _ = context_and_page(owner)
    if type(owner).__name__ == "Dialog" and not hasattr(context.Events, "DialogClosed"):
        context.emit("dialogclosed", owner)


def _is_internal(api: str | None) -> bool:
    # Playwright answers bindings, and sends what may fail, in the name of its own code.
    return not api or api.startswith(("_", "BindingCall."))


def _refused(params: Mapping[str, Any], result: Any) -> str:
    """Return why an assertion failed; what it answers is no error to Playwright.

    Not what was received: that may be what somebody entered.
    """
    if not isinstance(result, dict) or "matches" not in result:
        return ""
    failed = bool(result["matches"]) == bool(params.get("isNot"))
    return REFUSED if failed else ""


def _users_line(frames: Any) -> tuple[str, int]:
    """Return the innermost place in the user's own code, else ("", 0)."""
    for frame in frames or ():
        parts = Path(frame["file"]).parts
        if not any(library in parts for library in _LIBRARIES):
            return frame["file"], int(frame["line"])
    return "", 0


def context_and_page(owner: Any) -> tuple[Any, Any]:
    """Return the context and the page that a Playwright object belongs to, or None."""
    page = None
    while owner is not None:
        kind = type(owner).__name__
        if kind == "Page":
            page = page or owner
        elif kind in ("Frame", "Dialog"):
            page = page or getattr(owner, "_page", None)
        elif kind == "BrowserContext":
            return owner, page
        owner = getattr(owner, "_parent", None)
    return (page.context if page is not None else None), page


def spawn(owner: Any, work: Coroutine[Any, Any, None]) -> Any:
    """Run a coroutine of ours on the event loop of `owner`; return its task."""
    return owner._loop.create_task(work)
