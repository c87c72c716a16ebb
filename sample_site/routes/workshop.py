"""The back of the shop: packing board, warehouse, sales chart, notes and files."""

from __future__ import annotations

import csv
import io
import json
from html import escape

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sample_site import seed
from sample_site.clean import clean
from sample_site.layout import intro, page
from sample_site.visit import visit_of

MOST_BYTES = 256 * 1024
_TOOLS = (
    ("/board", "Packing board", "Drag orders from lane to lane."),
    ("/warehouse", "Warehouse", "Ten thousand shelves in one list."),
    ("/sales", "Sales", "Last year, drawn on a canvas."),
    ("/stock", "Stock, live", "Updates as they happen."),
    ("/notes", "Notes", "A page to write on together."),
    ("/files", "Files", "Send a price list, fetch the products."),
    ("/gift-card", "Gift card", "Paid through our provider's form."),
    ("/pickup", "Pick-up point", "Chosen in a window of its own."),
    ("/dialogs", "Dialogs", "Alert, confirm, prompt and a modal."),
    ("/frames", "Frames", "Pages within pages."),
    ("/privacy", "Privacy", "A page under a strict content policy."),
    ("/trusted", "Trusted types", "A page that takes no plain HTML."),
)
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_SALES = {
    "revenue": [31, 28, 36, 42, 47, 55, 61, 58, 49, 52, 68, 84],
    "orders": [210, 190, 240, 262, 301, 340, 395, 372, 320, 335, 450, 560],
}


async def index(request: Request) -> Response:
    tools = "".join(
        f'<a class="panel" href="{path}"><strong>{name}</strong><span>{text}</span></a>'
        for path, name, text in _TOOLS
    )
    opening = intro("Workshop", "What we use behind the counter.")
    main = f'{opening}<div class="workshop">{tools}</div>'
    return page(visit_of(request), "Workshop", main, here="/workshop")


async def board(request: Request) -> Response:
    visit = visit_of(request)
    cards = visit.store.cards()
    lanes = "".join(
        f'<section class="lane" aria-label="{name}"><h2>{name}</h2><ol>'
        + "".join(
            f'<li class="card" draggable="true" id="{card.id}">{escape(card.title)}'
            "</li>"
            for card in cards
            if card.lane == number
        )
        + "</ol></section>"
        for number, name in enumerate(seed.LANES)
    )
    main = (
        f"{intro('Packing board', 'Drag an order to where it is now.')}"
        f'<div class="board">{lanes}</div>'
        '<p id="board-said" class="said" role="status"></p>'
    )
    return page(visit, "Packing board", main, scripts=["board.js"], here="/workshop")


async def arrange(request: Request) -> Response:
    visit = visit_of(request)
    lanes = (await request.json()).get("lanes")
    if not isinstance(lanes, list) or len(lanes) != len(seed.LANES):
        raise HTTPException(400, "lanes has to be a list of three lists")
    if not visit.has("board-unsaved"):
        visit.store.arrange(lanes)
    return JSONResponse({"saved": True})


async def warehouse(request: Request) -> Response:
    main = (
        f"{intro('Warehouse', 'Ten thousand shelves; only those in view exist.')}"
        '<form id="jump" class="row"><label>Shelf <input name="shelf" type="number" '
        'min="1" max="10000" class="jump"></label>'
        '<button class="button quiet">Go</button></form>'
        '<div id="rows" class="rows" tabindex="0" role="table" '
        'aria-label="Shelves" aria-rowcount="10000">'
        '<div class="rows-inner" role="rowgroup"></div></div>'
    )
    return page(
        visit_of(request), "Warehouse", main, scripts=["rows.js"], here="/workshop"
    )


async def sales(request: Request) -> Response:
    data = json.dumps({"months": _MONTHS, **_SALES})
    main = (
        f"{intro('Sales', 'Last year, month by month.')}"
        '<div class="panel"><div class="row"><label>Show <select id="series">'
        '<option value="revenue">Revenue, thousand €</option>'
        '<option value="orders">Orders</option></select></label>'
        '<span id="best" class="hint" role="status"></span></div>'
        '<canvas id="chart" class="chart" width="860" height="360" role="img" '
        'aria-label="Sales chart"></canvas></div>'
        f'<script type="application/json" id="sales">{data}</script>'
    )
    return page(visit_of(request), "Sales", main, scripts=["chart.js"])


async def notes(request: Request) -> Response:
    visit = visit_of(request)
    main = (
        f"{intro('Notes', 'For whoever packs tomorrow.')}"
        '<div class="row"><button class="button quiet" data-format="bold">Bold</button>'
        '<button class="button" id="save">Save</button>'
        '<span id="note-said" class="said" role="status"></span></div>'
        '<div id="note" class="paper" contenteditable="true" role="textbox" '
        f'aria-multiline="true" aria-label="Note">{visit.store.note()}</div>'
    )
    return page(visit, "Notes", main, scripts=["notes.js"], here="/workshop")


async def save_note(request: Request) -> Response:
    html = clean(str((await request.json()).get("html", "")))
    visit_of(request).store.set_note(html)
    return JSONResponse({"saved": True})


async def files(request: Request) -> Response:
    visit = visit_of(request)
    rows = "".join(
        f'<tr><td>{escape(name)}</td><td class="number">{size}</td>'
        f'<td class="number">{count}</td></tr>'
        for name, size, count in visit.store.uploads()
    )
    table = (
        '<table class="table"><thead><tr><th>File</th><th class="number">Bytes</th>'
        f'<th class="number">Lines</th></tr></thead><tbody>{rows}</tbody></table>'
        if rows
        else '<p class="empty">Nothing was sent yet.</p>'
    )
    main = (
        f"{intro('Files', 'Send us a price list, or fetch ours.')}"
        '<div class="columns"><form class="panel" method="post" '
        'enctype="multipart/form-data" action="/files"><label class="field">Price list'
        '<input type="file" name="list" accept=".csv,.txt" required></label>'
        '<button class="button">Send</button></form>'
        f'<section class="panel"><h2>Received</h2>{table}'
        '<p><a class="button quiet" href="/files/products.csv">Download products</a>'
        "</p></section></div>"
    )
    return page(visit, "Files", main, here="/workshop")


async def upload(request: Request) -> Response:
    visit = visit_of(request)
    async with request.form() as form:
        sent = form.get("list")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise HTTPException(400, "choose a file first")
        body = await sent.read()
        lines = len(body.decode(errors="replace").splitlines())
        visit.store.add_upload(sent.filename, len(body), lines)
    return RedirectResponse("/files", 303)


async def products_csv(request: Request) -> Response:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("id", "name", "category", "price", "stock"))
    for each in visit_of(request).store.products():
        price = f"{each.cents / 100:.2f}"
        rows.writerow((each.id, each.name, each.category, price, each.stock))
    name = 'attachment; filename="products.csv"'
    headers = {"content-disposition": name}
    return Response(text.getvalue(), media_type="text/csv", headers=headers)


ROUTES = [
    Route("/workshop", index),
    Route("/board", board),
    Route("/board", arrange, methods=["POST"]),
    Route("/warehouse", warehouse),
    Route("/sales", sales),
    Route("/notes", notes),
    Route("/notes", save_note, methods=["POST"]),
    Route("/files", files),
    Route("/files", upload, methods=["POST"], max_body_size=MOST_BYTES),
    Route("/files/products.csv", products_csv),
]
