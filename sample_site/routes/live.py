"""What moves by itself: the chat over server-sent events, stock over a WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from itertools import count

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sample_site.layout import intro, page
from sample_site.visit import Visit, visit_of

TOKEN_S = 0.03
TICK_S = 0.2
_WATCHED = 8
_ANSWERS = {
    "return": "You can send anything back within thirty days. Put it in the box it "
    "came in, and we pay for the post.",
    "deliver": "Parcels leave the pier every morning and are with you in three to "
    "five working days. Orders over sixty euros travel for free.",
    "mug": "The Tide Mug holds three hundred millilitres. It can go into the "
    "dishwasher, and it is thrown by hand a street away.",
}
_OTHERWISE = (
    "I can tell you about delivery, returns, and what our things are made of. "
    "What would you like to know?"
)


async def chat(request: Request) -> Response:
    main = (
        f"{intro('Ask Harbor', 'Answers about delivery, returns and our goods.')}"
        '<div id="talk" class="talk" role="log" aria-label="Conversation">'
        '<p class="bubble">Ahoy! What can I do for you?</p></div>'
        '<form id="ask" class="inline ask"><label class="field">Your question'
        '<input name="question" autocomplete="off" required></label>'
        '<button class="button">Send</button></form>'
    )
    return page(visit_of(request), "Help", main, scripts=["chat.js"], here="/chat")


async def chat_stream(request: Request) -> Response:
    visit = visit_of(request)
    question = request.query_params.get("q", "").lower()
    found = (text for word, text in _ANSWERS.items() if word in question)
    return StreamingResponse(
        _tokens(visit, next(found, _OTHERWISE)),
        media_type="text/event-stream",
        headers={"cache-control": "no-store"},
    )


async def _tokens(visit: Visit, text: str) -> AsyncIterator[str]:
    words = text.split()
    for at, word in enumerate(words):
        if visit.has("sse-stops") and at == len(words) // 2:
            return
        yield f"data: {json.dumps(word if at == 0 else ' ' + word)}\n\n"
        if not await visit.shop.pause(TOKEN_S):
            return
    yield "event: done\ndata: \n\n"


async def stock(request: Request) -> Response:
    visit = visit_of(request)
    rows = "".join(
        f'<tr data-product="{product.id}"><td>{product.name}</td>'
        f"<td>{product.category}</td>"
        f'<td class="number">{product.stock}</td></tr>'
        for product in visit.store.products()[:_WATCHED]
    )
    main = (
        f"{intro('Stock, live', 'What is on the shelves of the warehouse now.')}"
        '<div class="panel"><div class="row"><span id="light" class="light" '
        'role="status">Connecting</span><span class="hint"><span id="updates">0</span> '
        'updates</span></div><table class="table" aria-label="Stock"><thead><tr>'
        '<th>Product</th><th>Category</th><th class="number">On the shelf</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )
    return page(visit, "Stock", main, scripts=["stock.js"])


async def stock_live(socket: WebSocket) -> None:
    """Send one update after another: the same ones to everybody who connects."""
    visit = visit_of(socket)
    await socket.accept()
    gone = asyncio.create_task(_gone(socket))
    try:
        for step in count():
            if gone.done() or (visit.has("ws-drops") and step == 3):
                break
            product = step * 3 % _WATCHED + 1
            update = {"product": product, "stock": (product * 7 + step * 5) % 24 + 1}
            await socket.send_json(update)
            if not await visit.shop.pause(TICK_S):
                break
        with contextlib.suppress(RuntimeError):  # closed from the other side already
            await socket.close()
    except WebSocketDisconnect:
        pass
    finally:
        gone.cancel()


async def _gone(socket: WebSocket) -> None:
    """Read until the other side has gone; it has nothing to say."""
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()


ROUTES = [
    Route("/chat", chat),
    Route("/chat/stream", chat_stream),
    Route("/stock", stock),
    WebSocketRoute("/stock/live", stock_live),
]
