"""Pages about the browser itself: dialogs, windows, history, policies and frames."""

from __future__ import annotations

from html import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sample_site.layout import bare, intro, page
from sample_site.visit import visit_of

# name of the chapter in the address: title, text; static/guide.js shows the same.
CHAPTERS = {
    "": ("How we choose", "Each thing is used in our own kitchen for a year first."),
    "sizes": ("Sizes", "A small mug holds a coffee, a large one a long afternoon."),
    "care": ("Care", "Warm water, mild soap, and a place in the sun to dry."),
    "returns": ("Returns", "Thirty days, no questions. We pay for the post."),
}
PIERS = ("Mole Pier", "North Quay", "Lighthouse Kiosk")
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


async def dialogs(request: Request) -> Response:
    main = (
        f"{intro('Dialogs', 'Three of the browser, one of ours.')}"
        '<div class="panel"><div class="row">'
        '<button class="button quiet" id="alert">Show hours</button>'
        '<button class="button quiet" id="confirm">Clear list</button>'
        '<button class="button quiet" id="prompt">Name a boat</button>'
        '<button class="button" id="open">Join the Circle</button></div>'
        '<p id="dialog-said" class="said" role="status"></p></div>'
        '<dialog id="modal" aria-labelledby="modal-title"><form method="dialog">'
        '<h2 id="modal-title">Harbor Circle</h2>'
        '<p>One letter a month, and ten percent in May.</p><label class="field">'
        'First name<input name="first"></label><div class="row">'
        '<button class="button" value="join">Join</button>'
        '<button class="button quiet" value="later">Later</button></div></form>'
        "</dialog>"
    )
    return page(visit_of(request), "Dialogs", main, scripts=["dialogs.js"])


async def pickup(request: Request) -> Response:
    main = (
        f"{intro('Pick-up point', 'Fetch your order where it suits you.')}"
        '<div class="panel"><p>Your point: <strong id="point">none yet</strong></p>'
        '<div class="row"><button class="button" id="choose">Choose a point</button>'
        '<a class="button quiet" href="/guide" target="_blank">Read the guide</a></div>'
        "</div>"
    )
    return page(visit_of(request), "Pick-up point", main, scripts=["pickup.js"])


async def choose(request: Request) -> Response:
    piers = "".join(
        f'<button class="button quiet wide" data-point="{name}">{name}</button>'
        for name in PIERS
    )
    main = f'<h1>Pick-up points</h1><div id="points">{piers}</div>'
    html = bare(visit_of(request), "Pick-up points", main, ["points.js"])
    return HTMLResponse(html)


async def guide(request: Request) -> Response:
    chapter = request.path_params.get("chapter", "")
    if chapter not in CHAPTERS:
        raise HTTPException(404)
    title, text = CHAPTERS[chapter]
    links = "".join(
        f'<a class="chip" href="/guide{"/" if name else ""}{name}" '
        f'data-title="{escape(head)}" data-text="{escape(words)}"'
        f"{' aria-current=page' if name == chapter else ''}>{escape(head)}</a>"
        for name, (head, words) in CHAPTERS.items()
    )
    main = (
        f'<nav class="chapters" aria-label="Chapters">{links}</nav>'
        f'<article class="panel" id="chapter"><h1>{escape(title)}</h1>'
        f'<p class="lead">{escape(text)}</p></article>'
    )
    return page(visit_of(request), title, main, scripts=["guide.js"], here="/guide")


async def privacy(request: Request) -> Response:
    main = (
        f"{intro('Privacy', 'This page may load nothing but our own files.')}"
        '<p class="notice">We keep your cart, and your name if you log in. '
        "There are no trackers, and the browser is told to let none in.</p>"
        '<button class="button" id="policy">What may run here?</button>'
        '<p id="policy-said" class="said" role="status"></p>'
    )
    return page(
        visit_of(request),
        "Privacy",
        main,
        scripts=["privacy.js"],
        headers={"content-security-policy": STRICT},
    )


async def trusted(request: Request) -> Response:
    main = (
        f"{intro('Trusted types', 'Plain strings cannot become HTML on this page.')}"
        '<div class="row"><button class="button" id="unsafe">Try a string</button>'
        '<button class="button quiet" id="safe">Use our policy</button></div>'
        '<div class="panel" id="target">Nothing was put here yet.</div>'
    )
    return page(
        visit_of(request),
        "Trusted types",
        main,
        scripts=["trusted.js"],
        headers={"content-security-policy": "require-trusted-types-for 'script'"},
    )


async def frames(request: Request) -> Response:
    inside = bare(
        visit_of(request),
        "Letter",
        '<h2>Written in place</h2><label class="field">Name<input name="who"></label>'
        '<p id="greeting" role="status"></p>',
        ["greeting.js"],
    )
    main = (
        f"{intro('Frames', 'Pages of our own within this page.')}"
        '<div class="frames"><section><h2>From its source</h2>'
        f'<iframe class="frame" title="Letter" srcdoc="{escape(inside)}"></iframe>'
        '</section><section><h2>From an address</h2><iframe class="frame" '
        'title="Notice board" src="/frames/inner"></iframe></section></div>'
    )
    return page(visit_of(request), "Frames", main, here="/workshop")


async def frames_inner(request: Request) -> Response:
    main = (
        "<h2>Notice board</h2><p>The frame below is one level further in.</p>"
        '<iframe class="frame small" title="Tide table" src="/frames/leaf"></iframe>'
    )
    return HTMLResponse(bare(visit_of(request), "Notice board", main))


async def frames_leaf(request: Request) -> Response:
    main = (
        '<div class="row"><button class="button quiet" id="tide">Next tide</button>'
        '<span id="tide-said" role="status">High water 06:12</span></div>'
    )
    return HTMLResponse(bare(visit_of(request), "Tide table", main, ["tide.js"]))


async def gift_card(request: Request) -> Response:
    visit = visit_of(request)
    main = (
        f"{intro('Gift card', 'Sent by email, good for everything we make.')}"
        '<div class="with-summary"><div><label class="field">Amount'
        '<select id="gift-amount"><option>€25.00</option><option>€50.00</option>'
        '</select></label><p id="gift-said" class="said" role="status"></p></div>'
        '<iframe id="payment" class="frame pay" title="Payment" '
        f'data-src="{visit.shop.payment_url}/form"></iframe></div>'
    )
    return page(visit, "Gift card", main, scripts=["gift.js"])


ROUTES = [
    Route("/dialogs", dialogs),
    Route("/pickup", pickup),
    Route("/pickup/choose", choose),
    Route("/guide", guide),
    Route("/guide/{chapter}", guide),
    Route("/privacy", privacy),
    Route("/trusted", trusted),
    Route("/frames", frames),
    Route("/frames/inner", frames_inner),
    Route("/frames/leaf", frames_leaf),
    Route("/gift-card", gift_card),
]
