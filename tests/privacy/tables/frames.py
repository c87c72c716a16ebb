"""Other documents: frames of every kind, popups, documents written by scripts."""

from __future__ import annotations

from tests.privacy.place import Place

_PAGES = (
    *("frame", "nested", "foreign", "in foreign", "sandboxed", "no scripts", "popup"),
    *("foreign popup", "blank popup", "written frame", "second document"),
)

TEXTS = tuple(
    Place(f"{name} of page: {page}", level, html, head=head, page=page)
    for page in _PAGES
    for name, level, html, head in (
        ("text", 2, "<p>{m}</p>", ""),
        ("attribute", 2, '<p title="{m}">a</p>', ""),
        ("field", 1, '<input value="{m}">', ""),
        ("meta", 2, "", '<meta name="a" content="{m}">'),
    )
)

CHANGED = tuple(
    Place(f"{name}, in page: {page}", 2, '<p id="{id}">a</p>', later=script, page=page)
    for page in ("frame", "nested", "foreign", "in foreign", "popup", "blank popup")
    for name, script in (
        ("text changed", "E.firstChild.data = M"),
        ("title changed", "E.title = M"),
        ("shadow root made", "E.attachShadow({mode: 'open'}).textContent = M"),
        (
            "rule inserted",
            "const style = document.createElement('style'); E.append(style); await soon(); style.sheet.insertRule(`#z::after { content: '${M}' }`)",
        ),
    )
)

MADE = (
    Place(
        "document in an attribute",
        1,
        '<iframe srcdoc="<script>/*{m}*/</script>"></iframe>',
    ),
    Place(
        "text of a document in an attribute", 2, '<iframe srcdoc="<p>{m}</p>"></iframe>'
    ),
    Place(
        "document in an attribute, changed",
        2,
        '<iframe id="{id}"></iframe>',
        later="E.srcdoc = `<p>${M}</p>`; await soon(200)",
    ),
    Place(
        "text written into an empty frame",
        2,
        '<iframe id="{id}"></iframe>',
        later="E.contentDocument.body.textContent = M",
    ),
    Place(
        "document of an object",
        2,
        '<object id="{id}" type="text/html"></object>',
        # Playwright waits for ever until Firefox has gone there.
        setup="navigator.userAgent.includes('Firefox') ? E.dataset.x = M : E.data = '/said?' + M",
    ),
    Place(
        "document opened anew in a frame",
        2,
        '<iframe id="{id}"></iframe>',
        later="const d = E.contentDocument; d.open(); d.write(`<p>${M}</p>`); d.close(); await soon(200)",
    ),
    Place(
        "frame that is added and goes on",
        2,
        '<div id="{id}"></div>',
        later="const frame = document.createElement('iframe'); frame.src = '/empty'; E.append(frame); await soon(200); frame.srcdoc = `<p>${M}</p>`; await soon(300)",
    ),
    Place(
        "public name of a document type",
        3,
        '<iframe id="{id}" srcdoc="a"></iframe>',
        setup="""E.srcdoc = `<!DOCTYPE html PUBLIC "${M}" "">`""",
    ),
)

FRAMES = (*TEXTS, *CHANGED, *MADE)
