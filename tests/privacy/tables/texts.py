"""Texts of every element, and every way in which they come and change."""

from __future__ import annotations

from tests.privacy.place import Place

_ELEMENTS = (
    *("p", "div", "span", "b", "h1", "pre", "code", "blockquote", "address", "label"),
    *("button", "output", "mark", "time", "del", "cite", "marquee", "menu", "xmp"),
    *("summary", "legend", "figcaption", "noframes", "noembed", "unknown", "x-known"),
)
_SHAPES = (
    ("list item", "<ul><li>{m}</li></ul>"),
    ("definition", "<dl><dt>a</dt><dd>{m}</dd></dl>"),
    ("table cell", "<table><tr><td>{m}</td></tr></table>"),
    ("table caption", "<table><caption>{m}</caption></table>"),
    ("closed details", "<details><summary>a</summary>{m}</details>"),
    ("closed dialog", "<dialog>{m}</dialog>"),
    ("popover", "<div popover>{m}</div>"),
    ("ruby annotation", "<ruby>a<rt>{m}</rt></ruby>"),
    ("fallback of a meter", "<meter>{m}</meter>"),
    ("fallback of a progress bar", "<progress>{m}</progress>"),
    ("fallback of an object", "<object>{m}</object>"),
    ("fallback of a video", "<video>{m}</video>"),
    ("fallback of a canvas", "<canvas>{m}</canvas>"),
    ("fallback of a frame", "<iframe>{m}</iframe>"),
    ("noscript", "<noscript>{m}</noscript>"),
    ("option outside of a select", "<option>{m}</option>"),
    ("text that is not shown", '<span style="display: none">{m}</span>'),
    ("text of SVG", "<svg><text>{m}</text></svg>"),
    ("span of SVG", "<svg><text><tspan>{m}</tspan></text></svg>"),
    ("title of SVG", "<svg><title>{m}</title></svg>"),
    ("description of SVG", "<svg><desc>{m}</desc></svg>"),
    ("foreign object of SVG", "<svg><foreignObject><p>{m}</p></foreignObject></svg>"),
    ("identifier of MathML", "<math><mi>{m}</mi></math>"),
    (
        "annotation of MathML",
        "<math><semantics><mi>a</mi><annotation>{m}</annotation></semantics></math>",
    ),
    (
        "not editable in editable",
        "<div contenteditable><b contenteditable=false>{m}</b></div>",
    ),
    ("text with a direction", "<bdo dir=rtl>{m}</bdo>"),
    (
        "declared shadow root",
        "<div><template shadowrootmode=open><i>{m}</i></template></div>",
    ),
    (
        "declared shadow root's attribute",
        "<div><template shadowrootmode=open><i title={m}>a</i></template></div>",
    ),
)

PARSED = (
    *(Place(f"text of {tag}", 2, f"<{tag}>{{m}}</{tag}>") for tag in _ELEMENTS),
    *(Place(name, 2, html) for name, html in _SHAPES),
    Place("title of the document", 2, setup="document.title += ' ' + M"),
    Place("comment", 1, "<!-- {m} -->"),
    Place("comment in the head", 1, head="<!-- {m} -->"),
    Place(
        "text of a script",
        1,
        '<script type="application/json">"{m}"</script>',
        unseen="rrweb leaves scripts out",
    ),
    Place(
        "text of a script that is a template",
        1,
        '<script type="text/template"><p>{m}</p></script>',
        unseen="rrweb leaves scripts out",
    ),
    Place(
        "content of a template",
        1,
        "<template><p>{m}</p></template>",
        unseen="rrweb leaves it out",
    ),
    Place(
        "text written while the page loads",
        2,
        setup="document.write(`<span>${M}</span>`)",
    ),
    Place(
        "section of character data in SVG",
        1,
        '<svg id="{id}"></svg>',
        setup="""const xml = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg"><desc><![CDATA[${M}]]></desc></svg>`, 'image/svg+xml');
            E.append(document.adoptNode(xml.documentElement.firstChild)); said.push(M)""",
        unseen="rrweb records it empty",
    ),
)

_CHANGES = (
    ("data of a text", "E.firstChild.data = M"),
    ("data appended to a text", "E.firstChild.appendData(M)"),
    ("text content", "E.textContent = M"),
    ("inner text", "E.innerText = M"),
    ("inner HTML", "E.innerHTML = `<b>${M}</b>`"),
    ("adjacent HTML", "E.insertAdjacentHTML('afterend', `<b>${M}</b>`)"),
    ("text appended", "E.append(M)"),
    ("text put before", "E.before(M)"),
    (
        "element replaced",
        "const b = document.createElement('b'); b.textContent = M; E.replaceWith(b)",
    ),
    (
        "copy of an element",
        "E.textContent = M; E.after(E.cloneNode(true)); E.textContent = 'a'",
    ),
    (
        "content of a template put in",
        "const t = document.createElement('template'); t.innerHTML = `<b>${M}</b>`; E.append(t.content.cloneNode(true))",
    ),
    (
        "part of a text moved",
        "E.textContent = 'ab' + M; const rest = E.firstChild.splitText(2); await soon(); document.body.append(rest)",
    ),
    (
        "surrounded by a range",
        "E.textContent = M; const range = new Range(); range.selectNodeContents(E); range.surroundContents(document.createElement('b'))",
    ),
    (
        "element adopted from another document",
        "const d = document.implementation.createHTMLDocument(); d.body.innerHTML = `<b>${M}</b>`; E.append(d.body.firstChild)",
    ),
    (
        "text that grows",
        "for (const letter of M) { E.textContent += letter; await soon(5) }",
    ),
    (
        "text that comes in pieces",
        "for (const piece of M.match(/.{1,4}/g)) { E.append(piece); await soon(30) }",
    ),
    (
        "text that is there for a moment",
        "E.textContent = M; await soon(); E.textContent = 'a'",
    ),
    (
        "message that comes and goes",
        "const b = document.createElement('b'); b.textContent = M; document.body.append(b); await soon(100); b.remove()",
    ),
    (
        "text of a shadow root made late",
        "E.attachShadow({mode: 'open'}).innerHTML = `<b>${M}</b>`",
    ),
    (
        "text in a slot of a shadow root",
        "E.textContent = M; E.attachShadow({mode: 'open'}).innerHTML = '<slot></slot>'",
    ),
    (
        "text of a shadow root, changed",
        "E.attachShadow({mode: 'open'}).innerHTML = '<b>a</b>'; await soon(); E.shadowRoot.firstChild.firstChild.data = M",
    ),
    (
        "attribute in a shadow root, changed",
        "E.attachShadow({mode: 'open'}).innerHTML = '<b>a</b>'; await soon(); E.shadowRoot.firstChild.title = M",
    ),
    (
        "text of a shadow root in a shadow root",
        "const outer = E.attachShadow({mode: 'open'}); outer.innerHTML = '<span></span>'; await soon(); outer.firstChild.attachShadow({mode: 'open'}).innerHTML = `<i>${M}</i>`",
    ),
    (
        "text that was ready before it was put in",
        "const b = document.createElement('b'); b.append(document.createTextNode(M)); await soon(); E.append(b)",
    ),
    (
        "text of a dialog that opens",
        "E.innerHTML = `<dialog>${M}</dialog>`; E.firstChild.show(); await soon(); E.firstChild.close()",
    ),
    ("text of SVG, added", "E.innerHTML = `<svg><text>${M}</text></svg>`"),
    (
        "text made by a command",
        "E.contentEditable = 'true'; E.focus(); getSelection().selectAllChildren(E); await soon(); document.execCommand('insertHTML', false, `<u title='${M}'>a</u>`); E.contentEditable = 'false'",
    ),
    ("text selected", "E.textContent = M; getSelection().selectAllChildren(E)"),
)

CHANGED = (
    *(
        Place(f"{name} (change)", 2, '<span id="{id}">a</span>', later=script)
        for name, script in _CHANGES
    ),
    Place("title of the document, changed", 2, later="document.title = M"),
    Place(
        "title of the document, changed in its element",
        2,
        later="document.querySelector('title').firstChild.data = M; await soon()",
    ),
    Place(
        "comment added", 1, '<span id="{id}">a</span>', later="E.append(new Comment(M))"
    ),
    Place(
        "comment changed",
        1,
        '<span id="{id}"><!--a--></span>',
        later="E.firstChild.data = M; said.push(M)",
    ),
)

_ELSEWHERE = (
    (
        "drawn on a canvas",
        "const canvas = document.createElement('canvas'); E.append(canvas); canvas.getContext('2d').fillText(M, 0, 0)",
        "the drawing of a canvas is not recorded",
    ),
    (
        "closed shadow root",
        "E.attachShadow({mode: 'closed'}).textContent = M",
        "nobody can look into it",
    ),
    ("local storage", "localStorage.setItem('a', M)", "storage is not recorded"),
    ("session storage", "sessionStorage.setItem('a', M)", "storage is not recorded"),
    ("cookie", "document.cookie = `a=${M}`", "cookies are not recorded"),
    (
        "body of a request",
        "await fetch('/empty', {method: 'POST', body: M})",
        "rrweb records no requests",
    ),
    ("message between windows", "postMessage(M, '*')", "messages are not recorded"),
    ("state of the history", "history.replaceState({a: M}, '')", "it is not recorded"),
    ("name of the window", "window.name = M", "it is not recorded"),
    ("mark of performance", "performance.mark(M)", "it is not recorded"),
    (
        "default of a prompt",
        "prompt('a', M)",
        "what is typed into dialogs is not recorded",
    ),
    (
        "a blob's address",
        "E.innerHTML = `<img src=${URL.createObjectURL(new Blob([M]))}>`",
        "only its address is in the page",
    ),
)
NEVER = tuple(
    Place(
        name, 1, '<span id="{id}">a</span>', later=script + "; said.push(M)", unseen=why
    )
    for name, script, why in _ELSEWHERE
)

_TOLD = {
    "console": "console.log(M)",
    "address of a request": "await fetch('/empty?q=' + M)",
    "message of an error": "setTimeout(() => { throw new Error(M) })",
    "text of an alert": "alert(M)",
}
TOLD = tuple(
    Place(
        name,
        2,
        '<span id="{id}">a</span>',
        later=script + "; said.push(M)",
        unseen="rrweb records none of it; Playwright tells us, and level 1 shows it",
    )
    for name, script in _TOLD.items()
)

TEXTS = (*PARSED, *CHANGED, *NEVER, *TOLD)
