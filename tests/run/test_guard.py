"""A page may try what it likes: a run talks to its hosts and to nobody else."""

from __future__ import annotations

import asyncio
import time

import pytest

from replaytest.run.guard import Guard
from replaytest.run.hosts import Hosts
from tests.support.driven import driven
from tests.support.pages import Answer, Pages
from tests.support.traps import traps

# T is the trap's origin, W its WebSockets'; SIX, TWO and ZERO are other addresses.
HOSTILE = """<!doctype html><title>hostile</title>
<meta http-equiv="x-dns-prefetch-control" content="on">
<link rel="preconnect" href="T/"><link rel="dns-prefetch" href="T/">
<link rel="prefetch" href="T/prefetch"><link rel="stylesheet" href="T/css">
<link rel="modulepreload" href="T/module"><link rel="icon" href="T/icon">
<script type="speculationrules">{"prefetch":
  [{"urls": ["T/spec"], "source": "list", "eagerness": "immediate"}]}</script>
<style>body { background: url(T/background) }
  @font-face { font-family: x; src: url(T/font) } p { font-family: x }</style>
<p>text</p>
<img src="T/img"><img src="SIX/img6"><img src="TWO/img2"><img src="ZERO/img0">
<img src="http://localhost:PORT/named"><img src="http://x.localhost:PORT/below">
<img src="http://localhost.:PORT/dot"><img src="http://127.1:PORT/short">
<img src="http://2130706433:PORT/decimal"><img src="http://[::ffff:7f00:1]:PORT/map">
<img src="/moved"><iframe src="T/frame"></iframe><iframe src="/moved"></iframe>
<video src="T/video"></video><object data="T/object"></object>
<script src="T/script"></script>
<a id="ping" href="/two" ping="T/ping" target="_blank">a</a>
<a id="download" href="T/download" download>a</a>
<form method="post" action="T/form" target="into"></form><iframe name="into"></iframe>
<script>
const tries = [
  () => fetch("T/fetch", { mode: "no-cors" }),
  () => fetch("T/post", { method: "POST", mode: "no-cors" }),
  () => fetch("/moved307", { method: "POST", mode: "no-cors" }),
  () => { const x = new XMLHttpRequest(); x.open("GET", "T/xhr"); x.send(); },
  () => new WebSocket("W/socket"), () => new EventSource("T/stream"),
  () => navigator.sendBeacon("T/beacon"),
  () => new Worker(own(`fetch("T/worker", { mode: "no-cors" }); importScripts("T/in")`)),
  () => new SharedWorker(own(`fetch("T/shared", { mode: "no-cors" })`)),
  () => navigator.serviceWorker.register("/service.js"),
  () => window.open("T/open"), () => window.open("/moved?open"),
  () => document.querySelector("#ping").click(),
  () => document.querySelector("form").submit(),
  () => fetchLater("T/later", { activateAfter: 10 }),
  () => call("stun:127.0.0.1:UDP"), () => call("turn:127.0.0.1:PORT?transport=tcp"),
  () => new WebTransport("https://127.0.0.1:UDP/transport").ready,
  () => window.open("file:///etc/passwd"), () => window.open("chrome://version"),
  () => addEventListener("pagehide", () => {
    navigator.sendBeacon("T/hide");
    fetch("T/alive", { method: "POST", keepalive: true, mode: "no-cors" });
  }),
  () => {
    const base = Object.assign(document.createElement("base"), { href: "T/base/" });
    document.head.append(base);
    new Image().src = "relative";
  },
];
const own = (code) => URL.createObjectURL(new Blob([code]));
const call = (urls) => {
  const told = { urls, username: "a", credential: "b" };
  const peer = new RTCPeerConnection({ iceServers: [told] });
  peer.createDataChannel("x");
  return peer.createOffer().then((offer) => peer.setLocalDescription(offer));
};
for (const each of tries) { try { each()?.catch?.(() => {}); } catch {} }
</script>"""
SERVICE = 'fetch("T/service", { mode: "no-cors" })'
TRIED = (
    *("prefetch", "css", "module", "spec", "background", "font", "img", "frame"),
    *("video", "object", "script", "ping", "form", "fetch", "post", "xhr", "stream"),
    *("beacon", "worker", "in", "shared", "service", "open", "later", "base/relative"),
    *("moved", "moved307"),
)


def filled(text, laid):
    port = laid.ports["127.0.0.1"]
    words = {
        "SIX": f"http://[::1]:{laid.ports.get('::1', 1)}",
        "TWO": f"http://127.0.0.2:{laid.ports.get('127.0.0.2', 1)}",
        "ZERO": f"http://0.0.0.0:{laid.ports.get('0.0.0.0', 1)}",
        '"T/': f'"http://127.0.0.1:{port}/',
        "(T/": f"(http://127.0.0.1:{port}/",
        '"W/': f'"ws://127.0.0.1:{port}/',
        ":PORT": f":{port}",
        ":UDP": f":{laid.ports['udp']}",
    }
    for word, stands_for in words.items():
        text = text.replace(word, stands_for)
    return text


@pytest.fixture(scope="module")
def drive():
    with driven() as made:
        yield made


async def visit(browser, guard, site, done):
    """Visit a site until it is `done` trying, and leave it; return what was refused."""
    async with guard:
        context = await browser.new_context(**guard.context_options())
        await guard.watch(context)
        page = await context.new_page()
        await page.goto(f"{site}/", wait_until="commit")
        until = time.monotonic() + 8
        while time.monotonic() < until and not done(guard.refused):
            await asyncio.sleep(0.05)
        await page.goto(f"{site}/two")
        await asyncio.sleep(0.2)
        await context.close()
    return guard.refused


@pytest.mark.parametrize("allowed", [(), ("[::1]",)])
def test_nobody_else_is_contacted_whatever_a_page_tries(drive, allowed):
    with traps() as laid:
        trap = f"http://127.0.0.1:{laid.ports['127.0.0.1']}"
        table = {
            "/": filled(HOSTILE, laid),
            "/two": "<title>two</title>",
            "/service.js": Answer(filled(SERVICE, laid), kind="text/javascript"),
            "/moved": Answer("", {"Location": f"{trap}/moved"}, status=302),
            "/moved307": Answer("", {"Location": f"{trap}/moved307"}, status=307),
        }
        wanted = {f"{trap}/{path}" for path in TRIED}

        def done(refused):
            return wanted <= {asked.split()[-1] for asked in refused}

        with Pages(table) as site:
            hosts = Hosts.of(site.url, allowed)
            work = visit(drive.browser, Guard(hosts), site.url, done)
            refused = drive.run(work)
            assert {"/", "/two", "/moved", "/moved307", "/service.js"} <= {*site.asked}
        # What is allowed is no trap.
        assert [each for each in laid.sprung if not (allowed and "::1" in each)] == []
    assert wanted - {asked.split()[-1] for asked in refused} == set()
    assert f"CONNECT {trap.removeprefix('http://')}" in refused
    assert f"POST {trap}/hide" in refused


WRITING = """<!doctype html><title>writes</title>
<form method="post" action="/form" target="into"></form><iframe name="into"></iframe>
<script>
const own = (code) => URL.createObjectURL(new Blob([code]));
const post = (path) => `fetch("${location.origin}${path}", { method: "POST" })`;
const tries = [
  () => fetch("/fetch", { method: "POST" }), () => fetch("/put", { method: "PUT" }),
  () => navigator.sendBeacon("/beacon"), () => fetch("/read?1"),
  () => new Worker(own(post("/worker"))), () => new SharedWorker(own(post("/shared"))),
  () => document.querySelector("form").submit(),
  () => new WebSocket(`${location.origin.replace("http", "ws")}/socket`),
  () => addEventListener("pagehide", () => {
    navigator.sendBeacon("/hide");
    fetch("/alive", { method: "POST", keepalive: true });
    const late = new XMLHttpRequest();
    late.open("POST", "/late");
    late.send();
  }),
];
for (const each of tries) { try { each()?.catch?.(() => {}); } catch {} }
</script>"""
WRITTEN = ("/fetch", "/put", "/beacon", "/worker", "/form", "/socket")


@pytest.mark.parametrize("seen", [True, False], ids=["in clear", "encrypted"])
def test_what_is_only_read_is_not_written_to(drive, seen):
    with Pages({"/": WRITING, "/two": "", "/read": ""}) as site:
        host = site.url.removeprefix("http://")
        hosts = Hosts((host,), encrypted=() if seen else (host,))
        expected = (*WRITTEN, "/shared", "/hide") if seen else WRITTEN

        def done(refused):
            paths = {asked[asked.rfind("/") :] for asked in refused}
            return {*expected} - {"/hide"} <= paths

        guard = Guard(hosts) if seen else _Blind(hosts)
        refused = drive.run(visit(drive.browser, guard, site.url, done))
        assert {asked.partition("?")[0] for asked in site.asked} - {"/favicon.ico"} == {
            "/",
            "/two",
            "/read",
        }
    paths = {asked[asked.rfind("/") :] for asked in refused}
    assert {*expected} <= paths


class _Blind(Guard):
    """Sees of requests as much as of encrypted ones: nothing."""

    def context_options(self):
        options = super().context_options()
        options["proxy"]["bypass"] += "," + self.hosts.read[0]
        return options


def test_what_may_be_changed_is_asked_past_the_guard(drive):
    async def main():
        async with Guard(Hosts.of("http://localhost:5", ["api.test"])) as guard:
            return guard.context_options()

    options = drive.run(main())
    assert options["proxy"]["bypass"].split(",") == [
        "<-loopback>",
        "api.test",
        "localhost:5",
        "127.0.0.1:5",
        "[::1]:5",
    ]
    assert "service_workers" not in options
