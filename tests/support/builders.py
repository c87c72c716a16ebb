"""Invented recordings: events, headers, and whole files made by the real writer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from replaytest.model import Event, Test
from replaytest.store.folder import Store
from replaytest.store.lines import encode
from replaytest.store.write import RecordingWriter, WriterThread

STARTED_AT = 1_795_240_352_123  # 2026-11-21T05:52:32.123Z
SESSION = "0123456789abcdef0123456789abcdef"


def header(test: Test | None = None, **more: Any) -> dict[str, Any]:
    """Return what a recorder gives the writer for the first line."""
    named = None
    if test is not None:
        named = {name: getattr(test, name) for name in test.__slots__}
    return {"session": SESSION, "started_at": STARTED_AT, "test": named} | more


def line(event: Event, tab: int = 1) -> bytes:
    return encode([tab, event])


def click(number: int) -> Event:
    """Return an incremental snapshot that differs from all with other numbers."""
    data = {"source": 2, "type": 2, "id": number, "x": number % 800, "y": 10}
    return {"type": 3, "data": data, "timestamp": STARTED_AT + number}


def full_snapshot(rows: int = 200, *, first_id: int = 1, css: str = "") -> Event:
    """Return a page with a table and a style sheet; ids count up from `first_id`."""
    count = iter(range(first_id, first_id + 10 * rows + 10))

    def element(tag: str, *children: Any, **attributes: str) -> dict[str, Any]:
        kind = {"type": 2, "tagName": tag, "attributes": attributes}
        return kind | {"childNodes": list(children), "id": next(count)}

    def text(content: str) -> dict[str, Any]:
        return {"type": 3, "textContent": content, "id": next(count)}

    document = {"type": 0, "childNodes": [], "id": next(count)}
    lines = [element("tr", element("td", text(f"row {n}"))) for n in range(rows)]
    body = element("body", *lines, title="a table")
    head = element("head", element("style", _cssText=css))
    # What lies in an inline frame names the frame's document, by its id.
    frame = {"type": 0, "childNodes": [], "id": next(count)}
    frame["childNodes"] = [text("framed") | {"rootId": frame["id"]}]
    document["childNodes"] = [element("html", head, body), frame]
    data = {"node": document, "initialOffset": {"left": 0, "top": 0}}
    return {"type": 2, "data": data, "timestamp": STARTED_AT}


def write_recording(
    path: Path,
    events: Iterable[Event],
    *,
    store: Store | None = None,
    test: Test | None = None,
    started_at: int = STARTED_AT,
    session: str = SESSION,
    end: Mapping[str, Any] | None = None,
    seal: bool = True,
    key_folder: Path | None = None,
) -> Path:
    """Write events as tab 1; with `end` finish, and `seal` as the writer does."""
    thread = WriterThread()
    problems: list[str] = []
    first = header(test, started_at=started_at, session=session)
    writer = RecordingWriter(
        path,
        first,
        thread=thread,
        store=store,
        on_problem=problems.append,
        key_folder=key_folder,
    )
    for event in events:
        writer.append(line(event), events=1)
    if end is not None:
        if not seal:
            # The file ends as always, and stays as it is.
            writer._seal = lambda: iter(())  # type: ignore[method-assign]
        writer.finish(end)
    assert thread.close(30)
    assert problems == []
    if writer._file is not None:
        writer._file.abandon()
    return path
