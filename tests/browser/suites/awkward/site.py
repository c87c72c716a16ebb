"""Pages that break recorders, each with one awkward habit."""

from __future__ import annotations

from tests.support.pages import Answer

STRICT_CSP = {"Content-Security-Policy": "default-src 'none'"}
TRUSTED_TYPES = {
    "Content-Security-Policy": "require-trusted-types-for 'script'; trusted-types none"
}

WORKER = """
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(clients.claim()));
self.addEventListener('fetch', event => {
  if (event.request.url.endsWith('/from-worker'))
    event.respondWith(new Response('answered by the worker'));
});
"""

TABLE: dict[str, str | Answer] = {
    "/plain": "<title>plain</title><h1>Plain</h1><button>go</button>"
    "<script>document.querySelector('button').onclick = () => document.querySelector('h1').textContent = 'Gone'</script>",
    "/strict-csp": Answer(
        "<title>csp</title><h1>Strict</h1><p>no script may run</p>", STRICT_CSP
    ),
    "/trusted-types": Answer(
        "<title>tt</title><h1>Trusted</h1><canvas></canvas><script>"
        "document.querySelector('canvas').getContext('2d').fillRect(0, 0, 9, 9);"
        "let refused = 0; try { document.body.innerHTML = '<b>x</b>' } catch { refused = 1 }"
        "document.title = 'refused ' + refused</script>",
        TRUSTED_TYPES,
    ),
    "/sandboxed": "<h1>outer</h1>"
    "<iframe id=none sandbox srcdoc='<p>no scripts</p>'></iframe>"
    "<iframe id=some sandbox='allow-scripts' srcdoc=\"<p>scripts</p>"
    "<script>document.querySelector('p').textContent = 'ran in ' + origin</script>\"></iframe>",
    "/worker": "<h1>worker</h1><script>"
    "navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready)"
    ".then(() => document.title = 'ready')</script>",
    "/worker.js": Answer(WORKER, kind="text/javascript"),
    "/to-json": "<h1>toJSON</h1><p></p><script>"
    "Array.prototype.toJSON = function () { return 'an array' };"
    "Object.prototype.toJSON = function () { return 'an object' };"
    "String.prototype.toJSON = function () { return 'a string' };"
    "setTimeout(() => document.querySelector('p').textContent = JSON.stringify([1]), 10)"
    "</script>",
    "/patched": "<h1>patched</h1><ul></ul><script>"
    "const Native = MutationObserver; let made = 0; window.observersMade = () => made;"
    "window.MutationObserver = class extends Native {"
    "  constructor(callback) { made += 1; super(callback) } };"
    "for (const name of ['appendChild', 'insertBefore', 'removeChild']) {"
    "  const native = Node.prototype[name];"
    "  Node.prototype[name] = function (...args) { return native.apply(this, args) } }"
    "const push = Array.prototype.push;"
    "Array.prototype.push = function (...args) { return push.apply(this, args) };"
    "window.Promise = class extends Promise {};"
    "window.addEventListener = function () { throw new Error('not yours') };"
    "document.querySelector('ul').appendChild(document.createElement('li'));</script>",
    # What zone.js does that matters here: a global of this name, wrapped timers,
    # promises and observers.
    "/zone": "<h1>zone</h1><p></p><script>window.Zone = { current: {} };"
    "for (const name of ['setTimeout', 'queueMicrotask', 'requestAnimationFrame']) {"
    "  const native = window[name]; let depth = 0;"
    "  window[name] = function (run, ...rest) { return native.call(window, "
    "(...args) => { depth++; try { return run(...args) } finally { depth-- } }, ...rest) } }"
    "const Native = MutationObserver;"
    "window.MutationObserver = function (run) { return new Native(run) };"
    "setTimeout(() => document.querySelector('p').textContent = 'in the zone', 10)</script>",
    "/no-root": "<h1>soon gone</h1><script>setTimeout(() => {"
    "  document.documentElement.remove(); document.title = 'still';"
    "  setTimeout(() => { const html = document.createElement('html');"
    "    html.innerHTML = '<head></head><body><h1>back</h1></body>';"
    "    document.append(html) }, 50) }, 50)</script>",
    "/write-storm": "<h1>storm</h1><script>let n = 0; const storm = setInterval(() => {"
    "  document.open(); document.write('<h1 id=n>' + (++n) + '</h1><p>' + 'x'.repeat(200));"
    "  document.close(); if (n === 60) clearInterval(storm) }, 5)</script>",
    "/huge": "<h1>huge</h1><script>const list = document.createElement('ul');"
    "for (let i = 0; i < 25000; i++) { const item = document.createElement('li');"
    "  item.textContent = 'row ' + i; list.append(item) } document.body.append(list)</script>",
    "/throws": "<h1>throws</h1><input><script>for (const type of ['click', 'input', 'keydown',"
    " 'focus', 'blur', 'scroll', 'message', 'DOMContentLoaded', 'load', 'beforeunload',"
    " 'pagehide']) addEventListener(type, () => { throw new Error(type) }, true);"
    "new MutationObserver(() => { throw new Error('mutation') })"
    ".observe(document, { subtree: true, childList: true });</script>",
    "/messages": "<h1>messages</h1><script>window.heard = [];"
    "addEventListener('message', event => heard.push(event.data));"
    "onmessage = event => heard.push(event.data);</script>"
    "<iframe width=300></iframe><script>document.querySelector('iframe').src ="
    " new URLSearchParams(location.search).get('child')</script>",
    "/child": "<p>child</p><input><script>parent.postMessage('hello', '*')</script>",
    "/watching": "<h1>watching</h1><script>window.added = [];"
    "new MutationObserver(list => list.forEach(m => m.addedNodes.forEach("
    "n => added.push(n.nodeName)))).observe(document, { subtree: true, childList: true });"
    "</script><div id=host></div><script>"
    "document.querySelector('#host').attachShadow({ mode: 'open' }).innerHTML = '<i>in</i>';"
    "</script>",
    "/slow-script": "<h1>slow</h1><p>shown early</p><script src='/slow.js'></script>",
    "/slow.js": Answer(
        "document.title = 'loaded'", kind="text/javascript", after_s=1.5
    ),
    "/xml": Answer(
        "<?xml version='1.0'?><list><item>one</item></list>", kind="text/xml"
    ),
    "/svg": Answer(
        "<svg xmlns='http://www.w3.org/2000/svg'><text y='20'>drawn</text></svg>",
        kind="image/svg+xml",
    ),
    "/text": Answer("just text", kind="text/plain"),
    "/empty": Answer("", status=204),
    "/download": Answer(
        "a,b\n1,2\n",
        {"Content-Disposition": "attachment; filename=table.csv"},
        kind="text/csv",
    ),
    "/leave": "<h1>leave</h1><a href=/download>file</a><p>0</p><script>let n = 0;"
    "setInterval(() => document.querySelector('p').textContent = ++n, 20)</script>",
}
