"""`replaytest heatmap`."""

from __future__ import annotations

import pytest
from PIL import Image

from replaytest.exporters import heatmap
from replaytest.store import keys
from tests.report.builders import Page
from tests.support.builders import SESSION, STARTED_AT, write_recording


def events(path: str = "/cart", *, x: int = 40) -> list[dict[str, object]]:
    page = Page().open(0, url=f"http://shop.test{path}", size=(400, 300))
    return [event for _, event in page.click(900, 90, x=x, y=50).lines]


@pytest.fixture
def ground(monkeypatch) -> None:
    """The page is drawn without a browser."""
    white = Image.new("RGB", (400, 300), "white")
    monkeypatch.setattr(heatmap, "ground_of", lambda _: (white, True))


@pytest.mark.usefixtures("ground")
def test_all_sessions_of_the_store_are_in_it(run, record, here):
    record(1, events=events())
    record(2, events=events(x=60))
    record(3, events=events("/pay"))
    result = run("heatmap", "--page", "/cart", "--json")
    assert result.code == 0
    assert result.json == {
        "page": "/cart",
        "width": 400,
        "height": 300,
        "sessions": 2,
        "visits": 2,
        "clicks": [[40, 50, 1], [60, 50, 1]],
        "scroll": [[300, 2]],
        "rage_clicks": 0,
        "dead_clicks": 0,
        "left_out": {
            "visits_at_other_widths": 0,
            "clicks_in_frames": 0,
            "clicks_outside": 0,
        },
        "whole_page": True,
        "file": "heatmap-clicks-cart.png",
    }
    with Image.open(here / "heatmap-clicks-cart.png") as picture:
        assert picture.width == 400


@pytest.mark.usefixtures("ground")
def test_recordings_and_a_condition_narrow_it(run, record):
    named = record(1, events=events(), nodeid="tests/test_a.py::test_a")
    record(2, events=events(x=60), outcome="passed", nodeid="tests/test_b.py::test_b")
    record(3, events=events(x=80), nodeid="tests/test_c.py::test_c")
    words = ("heatmap", "--page", "/cart", "--json")
    assert run(*words, named, "test_b").json["sessions"] == 2
    asked = ("--where", "outcome = failed")
    assert run(*words, *asked).json["clicks"] == [[40, 50, 1], [80, 50, 1]]
    assert run(*words, named, "test_b", *asked).json["clicks"] == [[40, 50, 1]]
    nothing = run(*words, "test_b", *asked)
    assert (nothing.code, nothing.out) == (3, "")
    assert "no session is like that" in nothing.err


@pytest.mark.usefixtures("ground")
def test_scroll_is_another_file_and_its_path_is_printed(run, record, here):
    record(events=events())
    assert run("heatmap", "--page", "/cart", "--scroll").out == (
        "heatmap-scroll-cart.png\n"
    )
    assert run("heatmap", "--page", "/", "--clicks").code == 3
    assert [each.name for each in here.glob("*.png")] == ["heatmap-scroll-cart.png"]


@pytest.mark.usefixtures("ground")
def test_what_cannot_be_read_is_told_and_left_out(run, record):
    record(1, events=events())
    record(2, events=events()).write_bytes(b"no recording")
    result = run("heatmap", "--page", "/cart", "--json")
    assert result.json["sessions"] == 1
    assert "left out: " in result.err
    assert "the header cannot be read" in result.err


def test_a_page_that_nobody_visited_is_one_line_with_those_there_are(run, record, here):
    record(events=events())
    result = run("heatmap", "--page", "/nowhere")
    assert result.code == 3
    assert "no session visited this page (--page /nowhere)" in result.err
    assert "/cart (1)" in result.err
    assert list(here.glob("*.png")) == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--page", "/cart", "-o", "-"), "goes to a file"),
        (("--page", "/cart", "-o", "map.jpg"), "is a PNG"),
        (("--page", "/cart", "--width", "9"), "is not from 16 to 20000"),
        (("--page", "/cart", "--clicks", "--scroll"), "not allowed with"),
        (("--page", " "), "no address of a page"),
        ((), "--page"),
    ],
)
def test_a_mistake_is_a_line_and_a_hint(run, record, words, problem):
    record(events=events())
    result = run("heatmap", *words)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err


@pytest.mark.usefixtures("ground")
def test_an_encrypted_page_is_drawn_only_where_somebody_says(
    run, here, store, monkeypatch
):
    monkeypatch.setenv(keys.VARIABLE, str(here / "keys"))
    write_recording(
        store.session_folder(SESSION, STARTED_AT) / "session.replaytest",
        events(),  # type: ignore[arg-type]
        key_folder=here / "keys",
        store=store,
        end={"at": STARTED_AT},
    )
    refused = run("heatmap", "--page", "/cart")
    assert (refused.code, list(here.glob("*.png"))) == (2, [])
    assert "are encrypted" in refused.err
    assert run("heatmap", "--page", "/cart", "-o", "map.png").out == "map.png\n"
