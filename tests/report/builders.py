"""Small rrweb events, and replays made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from replaytest.model import Event, Failure, Gap, Tab, Test
from replaytest.report.viewer import ReplaySession, write_replay

START = 1_795_240_352_000
Line = tuple[int, Event]


class Page:
    """Builds the events of one tab; times are ms since `START`."""

    def __init__(self, tab: int = 1) -> None:
        self.tab = tab
        self.lines: list[Line] = []
        self._ids = count(2)

    def event(self, at: int, kind: int, data: dict[str, Any]) -> Page:
        found = {"type": kind, "data": data, "timestamp": START + at}
        self.lines.append((self.tab, found))
        return self

    def node(self, tag: str, *children: Any, id: int = 0, **attributes: Any) -> Any:  # noqa: A002
        named = {name.rstrip("_"): value for name, value in attributes.items()}
        return {
            "type": 2,
            "tagName": tag,
            "attributes": named,
            "id": id or next(self._ids) + 1000,
            "childNodes": [
                self.text(child) if isinstance(child, str) else child
                for child in children
            ],
        }

    def text(self, content: str, id: int = 0) -> Any:  # noqa: A002
        return {
            "type": 3,
            "textContent": content,
            "id": id or next(self._ids) + 1000,
        }

    def open(
        self,
        at: int,
        *body: Any,
        url: str = "https://shop.example/",
        head: Sequence[Any] = (),
        title: str = "Shop",
        size: tuple[int, int] = (1280, 720),
    ) -> Page:
        """Navigate: a Meta and a full snapshot."""
        doctype = {"type": 1, "name": "html", "publicId": "", "systemId": ""}
        heading = self.node("head", self.node("title", title), *head)
        page = self.node("html", heading, self.node("body", *body, id=90))
        node = {
            "type": 0,
            "id": 1,
            "childNodes": [doctype | {"id": next(self._ids) + 1000}, page],
        }
        self.event(at, 4, {"href": url, "width": size[0], "height": size[1]})
        offset = {"left": 0, "top": 0}
        return self.event(at + 5, 2, {"node": node, "initialOffset": offset})

    def set_text(self, at: int, node: int, value: str) -> Page:
        change = {"adds": [], "removes": [], "attributes": []}
        texts = [{"id": node, "value": value}]
        return self.event(at, 3, {"source": 0, "texts": texts} | change)

    def mutate(self, at: int, **changes: Any) -> Page:
        empty: dict[str, Any] = {
            "adds": [],
            "removes": [],
            "texts": [],
            "attributes": [],
        }
        return self.event(at, 3, {"source": 0} | empty | changes)

    def click(self, at: int, node: int, x: int = 40, y: int = 40) -> Page:
        data = {"source": 2, "type": 2, "id": node, "x": x, "y": y}
        return self.event(at, 3, data)

    def type(self, at: int, node: int, text: str) -> Page:
        data = {"source": 5, "id": node, "text": text, "isChecked": False}
        return self.event(at, 3, data)

    def scroll(self, at: int, node: int, y: int) -> Page:
        return self.event(at, 3, {"source": 3, "id": node, "x": 0, "y": y})

    def move(self, at: int, *places: tuple[int, int, int]) -> Page:
        positions = [
            {"x": x, "y": y, "id": 90, "timeOffset": offset} for x, y, offset in places
        ]
        return self.event(at, 3, {"source": 1, "positions": positions})

    def custom(self, at: int, tag: str, payload: Any = None) -> Page:
        return self.event(at, 5, {"tag": tag, "payload": payload})

    def plugin(self, at: int, name: str, payload: Any) -> Page:
        return self.event(at, 6, {"plugin": name, "payload": payload})


def tab(number: int = 1, opened: int = 0, **more: Any) -> Tab:
    return Tab(number, START + opened, **more)


def failure(at: int, message: str = "AssertionError: no receipt") -> Failure:
    trace = f"    def test_pay(page):\n>       pay(page)\nE       {message}\n"
    return Failure("call", message, trace, START + at)


def session(
    lines: Iterable[Line],
    *,
    tabs: Sequence[Tab] | None = None,
    gaps: Sequence[Gap] = (),
    problems: Sequence[str] = (),
    label: str = "chromium context 1",
) -> ReplaySession:
    return ReplaySession(
        session="0" * 32,
        label=label,
        tabs=tuple(tabs if tabs is not None else [tab()]),
        gaps=tuple(gaps),
        problems=tuple(problems),
        events=lines,
    )


def replay(
    path: Path,
    *sessions: ReplaySession,
    failures: Sequence[Failure] = (),
    title: str = "tests/test_shop.py::test_pay[chromium]",
    nodeid: str | None = None,
) -> Path:
    write_replay(
        path,
        title=title,
        test=Test(nodeid or title),
        outcome="failed" if failures else "passed",
        failures=failures,
        sessions=sessions,
        details={"browser": "chromium 141.0", "replaytest": "0.1.0"},
    )
    return path
