"""The cart: lines, quantities changed by fetch, and promo codes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sample_site import seed
from sample_site.layout import intro, money, page
from sample_site.pictures import picture
from sample_site.store import Line
from sample_site.visit import Visit, visit_of

SHIPPING = 490
FREE_FROM = 6000


@dataclass(frozen=True, slots=True)
class Totals:
    goods: int
    discount: int
    shipping: int

    @property
    def total(self) -> int:
        return self.goods - self.discount + self.shipping


def totals(visit: Visit) -> Totals:
    """Add the cart up; two of the bugs are planted here."""
    lines = visit.store.lines(visit.session)
    counted = lines[:-1] if visit.has("cart-total") else lines
    goods = sum(line.cents for line in counted)
    percent = seed.PROMOS.get(visit.store.promo(visit.session), 0)
    discount = goods * percent // 100
    if visit.has("promo-twice"):
        discount *= 2
    shipping = 0 if goods >= FREE_FROM or not lines else SHIPPING
    return Totals(goods, discount, shipping)


async def cart(request: Request) -> Response:
    visit = visit_of(request)
    lines = visit.store.lines(visit.session)
    if not lines:
        main = intro("Cart", "There is nothing in it yet.") + (
            '<p><a class="button" href="/shop">Browse the shop</a></p>'
        )
        return page(visit, "Cart", main)
    rows = "".join(_row(line) for line in lines)
    main = (
        f"{intro('Cart', 'Everything here is set aside for you.')}"
        f'<div class="with-summary"><ul class="lines">{rows}</ul>'
        f'<aside class="panel" aria-label="Summary">{summary(visit)}'
        '<form id="promo" class="inline"><label class="field">Promo code'
        '<input name="code" autocomplete="off"></label>'
        '<button class="button quiet">Apply</button></form>'
        '<p id="promo-said" class="said" role="status"></p>'
        '<a class="button wide" href="/checkout">Check out</a></aside></div>'
    )
    return page(visit, "Cart", main, scripts=["cart.js"])


def summary(visit: Visit) -> str:
    """Return the sums, as the cart and the checkout show them."""
    sums = totals(visit)
    code = visit.store.promo(visit.session)
    discount = (
        f"<div><dt>Promo {escape(code)}</dt><dd>{money(-sums.discount)}</dd></div>"
        if code
        else ""
    )
    shipping = money(sums.shipping) if sums.shipping else "Free"
    return (
        '<dl class="sums" id="sums"><div><dt>Goods</dt>'
        f"<dd>{money(sums.goods)}</dd></div>{discount}"
        f"<div><dt>Delivery</dt><dd>{shipping}</dd></div>"
        '<div class="total"><dt>Total</dt>'
        f'<dd data-testid="total">{money(sums.total)}</dd></div></dl>'
    )


def _row(line: Line) -> str:
    product = line.product
    name = escape(product.name)
    return (
        f'<li class="line" data-product="{product.id}">'
        f"{picture(product.picture, product.id)}"
        f'<div class="line-name"><a href="/product/{product.slug}">{name}</a>'
        f"<span>{money(product.cents)} each</span></div>"
        f'<div class="stepper"><button type="button" data-step="-1" '
        f'aria-label="Fewer {name}">&minus;</button>'
        f'<output aria-label="Quantity of {name}">{line.quantity}</output>'
        f'<button type="button" data-step="1" aria-label="More {name}">+</button></div>'
        f'<span class="line-price">{money(line.cents)}</span>'
        f'<button type="button" class="link" data-remove aria-label="Remove {name}">'
        "Remove</button></li>"
    )


async def change(request: Request) -> Response:
    """Add to a line, or set its quantity: `{product, add}` or `{product, quantity}`."""
    visit = visit_of(request)
    asked = await request.json()
    product = visit.store.product_by_id(_number(asked, "product"))
    if product is None:
        raise HTTPException(404, "no such product")
    if "add" in asked:
        if not product.stock:
            raise HTTPException(409, "sold out")
        visit.store.add(visit.session, product.id, max(1, _number(asked, "add")))
    else:
        quantity = min(99, max(0, _number(asked, "quantity")))
        visit.store.set_quantity(visit.session, product.id, quantity)
    return _answer(visit)


async def promo(request: Request) -> Response:
    visit = visit_of(request)
    code = str((await request.json()).get("code", "")).strip().upper()
    if code not in seed.PROMOS:
        return JSONResponse({"said": "We do not know this code."}, status_code=422)
    visit.store.set_promo(visit.session, code)
    return _answer(visit, said=f"{code} applied: {seed.PROMOS[code]}% off.")


def _number(asked: dict[str, object], name: str) -> int:
    value = asked.get(name)
    if not isinstance(value, int):
        raise HTTPException(400, f"{name} has to be a number")
    return value


def _answer(visit: Visit, **more: str) -> Response:
    lines = {
        str(line.product.id): {"quantity": line.quantity, "price": money(line.cents)}
        for line in visit.store.lines(visit.session)
    }
    return JSONResponse(
        {
            "count": visit.cart_count,
            "lines": lines,
            "sums": summary(visit),
            **more,
        }
    )


ROUTES = [
    Route("/cart", cart),
    Route("/cart/lines", change, methods=["POST"]),
    Route("/cart/promo", promo, methods=["POST"]),
]
