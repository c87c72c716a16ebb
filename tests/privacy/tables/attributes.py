"""Attributes: what they say, and what they are called."""

from __future__ import annotations

from tests.privacy.place import Place

_HTML = (
    ("placeholder", '<input placeholder="{m}">'),
    ("title", '<span title="{m}">a</span>'),
    ("alt", '<img alt="{m}">'),
    ("alt of an image button", '<input type="image" alt="{m}">'),
    ("alt of an area", '<map><area alt="{m}"></map>'),
    ("label of a track", '<video><track label="{m}"></video>'),
    ("summary of a table", '<table summary="{m}"></table>'),
    ("abbr of a cell", '<table><tr><th abbr="{m}">a</th></tr></table>'),
    ("standby", '<object standby="{m}"></object>'),
    ("download", '<a href="/x" download="{m}.pdf">a</a>'),
    ("datetime", '<time datetime="{m}">a</time>'),
    ("datetime of a deletion", '<del datetime="{m}">a</del>'),
    ("pattern", '<input pattern="{m}">'),
    ("min", '<input type="date" min="{m}">'),
    ("itemprop", '<span itemprop="{m}">a</span>'),
    ("itemid", '<span itemscope itemid="{m}">a</span>'),
    ("itemtype", '<span itemscope itemtype="{m}">a</span>'),
    ("property", '<span property="{m}">a</span>'),
    ("about", '<span about="{m}">a</span>'),
    ("content", '<span content="{m}">a</span>'),
    ("name of a field", '<input name="{m}">'),
    ("name of a link", '<a name="{m}">a</a>'),
    ("name of a form", '<form name="{m}"></form>'),
    ("name of a frame", '<iframe name="{m}"></iframe>'),
    ("name of a radio button", '<input type="radio" name="{m}">'),
    ("value of a submit button", '<input type="submit" value="{m}">'),
    ("value of a button", '<input type="button" value="{m}">'),
    ("value of a reset button", '<input type="reset" value="{m}">'),
    ("value of a button element", '<button value="{m}">a</button>'),
    ("value of data", '<data value="{m}">a</data>'),
    ("value of a parameter", '<object><param value="{m}"></object>'),
    ("value of a progress bar", '<progress value="{m}"></progress>'),
    ("lang", '<span lang="{m}">a</span>'),
    ("hreflang", '<a hreflang="{m}">a</a>'),
    ("role", '<span role="{m}">a</span>'),
    ("type", '<a type="{m}">a</a>'),
    ("rel", '<a rel="{m}">a</a>'),
    ("target", '<a target="{m}">a</a>'),
    ("autocomplete", '<input autocomplete="section-{m} name">'),
    ("dirname", '<input dirname="{m}">'),
    ("accesskey", '<button accesskey="{m}">a</button>'),
    ("media", '<link rel="stylesheet" media="{m}" href="/empty.css">'),
    ("sizes", '<img sizes="{m}">'),
    ("color of a font", '<font color="{m}" face="{m}">a</font>'),
    ("bgcolor", '<table bgcolor="{m}"></table>'),
    ("enctype", '<form enctype="{m}"></form>'),
    ("allow of a frame", '<iframe allow="{m}"></iframe>'),
    ("sandbox of a frame", '<iframe sandbox="{m}"></iframe>'),
    ("csp of a frame", '<iframe csp="{m}"></iframe>'),
    ("ping", '<a ping="/x/{m}">a</a>'),
    ("classid", '<object classid="{m}"></object>'),
    ("data-x", '<span data-x="{m}">a</span>'),
    ("JSON in data-x", "<span data-x='{&quot;a&quot;: &quot;{m}&quot;}'>a</span>"),
    ("unknown attribute", '<span foo="{m}">a</span>'),
    ("attribute of Vue", '<span v-if="{m}" :title="{m}">a</span>'),
    ("attribute of Alpine", '<span x-data="{m}">a</span>'),
    ("attribute of Angular", '<span ng-model="{m}">a</span>'),
    ("attribute of htmx", '<span hx-vals="{m}" hx-get="/x/{m}">a</span>'),
    ("attribute of Livewire", '<span wire:snapshot="{m}">a</span>'),
    ("property of a web component", '<x-known label="{m}"></x-known>'),
    ("xml:lang", '<svg xml:lang="{m}"></svg>'),
    ("xlink:title", '<svg><a xlink:title="{m}"><text>a</text></a></svg>'),
    ("attribute of SVG", '<svg><rect data-x="{m}"/></svg>'),
    ("fill of SVG", '<svg><rect fill="{m}"/></svg>'),
    ("path of SVG", '<svg><path d="M0 0 {m}"/></svg>'),
    ("values of an animation", '<svg><animate values="{m}"/></svg>'),
    ("attribute of MathML", '<math><mi mathcolor="{m}">a</mi></math>'),
    ("title of an editable element", '<div contenteditable title="{m}">a</div>'),
    (
        "attribute in an editable element",
        '<div contenteditable><b title="{m}">a</b></div>',
    ),
)
_ARIA = (
    *("label", "description", "valuetext", "roledescription", "placeholder"),
    *("keyshortcuts", "braillelabel", "current", "unknown"),
)
_META = ("description", "author", "keywords", "generator", "og:title", "theme-color")

TEXTS = (
    *(Place(f"{name} (attribute)", 2, html) for name, html in _HTML),
    *(
        Place(f"aria-{name}", 2, f'<span aria-{name}="{{m}}">a</span>')
        for name in _ARIA
    ),
    *(
        Place(
            f"content of meta {name}", 2, head=f'<meta name="{name}" content="{{m}}">'
        )
        for name in _META
    ),
    Place("name of a meta", 2, head='<meta name="{m}" content="a">'),
    Place("attribute of the root", 2, setup="document.documentElement.dataset.x = M"),
    Place("attribute of the body", 2, setup="document.body.dataset.y = M"),
)

CODE = (
    Place("code of an event handler", 1, '<span onclick="{m}">a</span>'),
    Place("nonce", 1, '<span nonce="{m}">a</span>'),
    Place("integrity", 1, '<link integrity="{m}">'),
)

_CHANGED = (
    ("title", "E.title = M"),
    ("placeholder", "E.placeholder = M", "input"),
    ("alternative text", "E.alt = M", "img"),
    ("aria-label", "E.ariaLabel = M"),
    ("aria-label by setAttribute", "E.setAttribute('aria-label', M)"),
    ("data-x", "E.dataset.x = M"),
    ("unknown attribute", "E.setAttribute('foo', M)"),
    ("link", "E.href = '/x/' + M", "a"),
    ("query of a link", "E.search = '?q=' + M", "a", 'href="/x"'),
    ("picture", "E.src = `/x/${M}.png`", "img"),
    ("set of pictures", "E.srcset = `/x/${M}.png 2x`", "img"),
    ("value of a button", "E.value = M", "input", "type=button value=a"),
    ("name", "E.name = M", "input"),
    ("language", "E.lang = M"),
    ("role", "E.role = M"),
    ("style attribute", "E.setAttribute('style', `--z: ${M}`)"),
    ("style property", "E.style.backgroundImage = `url(/x/${M}.png)`"),
    ("custom property", "E.style.setProperty('--z', M)"),
    (
        "path of SVG",
        "E.innerHTML = '<path/>'; await soon(); E.firstChild.setAttribute('d', 'M0 0 ' + M)",
        "svg",
    ),
    (
        "attribute that is there for a moment",
        "E.title = M; await soon(); E.title = 'a'",
    ),
    ("summary", "E.summary = M", "table"),
    ("datetime", "E.dateTime = M", "time"),
    ("download", "E.download = M", "a"),
    ("action", "E.action = '/x?q=' + M", "form"),
    ("poster", "E.poster = '/x/' + M", "video"),
)


def changed(what: str, script: str, tag: str = "span", more: str = "") -> Place:
    html = f"<{tag} id={{id}} {more}></{tag}>"
    return Place(f"{what}, changed", 2, html, later=script)


CHANGED = (
    *tuple(changed(*each) for each in _CHANGED),
    Place(
        "content of a meta, changed",
        2,
        head='<meta name="a" id="{id}" content="a">',
        later="E.content = M",
    ),
    Place(
        "attribute with a namespace, changed",
        2,
        '<svg id="{id}"></svg>',
        later="E.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:title', M)",
        unseen="rrweb asks for its value without the namespace",
    ),
    Place(
        "code of an event handler, changed",
        1,
        '<span id="{id}">a</span>',
        later="E.setAttribute('onclick', M)",
    ),
)

ATTRIBUTES = (*TEXTS, *CODE, *CHANGED)
