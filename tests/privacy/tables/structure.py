"""Names that tie a document together: in clear until a section is blocked."""

from __future__ import annotations

from tests.privacy.place import Place

_NAMES = (
    ("class", '<b class="{m}">a</b>'),
    ("id", '<b id="{m}">a</b>'),
    ("tag name", "<x-{m}>a</x-{m}>"),
    ("attribute name", "<b {m}>a</b>"),
    ("is", '<b is="x-{m}">a</b>'),
    ("for", '<label for="{m}">a</label>'),
    ("slot", '<b slot="{m}">a</b>'),
    ("part", '<b part="{m}">a</b>'),
    ("list", '<input list="{m}">'),
    ("form", '<input form="{m}">'),
    ("headers", '<table><tr><td headers="{m}">a</td></tr></table>'),
    ("usemap", '<img usemap="#{m}">'),
    ("popovertarget", '<button popovertarget="{m}">a</button>'),
    ("aria-labelledby", '<b aria-labelledby="{m}">a</b>'),
    ("aria-controls", '<b aria-controls="{m}">a</b>'),
)
# These elements are sections by themselves.
_SECTIONS = ("headers", "usemap")

STRUCTURE = (
    *(
        Place(f"{name} outside of sections", 3 if name in _SECTIONS else None, html)
        for name, html in _NAMES
    ),
    *(
        Place(f"{name} in a section", 3, f"<section>{html}</section>")
        for name, html in _NAMES
    ),
    *(
        Place(
            f"{name}, changed outside of sections",
            None,
            '<b id="{id}">a</b>',
            later=script,
        )
        for name, script in (
            ("class", "E.className = M"),
            ("id", "E.id = M"),
            ("attribute name", "E.setAttribute(M, '')"),
        )
    ),
    *(
        Place(
            f"{name}, changed in a section",
            3,
            '<section><b id="{id}">a</b></section>',
            later=script,
        )
        for name, script in (
            ("class", "E.className = M"),
            ("id", "E.id = M"),
            ("attribute name", "E.setAttribute(M, '')"),
            ("tag name", "E.innerHTML = `<x-${M}></x-${M}>`"),
        )
    ),
    Place("class of a section", 3, '<section class="{m}">a</section>'),
    Place(
        "class of a section, changed",
        3,
        '<section id="{id}">a</section>',
        later="E.className = M",
    ),
    Place(
        "id of a section, changed",
        3,
        '<section id="{id}">a</section>',
        later="E.id = M",
    ),
    Place("class of the body", None, setup="document.body.classList.add(M)"),
    Place(
        "name of a custom element that is defined",
        None,
        setup="customElements.define('x-' + M.toLowerCase(), class extends HTMLElement {})",
        later="customElements.define('y-' + M.toLowerCase(), class extends HTMLElement {}); said.push(M)",
    ),
    Place("reference to a part of SVG", 3, '<svg><use href="#{m}"/></svg>'),
)
