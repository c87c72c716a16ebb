"""What networks, consoles, errors, dialogs, storage and tests say, as it may be stored.

`Said` is the first line for all that does not come from the recorder in the page: pure
functions over values, called before anything is written. The second line (`Secrets`)
goes over the written lines all the same.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from replaytest.mask.bodies import (
    MOST,
    is_media,
    mask_body,
    mask_events,
    mask_text_body,
)
from replaytest.mask.calls import mask_args, mask_file_name
from replaytest.mask.cover import Cover
from replaytest.mask.headers import mask_headers
from replaytest.mask.json_text import is_json_like, mask_json
from replaytest.mask.kept import Kept, keep, keep_frame
from replaytest.mask.messages import mask_function_name, mask_message
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.mask.sensitive import SECRET
from replaytest.mask.source import mask_source


class Said:
    """Masks what was said while one recording is made. No method raises.

    `key` is the key that `Rules.for_page` gave the page, 16 hexadecimal digits: with
    `tokens = "same"` equal values look equal in the page and beside it. It is drawn
    anew when empty. Every text that comes back can be encoded as UTF-8.
    """

    def __init__(self, rules: Rules, secrets: Secrets, key: str = "") -> None:
        """Follow `rules`.

        Raises:
            UsageError: the function of `rules` cannot be imported.
        """
        self._cover = Cover.of(rules, secrets, key)
        self._file_names = rules.tells_files
        self._values = rules.tells_of_storage == "values"

    @property
    def keeps_all(self) -> bool:
        """Whether bodies are kept as they are, of every type: then ask for `kept`."""
        return self._cover.bodies == "all"

    def url(self, text: str, *, page: bool = False, loaded: bool = False) -> str:
        """Return an address.

        That of a `page`, which is a document of a main frame, keeps its path at every
        level; of all others the path goes from level 2 on, as it does of links. What
        an element has `loaded` (a picture, a frame, a style sheet) loses path and query
        at every level: the element may be one that is masked, which nobody knows here.
        """
        return self._cover.url(_clean(text), page=page, loaded=loaded)

    def headers(
        self,
        headers: Mapping[str, str],
        *,
        loaded: bool = False,
        response: bool = False,
    ) -> dict[str, str]:
        """Return headers by lower-case name, values masked unless known as harmless.

        `loaded` is as for `url`, of the request or response that has the headers.
        """
        clean = {_clean(str(name)): _clean(str(v)) for name, v in headers.items()}
        return mask_headers(clean, self._cover, loaded=loaded, response=response)

    def body(
        self,
        data: bytes | str,
        content_type: str,
        *,
        request: bool,
        most: int = MOST,
    ) -> str | None:
        """Return a body as text, None if it may not be kept.

        Of a `request` every value is masked at every level. One longer than `most`
        bytes is not kept, nor is one that is no text.
        """
        kind = _clean(content_type)
        return mask_body(data, kind, self._cover, entered=request, most=most)

    @property
    def keeps_values(self) -> bool:
        """Whether what is stored is told by its values."""
        return self._values

    def kept(self, data: bytes, content_type: str, *, request: bool) -> Kept | None:
        """Return a body as it was, None if it may not be kept; see `keeps_all`."""
        return keep(data, _clean(content_type), self._cover, sent=request)

    def kept_frame(self, data: bytes | str, *, sent: bool) -> Kept | None:
        """Return a message of a WebSocket as it was; see `keeps_all`."""
        clean = data if isinstance(data, bytes) else _clean(data)
        return keep_frame(clean, self._cover, sent=sent)

    def media(self, data: bytes, content_type: str) -> str | None:
        """Return a picture, a font, sound or film as base64, None if it may not stay.

        Nothing in them can be masked: they are kept only where no text is covered.
        """
        if self._cover.covers or self._cover.bodies in ("masked", "none"):
            return None
        return base64.b64encode(data).decode() if is_media(content_type) else None

    def frame(self, data: bytes | str, *, sent: bool = True) -> str | None:
        """Return a message of a WebSocket, None if it may not be kept.

        What was `sent` is masked as a request is, what was received as a response.
        """
        if self._cover.bodies == "none":
            return None
        if isinstance(data, bytes):
            return mask_body(data, "", self._cover, entered=sent)
        text = _clean(data)
        # Socket.IO and SockJS put the kind of a message before its JSON.
        digits = len(text) - len(text.lstrip("0123456789"))
        if 0 < digits <= 3 and is_json_like(text[digits:]):
            return text[:digits] + mask_json(text[digits:], self._cover, entered=sent)
        return mask_text_body(text, self._cover, entered=sent)

    def sse(self, chunk: str) -> str | None:
        """Return events of a text/event-stream, None if they may not be kept."""
        if self._cover.bodies == "none":
            return None
        return mask_events(_clean(chunk), self._cover, entered=False)

    def text(self, text: str) -> str:
        """Return a message: of a console, an error with its stack, a dialog."""
        return mask_message(_clean(text), self._cover)

    def stack(self, text: str) -> str:
        """Return a stack trace as a text."""
        return self.text(text)

    def function_name(self, text: str) -> str:
        """Return the name of a function, as a frame of a stack trace has it."""
        return mask_function_name(_clean(text), self._cover)

    def source(self, text: str) -> list[str] | None:
        """Return the lines of a file of Python, None if it is none."""
        return mask_source(_clean(text), self._cover)

    def typed(self, text: str, name: str = "") -> str:
        """Return what was entered, into something called `name`."""
        cover = self._cover
        return cover.value(_clean(text), cover.kind(_clean(name)))

    def file_name(self, text: str) -> str:
        """Return the name of a file, of which rules may show no more than its type."""
        return mask_file_name(_clean(text), self._cover, shown=self._file_names)

    def name(self, text: str) -> str:
        """Return a name that a page has made: of a cookie, of something stored."""
        if self._values:
            return self._cover.hide(_clean(text))
        return self._cover.name(_clean(text))

    def cookie(self, value: str) -> str:
        """Return the value of a cookie: nothing of it, unless a rule keeps values."""
        if self._values:
            return self._cover.hide_body(_clean(value))
        return value and SECRET

    def storage(self, name: str, value: str) -> str:
        """Return what a page has stored under `name`."""
        cover, text = self._cover, _clean(value)
        kind = cover.kind(_clean(name))
        if self._values:
            return cover.hide_body(text)
        if kind == "secret" or not is_json_like(text):
            return cover.value(text, kind)
        return mask_json(text, cover, entered=True)

    def args(self, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters of a call of Playwright's protocol, as JSON has it."""
        told = mask_args(method, params, self._cover)
        return {name: _all_clean(value) for name, value in told.items()}


def _clean(text: str) -> str:
    """Return a text that UTF-8 can encode: pages have halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode()


def _all_clean(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {_all_clean(name): _all_clean(part) for name, part in value.items()}
    return [_all_clean(each) for each in value] if isinstance(value, list) else value
