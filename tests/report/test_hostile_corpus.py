"""The corpus of `vectors`, each at every place of a recording: none runs, none loads.

`open_replay` fails a test at the first request, dialog, console message, navigation or
popup. Many vectors share a page; what is caught carries the vector's number.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from replaytest.cli.main import main
from replaytest.model import Event
from replaytest.replay import write_replay_of
from tests.report import vectors
from tests.report.builders import Page, replay, session
from tests.report.conftest import Viewer
from tests.report.vector_nodes import armed, bare, corpus, flat, inside, numbered
from tests.support.pages import Pages

Open = Callable[..., Viewer]
Node = dict[str, Any]
FIRST_ID = 100_000
STEP_MS = 10
MARK = "the end of the page"
# Of our own page; frames are numbers.
GLOBALS = """() => [
    ...Object.getOwnPropertyNames(window).filter((name) => !/^\\d+$/.test(name)),
    ...Object.keys(window.replaytest),
    ...Object.getOwnPropertyNames(document),
    ...Object.getOwnPropertyNames(Object.prototype),
].sort()"""
RUNNING = """() => {
    const found = [];
    const look = (root) => {
        for (const each of root.querySelectorAll("*")) {
            const tag = each.localName;
            const bad = /^(script|base|object|embed|applet|portal|fencedframe|webview)$/;
            if (bad.test(tag)) found.push(tag);
            for (const { name, value } of each.attributes) {
                const runs = /^on|srcdoc|http-equiv|^formtarget|^target|^ping$/i;
                const calls = /^[\\s\\x00-\\x1f]*(j\\s*a\\s*v\\s*a\\s*s|vbs|data:text)/i;
                const told = /^(alt|title|value|placeholder|content|class|id|name)$|^data-/i;
                if (runs.test(name) || (!told.test(name) && calls.test(value)))
                    found.push(`${tag} ${name}=${value}`);
            }
            if (each.shadowRoot) look(each.shadowRoot);
            if (tag === "iframe" && each.contentDocument) look(each.contentDocument);
        }
    };
    look(replaytest.frameDocument());
    return found;
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Pages]:
    """Where a hostile page would call home; it must never be asked."""
    with Pages({}) as pages:
        yield pages
    assert pages.asked == []


def armed_nodes(home: str) -> list[Node]:
    ids = count(FIRST_ID)
    return [
        numbered(armed(node, number, home), ids) for number, node in enumerate(corpus())
    ]


def in_full_snapshot(home: str) -> Page:
    page = Page()
    return page.open(0, *armed_nodes(home), page.node("p", MARK))


def in_mutations(home: str) -> Page:
    page = Page().open(0, Page().node("p", MARK, id=80))
    for at, node in enumerate(armed_nodes(home), 1):
        page.mutate(at * STEP_MS, adds=list(flat(node, 90)))
    return page


def in_changes(home: str) -> Page:
    """Elements that are harmless at first, and change one attribute at a time."""
    page = Page().open(0, Page().node("p", MARK, id=80))
    for at, node in enumerate(armed_nodes(home), 1):
        page.mutate(at * STEP_MS, adds=list(flat(bare(node), 90)))
        for each in inside(node):
            for name, value in each.get("attributes", {}).items():
                changed = {"id": each["id"], "attributes": {name: value}}
                page.mutate(at * STEP_MS + 1, attributes=[changed])
            if "textContent" in each:
                text = {"id": each["id"], "value": each["textContent"]}
                page.mutate(at * STEP_MS + 2, texts=[text])
    return page


def in_one_mutation(home: str) -> Page:
    """Elements that are added and changed within one event."""
    page = Page().open(0, Page().node("p", MARK, id=80))
    for at, node in enumerate(armed_nodes(home), 1):
        found = list(inside(node))
        page.mutate(
            at * STEP_MS,
            adds=list(flat(bare(node), 90)),
            attributes=[
                {"id": each["id"], "attributes": each["attributes"]}
                for each in found
                if each.get("attributes")
            ],
            texts=[
                {"id": each["id"], "value": each["textContent"]}
                for each in found
                if "textContent" in each
            ],
        )
    return page


def in_a_frame(home: str) -> Page:
    """The document of a recorded iframe, as rrweb adds it."""
    page = Page()
    frame = page.node("iframe", id=70)
    page.open(0, frame, page.node("p", MARK))
    body = page.node("body", *armed_nodes(home))
    document = {
        "type": 0,
        "id": 71,
        "childNodes": [page.node("html", page.node("head"), body)],
    }
    add = {"parentId": 70, "nextId": None, "node": document}
    return page.mutate(20, adds=[add], isAttachIframe=True)


def in_style_rules(home: str) -> Page:
    """What scripts do to style sheets: rules, declarations, adopted sheets, fonts."""
    page = Page()
    page.open(0, page.node("style", "i { color: red }", id=70), page.node("p", MARK))
    for number, css in enumerate(vectors.CSS):
        rule = armed(css, number, home)
        at = 20 + number * STEP_MS
        value = rule.partition(":")[2].partition("}")[0].partition(";")[0]
        added = [{"rule": rule, "index": 0}]
        page.event(at, 3, {"source": 8, "id": 70, "adds": added})
        for name in ("background", "cursor", "--x", "src", "cssText"):
            declared = {"property": name, "value": value}
            page.event(at, 3, {"source": 13, "id": 70, "index": [0], "set": declared})
        sheet = {"styleId": number + 1, "rules": added}
        adopted = {"id": 1, "styleIds": [number + 1], "styles": [sheet]}
        page.event(at, 3, {"source": 15} | adopted)
        for how in ("replace", "replaceSync"):
            page.event(at, 3, {"source": 8, "styleId": number + 1, how: rule})
        source = f"url({home}/{number}/font)"
        font = {"family": "x", "fontSource": source, "buffer": number % 2 == 0}
        page.event(at, 3, {"source": 10} | font)
    return page


PLACES = [
    in_full_snapshot,
    in_mutations,
    in_changes,
    in_one_mutation,
    in_a_frame,
    in_style_rules,
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_no_vector_runs_or_loads(
    tmp_path: Path, open_replay: Open, server: Pages, place: Callable[[str], Page]
) -> None:
    page = place(server.url)
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    look_everywhere(viewer)


def together(home: str) -> list[Event]:
    """The full snapshot, and after it all the changes, in one tab."""
    first, rest = in_full_snapshot(home).lines, in_one_mutation(home).lines[2:]
    return [event for _, event in [*first, *rest]]


def test_no_imported_vector_runs_or_loads(
    tmp_path: Path, open_replay: Open, server: Pages, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "events.json"
    foreign.write_text(json.dumps(together(server.url)), "utf-8")
    words = ["import", "--json", "--dir", str(tmp_path / "store"), str(foreign)]
    assert main(words) == 0
    stored = Path(json.loads(capsys.readouterr().out)["path"])
    write_replay_of([stored], tmp_path / "r.html")
    look_everywhere(open_replay(tmp_path / "r.html"))


def test_hostile_pages_are_sent_whole() -> None:
    """So that the tests above try what they say they try."""
    assert len({json.dumps(node) for node in corpus()}) >= 700
    sent = json.dumps(in_changes("http://h.test").lines)
    for said in ("javascript:", "http://h.test/", "@import", "srcdoc", "http-equiv"):
        assert said in sent


def look_everywhere(viewer: Viewer) -> None:
    """Seek there and back; nothing may have come of it."""
    end = viewer.duration()
    before = viewer.page.evaluate(GLOBALS)
    for part in (1, 0.5, 1):
        viewer.seek(end * part)
        viewer.page.wait_for_timeout(100)
    assert viewer.page.evaluate("window.pwned ?? null") is None
    assert viewer.page.evaluate(RUNNING) == []
    assert MARK in viewer.frame_html()
    assert viewer.page.evaluate(GLOBALS) == before
