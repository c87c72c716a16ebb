"""More of the corpus: texts for every field, and nodes that no line of HTML can say."""

from __future__ import annotations

from typing import Any

TEXTS = [
    "</script><script>RUN</script>",
    "</SCRIPT ><script src=HOME/x></script>",
    "<script>RUN</script>",
    "<!--<script>RUN//",
    "--><script>RUN</script>",
    "--!><img src=HOME/x onerror=RUN>",
    "]]><script>RUN</script>",
    "<![CDATA[<img src=x onerror=RUN>]]>",
    "<img src=HOME/x onerror=RUN>",
    "<svg/onload=RUN>",
    "\"><img src=x onerror=RUN>",
    "'><iframe srcdoc='<script>parent.RUN</script>'>",
    "`${RUN}` '+RUN+' \"+RUN+\" \\';RUN//",
    "</title></style></textarea></noscript></template><svg onload=RUN>",
    "</pre></code><base href=HOME/>",
    "javascript:RUN",
    "data:text/html,<script>RUN</script>",
    "HOME/x",
    "a\u2028RUN\u2029",
    "\u202e\u2066right to left\u2069 \ufeff\u200b",
    "\x00\x01\x1b[31m\x7f",
    "\ud800 alone",
    "&lt;script&gt;RUN&lt;/script&gt; &#60;img src=x onerror=RUN&#62;",
    "{{constructor.constructor('RUN')()}} ${RUN} #{RUN} <%= RUN %>",
    "__proto__",
    "constructor",
    "[object Object]",
    "../../../etc/passwd",
    "..\\..\\x\" onerror=RUN .png",
    "a.html\r\nContent-Type: text/html\r\n\r\n<script>RUN</script>",
    "%3Cscript%3ERUN%3C/script%3E",
    "=HYPERLINK(\"HOME/x\")",
    "x" * 3000 + "<script>RUN</script>",
]  # fmt: skip


def raw(tag: Any, *children: Any, **attributes: Any) -> dict[str, Any]:
    """A node as rrweb tells of it; without an id, which `vector_nodes` gives it."""
    return {
        "type": 2,
        "tagName": tag,
        "attributes": {name.rstrip("_"): each for name, each in attributes.items()},
        "childNodes": [
            {"type": 3, "textContent": each} if isinstance(each, str) else each
            for each in children
        ],
    }


SHADOW = {"isShadow": True}
NODES: list[dict[str, Any]] = [
    raw("sCrIpT", "RUN"),
    raw("script/x", "RUN", src="HOME/x"),
    raw("svg:script", "RUN"),
    raw("SCRIPT ", "RUN"),
    raw("img src=x onerror=RUN", "x"),
    raw("a b<c", "x", **{"on click": "RUN", "<": "x", "/onload": "RUN", "": "RUN"}),
    raw("\u017fcript", "RUN"),
    raw(["script"], "RUN"),
    raw(None, "RUN", onload="RUN"),
    raw({"toString": "script"}, "RUN"),
    raw("x-hacked", "RUN", onclick="RUN") | {"isCustom": True},
    raw("font-face", "RUN") | {"isCustom": True},
    raw("annotation-xml", "RUN") | {"isCustom": True},
    raw("script", "RUN") | {"isSVG": True},
    raw("Script", "RUN") | {"isSVG": True, "isCustom": True},
    raw("iframe", src={"toString": "HOME/x"}, srcdoc=["<script>RUN</script>"]),
    raw("iframe", SRCDOC="<script>RUN</script>", SRC="javascript:RUN"),
    raw("img", src=["HOME/x"], onerror=["RUN"]),
    raw("img", src=True, srcset=True, onerror=True),
    raw("img", rr_width="url(HOME/x)", rr_height="1px;background:url(HOME/y)"),
    raw("p", "x", rr_width="1px", rr_height="expression(RUN)") | {"needBlock": True},
    raw("p", "x", style={"background": "url(HOME/x)", "cssText": "color: url(HOME/y)"}),
    raw("p", "x", style={"background": ["url(HOME/x)", "important"]}),
    raw("p", "x", style={"--a": "url(HOME/x)", "background-image": "var(--a)"}),
    raw("div", raw("script", "RUN") | SHADOW, raw("img", src="HOME/x") | SHADOW)
    | {"isShadowHost": True},
    raw("div", raw("style", "@import 'HOME/x'") | SHADOW) | {"isShadowHost": True},
    raw("div", raw("link", rel="stylesheet", href="HOME/x") | SHADOW)
    | {"isShadowHost": True},
    raw("style", "@imp", "ort 'HOME/x';"),
    raw("style", "p { background: ur", "l(HOME/x) }"),
    raw("style", "p { background: image-set(", "'HOME/x' 1x) }"),
    raw("style", {"type": 3, "textContent": "@import 'HOME/x';", "isStyle": True}),
    raw("style", {"type": 4, "textContent": "@import 'HOME/x';"}),
    raw("style", _cssText="@import 'HOME/x'; p { background: url(HOME/y) }"),
    raw("style", "/* rr_split */", _cssText="p{}/* rr_split */@import 'HOME/x';"),
    raw("link", rel="stylesheet", href="HOME/x", _cssText="@import 'HOME/y';"),
    raw("link", rel="preload", href="HOME/x", _cssText="p { color: red }"),
    raw("LINK", REL="stylesheet", HREF="HOME/x", _CSSTEXT="@import 'HOME/y';"),
    raw("STYLE", "@import 'HOME/x';"),
    raw("svg", raw("STYLE", "@import 'HOME/x';") | {"isSVG": True}) | {"isSVG": True},
    raw("div", {"type": 0, "childNodes": [raw("script", "RUN")]}),
    raw("div", {"type": 1, "name": "html><script>RUN</script>", "publicId": "\">"}),
    raw("div", {"type": 5, "textContent": "--><script>RUN</script>"}),
    raw("div", {"type": 4, "textContent": "]]><script>RUN</script>"}),
    raw("div", {"type": 9, "textContent": "RUN"}, {"type": "2", "tagName": "script"}),
    raw("iframe", {"type": 0, "childNodes": [raw("html", raw("body", raw("script", "RUN")))]}),
    raw("canvas", rr_dataURL={"a": "HOME/x"}),
    raw("input", type="file", value="C:\\fakepath\\x"),
    raw("input", type="password", value="RUN", checked="RUN"),
    raw("audio", rr_mediaState="played", rr_mediaCurrentTime=1, src="HOME/x"),
    raw("dialog", "x", open="", rr_open_mode="RUN"),
    raw("p", "x", rr_scrollTop="RUN", rr_scrollLeft={"valueOf": "RUN"}),
    raw("object", raw("embed", src="HOME/x"), data="HOME/x", type="text/html"),
    raw("constructor", "x", constructor="RUN", __proto__="RUN", hasOwnProperty="x"),
]  # fmt: skip
