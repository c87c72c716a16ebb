"""What a mask leaves: shapes, or tokens by which equal values can be told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import replaytest

TEXTS = [
    "Ada Lovelace",
    "Ill will, still tilting",
    "MWMWMW mmmm WWWW",
    "Preis: 12,50 € (inkl. MwSt.)",
    "Größe ändern, naïve façade",
    "日本語のテキスト and Latin",
    "👩‍🚀 went up 3 times",
    "e\u0301 is one letter",
    "x X 0 xx Xx00",
    "i w iwxw",
    "  spaces   and\ttabs  ",
    "A",
    "!?…",
]


def recorded(browser: Any, folder: Path, texts: list[str], **mask: Any) -> list[str]:
    """Return what a recording has of `texts`, each in a paragraph."""
    context = browser.new_context()
    with replaytest.record(context, folder=folder, mask=mask) as recording:
        page = context.new_page()
        page.set_content("<!doctype html><main></main>")
        page.evaluate(
            """texts => { for (const text of texts) {
                const p = document.createElement("p");
                p.append(text);
                document.querySelector("main").append(p);
            } }""",
            texts,
        )
        page.wait_for_timeout(400)
    context.close()
    [path] = recording.paths
    return [
        added["node"]["textContent"]
        for _, event in replaytest.read(path).events()
        for added in event["data"].get("adds", [])
        if added["node"]["type"] == 3
    ]


def test_masking_what_is_masked_changes_nothing(browser, tmp_path):
    once = recorded(browser, tmp_path / "once", TEXTS, level=2)
    assert len(once) == len(TEXTS)
    assert sorted(recorded(browser, tmp_path / "twice", once, level=2)) == sorted(once)


def test_a_mask_keeps_kinds_of_characters(browser, tmp_path):
    [found] = recorded(browser, tmp_path / "r", ["Ada, 36 (née Byron)"], level=2)
    assert re.fullmatch(r"X[xiw]{2}, 00 \([xiw]{3} X[xiw]{4}\)", found)


def test_equal_values_have_equal_tokens_in_one_recording_only(browser, tmp_path):
    texts = ["Ada Lovelace", "Ada Lovelace", "Max Lovelace"]
    rules = {"level": 2, "tokens": "same"}
    first = recorded(browser, tmp_path / "first", texts, **rules)
    second = recorded(browser, tmp_path / "second", texts, **rules)
    for found in (first, second):
        assert len(set(found)) == 2
        assert sorted(map(found.count, set(found))) == [1, 2]
        assert all(re.fullmatch("[A-Z][a-z]{2} [A-Z][a-z]{7}", text) for text in found)
    assert not set(first) & set(second)
    assert not set(first) & set(texts)


def test_options_of_short_values_stay_apart(browser, tmp_path):
    context = browser.new_context()
    options = "".join(f"<option value={n}>{n}</option>" for n in range(10))
    with replaytest.record(context, folder=tmp_path) as recording:
        page = context.new_page()
        page.set_content(f"<select>{options}</select>")
        page.locator("select").select_option("7")
        page.wait_for_timeout(100)
    context.close()
    [path] = recording.paths
    recorded = replaytest.read(path)
    chosen = [
        event["data"]["text"]
        for _, event in recorded.events()
        if event["type"] == 3 and event["data"]["source"] == 5
    ]
    line = replaytest.timeline(recorded)
    mirror = line.seek_event(len(line) - 1)
    select = next(node for node in mirror.nodes.values() if node.tag == "select")
    values = [option.attributes["value"] for option in select.children]
    assert len(set(values)) == len(values) == 10
    assert chosen == [values[7]]
    assert not any(value.isdigit() for value in values)
