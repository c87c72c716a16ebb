"""When two requests are the same one: tiers, from byte for byte to by their shape.

A request is looked for in one tier after another. What is further down is weaker, and
who uses an answer is told the tier it was found in. Shapes are for recordings in which
values are masked: there a request of now cannot be equal to itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from replaytest.mask.sensitive import is_secret_parameter, kind_of
from replaytest.mask.shape import mask_shape
from replaytest.redrive.plain import is_masked
from replaytest.redrive.stubs.bodies import SOME, canonical, plain_body
from replaytest.redrive.stubs.exchange import Asked, Exchange

Key = tuple[str, ...]

# What elements load; a build has other parameters there, or a hash.
_FILES = {"script", "stylesheet", "image", "font", "media", "manifest", "texttrack"}
# Cache busters of jQuery, axios, webpack; tokens of Django, Rails, ASP.NET, Laravel.
_VOLATILE = re.compile(
    r"_|_t|_ts|ts|cb|_cb|cache-?bust(er)?|no-?cache|rnd|rand(om)?|nonce|_token"
    r"|timestamp|.*csrf.*|.*xsrf.*|authenticity_token|__requestverificationtoken"
    r"|(x-)?(request|correlation|trace|span)[-_]?id|idempotency[-_]?key",
    re.IGNORECASE,
)
_UUID = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
# Milliseconds since 1970 from 2001 to 2033, with or without a fraction; Math.random().
_DRAWN = re.compile(r"1\d{12}(\.\d+)?|0\.\d{9,}")
# mask/url.py writes - for each of these.
_UNSAFE = re.compile(r"[\s%\"'<>\\]")


@dataclass(frozen=True, slots=True)
class Tier:
    """One idea of sameness: `key` is None for requests to which it does not apply.

    `among` says which recorded exchanges it is for, `words` what was not compared, ""
    where everything was.
    """

    name: str
    key: Callable[[Asked], Key | None]
    words: str = ""
    among: Callable[[Exchange], bool] = lambda _exchange: True


def exact(asked: Asked) -> Key:
    """Method, address without its fragment, body."""
    return asked.method, address(asked.url), _digest(plain_body(asked.body))


def ordered(asked: Asked) -> Key:
    """The same with parameters, fields and JSON keys in order."""
    return _key(asked, lambda _, value: value)


def steady(asked: Asked) -> Key:
    """The same without values that are drawn anew each time, and without secrets.

    Those of some names are masked in each recording.
    """
    return _key(asked, _steadied)


def file(asked: Asked) -> Key | None:
    """The path alone, of a file that an element loads."""
    if asked.method != "GET" or asked.kind not in _FILES:
        return None
    return "GET", address(asked.url).partition("?")[0]


def no_body(asked: Asked) -> Key:
    """All but the body, for recordings that do not tell it."""
    return asked.method, *_address(asked.url, _steadied)


def shape(asked: Asked) -> Key:
    """Values with letters as x and digits as 0; of bodies, what they consist of."""
    origin, _, query = _address(asked.url, _shaped)
    return asked.method, origin, _path(asked.url), query, _skeleton(asked)


def place(asked: Asked) -> Key:
    """Method, path, and the names of the parameters."""
    origin, _, query = _address(asked.url, lambda _name, _value: "")
    return asked.method, origin, _path(asked.url), query


def masked_place(asked: Asked) -> Key:
    """The same with the shape of the path."""
    return asked.method, *_address(asked.url, _shaped)


TIERS = (
    Tier("exact", exact),
    Tier("ordered", ordered, "the order of parameters and keys"),
    Tier("steady", steady, "values that are drawn anew each time, and secrets"),
    Tier("file", file, "the parameters of a file"),
    Tier(
        "no body",
        no_body,
        "its body, which is not recorded as it was",
        lambda exchange: exchange.sent_masked or not exchange.asked.told,
    ),
)
MASKED_TIERS = (
    Tier("shape", shape, "more than shapes, since values are masked"),
    Tier("place", place, "any value, since values are masked"),
    Tier(
        "masked place",
        masked_place,
        "more than the shape of its address, which is masked",
        lambda exchange: any(map(is_masked, _path(exchange.asked.url).split("/"))),
    ),
)


def address(url: str) -> str:
    """Return an address as it is sent: without a fragment."""
    bare = url.partition("#")[0]
    parts = bare.split("/", 3)
    # http://host and http://host/ are one.
    return bare + "/" if len(parts) == 3 and "?" not in parts[2] else bare


def is_volatile(name: str, value: Any) -> bool:
    """Say whether a value is another one each time a page is opened."""
    if _VOLATILE.fullmatch(name):
        return True
    text = str(value) if isinstance(value, str | int | float) else ""
    return bool(_UUID.fullmatch(text) or _DRAWN.fullmatch(text))


def parameters(url: str) -> list[tuple[str, str]]:
    """Return the parameters of an address, none where it is no address."""
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []


def _key(asked: Asked, leaf: Callable[[str, Any], Any]) -> Key:
    body = canonical(asked.body, asked.content_type, leaf)
    digest = _digest(body.encode("utf-8", "replace"))
    return asked.method, *_address(asked.url, leaf), digest


def _address(url: str, leaf: Callable[[str, Any], Any]) -> tuple[str, str, str]:
    """Return (origin, path, parameters in order), each value as `leaf` has it."""
    origin = "/".join(address(url).partition("?")[0].split("/", 3)[:3])
    path = "/".join(str(leaf("", each)) for each in _path(url).split("/"))
    query = sorted((name, str(leaf(name, value))) for name, value in parameters(url))
    return origin, path, repr(query)


def _path(url: str) -> str:
    """Return a path, without the slash that it begins with."""
    parts = address(url).partition("?")[0].split("/", 3)
    return parts[3] if len(parts) > 3 else ""


def _steadied(name: str, value: Any) -> Any:
    if is_volatile(name, value) or kind_of(name) == "secret":
        return SOME
    return value


def _shaped(name: str, value: str) -> str:
    if is_secret_parameter(name) or set(value) == {"*"}:
        return SOME
    return _UNSAFE.sub("-", mask_shape(unquote(value)))


def _skeleton(asked: Asked) -> str:
    if not asked.told:
        return ""
    return canonical(asked.body, asked.content_type, lambda _name, _value: SOME)


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()
