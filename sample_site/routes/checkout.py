"""Checkout: one form, validated in the browser and again here, and a confirmation."""

from __future__ import annotations

import re
from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sample_site.layout import intro, money, page
from sample_site.routes.cart import summary, totals
from sample_site.store import Line
from sample_site.visit import visit_of

# name, label, pattern, what to say, autocomplete, input type; static/checkout.js reads
# the pattern and the words from the attributes of the inputs.
_FIELDS = (
    ("name", "Full name", r".*\S.*", "Enter your name.", "name", "text"),
    (
        "email",
        "Email",
        r"[^@\s]+@[^@\s]+\.[a-z]+",
        "Enter an email address.",
        "email",
        "email",
    ),
    ("phone", "Phone", r"\+?[\d ]{7,17}", "Enter a phone number.", "tel", "tel"),
    (
        "address",
        "Address",
        r".*\S.*\d.*",
        "Enter a street and a number.",
        "street-address",
        "text",
    ),
    ("card", "Card number", r"(\d ?){15,16}", "Enter 16 digits.", "cc-number", "text"),
    (
        "expiry",
        "Expiry",
        r"(0[1-9]|1[0-2])/\d\d",
        "Write it as MM/YY.",
        "cc-exp",
        "text",
    ),
    ("cvc", "CVC", r"\d{3,4}", "Three digits on the back.", "cc-csc", "text"),
)


async def checkout(request: Request) -> Response:
    visit = visit_of(request)
    if not visit.cart_count:
        return RedirectResponse("/cart", 303)
    user = visit.user
    known = {"name": user.name, "email": user.email} if user else {}
    fields = {each[0]: _field(each, known.get(each[0], "")) for each in _FIELDS}
    main = (
        f"{intro('Checkout', 'Two minutes, and it is on its way.')}"
        '<div class="with-summary"><form id="checkout" method="post" novalidate>'
        '<fieldset class="panel"><legend>Delivery</legend>'
        f"{fields['name']}{fields['email']}{fields['phone']}{fields['address']}"
        '</fieldset><fieldset class="panel"><legend>Payment</legend>'
        f'{fields["card"]}<div class="pair">{fields["expiry"]}{fields["cvc"]}</div>'
        '</fieldset><p id="checkout-said" class="error" role="alert"></p>'
        '<button class="button">Place order</button></form>'
        f'<aside class="panel" aria-label="Summary"><h2>Your order</h2>'
        f"{_items(visit.store.lines(visit.session))}{summary(visit)}</aside></div>"
    )
    return page(visit, "Checkout", main, scripts=["checkout.js"])


def _field(field: tuple[str, str, str, str, str, str], value: str) -> str:
    name, label, pattern, words, complete, kind = field
    return (
        f'<div class="field"><label for="{name}">{label}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" value="{escape(value)}" '
        f'autocomplete="{complete}" data-pattern="{escape(pattern)}" '
        f'data-words="{words}" aria-describedby="{name}-error">'
        f'<span class="error" id="{name}-error"></span></div>'
    )


def _items(lines: list[Line]) -> str:
    items = "".join(
        f"<li>{line.quantity} &times; {escape(line.product.name)}</li>"
        for line in lines
    )
    return f'<ul class="plain">{items}</ul>'


async def place(request: Request) -> Response:
    visit = visit_of(request)
    async with request.form() as form:
        given = {name: str(form.get(name, "")).strip() for name, *_ in _FIELDS}
    errors = {
        name: words
        for name, _, pattern, words, *_ in _FIELDS
        if not re.fullmatch(pattern, given[name])
    }
    if errors:
        return JSONResponse({"errors": errors}, status_code=422)
    if visit.has("order-500"):
        raise HTTPException(500, "the order book is locked")
    if not visit.cart_count:
        return JSONResponse({"said": "Your cart is empty."}, status_code=409)
    order = visit.store.place_order(visit.session, given["email"], totals(visit).total)
    # With the bug, the second of two identical requests finds the cart still full.
    if not visit.has("double-submit"):
        visit.store.empty_cart(visit.session)
    return JSONResponse({"next": f"/order/{order.number}"})


async def confirmation(request: Request) -> Response:
    visit = visit_of(request)
    number = request.path_params["number"]
    placed = visit.store.orders(visit.session)
    order = next((each for each in placed if each.number == number), None)
    if order is None:
        raise HTTPException(404)
    visit.store.empty_cart(visit.session)
    items = "".join(f"<li>{escape(item)}</li>" for item in order.items)
    others = "".join(f"<li>{each.name}: {money(each.total)}</li>" for each in placed)
    main = (
        '<div class="narrow"><section class="panel thanks">'
        '<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="24" '
        'fill="#e0f0e6"/><path d="M14 25l7 7 14-15" fill="none" stroke="#2f7d51" '
        'stroke-width="4"/></svg>'
        f'<h1>Thank you</h1><p class="lead">Order <strong>{order.name}</strong> is on '
        f"its way. We wrote to {escape(order.email)}.</p>"
        f'<ul class="plain">{items}</ul><p class="big-price">{money(order.total)}</p>'
        f'<h2>Orders of this visit</h2><ul class="plain" data-testid="orders">{others}'
        '</ul><a class="button" href="/shop">Keep browsing</a></section></div>'
    )
    return page(visit, f"Order {order.name}", main)


ROUTES = [
    Route("/checkout", checkout),
    Route("/checkout", place, methods=["POST"]),
    Route("/order/{number:int}", confirmation),
]
