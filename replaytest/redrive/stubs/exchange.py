"""A request and its answer as they were recorded, and a request of now."""

from __future__ import annotations

from dataclasses import dataclass

# RFC 9110, 9.2: they ask, and change nothing.
_SAFE = {"GET", "HEAD", "OPTIONS"}
_REDIRECTS = {301, 302, 303, 307, 308}
# Nobody waits for what becomes of them.
_BEACONS = {"ping", "beacon", "cspreport", "preflight"}
# Why there is no body: the browser was asked too late.
GONE = "gone"
_DOWNLOAD = "attachment"
# What browsers say of a request that the page itself gave up.
_GIVEN_UP = ("ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled", "canceled")

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request. `kind` is Playwright's resource type, "" for unknown.

    `url` is as in the recording, so that one of now has the recorded origin. `body` is
    what was sent, None for nothing; `told` is False if the recording does not tell it.
    """

    method: str
    url: str
    body: bytes | None = None
    content_type: str = ""
    kind: str = ""
    told: bool = True


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with what became of it. `number` is its place in order of start.

    `body` is the answer's, None if it was not recorded, and then `omitted` says why;
    `is_text` if it was recorded as text. `status` is None if no answer came: then it
    failed with `failure` or was `pending` at the end. `redirect` is the number of the
    exchange that the redirect led to. `masked` and `sent_masked` say that something in
    the answer's or the request's body is not as it was. `at` is ms since 1970. `nth` is
    which of all requests of its context it was, from 1, 0 for unknown.
    """

    number: int
    tab: int
    asked: Asked
    at: float
    status: int | None = None
    headers: Headers = ()
    body: bytes | None = None
    is_text: bool = True
    omitted: str = ""
    failure: str = ""
    pending: bool = False
    is_stream: bool = False
    redirect: int | None = None
    masked: bool = False
    sent_masked: bool = False
    nth: int = 0

    @property
    def changes(self) -> bool:
        """Whether what others answer may be another thing after it."""
        return not is_safe(self.asked) and self.asked.kind not in _BEACONS

    @property
    def redirects(self) -> bool:
        """Whether its answer sends elsewhere."""
        return self.status in _REDIRECTS

    @property
    def is_download(self) -> bool:
        """Whether its answer became a file; a browser calls that aborted."""
        return header(self.headers, "content-disposition").startswith(_DOWNLOAD)

    @property
    def words(self) -> str:
        """The request in words."""
        return f"{self.asked.method} {self.asked.url}"


def was_given_up(failure: object) -> bool:
    """Say whether the page itself gave a request up: nothing else failed."""
    return isinstance(failure, str) and any(word in failure for word in _GIVEN_UP)


def is_safe(asked: Asked) -> bool:
    """Say whether a request only asks."""
    return asked.method in _SAFE or _is_query(asked)


def header(headers: Headers, wanted: str) -> str:
    """Return the first value of a header, "" for none; `wanted` is in lower case."""
    return next((value for name, value in headers if name.lower() == wanted), "")


def _is_query(asked: Asked) -> bool:
    """Say whether a POST is a query of GraphQL, by the way its document begins."""
    if asked.method != "POST" or not asked.body or b'"query"' not in asked.body:
        return False
    _, _, after = asked.body.partition(b'"query"')
    document = after.lstrip(b': \t\r\n"').lstrip(b"\\n\\t ")
    return document.startswith((b"query", b"{", b"fragment"))
