"""Hostile words in every field of a recording that is text: they stay words.

One page says all of them, in all fields; every panel is opened and every row looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from replaytest import tags
from replaytest.model import Failure, Gap, Test
from replaytest.report.viewer import SignalMark, StepMark, write_replay
from tests.report.builders import START, Page, session, tab
from tests.report.conftest import Viewer
from tests.report.vector_nodes import armed
from tests.report.vectors_raw import TEXTS

Open = Callable[..., Viewer]
HOME = "http://127.0.0.1:9"
WORDS: list[str] = [armed(text, at, HOME) for at, text in enumerate(TEXTS)]
# Whole values that mean something; the others can share a field.
ALONE = re.compile(r"javascript:|data:|http:|__proto__|constructor|\.\./")
PANELS = "[role=tablist] [role=tab]"
# Elements that could run or load something, had the words become them. What is ours:
# the recorded pages' frames, and the icons of the buttons.
BUILT = """() => [...document.querySelectorAll("*")].flatMap((each) => {
    const odd = /^(script|img|iframe|object|embed|base|link|meta|form|template|title|style)$/;
    const runs = [...each.attributes].filter(({ name, value }) =>
        /^on|^srcdoc$|^ping$/.test(name) || /^\\s*(javascript|data|http):/i.test(value));
    const known = runs.filter(({ name }) => !/^(aria-label|title|value|alt)$/.test(name));
    return [
        ...(odd.test(each.localName) ? [each.localName] : []),
        ...known.map(({ name }) => `${each.localName} ${name}`),
    ];
}).sort()"""


def telling(words: list[str]) -> Page:
    """A page, and a test, that say each of these in every field there is."""
    page = Page()
    for at, text in enumerate(words):
        told(page, 100 * at, text)
    return page


def told(page: Page, at: int, text: str) -> None:
    field = page.node("input", id=31, value=text, title=text, placeholder=text)
    page.open(at, page.node("button", text, id=30), field, url=text, title=text)
    page.click(at + 10, 30).type(at + 20, 31, text)
    said = {"level": text, "payload": [text, json.dumps(text)], "trace": [text]}
    page.plugin(at + 21, tags.CONSOLE, said)
    page.plugin(at + 22, tags.CONSOLE, said | {"level": "error"})
    pairs = {text: text, "content-type": text, "__proto__": text}
    request = {
        "name": text,
        "method": text,
        "initiatorType": text,
        "timestamp": START + at + 23,
        "duration": 5,
        "requestHeaders": pairs,
        "responseHeaders": pairs,
        "requestBody": text,
        "responseBody": json.dumps({text: text}),
        "bodyOmitted": text,
        "failure": text,
        "redirectedFrom": text,
        "initiator": text,
        "timing": {text: 4},
    }
    asked = [request | {"status": 500}, request | {"responseBody": text}]
    page.plugin(at + 23, tags.NETWORK, {"requests": asked})
    original = {"source": text, "line": 1, "column": 1, "name": text}
    frame = {"function": text, "url": text, "line": 1, "original": original}
    bare = {"function": text, "url": text, "line": 1, "column": 1}
    error = {"kind": text, "name": text, "message": text, "stack": [frame, bare]}
    call = {"api": text, "args": pairs, "file": text, "line": 3, "error": text}
    value = {"name": text, "value": text, "domain": text, "path": text}
    state = {"when": "end", "origin": text, "local": pairs, "session": pairs}
    piece = {"id": text, "kind": text, "url": text, "data": text, "bytes": 4}
    action = {"id": 30, "kind": text, "key": text, "url": text, "text": text}
    both = {"id": 31, "name": text, "text": text, "value": text, "message": text}
    payloads: dict[str, Any] = {
        tags.ERROR: error,
        tags.CALL: call,
        tags.STORAGE: state | {"cookies": [value], "indexedDB": [text]},
        tags.SOCKET: piece,
        tags.STREAM: piece | {"kind": "open"},
        tags.ACTION: action,
        tags.ANNOTATION: both | {"data": pairs},
        tags.DIALOG: both | {"type": text, "answer": text},
        tags.DOWNLOAD: both | {"file": text, "suggested": text, "url": text},
        tags.OUTPUT: {"title": text, "text": text},
        tags.PHASE: {"phase": text, "name": text, "outcome": text},
        tags.SETTINGS: pairs,
        tags.SOURCE: {"file": text, "lines": {"3": text, text: text}},
        tags.VITALS: both | {"rating": text},
        text: both,
    }
    for tag, payload in payloads.items():
        page.custom(at + 30, tag, payload)


def write(path: Path, words: list[str]) -> Path:
    # Of the test itself there is one of each: it says them all.
    whole = " ".join(words)
    page = telling(words)
    marks = [SignalMark(START + 5, 1, text, text, text) for text in words]
    gaps = [Gap(1, START + 5, START + 6, None, text) for text in words]
    recorded = session(page.lines, tabs=[tab()], gaps=gaps, problems=words, label=whole)
    recorded = recorded.__class__(
        **{name: getattr(recorded, name) for name in recorded.__slots__}
        | {"signals": tuple(marks), "steps": (StepMark(1, START + 10, 1),)}
    )
    message = f"AssertionError: {whole}\nActual value: {whole}\nCall log:\n - {whole}"
    shown = f">  {whole}\nE  {whole}"
    write_replay(
        path,
        title=whole,
        test=Test(whole),
        outcome="failed",
        failures=[Failure("call", message, shown, START + 300)]
        + [Failure(text, text, text, START + 300) for text in words],
        sessions=[recorded, session([], label=whole)],
        details=dict.fromkeys(words, whole) | {"browser": whole},
    )
    return path


def few(words: list[str]) -> list[str]:
    """Return the same words in fewer strings."""
    shared = [word for word in words if not ALONE.match(word)]
    alone = [word for word in words if ALONE.match(word)]
    return alone + [" ".join(shared[at::4]) for at in range(4)]


class _Elements(HTMLParser):
    """What a parser sees in a file: elements, and the text of the last of each."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))


def elements(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    found = _Elements()
    found.feed(path.read_text("utf-8"))
    return found.tags


@pytest.mark.parametrize("words", [WORDS, WORDS[::-1]], ids=["as they are", "reversed"])
def test_words_do_not_change_what_a_parser_sees(
    tmp_path: Path, words: list[str]
) -> None:
    hostile = write(tmp_path / "hostile.html", words)
    plain = write(tmp_path / "plain.html", ["plain"] * len(words))
    assert elements(hostile) == elements(plain)
    text = hostile.read_text("utf-8")
    about = re.search(r'id="about">(.*?)</script>', text, re.DOTALL)
    assert about is not None
    assert not set("<>&\u2028\u2029") & set(about[1])
    assert json.loads(about[1])["sessions"][0]["gaps"][2]["why"] == words[2]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("words")
    hostile = write(folder / "hostile.html", few(WORDS))
    return hostile, write(folder / "plain.html", ["plain", "text"])


def test_words_stay_words_in_every_panel(
    files: tuple[Path, Path], open_replay: Open
) -> None:
    hostile, plain = (open_replay(path) for path in files)
    for viewer in (hostile, plain):
        for panel in viewer.page.locator(PANELS).all():
            panel.click()
            look_at_rows(viewer)
    assert set(hostile.page.evaluate(BUILT)) == set(plain.page.evaluate(BUILT))
    assert hostile.page.evaluate("window.pwned ?? null") is None
    assert hostile.page.evaluate("({}).polluted ?? null") is None


def look_at_rows(viewer: Viewer) -> None:
    """Choose every row of the panel that is open, as a click would."""
    viewer.page.evaluate(
        """() => {
            const rows = document.querySelectorAll("#dock-body [role=option]");
            for (const row of rows) row.click();
            const fields = document.querySelectorAll("#dock-body input[type=search]");
            for (const field of fields) {
                field.value = "<img onerror";
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
        }"""
    )
    for link in ("#t=0.2s&panel=<img src=x>", "#step=1&panel=network", "#t=1e999s"):
        viewer.page.evaluate("link => { location.hash = link }", link)
