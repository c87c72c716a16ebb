"""Style sheets, inline styles, and changes of both."""

from __future__ import annotations

from tests.privacy.place import Place

_TEXT = (
    ("content", "#s1::after { content: '{m}' }"),
    ("content in a media query", "@media all { #s2::after { content: '{m}' } }"),
    ("custom property of CSS", "#s3 { --z: {m} }"),
    ("custom property with a string", "#s4 { --z: '{m}' }"),
    ("address in CSS", "#s5 { background: url(/x/{m}.png) }"),
    ("query of an address in CSS", "#s6 { background: url('/x.png?q={m}') }"),
    ("cursor of CSS", "#s7 { cursor: url(/x/{m}.png), auto }"),
    ("quotes of CSS", "#s8 { quotes: '{m}' '{m}' }"),
    ("style of a list", "#s9 { list-style-type: '{m}' }"),
    ("value of an attribute selector", "[data-user='{m}'] { color: red }"),
    ("source of a font", "@font-face { font-family: a; src: url(/x/{m}.woff) }"),
    ("symbols of a counter", "@counter-style z1 { system: cyclic; symbols: '{m}' }"),
    (
        "initial value of a property",
        "@property --z9 { syntax: '*'; inherits: true; initial-value: {m} }",
    ),
    (
        "inline picture in CSS",
        "#s10 { background: url('data:image/svg+xml,<svg>{m}</svg>') }",
    ),
)
_NAMES = (
    ("class in a selector", ".{m} { color: red }"),
    ("id in a selector", "#{m} { color: red }"),
    ("attribute name in a selector", "[{m}] { color: red }"),
    ("tag name in a selector", "x-{m} { color: red }"),
    ("name of a custom property", "#s11 { --{m}: 1 }"),
    ("use of a custom property", "#s12 { color: var(--{m}) }"),
    (
        "name of a registered property",
        "@property --{m} { syntax: '*'; inherits: true }",
    ),
    ("name of an animation", "@keyframes {m} { from { color: red } }"),
    ("name of a layer", "@layer {m} { #s13 { color: red } }"),
    ("name of a container", "@container {m} (width > 1px) { #s14 { color: red } }"),
    ("name of a counter", "@counter-style {m} { system: cyclic; symbols: 'a' }"),
    ("name of a font", "#s15 { font-family: '{m}' }"),
    ("name of a font's face", "@font-face { font-family: {m}; src: local(a) }"),
    ("name of a grid area", "#s16 { grid-template-areas: '{m}' }"),
    ("condition of a media query", "@media ({m}) { #s17 { color: red } }"),
)

SHEETS = (
    *(Place(name, 2, f"<style>{css}</style>") for name, css in _TEXT),
    *(Place(name, None, f"<style>{css}</style>") for name, css in _NAMES),
    Place(
        "import of CSS",
        2,
        "<style>@import url('/x/{m}.css');</style>",
        unseen="there is a sheet, an empty one, and rrweb takes that instead",
        unseen_in="firefox",
    ),
    Place(
        "token of an address in CSS",
        1,
        "<style>#s18 { background: url('/x.png?token={m}') }</style>",
    ),
    Place(
        "content in a linked style sheet",
        2,
        head='<link rel="stylesheet" href="/sheet/{id}.css">',
    ),
    Place(
        "comment in CSS",
        1,
        "<style>/* {m} */ #s19 { color: red }</style>",
        unseen="rrweb writes rules anew, without comments",
    ),
    Place(
        "content in the style of a shadow root",
        2,
        '<span id="{id}"></span>',
        setup="E.attachShadow({mode: 'open'}).innerHTML = `<style>i::after { content: '${M}' }</style>`",
    ),
    Place(
        "content in an adopted sheet",
        2,
        setup="const sheet = new CSSStyleSheet(); sheet.replaceSync(`#a1::after { content: '${M}' }`); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]",
    ),
    Place(
        "content in a sheet adopted by a shadow root",
        2,
        '<span id="{id}"></span>',
        setup="const sheet = new CSSStyleSheet(); sheet.replaceSync(`i::after { content: '${M}' }`); E.attachShadow({mode: 'open'}).adoptedStyleSheets = [sheet]",
    ),
)

INLINE = (
    Place("custom property in a style attribute", 2, '<b style="--z: {m}">a</b>'),
    Place(
        "address in a style attribute",
        2,
        '<b style="background: url(/x/{m}.png)">a</b>',
    ),
    Place(
        "token of an address in a style attribute",
        1,
        '<b style="background: url(/x.png?token={m})">a</b>',
    ),
    Place("string in a style attribute", 2, "<b style=\"quotes: '{m}' 'a'\">a</b>"),
    Place("declaration that no browser knows", 2, '<b style="zork: {m}">a</b>'),
    Place(
        "name of a declaration that no browser knows", None, '<b style="{m}: 1">a</b>'
    ),
    Place(
        "name of a custom property in a style attribute",
        None,
        '<b style="--{m}: 1">a</b>',
    ),
)

_CHANGES = (
    ("rule inserted", "E.sheet.insertRule(`#c1::after { content: '${M}' }`)"),
    (
        "rule inserted into a media query",
        "E.sheet.insertRule('@media all { #c2 {} }'); E.sheet.cssRules[0].insertRule(`#c2::after { content: '${M}' }`)",
    ),
    (
        "property set in a rule",
        "E.sheet.insertRule('#c3::after { content: \"a\" }'); await soon(); E.sheet.cssRules[0].style.setProperty('content', `'${M}'`)",
    ),
    (
        "custom property set in a rule",
        "E.sheet.insertRule('#c4 { color: red }'); await soon(); E.sheet.cssRules[0].style.setProperty('--z', M)",
    ),
    (
        "address set in a rule",
        "E.sheet.insertRule('#c5 { color: red }'); await soon(); E.sheet.cssRules[0].style.setProperty('background', `url(/x/${M}.png)`)",
    ),
    ("text of a style, changed", "E.textContent = `#c6::after { content: '${M}' }`"),
    ("text appended to a style", "E.append(`#c7::after { content: '${M}' }`)"),
    (
        "style added",
        "const style = document.createElement('style'); style.textContent = `#c8::after { content: '${M}' }`; E.after(style)",
    ),
    (
        "sheet adopted late",
        "const sheet = new CSSStyleSheet(); sheet.replaceSync(`#c9::after { content: '${M}' }`); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]",
    ),
    (
        "adopted sheet replaced",
        "const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; await soon(); sheet.replaceSync(`#c10::after { content: '${M}' }`)",
    ),
    (
        "adopted sheet replaced in the background",
        "const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; await soon(); await sheet.replace(`#c11::after { content: '${M}' }`)",
    ),
    (
        "rule inserted into an adopted sheet",
        "const sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; await soon(); sheet.insertRule(`#c12::after { content: '${M}' }`)",
    ),
)
CHANGES = tuple(
    Place(f"{name} (CSS)", 2, '<style id="{id}"></style>', later=script)
    for name, script in _CHANGES
)

STYLES = (*SHEETS, *INLINE, *CHANGES)
