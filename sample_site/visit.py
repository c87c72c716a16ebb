"""Who is visiting: the session and the planted bug, worked out before any handler."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from http.cookies import SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sample_site import bugs
from sample_site.store import Store, User

SESSION_COOKIE = "harbor_session"
BUG_COOKIE = "harbor_bug"


@dataclass(frozen=True, slots=True)
class Shop:
    """What all visits to one site share."""

    store: Store
    payment_url: str
    default_bug: str
    closing: asyncio.Event

    async def pause(self, seconds: float) -> bool:
        """Sleep, but no longer than the site runs; say whether it still does."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.closing.wait(), seconds)
        return not self.closing.is_set()


@dataclass(frozen=True, slots=True)
class Visit:
    shop: Shop
    session: str
    bug: str

    @property
    def store(self) -> Store:
        return self.shop.store

    @property
    def user(self) -> User | None:
        return self.store.user(self.session)

    def has(self, bug: str) -> bool:
        return self.bug == bug

    @property
    def cart_count(self) -> int:
        return sum(line.quantity for line in self.store.lines(self.session))


def visit_of(connection: HTTPConnection) -> Visit:
    """Return the visit that the middleware put on a request or a WebSocket."""
    visit: Visit = connection.state.visit
    return visit


class VisitMiddleware:
    """Puts a `Visit` on each request, and its cookies on the answer."""

    def __init__(self, app: ASGIApp, shop: Shop) -> None:
        self._app = app
        self._shop = shop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        quiet = scope.get("path", "").startswith(("/static/", "/healthz", "/__"))
        if scope["type"] not in {"http", "websocket"} or quiet:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        cookies: dict[str, str] = {}
        asked = connection.query_params.get("bug")
        if asked is not None and not bugs.is_known(asked):
            known = ", ".join(bug.name for bug in bugs.BUGS)
            answer = PlainTextResponse(f"no bug is called so; known: {known}", 400)
            await answer(scope, receive, send)
            return
        if asked is not None:
            cookies[BUG_COOKIE] = asked
        bug = asked or connection.cookies.get(BUG_COOKIE, self._shop.default_bug)
        session = connection.cookies.get(SESSION_COOKIE, "")
        if not self._shop.store.has_session(session):
            session = cookies[SESSION_COOKIE] = self._shop.store.new_session()
        scope.setdefault("state", {})["visit"] = Visit(self._shop, session, bug)

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in cookies.items():
                    headers.append("set-cookie", _cookie(name, value))
            await send(message)

        await self._app(scope, receive, send_with_cookies)


def _cookie(name: str, value: str) -> str:
    made: SimpleCookie = SimpleCookie({name: value})
    made[name].update({"path": "/", "httponly": True, "samesite": "Lax"})
    return made[name].OutputString()
