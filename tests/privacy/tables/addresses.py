"""Addresses: of documents, links, and everything that is loaded."""

from __future__ import annotations

from tests.privacy.place import Place

# The main page is at /main/{path}?{query}#{fragment}; see `site.py`.
OWN = (
    Place("path of the document", None, page="path"),
    Place("query of the document", 2, page="q"),
    Place("word in the query of the document", 2, page=""),
    Place("fragment of the document", 2, page="#view"),
    Place("access_token in the fragment of the document", 1, page="#access_token"),
    *(
        Place(f"{name} in the query of the document", 1, page=name)
        for name in ("token", "password", "code", "key", "session", "email", "sig")
    ),
)

SECRET_NAMES = (
    *("token", "password", "code", "key", "session", "email", "sig", "auth"),
    *("X-Amz-Signature", "reset%5Ftoken", "state", "phone", "api_key"),
)
LINKS = (
    Place("name in an address", 1, '<a href="http://{m}@example.org/">a</a>'),
    Place("password in an address", 1, '<a href="http://a:{m}@example.org/">a</a>'),
    Place("query of a link", 2, '<a href="/x?q={m}">a</a>'),
    Place("word in the query of a link", 2, '<a href="/x?{m}">a</a>'),
    Place("name of a parameter of a link", None, '<a href="/x?{m}=1">a</a>'),
    *(
        Place(
            f"{name} in the query of a link", 1, f'<a href="/x?a=1&{name}={{m}}">a</a>'
        )
        for name in SECRET_NAMES
    ),
    Place("path of a link", 2, '<a href="/x/{m}/y">a</a>'),
    Place("file name of a link", 2, '<a href="/x/{m}.pdf">a</a>'),
    Place("parameter in a path of a link", 2, '<a href="/x;a={m}/y">a</a>'),
    Place("relative link", 2, '<a href="{m}">a</a>'),
    Place("host of a link", None, '<a href="http://{m}.example.org/">a</a>'),
    Place("fragment of a link", 2, '<a href="/x#{m}">a</a>'),
    Place("link to a fragment", 2, '<a href="#{m}">a</a>'),
    Place(
        "token in the fragment of a link", 1, '<a href="/x#a=1&access_token={m}">a</a>'
    ),
    Place("link that is a script", 1, "<a href=\"javascript:f('{m}')\">a</a>"),
    Place("link that is data", 1, '<a href="data:text/plain,{m}">a</a>'),
    Place("link of another scheme", 2, '<a href="app://open/{m}">a</a>'),
    Place("subject of a mailto link", 2, '<a href="mailto:?subject={m}">a</a>'),
    Place(
        "address in the query of a link", 2, '<a href="/x?next=%2Fy%3Fq%3D{m}">a</a>'
    ),
    Place(
        "token of an address in the query of a link",
        1,
        '<a href="/x?next=%2Fy%3Ftoken%3D{m}">a</a>',
    ),
    Place("link of an area", 2, '<map><area href="/x/{m}"></map>'),
    Place("link of SVG", 2, '<svg><a href="/x/{m}"><text>a</text></a></svg>'),
    Place("old link of SVG", 2, '<svg><a xlink:href="/x/{m}"><text>a</text></a></svg>'),
    Place("cite of a quotation", 2, '<q cite="/x/{m}">a</q>'),
    Place("longdesc", 2, '<img longdesc="/x/{m}">'),
    Place("action of a form", 2, '<form action="/x?q={m}"></form>'),
    Place("token in the action of a form", 1, '<form action="/x?token={m}"></form>'),
    Place("action of a button", 2, '<button formaction="/x/{m}">a</button>'),
)

_OWN_FRAME = "rrweb leaves the address of a frame out whose document it records"
_FOREIGN = '<iframe id="{id}" src="{other}/empty"></iframe>'
LOADED = (
    Place("path of a picture", 2, '<img src="/x/{m}.png">'),
    Place("query of a picture", 2, '<img src="/x.png?q={m}">'),
    Place("token in the query of a picture", 1, '<img src="/x.png?token={m}">'),
    Place("inline picture", 2, '<img src="data:image/svg+xml,<svg>{m}</svg>">'),
    Place(
        "inline picture in base64", 2, '<img src="data:image/svg+xml;base64,{base64}">'
    ),
    Place("set of pictures", 2, '<img srcset="/x/{m}.png 1x, /y.png 2x">'),
    Place(
        "token in a set of pictures", 1, '<img srcset="/x.png?token={m} 1x, /y.png 2x">'
    ),
    Place(
        "source of a picture", 2, '<picture><source srcset="/x/{m}.png"><img></picture>'
    ),
    Place("picture that loads late", 2, '<img data-src="/x/{m}.png" loading="lazy">'),
    Place("picture of SVG", 2, '<svg><image href="/x/{m}.png"/></svg>'),
    Place("picture used in SVG", 2, '<svg><use href="/x.svg?q={m}#a"/></svg>'),
    Place("poster of a video", 2, '<video poster="/x/{m}.png"></video>'),
    Place("video", 2, '<video src="/x/{m}.mp4"></video>'),
    Place("source of an audio", 2, '<audio><source src="/x/{m}.mp3"></audio>'),
    Place("track of a video", 2, '<video><track src="/x/{m}.vtt"></video>'),
    Place("object", 2, '<object data="/x.png?q={m}"></object>'),
    Place("embedded document", 2, '<embed src="/x.png?q={m}">'),
    Place("background of a table", 2, '<table background="/x/{m}.png"></table>'),
    Place("source of a script", 2, '<script src="/x.js?q={m}"></script>'),
    Place(
        "token in the source of a script", 1, '<script src="/x.js?token={m}"></script>'
    ),
    Place(
        "query of a frame", 2, '<iframe src="/empty?q={m}"></iframe>', unseen=_OWN_FRAME
    ),
    Place(
        "token in the query of a frame",
        1,
        '<iframe src="/empty?token={m}"></iframe>',
        unseen=_OWN_FRAME,
    ),
    # Set late: whether rrweb tells an address depends on whether the frame has loaded.
    Place(
        "query of a foreign frame",
        2,
        _FOREIGN,
        later="E.src += '?q=' + M; await soon(200)",
    ),
    Place(
        "token in the query of a foreign frame",
        1,
        _FOREIGN,
        later="E.src += '?token=' + M; await soon(200)",
    ),
    Place(
        "path of a foreign frame",
        2,
        _FOREIGN,
        later="E.src += '/' + M; await soon(200)",
    ),
    Place("frame that is data", 2, '<iframe src="data:text/html,{m}"></iframe>'),
    Place("canonical link", 2, head='<link rel="canonical" href="/x/{m}">'),
    Place("alternate link", 2, head='<link rel="alternate" href="/x?q={m}">'),
    Place("icon", 2, head='<link rel="icon" href="/x/{m}.png">'),
    Place("prefetched address", 2, head='<link rel="prefetch" href="/x?q={m}">'),
    Place(
        "preloaded set of pictures",
        2,
        head='<link rel="preload" as="image" imagesrcset="/x/{m}.png 2x">',
    ),
    Place(
        "style sheet that is missing",
        2,
        head='<link rel="stylesheet" href="/missing/{m}.css">',
    ),
    Place("address of a meta", 2, head='<meta property="og:url" content="/x/{m}">'),
    Place(
        "address to go on to",
        2,
        head='<meta http-equiv="refresh" content="9999; url=/x?q={m}">',
    ),
    Place("base", 2, head='<base href="/base/{m}/">', page="plain"),
)

GONE_ON = (
    Place(
        "address pushed",
        2,
        later="history.pushState({}, '', location.pathname + '?q=' + M); said.push(location.href)",
        page="pushed",
        unseen="nothing is recorded of it before the next document",
    ),
    Place(
        "token in an address pushed",
        1,
        later="history.pushState({}, '', location.pathname + '?token=' + M); said.push(location.href)",
        page="pushed",
        unseen="nothing is recorded of it before the next document",
    ),
    Place(
        "fragment set",
        2,
        later="location.hash = M; said.push(location.href)",
        page="pushed",
        unseen="nothing is recorded of it before the next document",
    ),
    Place("query of a popup", 2, page="popup?q"),
    Place("token in the query of a popup", 1, page="popup?token"),
    Place("address of a popup, known before it loads", 2, page="popup#fragment"),
)

ADDRESSES = (*OWN, *LINKS, *LOADED, *GONE_ON)
