"""The scripts a context has loaded, and where the code in them was written.

Work begins with an error and goes on beside the test, in a thread. It is bounded: what
takes longer than a second, or is too much, leaves frames as the browser told them.
"""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import Any

from replaytest.capture.map_files import MapFiles, Script
from replaytest.capture.source_maps import Original, SourceMap
from replaytest.capture.stacks import Frame, plain_name

PATIENCE_S = 1.0
# A context can live for a day; it has few scripts whose errors matter.
MOST_SCRIPTS = 500
MOST_MAPS = 20
_LINE = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_WORD = re.compile(r"[\w$]{1,100}")
# How far before a place a function that reaches to it may begin.
_FAR = 100_000


@dataclass(slots=True)
class Mapped:
    """A script with its map. `text` is "" where only the map could be had."""

    map: SourceMap
    text: str
    _starts: list[int] = field(default_factory=list)
    _names: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = [0, *(found.end() for found in _LINE.finditer(self.text))]

    def name_of(self, frame: Frame) -> str:
        """Return how the function around a frame was called where it was written.

        A map tells of identifiers, not of functions: looked for is the one that the
        function of this name was defined with. "" if that is not found.
        """
        name, end = plain_name(frame["function"]), self._offset(frame)
        if not name or end is None:
            return ""
        if end not in self._names:
            self._names[end] = self._defined(name, end)
        return self._names[end]

    def _defined(self, name: str, end: int) -> str:
        word = re.escape(name)
        defined = re.compile(
            rf"(?:function\*?|class)\s+(?P<a>{word})(?![\w$])"
            rf"|(?<![\w$.])(?P<b>{word})\s?=\s?"
            r"(?:async\b|function\b|class\b|\(|[\w$]+\s?=>)"
        )
        near = defined.finditer(self.text, max(end - _FAR, 0), end + len(name))
        starts = [found.start(found.lastgroup or 0) for found in near]
        return self._name_at(starts[-1]) if starts else ""

    def name_called(self, frame: Frame, name: str) -> str:
        """Return how the function called at a frame was called, if it was `name`."""
        start = self._offset(frame)
        if start is not None:
            word = _WORD.match(self.text, max(start, 0))
            if not word or word[0] != name:
                return ""
        return self.map.name_at(frame["line"], frame["column"])

    def _offset(self, frame: Frame) -> int | None:
        line = frame["line"] - 1
        if not self.text or not 0 <= line < len(self._starts):
            return None
        return int(self._starts[line] + frame["column"] - 1)

    def _name_at(self, offset: int) -> str:
        line = bisect_right(self._starts, offset) - 1
        return self.map.name_at(line + 1, offset - self._starts[line] + 1)


class Scripts:
    """Remembers scripts as they are loaded; asks for their maps when one is needed."""

    def __init__(self, files: MapFiles) -> None:
        self._files = files
        self._responses: dict[str, Any] = {}
        self._found: dict[str, asyncio.Future[Mapped | None]] = {}

    def loaded(self, response: Any) -> None:
        """A response has come; those of scripts are remembered."""
        if response.request.resource_type != "script":
            return
        self._responses.pop(response.url, None)
        self._responses[response.url] = response
        # What is loaded again may be another build.
        self._found.pop(response.url, None)
        if len(self._responses) > MOST_SCRIPTS:
            del self._responses[next(iter(self._responses))]

    def may_map(self, frames: list[Frame]) -> bool:
        """Say whether `originals` could find anything."""
        return any(map(self._is_ours, {frame["url"] for frame in frames}))

    async def originals(self, frames: list[Frame]) -> list[Original | None]:
        """Return where each frame's code was written, and its function's name there."""
        urls = filter(self._is_ours, dict.fromkeys(frame["url"] for frame in frames))
        asked = {url: found for url in urls if (found := self._ask(url)) is not None}
        if asked:
            # The work is not given up: the next error may find it done.
            await asyncio.wait(asked.values(), timeout=PATIENCE_S)
        known = {
            url: mapped
            for url, found in asked.items()
            if found.done() and not found.cancelled() and (mapped := found.result())
        }
        return [_original(frames, number, known) for number in range(len(frames))]

    def _is_ours(self, url: str) -> bool:
        return self._files.may_have(url, loaded=url in self._responses)

    def _ask(self, url: str) -> asyncio.Future[Mapped | None] | None:
        if url not in self._found:
            if len(self._found) >= MOST_MAPS:
                return None
            self._found[url] = asyncio.ensure_future(self._find(url))
        return self._found[url]

    async def _find(self, url: str) -> Mapped | None:
        response = self._responses.get(url)
        text, headers = None, {}
        try:
            if response is not None:
                headers = response.headers
                text = await response.body()
        except Exception:  # noqa: BLE001, S110 - the page may have gone on, or be gone
            pass
        script = Script(url, text, headers)
        try:
            return await asyncio.to_thread(_mapped, self._files, script)
        except Exception:  # noqa: BLE001 - no thread can be had any more
            return None


def _mapped(files: MapFiles, script: Script) -> Mapped | None:
    found = files.of(script)
    return (
        Mapped(found, (script.text or b"").decode("utf-8", "replace"))
        if found
        else None
    )


def _original(
    frames: list[Frame], number: int, known: dict[str, Mapped]
) -> Original | None:
    frame = frames[number]
    mapped = known.get(frame["url"])
    found = mapped.map.find(frame["line"], frame["column"]) if mapped else None
    if mapped is None or found is None:
        return None
    name = mapped.name_of(frame)
    caller = frames[number + 1] if number + 1 < len(frames) else None
    called = plain_name(frame["function"])
    # An asynchronous caller is where it waits, which may be anywhere.
    if not name and called and caller and not caller["function"].startswith("async "):
        where = known.get(caller["url"])
        name = where.name_called(caller, called) if where else ""
    if not name and "." in frame["function"]:
        name = called  # methods keep their names, their classes do not
    return replace(found, name=name)
