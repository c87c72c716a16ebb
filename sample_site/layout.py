"""The frame around every page: head, header, navigation and footer."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from starlette.responses import HTMLResponse

from sample_site.pictures import picture
from sample_site.seed import Product
from sample_site.visit import Visit

_LOGO = (
    '<svg class="logo" viewBox="0 0 32 32" aria-hidden="true">'
    '<circle cx="16" cy="16" r="16" fill="#0f5c70"/>'
    '<path d="M16 6v14M9 20h14l-3 5h-8z" stroke="#fff" stroke-width="2" '
    'fill="none" stroke-linejoin="round"/><path d="M17.500 8l6 9h-6z" fill="#f2b36b"/>'
    "</svg>"
)
_NAVIGATION = (
    ("/shop", "Shop"),
    ("/guide", "Guide"),
    ("/chat", "Help"),
    ("/workshop", "Workshop"),
)


def money(cents: int) -> str:
    """Return an amount as it is shown everywhere: €12.50."""
    sign = "&minus;" if cents < 0 else ""
    return f"{sign}€{abs(cents) // 100}.{abs(cents) % 100:02}"


def page(
    visit: Visit,
    title: str,
    main: str,
    *,
    scripts: Iterable[str] = (),
    here: str = "",
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """Return a whole page; `main` is HTML, `title` is text."""
    html = (
        f"{_head(visit, title, scripts)}<body>{_header(visit, here)}"
        f'<main id="main">{main}</main>{_FOOTER}</body></html>'
    )
    return HTMLResponse(html, status_code=status, headers=headers)


def bare(visit: Visit, title: str, main: str, scripts: Iterable[str] = ()) -> str:
    """Return a page without header and footer: a popup, or the inside of a frame."""
    return f'{_head(visit, title, scripts)}<body class="bare">{main}</body></html>'


def intro(title: str, text: str, eyebrow: str = "") -> str:
    """Return the heading that opens a page."""
    above = f'<p class="eyebrow">{escape(eyebrow)}</p>' if eyebrow else ""
    return (
        f'<div class="intro">{above}<h1>{escape(title)}</h1>'
        f'<p class="lead">{escape(text)}</p></div>'
    )


def tile(product: Product) -> str:
    """Return a product as the catalogue shows it."""
    stock = (
        f'<span class="stock">{product.stock} in stock</span>'
        if product.stock
        else '<span class="stock out">Sold out</span>'
    )
    return (
        f'<li class="tile"><a href="/product/{product.slug}">'
        f"{picture(product.picture, product.id)}"
        f'<span class="tile-name">{escape(product.name)}</span></a>'
        f'<p class="tile-line"><span class="price">{money(product.cents)}</span>'
        f"{stock}</p></li>"
    )


def _head(visit: Visit, title: str, scripts: Iterable[str]) -> str:
    modules = "".join(
        f'<script type="module" src="/static/{name}"></script>'
        for name in ("shell.js", *scripts)
    )
    return (
        f'<!doctype html><html lang="en" data-bug="{escape(visit.bug)}"><head>'
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · Harbor Goods</title>"
        '<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/static/base.css">'
        '<link rel="stylesheet" href="/static/pages.css">'
        f"{modules}</head>"
    )


def _header(visit: Visit, here: str) -> str:
    links = "".join(
        f'<a href="{path}"{_current(path, here)}>{name}</a>'
        for path, name in _NAVIGATION
    )
    user = visit.user
    account = (
        f'<a href="/account">{escape(user.name.split()[0])}</a>'
        if user
        else '<a href="/login">Log in</a>'
    )
    return (
        '<a class="skip" href="#main">Skip to content</a>'
        f'<header class="top"><a class="brand" href="/">{_LOGO}Harbor Goods</a>'
        f'<nav aria-label="Main">{links}</nav><div class="top-end">{account}'
        f'<a class="cart-link" href="/cart">Cart <span class="count" '
        f'data-testid="cart-count">{visit.cart_count}</span></a></div></header>'
    )


def _current(path: str, here: str) -> str:
    return ' aria-current="page"' if path == here else ""


_FOOTER = (
    '<footer class="bottom"><p>Harbor Goods, 4 Mole Pier. Open every day.</p>'
    '<p><a href="/guide/returns">Returns</a> <a href="/privacy">Privacy</a> '
    '<a href="/gift-card">Gift cards</a></p></footer>'
)
