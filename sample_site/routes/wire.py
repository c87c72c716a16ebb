"""The harbor's wire: answers that come bit by bit, and one that never comes.

`/static/wire.html` reads them all. `rest` is how many seconds lie between two messages,
`to` how many there are; both are small unless asked for otherwise.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sample_site.visit import visit_of

REST_S = 0.03
MESSAGES = 4
_SHIPS = ("Aurora", "Bel Air", "Cormorant", "Dagny", "Ernestine")
Write = Callable[[int, dict[str, object]], str]


async def arrivals(request: Request) -> Response:
    def event(number: int, told: dict[str, object]) -> str:
        return f"id: {number}\nevent: arrival\ndata: {json.dumps(told)}\n\n"

    return _answer(request, event, "text/event-stream")


async def manifest(request: Request) -> Response:
    return _answer(
        request, lambda _, told: json.dumps(told) + "\n", "application/x-ndjson"
    )


async def berth(request: Request) -> Response:
    """Wait for a free berth: there is none."""
    shop = visit_of(request).shop
    while await shop.pause(1.0) and not await request.is_disconnected():
        pass
    return JSONResponse({"berth": None})


async def tide(_: Request) -> Response:
    return JSONResponse({"height": 2.4, "password": "planted-4242"})


def _answer(request: Request, write: Write, kind: str) -> Response:
    rest = float(request.query_params.get("rest", REST_S))
    to = int(request.query_params.get("to", MESSAGES))
    shop = visit_of(request).shop

    async def messages() -> AsyncIterator[str]:
        for number in range(to):
            ship = _SHIPS[number % len(_SHIPS)]
            told = {"ship": ship, "berth": number, "pin": "planted-4242"}
            yield write(number, told)
            if not await shop.pause(rest):
                return

    return StreamingResponse(
        messages(), media_type=kind, headers={"cache-control": "no-cache"}
    )


ROUTES = [
    Route("/wire/arrivals", arrivals),
    Route("/wire/manifest", manifest),
    Route("/wire/berth", berth),
    Route("/wire/tide", tide),
]
