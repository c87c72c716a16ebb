"""The payment provider: another origin, whose form stands in a frame of the shop."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

_FORM = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Anchor Pay</title><link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/base.css">
<script type="module" src="/static/payment.js"></script></head>
<body class="bare"><form id="pay" class="panel" novalidate>
<h2>Anchor Pay</h2>
<p class="hint">Amount: <strong id="amount">&hellip;</strong></p>
<label class="field">Card number<input name="card" autocomplete="cc-number"></label>
<div class="pair"><label class="field">Expiry<input name="expiry"></label>
<label class="field">CVC<input name="cvc" type="password"></label></div>
<p id="pay-said" class="error" role="alert"></p>
<button class="button">Pay</button></form></body></html>"""


async def form(_: Request) -> Response:
    return HTMLResponse(_FORM)


async def charge(request: Request) -> Response:
    card = str((await request.json()).get("card", "")).replace(" ", "")
    if not (card.isdecimal() and len(card) == 16):
        return JSONResponse({"said": "This card was declined."}, status_code=402)
    return JSONResponse({"receipt": f"AP-{card[-4:]}"})


ROUTES = [Route("/form", form), Route("/charge", charge, methods=["POST"])]
