"""HAR 1.2 as types: http://www.softwareishard.com/blog/har-12-spec/.

Fields without a default are required there. Names with an underscore are for whoever
wrote the file, all others are refused.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import msgspec

At = Annotated[
    str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)$")
]
Known = Annotated[float, msgspec.Meta(ge=0)]
OrUnknown = Annotated[float, msgspec.Meta(ge=-1)]
Size = Annotated[int, msgspec.Meta(ge=-1)]


class Part(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    comment: str | None = None


class Named(Part):
    name: str
    version: str


class Pair(Part):
    name: str
    value: str


class Cookie(Pair):
    path: str | None = None
    domain: str | None = None
    expires: str | None = None
    httpOnly: bool | None = None
    secure: bool | None = None


class PageTimings(Part):
    onContentLoad: OrUnknown | None = None
    onLoad: OrUnknown | None = None


class Page(Part):
    startedDateTime: At
    id: str
    title: str
    pageTimings: PageTimings


class PostData(Part):
    mimeType: str
    params: list[Pair]
    text: str
    encoding: str | None = None  # of 1.3, which is a draft


class Request(Part):
    method: str
    url: str
    httpVersion: str
    cookies: list[Cookie]
    headers: list[Pair]
    queryString: list[Pair]
    headersSize: Size
    bodySize: Size
    postData: PostData | None = None


class Content(Part):
    size: Size
    mimeType: str
    compression: int | None = None
    text: str | None = None
    encoding: str | None = None


class Response(Part):
    status: Annotated[int, msgspec.Meta(ge=0)]
    statusText: str
    httpVersion: str
    cookies: list[Cookie]
    headers: list[Pair]
    content: Content
    redirectURL: str
    headersSize: Size
    bodySize: Size


class Timings(Part):
    send: Known
    wait: Known
    receive: Known
    blocked: OrUnknown = -1
    dns: OrUnknown = -1
    connect: OrUnknown = -1
    ssl: OrUnknown = -1


class Entry(Part):
    startedDateTime: At
    time: Known
    request: Request
    response: Response
    cache: dict[str, Any]
    timings: Timings
    pageref: str | None = None
    serverIPAddress: str | None = None
    connection: str | None = None


class Log(Part):
    version: Literal["1.2"]
    creator: Named
    entries: list[Entry]
    browser: Named | None = None
    pages: list[Page] | None = None


class Har(msgspec.Struct, forbid_unknown_fields=True):
    log: Log


def checked(text: bytes) -> Log:
    """Return the log of a HAR, which is all that the specification asks."""
    log = msgspec.convert(_standard(json.loads(text)), Har).log
    pages = [page.id for page in log.pages or ()]
    assert len(set(pages)) == len(pages), "ids of pages are unique"
    for entry in log.entries:
        assert entry.pageref is None or entry.pageref in pages
        told = entry.timings
        phases = (
            told.blocked,
            told.dns,
            told.connect,
            told.send,
            told.wait,
            told.receive,
        )
        total = sum(time for time in phases if time >= 0)
        assert abs(entry.time - total) < 0.01, "time is the sum of its phases"
    return log


def _standard(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _standard(inner)
            for name, inner in value.items()
            if not name.startswith("_")
        }
    return [_standard(inner) for inner in value] if isinstance(value, list) else value
