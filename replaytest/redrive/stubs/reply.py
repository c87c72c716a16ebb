"""What a page is given for an exchange.

Redirects: a browser that intercepts requests does not show where a fulfilled 302 leads.
So a document's redirect is a page of ours that goes to where it led; of anything else
the answer at the end of the way is given at once. Cookies that were set on the way are
set. (Playwright's own `route_from_har` navigates from its side, which takes its driver
down as soon as that second navigation is given up. Measured, 1.65.)
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urljoin

from replaytest.redrive.stubs.answers import Answers, Found
from replaytest.redrive.stubs.exchange import GONE, Exchange, header, was_given_up
from replaytest.redrive.stubs.keys import address
from replaytest.redrive.stubs.miss import Miss, Why
from replaytest.redrive.stubs.origins import Origins

Kind = Literal["answer", "redirect", "failure", "silence"]

# Said of bytes that are no longer so, or of a connection that there is none of.
_DROPPED = {
    *("content-encoding", "content-length", "transfer-encoding", "connection"),
    *("keep-alive", "trailer", "upgrade", "alt-svc", "strict-transport-security"),
}
_ADDRESSES = {"location", "access-control-allow-origin", "content-location"}
_TEXT = re.compile(r"text/|.*(?:javascript|json|xml)\b", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset=(?!\"?utf-?8)[^;]*", re.IGNORECASE)
_NO_BODY = {204, 205, 304}
_PICTURES = ("image", "img")
# One transparent pixel.
_BLANK = base64.b64decode("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")
# Playwright's names for what Chromium and Firefox say.
_FAILURES = {
    "ERR_CONNECTION_REFUSED": "connectionrefused",
    "ERR_CONNECTION_RESET": "connectionreset",
    "ERR_CONNECTION_CLOSED": "connectionclosed",
    "ERR_CONNECTION_FAILED": "connectionfailed",
    "ERR_CONNECTION_ABORTED": "connectionaborted",
    "ERR_NAME_NOT_RESOLVED": "namenotresolved",
    "ERR_INTERNET_DISCONNECTED": "internetdisconnected",
    "ERR_ADDRESS_UNREACHABLE": "addressunreachable",
    "ERR_BLOCKED_BY_CLIENT": "blockedbyclient",
    "ERR_BLOCKED_BY_RESPONSE": "blockedbyresponse",
    "ERR_ACCESS_DENIED": "accessdenied",
    "ERR_TIMED_OUT": "timedout",
    "NS_ERROR_CONNECTION_REFUSED": "connectionrefused",
    "NS_ERROR_NET_RESET": "connectionreset",
    "NS_ERROR_NET_TIMEOUT": "timedout",
    "NS_ERROR_UNKNOWN_HOST": "namenotresolved",
}
_BY_SCRIPTS = ("fetch", "xhr")


@dataclass(frozen=True, slots=True)
class Reply:
    """What to do: answer with `status`, `headers`, `body`; go to `url`; fail; wait.

    `url` is that of now. `cookies` are (address, set-cookie) pairs of hops that are not
    in `headers`; several set-cookie in `headers` are joined by line ends. `error` is
    one of Playwright's error codes. `masked`: something in the body is not as it was,
    or all of it, which is a blank picture then.
    """

    kind: Kind
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = ""
    error: str = ""
    cookies: tuple[tuple[str, str], ...] = ()
    masked: bool = False


def reply_to(
    found: Found, answers: Answers, origins: Origins, *, navigates: bool
) -> Reply | Miss:
    """Return what a request is given; `navigates` if it is for a frame's document."""
    exchange = found.exchange
    if _has_no_answer(exchange):
        return _without(exchange, origins)
    if found.again and exchange.is_stream:
        # An EventSource asks again by itself, and would begin anew each time.
        return Reply("silence")
    if exchange.redirects:
        return _redirected(exchange, answers, origins, navigates)
    if exchange.status == 304:
        exchange = answers.latest(exchange) or exchange
    return _answer(exchange, (), origins)


def _without(exchange: Exchange, origins: Origins) -> Reply | Miss:
    """Return what stands for an answer that never came, or not whole."""
    if exchange.is_download and exchange.status is not None:
        return _missing(exchange, "no body", "it was a download")
    told = exchange.status is not None and exchange.asked.kind in _BY_SCRIPTS
    given_up = was_given_up(exchange.failure)
    if told and given_up:
        # The page was left with the answer there, of which it had read no more.
        return _answer(replace(exchange, body=b""), (), origins)
    if exchange.pending or given_up:
        return Reply("silence")
    if exchange.failure:
        known = (name for text, name in _FAILURES.items() if text in exchange.failure)
        return Reply("failure", error=next(known, "failed"))
    return _missing(exchange, "no answer", "the recording does not tell its status")


def _redirected(
    exchange: Exchange, answers: Answers, origins: Origins, navigates: bool
) -> Reply | Miss:
    # What was sent cannot be sent on to another address.
    keeps_body = exchange.status in (307, 308) and exchange.asked.method != "GET"
    if navigates and not keeps_body:
        return _sent_on(exchange, answers, origins)
    way = answers.follow(exchange)
    if not way or way[-1].redirects:
        return _missing(exchange, "no answer", "where its redirect led is not recorded")
    if _has_no_answer(way[-1]):
        return _without(way[-1], origins)
    return _answer(way[-1], (exchange, *way[:-1]), origins)


def _sent_on(exchange: Exchange, answers: Answers, origins: Origins) -> Reply | Miss:
    """Return the way to where redirects led in the end, whose answer is asked for."""
    way = [exchange]
    while (after := answers.hop(way[-1])) is not None and after.redirects:
        way.append(after)
    answers.give(way[1:])
    last = way[-1]
    location = header(last.headers, "location")
    to = urljoin(last.asked.url, location) if location else ""
    if after is not None and address(to) != address(after.asked.url):
        to = after.asked.url  # the header is masked, or somewhere else now
    if not to:
        return _missing(exchange, "no answer", "where its redirect led is not recorded")
    if address(to) == address(exchange.asked.url):
        to = address(to)  # else it would be a place in the document that is there
    return Reply("redirect", url=origins.to_live(to), cookies=_cookies(way, origins))


def _answer(
    exchange: Exchange, hops: Sequence[Exchange], origins: Origins
) -> Reply | Miss:
    status = exchange.status or 0
    body = b"" if status in _NO_BODY else exchange.body
    if body is None and exchange.asked.method == "HEAD":
        body = b""
    headers = dict(_headers(exchange, origins))
    masked = exchange.masked
    is_picture = exchange.asked.kind in _PICTURES
    if body is None and is_picture and exchange.omitted == GONE:
        # The page was left before it was read; where it goes on it shall not fail.
        body, masked = _BLANK, True
        headers["content-type"] = "image/gif"
    if body is None:
        return _missing(exchange, "no body", exchange.omitted)
    if exchange.is_text and _TEXT.match(headers.get("content-type", "")):
        body = origins.text(body.decode("utf-8", "replace")).encode()
        headers["content-type"] = _as_utf8(headers["content-type"])
    cookies = _cookies(hops, origins)
    return Reply("answer", status, headers, body, cookies=cookies, masked=masked)


def _headers(exchange: Exchange, origins: Origins) -> list[tuple[str, str]]:
    joined: dict[str, str] = {}
    for name, value in exchange.headers:
        if name in _DROPPED or name.startswith(":"):
            continue
        text = value
        if name in _ADDRESSES:
            text = origins.to_live(value)
        elif name == "set-cookie":
            text = _cookie(value, origins)
        between = "\n" if name == "set-cookie" else ", "
        joined[name] = f"{joined[name]}{between}{text}" if name in joined else text
    return list(joined.items())


def _cookies(hops: Sequence[Exchange], origins: Origins) -> tuple[tuple[str, str], ...]:
    return tuple(
        (origins.to_live(hop.asked.url), _cookie(line, origins))
        for hop in hops
        for name, value in hop.headers
        if name == "set-cookie"
        for line in value.split("\n")
    )


def _cookie(text: str, origins: Origins) -> str:
    """Return set-cookie lines as the site of now may set them."""
    if not origins.differ:
        return text
    dropped = ["domain="]
    if origins.live.startswith("http:"):
        dropped += ["secure", "samesite=none", "partitioned"]
    lines = []
    for line in text.split("\n"):
        first, *more = line.split(";")
        kept = [
            each for each in more if not each.strip().lower().startswith(tuple(dropped))
        ]
        lines.append(";".join([first, *kept]))
    return "\n".join(lines)


def _as_utf8(content_type: str) -> str:
    # It was recorded as text, whatever it was sent in. A script may read what is said.
    return _CHARSET.sub("; charset=utf-8", content_type)


def _has_no_answer(exchange: Exchange) -> bool:
    if exchange.status is None:
        return True
    return exchange.body is None and bool(exchange.failure or exchange.pending)


def _missing(exchange: Exchange, why: Why, detail: str) -> Miss:
    return Miss(exchange.asked, why, exchange, detail=detail)
