"""Login with a password, logout, and the account page."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sample_site.layout import bare, intro, money, page
from sample_site.visit import Visit, visit_of


async def login(request: Request) -> Response:
    return _login_page(visit_of(request))


async def log_in(request: Request) -> Response:
    visit = visit_of(request)
    async with request.form() as form:
        email = str(form.get("email", "")).strip().lower()
        password = str(form.get("password", ""))
    if not visit.store.log_in(visit.session, email, password):
        return _login_page(visit, email, "Email and password do not match.")
    return RedirectResponse("/account", 303)


async def log_out(request: Request) -> Response:
    visit = visit_of(request)
    visit.store.log_out(visit.session)
    return RedirectResponse("/login", 303)


async def account(request: Request) -> Response:
    visit = visit_of(request)
    user = visit.user
    if user is None:
        return RedirectResponse("/login", 303)
    if visit.has("blank-login"):
        return HTMLResponse(bare(visit, "Account", ""))
    orders = "".join(
        f"<tr><td>{order.name}</td><td>{escape(', '.join(order.items))}</td>"
        f"<td>{money(order.total)}</td></tr>"
        for order in visit.store.orders(visit.session)
    )
    table = (
        '<table class="table"><thead><tr><th>Order</th><th>Items</th><th>Total</th>'
        f"</tr></thead><tbody>{orders}</tbody></table>"
        if orders
        else '<p class="empty">No orders yet.</p>'
    )
    main = (
        f"{intro(f'Hello, {user.name}', 'Your details and your orders.', 'Account')}"
        '<div class="columns"><section class="panel"><h2>Details</h2>'
        f'<dl class="facts"><dt>Name</dt><dd>{escape(user.name)}</dd>'
        f"<dt>Email</dt><dd>{escape(user.email)}</dd>"
        "<dt>Member</dt><dd>Harbor Circle</dd></dl>"
        '<form method="post" action="/logout">'
        '<button class="button quiet">Log out</button></form></section>'
        f'<section class="panel"><h2>Orders</h2>{table}</section></div>'
    )
    return page(visit, "Account", main)


def _login_page(visit: Visit, email: str = "", error: str = "") -> Response:
    said = f'<p class="error" role="alert">{escape(error)}</p>' if error else ""
    main = (
        '<div class="narrow"><form class="panel" method="post" action="/login">'
        f"<h1>Log in</h1>{said}"
        '<label class="field">Email<input name="email" type="email" required '
        f'autocomplete="username" value="{escape(email)}"></label>'
        '<label class="field">Password<input name="password" type="password" '
        'required autocomplete="current-password"></label>'
        '<button class="button wide">Log in</button>'
        '<p class="hint">To try it: ada@example.com, correct-horse</p></form></div>'
    )
    return page(visit, "Log in", main, status=422 if error else 200)


ROUTES = [
    Route("/login", login),
    Route("/login", log_in, methods=["POST"]),
    Route("/logout", log_out, methods=["POST"]),
    Route("/account", account),
]
