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
from pathlib import Path
from typing import Any

from replaytest.browser.calls import ApiCall

_LOG = "Call log:"
REFUSED = "the assertion failed"
_LIBRARIES = ("site-packages", "dist-packages")


Tell = Callable[[Any, ApiCall], None]


class CallObserver:
    """Tells `tell(object, call)` of each call while it is installed. Never raises."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._undo: list[Callable[[], None]] = []
        self._begun: dict[int, tuple[Any, str, Mapping[str, Any], float]] = {}

    def install(self) -> bool:
        """Start; return whether this Playwright lets us."""
        try:
            self._install_1_65()
        except (ImportError, AttributeError):
            try:
                self._install_before()
            except (ImportError, AttributeError):
                return False
        return True

    def uninstall(self) -> None:
        """Stop."""
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
            owner = sys._getframe(1).f_locals.get("owner")
            if not zone.internal:
                asked = owner, told["method"], told["params"], time.time()
                self._begun[id(zone)] = asked
            return begin(this, zone, told)

        @functools.wraps(end)
        def ended(this: Any, zone: Any) -> Any:
            asked = self._begun.pop(id(zone), None)
            if asked is not None:
                error = getattr(zone, "error", None)
                told = str(error) if error is not None else ""
                if asked[1] == "expect" and not told:
                    # The only way to it: the caller returns it when we have.
                    told = _refused(asked[2], sys._getframe(1).f_locals.get("result"))
                self._over(asked, zone.api_name, zone.frames, told)
            return end(this, zone)

        self._put(instrumentation, "on_api_call_begin", begin, began)
        self._put(instrumentation, "on_api_call_end", end, ended)

    def _install_before(self) -> None:
        module = importlib.import_module("playwright._impl._connection")
        channel, send = module.Channel, module.Channel._inner_send

        @functools.wraps(send)
        async def sent(this: Any, method: str, *args: Any) -> Any:
            zone = this._connection._api_zone.get() or {}
            if zone.get("replaytest") or _is_internal(zone.get("apiName")):
                return await send(this, method, *args)
            zone["replaytest"] = True
            params = next((each for each in args if isinstance(each, dict)), {})
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
        self._over(asked, zone["apiName"], zone["frames"], told)
        return result

    def _over(
        self,
        asked: tuple[Any, str, Mapping[str, Any], float],
        api: str,
        frames: Any,
        error: str,
    ) -> None:
        owner, method, params, at = asked
        try:
            file, line = _users_line(frames)
            duration = round((time.time() - at) * 1000, 1)
            # Its log shows elements as they are, with what was entered.
            error = error.partition(_LOG)[0].rstrip()
            call = ApiCall(api, method, params, at * 1000, duration, file, line, error)
            self._tell(owner, call)
        except Exception:  # noqa: BLE001, S110 - a call of the test must go on
            pass

    def _put(self, owner: type, name: str, original: Any, ours: Any) -> None:
        setattr(owner, name, ours)

        def undo() -> None:
            if getattr(owner, name) is ours:
                setattr(owner, name, original)

        self._undo.append(undo)


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
        elif kind == "Frame":
            page = page or getattr(owner, "_page", None)
        elif kind == "BrowserContext":
            return owner, page
        owner = getattr(owner, "_parent", None)
    return (page.context if page is not None else None), page


def spawn(owner: Any, work: Coroutine[Any, Any, None]) -> Any:
    """Run a coroutine of ours on the event loop of `owner`; return its task."""
    return owner._loop.create_task(work)
