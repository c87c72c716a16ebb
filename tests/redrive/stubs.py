"""Builders of network events, as capture writes them."""

from __future__ import annotations

from typing import Any

from replaytest.redrive.stubs.exchange import Asked, Exchange
from replaytest.redrive.stubs.read import network_of

SITE = "http://shop.test"
Told = tuple[int, dict[str, Any]]


def request(
    method: str, path: str, answer: str | None = "", *, at: float = 0, **more: Any
) -> Told:
    """Return the event of a request that ended with 200 and `answer`."""
    told = {
        "name": path if "://" in path else SITE + path,
        "method": method,
        "initiatorType": "fetch",
        "status": 200,
        "responseHeaders": {"content-type": "application/json"},
        "responseBody": answer,
        "timeOrigin": 1_700_000_000_000.0 + at,
        **more,
    }
    kept = {name: value for name, value in told.items() if value is not None}
    return 1, {
        "type": 6,
        "timestamp": told["timeOrigin"],
        "data": {"plugin": "rrweb/network@1", "payload": {"requests": [kept]}},
    }


def custom(tag: str, at: float = 0, tab: int = 1, **payload: Any) -> Told:
    """Return a custom event."""
    told = {"tag": tag, "payload": payload}
    return tab, {"type": 5, "timestamp": 1_700_000_000_000.0 + at, "data": told}


def meta(href: str, at: float = 0) -> Told:
    """Return the event that a document begins with."""
    data = {"href": href, "width": 1, "height": 1}
    return 1, {"type": 4, "timestamp": 1_700_000_000_000.0 + at, "data": data}


def exchanges(*told: Told) -> tuple[Exchange, ...]:
    """Return the exchanges of requests, each a second after the one before."""
    for second, (_, event) in enumerate(told):
        (one,) = event["data"]["payload"]["requests"]
        one["timeOrigin"] += second * 1000
    return network_of(told).exchanges


def asked(
    method: str, path: str, body: str | bytes | None = None, **more: Any
) -> Asked:
    """Return a request of now."""
    sent = body.encode() if isinstance(body, str) else body
    url = path if "://" in path else SITE + path
    return Asked(method, url, sent, **{"kind": "fetch", **more})
