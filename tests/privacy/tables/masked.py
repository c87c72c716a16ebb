"""Below an element that is masked or blocked: covered at every level."""

from __future__ import annotations

from typing import Any

from tests.privacy.drive import fill, press_one_by_one
from tests.privacy.place import Place

WAYS_TO_MASK = (
    *('class="rr-mask"', "data-replaytest-mask", 'class="ph-mask"', "data-ph-mask"),
    *('class="sentry-mask"', "data-sentry-mask", 'class="fs-mask"', "data-fs-mask"),
    *("data-private", "data-sensitive", "data-dd-privacy=mask"),
    *('class="dd-privacy-mask"', "data-hj-suppress", "data-clarity-mask"),
    'class="team-private"',
)
WAYS_TO_BLOCK = (
    *('class="rr-block"', "data-replaytest-block", 'class="ph-no-capture"'),
    *("data-ph-no-capture", 'class="sentry-block"', "data-sentry-block"),
    *('class="fs-block"', 'class="fs-exclude"', "data-fs-exclude"),
    *('class="_lr-hide"', "data-private=redact", "data-dd-privacy=hidden"),
    *('class="dd-privacy-hidden"', 'class="team-block"'),
)


def under(way: str, name: str, html: str, **more: Any) -> Place:
    attribute = {"mask": "rr-mask", "block": "rr-block"}[way]
    return Place(
        f"under a {way}: {name}", 1, f'<div class="{attribute}">{html}</div>', **more
    )


WAYS = (
    *(
        Place(f"text masked by {way}", 1, f"<div {way}>{{m}}</div>")
        for way in WAYS_TO_MASK
    ),
    *(
        Place(f"text blocked by {way}", 1, f"<div {way}>{{m}}</div>")
        for way in WAYS_TO_BLOCK
    ),
)

_SHADOW = "const root = E.attachShadow({mode: 'open'});"
MASKED = tuple(
    under("mask", name, html, **more)
    for name, html, more in (
        ("a text deep below", "<ul><li><b><i>{m}</i></b></li></ul>", {}),
        ("a title", '<b title="{m}">a</b>', {}),
        ("alternative text", '<img alt="{m}">', {}),
        ("a placeholder", '<input placeholder="{m}">', {}),
        ("aria-label", '<b aria-label="{m}">a</b>', {}),
        ("an unknown attribute", '<b data-x="{m}">a</b>', {}),
        ("a name", '<b><input name="{m}"></b>', {}),
        ("an option's label", '<select><option label="{m}">a</option></select>', {}),
        (
            "a group of options",
            '<select><optgroup label="{m}"></optgroup></select>',
            {},
        ),
        ("a field's value", '<input value="{m}">', {}),
        ("a button's value", '<input type="button" value="{m}">', {}),
        ("a button's text", "<button>{m}</button>", {}),
        ("a link's query", '<a href="/x?q={m}">a</a>', {}),
        ("a link's path", '<a href="/x/{m}">a</a>', {}),
        ("a picture's path", '<img src="/x/{m}.png">', {}),
        ("a set of pictures", '<img srcset="/x/{m}.png 1x, /y.png 2x">', {}),
        ("an inline picture", '<img src="data:image/svg+xml,{m}">', {}),
        ("a style attribute", '<b style="background: url(/x/{m}.png)">a</b>', {}),
        ("a custom property", '<b style="--z: {m}">a</b>', {}),
        ("the text of a style", "<style>#z4::after { content: '{m}' }</style>", {}),
        ("SVG", "<svg><text>{m}</text></svg>", {}),
        ("a title of SVG", "<svg><title>{m}</title></svg>", {}),
        ("MathML", "<math><mtext>{m}</mtext></math>", {}),
        ("noscript", "<noscript>{m}</noscript>", {}),
        ("a comment", "<!--{m}-->", {}),
        (
            "a text that changed",
            '<span id="{id}">a</span>',
            {"later": "E.firstChild.data = M"},
        ),
        (
            "all text replaced",
            '<span id="{id}">a</span>',
            {"later": "E.textContent = M"},
        ),
        ("a title that changed", '<span id="{id}">a</span>', {"later": "E.title = M"}),
        (
            "an unknown attribute that changed",
            '<span id="{id}">a</span>',
            {"later": "E.dataset.x = M"},
        ),
        ("a link that changed", '<a id="{id}">a</a>', {"later": "E.href = '/x/' + M"}),
        (
            "a style that changed",
            '<span id="{id}">a</span>',
            {"later": "E.style.setProperty('--z', M)"},
        ),
        (
            "a picture in a style that changed",
            '<span id="{id}">a</span>',
            {"later": "E.style.backgroundImage = `url(/x/${M}.png)`"},
        ),
        (
            "a rule inserted into a style",
            '<style id="{id}"></style>',
            {"later": "E.sheet.insertRule(`#z5::after { content: '${M}' }`)"},
        ),
        (
            "a property set in a rule",
            '<style id="{id}">#z6::after { content: "a" }</style>',
            {"later": "E.sheet.cssRules[0].style.setProperty('content', `'${M}'`)"},
        ),
        (
            "an element added",
            '<span id="{id}"></span>',
            {"later": "E.innerHTML = `<i>${M}</i>`"},
        ),
        (
            "an attribute of an element added",
            '<span id="{id}"></span>',
            {"later": "E.innerHTML = `<i title=${M}>a</i>`"},
        ),
        (
            "text streamed",
            '<span id="{id}"></span>',
            {"later": "for (const letter of M) { E.append(letter); await soon(5) }"},
        ),
        (
            "a shadow root",
            '<span id="{id}"></span>',
            {"setup": _SHADOW + "root.innerHTML = `<i>${M}</i>`"},
        ),
        (
            "an attribute in a shadow root",
            '<span id="{id}"></span>',
            {"setup": _SHADOW + "root.innerHTML = `<i title=${M}>a</i>`"},
        ),
        (
            "a text of a shadow root that changed",
            '<span id="{id}"></span>',
            {
                "setup": _SHADOW + "root.innerHTML = '<i>a</i>'",
                "later": "E.shadowRoot.firstChild.firstChild.data = M",
            },
        ),
        (
            "an attribute of a shadow root that changed",
            '<span id="{id}"></span>',
            {
                "setup": _SHADOW + "root.innerHTML = '<i>a</i>'",
                "later": "E.shadowRoot.firstChild.title = M",
            },
        ),
        (
            "an element added to a shadow root",
            '<span id="{id}"></span>',
            {"setup": _SHADOW, "later": "E.shadowRoot.innerHTML = `<i>${M}</i>`"},
        ),
        (
            "a shadow root made late",
            '<span id="{id}"></span>',
            {"later": _SHADOW + "root.innerHTML = `<i>${M}</i>`"},
        ),
        (
            "a shadow root in a shadow root",
            '<span id="{id}"></span>',
            {
                "setup": _SHADOW
                + "root.innerHTML = '<span></span>'; root.firstChild.attachShadow({mode: 'open'}).innerHTML = '<u>a</u>'",
                "later": "E.shadowRoot.firstChild.shadowRoot.firstChild.textContent = M",
            },
        ),
        (
            "a style in a shadow root",
            '<span id="{id}"></span>',
            {
                "setup": _SHADOW
                + "root.innerHTML = `<style>i::after { content: '${M}' }</style><i></i>`"
            },
        ),
        (
            "a sheet adopted by a shadow root",
            '<span id="{id}"></span>',
            {
                "setup": _SHADOW
                + "const sheet = new CSSStyleSheet(); sheet.replaceSync(`i::after { content: '${M}' }`); root.adoptedStyleSheets = [sheet]"
            },
        ),
        (
            "text in a slot",
            '<span id="{id}">{m}</span>',
            {"setup": _SHADOW + "root.innerHTML = '<slot></slot>'"},
        ),
        ("a field filled", '<input id="{id}">', {"act": fill}),
        (
            "keys pressed where there is no field",
            '<b tabindex="0" id="{id}">a</b>',
            {
                "setup": "let typed = ''; E.onkeydown = (event) => said.push(typed += event.key)",
                "act": press_one_by_one,
                "unseen": "keys there are not told, and rrweb tells none",
            },
        ),
        ("the address of a frame", '<iframe src="/empty?q={m}"></iframe>', {}),
        ("the document of a frame", '<iframe srcdoc="<p>{m}</p>"></iframe>', {}),
        (
            "text written into a frame",
            '<iframe id="{id}"></iframe>',
            {"later": "E.contentDocument.body.append(M)"},
        ),
        (
            "a frame added",
            '<span id="{id}"></span>',
            {
                "later": "const frame = document.createElement('iframe'); frame.srcdoc = `<p>${M}</p>`; E.append(frame); await soon(200)"
            },
        ),
        (
            "a frame in a shadow root",
            '<span id="{id}"></span>',
            {
                "setup": _SHADOW
                + "root.innerHTML = `<iframe srcdoc='<p>${M}</p>'></iframe>`"
            },
        ),
    )
)

IN_MASKED_FRAMES = tuple(
    Place(f"in a masked {of} frame: {name}", 1, html, page=page, **more)
    for of, page in (("own", "masked frame"), ("foreign", "masked foreign"))
    for name, html, more in (
        ("a text", "<p>{m}</p>", {}),
        ("a title", '<p title="{m}">a</p>', {}),
        ("an added text", '<p id="{id}"></p>', {"later": "E.append(M)"}),
        (
            "a text that changed",
            '<p id="{id}">a</p>',
            {"later": "E.firstChild.data = M"},
        ),
        ("an attribute that changed", '<p id="{id}">a</p>', {"later": "E.title = M"}),
        (
            "a shadow root",
            '<p id="{id}"></p>',
            {
                "setup": _SHADOW + "root.innerHTML = '<i>a</i>'",
                "later": "E.shadowRoot.firstChild.textContent = M",
            },
        ),
        ("a field", '<input id="{id}">', {"act": fill}),
        ("a link", '<a href="/x/{m}?q={m}">a</a>', {}),
        (
            "the document's title",
            "",
            {"head": '<meta name="description" content="{m}">'},
        ),
        ("a style", "<style>p::after { content: '{m}' }</style>", {}),
        (
            "a rule inserted",
            '<style id="{id}"></style>',
            {"later": "E.sheet.insertRule(`#z::after { content: '${M}' }`)"},
        ),
    )
)

MOVED = (
    Place(
        "text that moves into a mask",
        2,
        '<span id="{id}">{m}</span><div class="rr-mask" id="{id}-to"></div>',
        later="document.getElementById(ID + '-to').append(E)",
    ),
    Place(
        "text that moves out of a mask",
        2,
        '<div class="rr-mask"><span id="{id}">{m}</span></div>',
        later="document.body.append(E)",
    ),
    Place(
        "text that changes after it moved into a mask",
        1,
        '<span id="{id}">a</span><div class="rr-mask" id="{id}-to"></div>',
        later="document.getElementById(ID + '-to').append(E); await soon(); E.firstChild.data = M",
    ),
    Place(
        "text that changes in the moment it moves into a mask",
        1,
        '<span id="{id}">a</span><div class="rr-mask" id="{id}-to"></div>',
        later="E.firstChild.data = M; document.getElementById(ID + '-to').append(E)",
    ),
    Place(
        "text that changes after a mask came",
        1,
        '<span id="{id}">a</span>',
        later="E.className = 'rr-mask'; await soon(); E.firstChild.data = M",
    ),
    Place(
        "text that was there before a mask came",
        2,
        '<span id="{id}">{m}</span>',
        later="E.className = 'rr-mask'",
    ),
    Place(
        "text of a mask that went, not changed",
        1,
        '<span class="rr-mask" id="{id}">{m}</span>',
        later="E.className = ''",
    ),
    Place(
        "text added to a mask and taken out at once",
        1,
        '<div class="rr-mask" id="{id}"></div>',
        later="E.innerHTML = `<i>${M}</i>`; said.push(M); E.textContent = ''",
        unseen="it is gone before anybody looks",
    ),
)

BLOCKED = (
    *tuple(
        under("block", name, html, **more)
        for name, html, more in (
            ("a title", '<b title="{m}">a</b>', {}),
            ("a picture", '<img src="/x/{m}.png">', {}),
            ("a class", '<b class="{m}">a</b>', {}),
            ("an id", '<b id="{m}">a</b>', {}),
            (
                "a text that changed",
                '<span id="{id}">a</span>',
                {"later": "E.firstChild.data = M"},
            ),
            (
                "an attribute that changed",
                '<span id="{id}">a</span>',
                {"later": "E.title = M"},
            ),
            (
                "an element added",
                '<span id="{id}"></span>',
                {"later": "E.innerHTML = `<i>${M}</i>`"},
            ),
            (
                "a shadow root that changed",
                '<span id="{id}"></span>',
                {
                    "setup": _SHADOW + "root.innerHTML = '<i>a</i>'",
                    "later": "E.shadowRoot.firstChild.textContent = M",
                },
            ),
            ("a style", "<style>#z7::after { content: '{m}' }</style>", {}),
            (
                "a rule inserted into a style",
                '<style id="{id}"></style>',
                {"later": "E.sheet.insertRule(`#z8::after { content: '${M}' }`)"},
            ),
            ("a frame", '<iframe srcdoc="<p>{m}</p>"></iframe>', {}),
            (
                "text written into a frame",
                '<iframe id="{id}"></iframe>',
                {"later": "E.contentDocument.body.append(M)"},
            ),
            ("a field filled", '<input id="{id}">', {"act": fill}),
            (
                "a text changed after the block went",
                '<span id="{id}">a</span>',
                {
                    "later": "E.parentElement.className = ''; await soon(); E.firstChild.data = M"
                },
            ),
        )
    ),
    Place("title of what is blocked", 1, '<div class="rr-block" title="{m}">a</div>'),
    Place("class beside the one that blocks", 1, '<div class="rr-block {m}">a</div>'),
    Place("id of what is blocked", 1, '<div class="rr-block" id="{m}">a</div>'),
    Place(
        "attribute of what is blocked, changed",
        1,
        '<div class="rr-block" id="{id}">a</div>',
        later="E.title = M",
    ),
    Place("text in a blocked foreign frame", 1, "<p>{m}</p>", page="blocked foreign"),
    Place(
        "text added to a blocked foreign frame",
        1,
        '<p id="{id}">a</p>',
        later="E.append(M)",
        page="blocked foreign",
    ),
)

MASKED_PLACES = (*WAYS, *MASKED, *IN_MASKED_FRAMES, *MOVED, *BLOCKED)
