"""The front page, the catalogue with its filters, and a page for each product."""

from __future__ import annotations

from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sample_site import seed
from sample_site.layout import intro, money, page, tile
from sample_site.pictures import picture
from sample_site.seed import Product
from sample_site.store import Wanted
from sample_site.visit import Visit, visit_of

_PRICES = ((0, "Any price"), (2000, "Up to €20"), (5000, "Up to €50"))
SLOW_S = 5.0


async def home(request: Request) -> Response:
    visit = visit_of(request)
    products = visit.store.products()
    scene = "".join(
        picture(product.picture, product.id)
        for product in (products[1], products[0], products[5], products[4])
    )
    categories = "".join(
        f'<a class="chip" href="/shop?category={name}">{name}</a>'
        for name in seed.CATEGORIES
    )
    main = (
        '<section class="hero"><div><p class="eyebrow">New this season</p>'
        "<h1>Good things, made near the water.</h1>"
        '<p class="lead">Sixty everyday objects from eleven workshops around the '
        "harbor. Few, plain, and built to be repaired.</p>"
        '<p><a class="button" href="/shop">Browse the shop</a> '
        '<a class="button quiet" href="/guide">How we choose</a></p></div>'
        f'<div class="hero-scene">{scene}</div></section>'
        f'<div class="chips">{categories}</div>'
        '<h2>Favourites</h2><ul class="tiles">'
        f"{''.join(tile(product) for product in products[:8])}</ul>"
    )
    return page(visit, "Welcome", main)


async def shop(request: Request) -> Response:
    visit = visit_of(request)
    wanted = _wanted(request)
    late = "slow-search" if visit.has("slow-search") else ""
    banner = (
        '<div class="banner" id="late-banner" hidden>Free delivery on orders over '
        "€60, this week and every week.</div>"
        if visit.has("layout-jump")
        else ""
    )
    main = (
        f"{intro('Shop', 'Everything we make, on one page.')}{banner}"
        f'<div class="with-side" data-late="{late}">{_filters(wanted)}'
        f'<section id="results" aria-live="polite">{_results(visit, wanted)}</section>'
        "</div>"
    )
    return page(visit, "Shop", main, scripts=["catalogue.js"], here="/shop")


async def results(request: Request) -> Response:
    """The inside of `#results`, for the catalogue that stays on its page."""
    visit = visit_of(request)
    if visit.has("slow-search"):
        await visit.shop.pause(SLOW_S)
    return HTMLResponse(_results(visit, _wanted(request)))


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    most = asked.get("price", "")
    return Wanted(
        text=asked.get("q", "").strip(),
        category=asked.get("category", ""),
        most_cents=int(most) if most.isdecimal() else 0,
        in_stock=asked.get("stock") == "1",
    )


def _filters(wanted: Wanted) -> str:
    categories = "".join(
        f'<label class="choice"><input type="radio" name="category" value="{value}"'
        f"{' checked' if value == wanted.category else ''}> {label}</label>"
        for value, label in (("", "All"), *((c, c) for c in seed.CATEGORIES))
    )
    prices = "".join(
        f'<option value="{cents}"{" selected" if cents == wanted.most_cents else ""}>'
        f"{label}</option>"
        for cents, label in _PRICES
    )
    return (
        '<form class="side" id="filters" action="/shop" role="search">'
        '<label class="field">Search<input type="search" name="q" '
        f'value="{escape(wanted.text)}" placeholder="Mug, lamp, blanket"></label>'
        f"<fieldset><legend>Category</legend>{categories}</fieldset>"
        f'<label class="field">Price<select name="price">{prices}</select></label>'
        '<label class="choice"><input type="checkbox" name="stock" value="1"'
        f"{' checked' if wanted.in_stock else ''}> In stock only</label>"
        '<button class="button quiet">Show results</button></form>'
    )


def _results(visit: Visit, wanted: Wanted) -> str:
    found = visit.store.products(wanted)
    if not found:
        return (
            '<p class="found">0 products</p><p class="empty">Nothing is called so. '
            "Try a shorter word, or another category.</p>"
        )
    tiles = "".join(tile(product) for product in found)
    many = "product" if len(found) == 1 else "products"
    return f'<p class="found">{len(found)} {many}</p><ul class="tiles">{tiles}</ul>'


async def product_page(request: Request) -> Response:
    visit = visit_of(request)
    product = visit.store.product(request.path_params["slug"])
    if product is None:
        raise HTTPException(404)
    scripts = ["elements.js", "product.js"]
    if visit.has("console-error"):
        scripts.append("recommendations.js")
    reviews = "".join(
        f'<review-card rating="{rating}"><span slot="author">{who}</span>{text}'
        "</review-card>"
        for who, rating, text in seed.REVIEWS
    )
    main = (
        f'<nav class="crumbs" aria-label="Breadcrumb"><a href="/shop">Shop</a> / '
        f'<a href="/shop?category={product.category}">{product.category}</a></nav>'
        '<article class="product"><div class="product-picture">'
        f"{picture(product.picture, product.id, product.name)}</div>"
        f"<div>{_buying(visit, product)}</div></article>"
        f'<section><h2>Reviews</h2><div class="reviews">{reviews}</div>'
        '<h3>Your rating</h3><rating-stars id="own-rating" value="0" editable>'
        "Your rating</rating-stars>"
        '<p id="rating-said" role="status"></p></section>'
    )
    return page(visit, product.name, main, scripts=scripts, here="/shop")


def _buying(visit: Visit, product: Product) -> str:
    label = "Add to basket" if visit.has("renamed-button") else "Add to cart"
    off = "" if product.stock else " disabled"
    stock = f"{product.stock} in stock" if product.stock else "Sold out"
    return (
        f'<p class="eyebrow">{product.category}</p><h1>{escape(product.name)}</h1>'
        f'<rating-stars value="{product.rating}">Customers</rating-stars>'
        f'<p class="big-price">{money(product.cents)}</p>'
        f'<p class="lead">{escape(product.blurb)}</p>'
        f'<form id="add" class="add" data-product="{product.id}">'
        '<label class="field">Quantity<input type="number" name="quantity" value="1" '
        f'min="1" max="99"></label><button class="button"{off}>{label}</button></form>'
        f'<p class="stock">{stock}. Posted within three working days.</p>'
        '<p id="added" class="said" role="status"></p>'
    )


ROUTES = [
    Route("/", home),
    Route("/shop", shop),
    Route("/shop/results", results),
    Route("/product/{slug}", product_page),
]
