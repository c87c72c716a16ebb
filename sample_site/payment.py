"""The payment provider: another origin, whose form stands in a frame of the shop."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

# This card's bank wants the payment confirmed with a code: "3-D secure".
SECURED_CARD = "4000000000003220"
CODE = "135790"

_FORM = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Anchor Pay</title><link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/base.css">
<script type="module" src="/static/payment.js"></script></head>
<body class="bare"><form id="pay" class="panel" novalidate>
<h2>Anchor Pay</h2>
<p class="hint">Amount: <strong id="amount">&hellip;</strong></p>
<label class="field">Card number<input name="card" autocomplete="cc-number"></label>
<div class="pair"><label class="field">Expiry<input name="expiry"></label>
<label class="field">CVC<input name="cvc" type="password"></label></div>
<p class="error" role="alert"></p>
<button class="button" disabled>Pay</button></form>
<form id="bank" class="panel" novalidate hidden>
<h2>Your bank</h2>
<p class="hint">It sent you a code to confirm this payment. To try it: {CODE}</p>
<label class="field">Code<input name="code" autocomplete="one-time-code"></label>
<p class="error" role="alert"></p>
<button class="button">Confirm</button></form></body></html>"""


async def form(_: Request) -> Response:
    return HTMLResponse(_FORM)


async def charge(request: Request) -> Response:
    """Take the money at once, or ask to `/confirm` first."""
    card = await _asked(request, "card")
    if not (card.isdecimal() and len(card) == 16):
        return JSONResponse({"said": "This card was declined."}, status_code=402)
    if card == SECURED_CARD:
        return JSONResponse({"confirm": True})
    return _paid(card)


async def confirm(request: Request) -> Response:
    if await _asked(request, "code") != CODE:
        return JSONResponse({"said": "This is not the code."}, status_code=402)
    return _paid(SECURED_CARD)


async def _asked(request: Request, name: str) -> str:
    return str((await request.json()).get(name, "")).replace(" ", "")


def _paid(card: str) -> Response:
    return JSONResponse({"receipt": f"AP-{card[-4:]}"})


ROUTES = [
    Route("/form", form),
    Route("/charge", charge, methods=["POST"]),
    Route("/confirm", confirm, methods=["POST"]),
]
