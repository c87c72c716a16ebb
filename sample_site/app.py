"""Put the shop together, and the payment provider on its own port."""

from __future__ import annotations

import mimetypes
from html import escape
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sample_site import payment
from sample_site.layout import intro, page
from sample_site.routes import (
    account,
    cart,
    catalogue,
    checkout,
    live,
    tools,
    wire,
    workshop,
)
from sample_site.visit import Shop, VisitMiddleware, visit_of

STATIC = Path(__file__).with_name("static")


async def healthz(_: Request) -> Response:
    return JSONResponse({"ok": True})


async def static(request: Request) -> Response:
    """Serve a file; read here, since a thread pool would outlive the site."""
    name = request.path_params["name"]
    path = STATIC / name
    if Path(name).name != name or not path.is_file():
        return PlainTextResponse("not found", status_code=404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(path.read_bytes(), media_type=kind)


async def went_wrong(request: Request, error: Exception) -> Response:
    """A page for what the shop cannot answer, or text where no visit is known."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    if not hasattr(request.state, "visit"):
        return PlainTextResponse(str(error), status_code=status)
    said = {404: "This page has sailed", 500: "Something broke on our side"}
    detail = error.detail if isinstance(error, HTTPException) else "error"
    main = intro(said.get(status, "That did not work"), escape(detail), str(status))
    return page(visit_of(request), "Not this way", main, status=status)


def shop_app(shop: Shop) -> Starlette:
    async def reset(_: Request) -> Response:
        shop.store.reset()
        return JSONResponse({"reset": True})

    return Starlette(
        routes=[
            *catalogue.ROUTES,
            *cart.ROUTES,
            *checkout.ROUTES,
            *account.ROUTES,
            *live.ROUTES,
            *workshop.ROUTES,
            *tools.ROUTES,
            *wire.ROUTES,
            Route("/static/{name}", static),
            Route("/healthz", healthz),
            Route("/__reset", reset, methods=["POST"]),
        ],
        middleware=[Middleware(VisitMiddleware, shop=shop)],
        exception_handlers={HTTPException: went_wrong},
    )


def payment_app() -> Starlette:
    return Starlette(
        routes=[
            *payment.ROUTES,
            Route("/static/{name}", static),
            Route("/healthz", healthz),
        ]
    )
