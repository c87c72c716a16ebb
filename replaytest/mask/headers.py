"""Headers of requests and responses: those that are known to be harmless are shown.

What is on no list here loses its letters and digits: applications send tokens, tenants
and people under names of their own. `Rules.keep_headers` adds to those shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from replaytest.mask.cover import Cover
from replaytest.mask.sensitive import SECRET, is_name, kind_of

# RFC 9110, the Fetch standard, MDN's list of HTTP headers as of 2026; with a colon
# those of HTTP/2.
_SHOWN_NAMES = """
    :method :scheme :status :authority accept accept-charset accept-encoding
    accept-language accept-patch accept-post accept-ranges
    access-control-allow-credentials access-control-allow-headers
    access-control-allow-methods access-control-allow-origin
    access-control-expose-headers access-control-max-age
    access-control-request-headers access-control-request-method age allow alt-svc
    cache-control cf-cache-status clear-site-data connection content-encoding
    content-language content-length content-range cross-origin-embedder-policy
    cross-origin-opener-policy cross-origin-resource-policy date dnt expect
    expires host if-modified-since if-unmodified-since keep-alive last-modified
    max-forwards origin origin-agent-cluster pragma priority proxy-connection
    purpose range referrer-policy retry-after sec-ch-ua sec-ch-ua-arch
    sec-ch-ua-bitness sec-ch-ua-full-version sec-ch-ua-full-version-list
    sec-ch-ua-mobile sec-ch-ua-model sec-ch-ua-platform sec-ch-ua-platform-version
    sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc
    sec-purpose sec-websocket-extensions sec-websocket-version server
    service-worker strict-transport-security te timing-allow-origin trailer
    transfer-encoding upgrade upgrade-insecure-requests user-agent vary via
    x-cache x-cache-hits x-content-type-options x-dns-prefetch-control
    x-frame-options x-powered-by x-ratelimit-limit x-ratelimit-remaining
    x-ratelimit-reset x-requested-with x-ua-compatible x-xss-protection
    ratelimit-limit ratelimit-remaining ratelimit-reset ratelimit-policy
"""
_SHOWN = frozenset(_SHOWN_NAMES.split())
# They tell of the page or frame of who asks, and once more for what.
_ASKERS = frozenset(("referer", ":path"))
_ADDRESSES = frozenset(("location", "content-location", "sourcemap", "x-sourcemap"))
# Made by programs to find a request in a log; shown if they are nothing but a number.
_TRACE_NAMES = """
    traceparent x-request-id x-correlation-id x-trace-id x-b3-traceid x-b3-spanid
    request-id cf-ray x-amzn-requestid x-amzn-trace-id
"""
_TRACES = frozenset(_TRACE_NAMES.split())
_TRACE = re.compile(r"(?=.{0,120}\Z)[0-9a-f]{2,}(?:-[0-9a-f]+)*", re.IGNORECASE)
_SCHEME = re.compile(
    r"(basic|bearer|digest|negotiate|ntlm|hoba|mutual|dpop)\b", re.IGNORECASE
)
_CREDENTIALS = frozenset(
    ["authorization", "proxy-authorization", "www-authenticate", "proxy-authenticate"]
)
_SET_COOKIE = re.compile(
    r"(?:path=/|secure|httponly|partitioned|samesite=(?:lax|strict|none)"
    r"|max-age=-?\d{1,12}|expires=[\w ,:+-]{1,40}|priority=\w{1,10})",
    re.ASCII | re.IGNORECASE,
)
_TYPE = re.compile(r"[\w!#$&^.+*-]{1,60}/[\w!#$&^.+*-]{1,80}", re.ASCII)
_CHARSET = re.compile(r"charset=\"?([\w-]{1,30})", re.ASCII | re.IGNORECASE)
_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]*)\"|([^\s;]*))", re.IGNORECASE)
_DISPOSITION = re.compile(r"\s*(attachment|inline|form-data)\b", re.IGNORECASE)
_MOST = 8 * 1024


def mask_headers(
    headers: Mapping[str, str],
    cover: Cover,
    *,
    loaded: bool = False,
    response: bool = False,
) -> dict[str, str]:
    """Return headers by lower-case name. Never raises.

    `loaded` says that an element has asked, see `Cover.url`. Where all of a `response`
    is kept so are its headers, cookies among them.
    """
    if response and cover.bodies == "all":
        named = ((str(name).lower(), str(text)) for name, text in headers.items())
        return {name: _served(name, text, cover) for name, text in named}
    masked = {}
    for written, text in headers.items():
        name, value = str(written).lower(), str(text)[:_MOST]
        # Sent by a program, so a name can be data as well.
        if not is_name(name.strip(":").replace("-", "_")):
            masked[cover.mask(name).lower()] = cover.mask(value)
        elif name in _ADDRESSES:
            masked[name] = cover.url(value, loaded=loaded)
        else:
            masked[name] = cover.hide(_value(name, value, cover))
    return masked


def _served(name: str, value: str, cover: Cover) -> str:
    if name in _CREDENTIALS:
        return cover.hide(_credentials(value, cover))
    if name in _ADDRESSES:
        return cover.url(value)
    secret = name != "set-cookie" and kind_of(name) == "secret"
    return value and SECRET if secret else cover.hide(value)


def _value(name: str, value: str, cover: Cover) -> str:
    if name in _SPECIAL:
        return _SPECIAL[name](value, cover)
    if kind_of(name) == "secret":
        return value and SECRET
    if name in cover.keep_headers or name in _SHOWN:
        return value
    if name in _ASKERS:
        return cover.url(value, loaded=True)
    if name in _TRACES and _TRACE.fullmatch(value):
        return value
    return cover.entered(value)


def _credentials(value: str, _cover: Cover) -> str:
    scheme = _SCHEME.match(value)
    return f"{scheme[1]} {SECRET}" if scheme else value and SECRET


def _cookies(value: str, cover: Cover) -> str:
    return "; ".join(_cookie(each.strip(), cover) for each in value.split(";"))


def _set_cookies(value: str, cover: Cover) -> str:
    # Playwright joins several by line ends.
    return "\n".join(_set_cookie(line, cover) for line in value.split("\n"))


def _set_cookie(line: str, cover: Cover) -> str:
    first, *more = (each.strip() for each in line.split(";"))
    shown = [each for each in more if _SET_COOKIE.fullmatch(each)]
    return "; ".join([_cookie(first, cover), *shown])


def _cookie(pair: str, cover: Cover) -> str:
    name, equals, value = pair.partition("=")
    if not equals:  # a nameless cookie is all value
        return pair and SECRET
    return f"{cover.name(name)}={value and SECRET}"


def _content_type(value: str, cover: Cover) -> str:
    if cover.clear:
        return value
    kind, _, more = value.partition(";")
    if not _TYPE.fullmatch(kind.strip()):
        return cover.mask(value)
    charset, boundary = _CHARSET.search(more), _BOUNDARY.search(more)
    said = kind.strip()
    if charset:
        said += f"; charset={charset[1]}"
    if boundary:  # as multipart.py writes it
        said += f'; boundary="{cover.mask(boundary[1] or boundary[2] or "")}"'
    return said


def _disposition(value: str, _cover: Cover) -> str:
    found = _DISPOSITION.match(value)
    return found[1] if found else ""


_SPECIAL: Mapping[str, Callable[[str, Cover], str]] = {
    **dict.fromkeys(_CREDENTIALS, _credentials),
    "cookie": _cookies,
    "set-cookie": _set_cookies,
    "content-type": _content_type,
    "content-disposition": _disposition,
}
