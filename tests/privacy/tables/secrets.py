"""What looks like a secret, what is known to be one, and what has the name of one."""

from __future__ import annotations

from tests.privacy.place import Place

KINDS = tuple(
    Place(f"{kind} in a text", 1, "<span>before {attribute} after</span>", kind=kind)
    for kind in (
        *("email", "card", "card with spaces", "card with dashes", "phone"),
        *("american phone", "jwt", "bearer", "basic", "private key", "aws key"),
        *("github token", "gitlab token", "slack token", "stripe key"),
        *("google key", "npm token", "model key"),
    )
)

PATTERNS = (
    *tuple(
        Place(f"{kind}, {where}", 1, html, kind=kind, later=script, **more)
        for kind, where, html, script, more in (
            ("email", "in a title", '<span title="{m}">a</span>', "", {}),
            ("email", "in aria-label", '<span aria-label="Mail {m}">a</span>', "", {}),
            ("email", "in an unknown attribute", '<span data-x="{m}">a</span>', "", {}),
            (
                "email",
                "in JSON in an attribute",
                '<span data-x=\'{"a":["{m}"]}\'>a</span>',
                "",
                {},
            ),
            ("email", "in a mailto link", '<a href="mailto:{m}">a</a>', "", {}),
            ("email", "in a path, percent-encoded", '<a href="/x/{url}">a</a>', "", {}),
            ("email", "in the query of a link", '<a href="/x?q={m}">a</a>', "", {}),
            ("email", "in a class", '<span class="{m}">a</span>', "", {}),
            ("email", "in a comment", "<!-- {m} -->", "", {}),
            (
                "email",
                "in an option's label",
                '<select><option label="{m}">a</select>',
                "",
                {},
            ),
            ("email", "in SVG", "<svg><text>{m}</text></svg>", "", {}),
            ("email", "in noscript", "<noscript>{m}</noscript>", "", {}),
            (
                "email",
                "in the text of a style",
                "<style>#z1::after { content: '{m}' }</style>",
                "",
                {},
            ),
            (
                "email",
                "in a custom property",
                '<span style="--z: {m}">a</span>',
                "",
                {},
            ),
            (
                "email",
                "in a text that changed",
                '<span id="{id}">a</span>',
                "E.firstChild.data = M",
                {},
            ),
            (
                "email",
                "in an attribute that changed",
                '<span id="{id}">a</span>',
                "E.title = M",
                {},
            ),
            (
                "email",
                "in an added element",
                '<div id="{id}">a</div>',
                "E.innerHTML = `<b>${M}</b>`",
                {},
            ),
            ("email", "in the document's title", "", "document.title = M", {}),
            (
                "email",
                "in a shadow root",
                '<div id="{id}"></div>',
                "E.attachShadow({mode: 'open'}).textContent = M",
                {},
            ),
            ("email", "in a frame", "<span>{m}</span>", "", {"page": "frame"}),
            (
                "email",
                "in a foreign frame",
                "<span>{m}</span>",
                "",
                {"page": "foreign"},
            ),
            (
                "email",
                "in an inserted CSS rule",
                '<style id="{id}"></style>',
                "E.sheet.insertRule(`#z2::after { content: '${M}' }`)",
                {},
            ),
            ("card", "in a title", '<span title="{m}">a</span>', "", {}),
            (
                "card",
                "in a shadow root",
                '<div id="{id}"></div>',
                "E.attachShadow({mode: 'open'}).textContent = M",
                {},
            ),
            (
                "card with spaces",
                "in a text that changed",
                '<span id="{id}">a</span>',
                "E.firstChild.data = M",
                {},
            ),
            (
                "card with spaces",
                "in a foreign frame",
                "<span>{m}</span>",
                "",
                {"page": "foreign"},
            ),
            ("phone", "in a tel link", '<a href="tel:{m}">a</a>', "", {}),
            (
                "phone",
                "in an attribute that changed",
                '<span id="{id}">a</span>',
                "E.title = M",
                {},
            ),
            ("jwt", "in the fragment of a link", '<a href="/x#{m}">a</a>', "", {}),
            ("jwt", "in an unknown attribute", '<span data-x="{m}">a</span>', "", {}),
            (
                "bearer",
                "in an unknown attribute",
                '<span data-x="{m}">a</span>',
                "",
                {},
            ),
            (
                "bearer",
                "in a text that changed",
                '<span id="{id}">a</span>',
                "E.firstChild.data = M",
                {},
            ),
            (
                "private key",
                "in an added text",
                '<pre id="{id}">a</pre>',
                "E.append(M)",
                {},
            ),
            (
                "aws key",
                "in the query of a picture",
                '<img src="/x.png?q={m}">',
                "",
                {},
            ),
        )
    ),
    Place(
        "email in two text nodes",
        2,
        '<span id="{id}"></span>',
        kind="email",
        later="E.append(M.slice(0, 16)); await soon(); E.append(M.slice(16))",
    ),
    Place("email with its sign in words", 2, "<span>{m} at example dot org</span>"),
)

_KNOWN = '<span id="{id}">a</span>'
KNOWN = (
    *tuple(
        Place(f"{kind} secret {where}", 1, html, kind=kind, later=script, **more)
        for kind, where, html, script, more in (
            ("known", "in a text", "<span>a{m}b</span>", "", {}),
            ("known with signs", "in a text", "<span>{attribute}</span>", "", {}),
            ("known", "in a title", '<span title="{m}">a</span>', "", {}),
            (
                "known with signs",
                "in a title",
                '<span title="{attribute}">a</span>',
                "",
                {},
            ),
            (
                "known with signs",
                "in a query, percent-encoded",
                '<a href="/x?q={url}">a</a>',
                "",
                {},
            ),
            (
                "known with signs",
                "in a text, percent-encoded",
                "<span>{url}</span>",
                "",
                {},
            ),
            (
                "known with signs",
                "in a path, percent-encoded",
                '<a href="/x/{url}">a</a>',
                "",
                {},
            ),
            (
                "known with signs",
                "in a text, as JSON",
                _KNOWN,
                "E.textContent = JSON.stringify({a: M})",
                {},
            ),
            (
                "known with signs",
                "in a text, as JSON in JSON",
                _KNOWN,
                "E.textContent = JSON.stringify(JSON.stringify([M]))",
                {},
            ),
            (
                "known with signs",
                "in an attribute, as JSON",
                _KNOWN,
                "E.dataset.x = JSON.stringify({a: M})",
                {},
            ),
            (
                "known with signs",
                "in a text, as HTML",
                _KNOWN,
                "const b = document.createElement('b'); b.textContent = M; E.textContent = b.outerHTML",
                {},
            ),
            ("known", "in a text, in base64", "<span>{base64}</span>", "", {}),
            (
                "known",
                "in base64, second alignment",
                _KNOWN,
                "E.textContent = btoa('a' + M + 'bc')",
                {},
            ),
            (
                "known",
                "in base64, third alignment",
                _KNOWN,
                "E.textContent = btoa('ab' + M + 'c')",
                {},
            ),
            (
                "known",
                "in an attribute, in base64",
                '<span data-x="{base64}">a</span>',
                "",
                {},
            ),
            ("known", "in hexadecimal", "<span>{hex}</span>", "", {}),
            ("known", "in a class", '<span class="a-{m}">a</span>', "", {}),
            ("known", "in an id", '<span id="{m}">a</span>', "", {}),
            ("known", "in CSS", "<style>#z3::after { content: '{m}' }</style>", "", {}),
            (
                "known",
                "in the name of a CSS class",
                "<style>.a-{m} { color: red }</style>",
                "",
                {},
            ),
            ("known", "in a text that changed", _KNOWN, "E.firstChild.data = M", {}),
            ("known", "in the document's title", "", "document.title = M", {}),
            (
                "known",
                "in a shadow root",
                _KNOWN,
                "E.attachShadow({mode: 'open'}).textContent = M",
                {},
            ),
            (
                "known",
                "in a foreign frame",
                "<span>{m}</span>",
                "",
                {"page": "foreign"},
            ),
            (
                "known",
                "in an inline picture",
                '<img src="data:image/svg+xml;base64,{base64}">',
                "",
                {},
            ),
        )
    ),
    Place(
        "known secret in two text nodes",
        2,
        _KNOWN,
        kind="known",
        later="E.append(M.slice(0, 9)); await soon(); E.append(M.slice(9))",
    ),
    Place(
        "known secret in upper case",
        2,
        _KNOWN,
        kind="known",
        later="E.textContent = M.toUpperCase()",
    ),
)

NAMED = (
    *tuple(
        Place(f"attribute {name}", 1, f'<span {name}="{{m}}">a</span>')
        for name in (
            *("data-token", "data-api-key", "data-password", "data-email"),
            *("data-csrf", "data-session-id", "data-phone", "data-secret"),
        )
    ),
    Place("csrf-token of a meta", 1, head='<meta name="csrf-token" content="{m}">'),
    Place(
        "auth token of a meta's property",
        1,
        head='<meta property="x:auth-token" content="{m}">',
    ),
    Place(
        "secret meta that changed",
        1,
        head='<meta name="xsrf" id="{id}" content="a">',
        later="E.content = M",
    ),
    Place(
        "attribute with a secret's name that changed",
        1,
        '<span id="{id}">a</span>',
        later="E.dataset.token = M",
    ),
    Place("attribute that a rule names", 1, '<span data-team="{m}">a</span>'),
    Place(
        "attribute that a rule names, changed",
        1,
        '<span id="{id}">a</span>',
        later="E.dataset.team = M",
    ),
    Place("attribute that a rule keeps", None, '<span data-testid="{m}">a</span>'),
    Place(
        "attribute that a rule keeps, under a mask",
        1,
        '<span class="rr-mask" data-testid="{m}">a</span>',
    ),
)

SECRETS = (*KINDS, *PATTERNS, *KNOWN, *NAMED)
