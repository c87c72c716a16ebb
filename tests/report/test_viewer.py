"""The replay in a browser: what it shows, and how it is used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import replaytest
from replaytest.errors import BundleMissing, StoreNotWritable
from replaytest.model import Gap
from replaytest.report import page as page_module
from replaytest.report import viewer as report
from tests.report.builders import START, Line, Page, failure, replay, session, tab
from tests.report.conftest import Viewer
from tests.support.pages import Pages

Open = Callable[..., Viewer]


def counter(until: int = 3000, *, every: int = 100) -> Page:
    """A page whose text tells the time, in steps."""
    page = Page()
    page.open(
        0, page.node("p", page.text("at 0", id=20)), page.node("button", "Pay", id=30)
    )
    for at in range(every, until + 1, every):
        page.set_text(at, 20, f"at {at}")
    return page


def text_at(viewer: Viewer) -> str:
    return viewer.frame_text().split("\n", 1)[0]


def test_opens_at_the_failure(tmp_path: Path, open_replay: Open) -> None:
    page = counter().click(1500, 30)
    path = replay(
        tmp_path / "r.html", session(page.lines), failures=[failure(2050, "no receipt")]
    )
    viewer = open_replay(path)
    assert viewer.time() == 2050
    assert text_at(viewer) == "at 2000"
    shown = viewer.page.locator(".failures")
    assert "no receipt" in shown.locator("h2").inner_text()
    assert shown.locator(".excerpt .here-line").inner_text().strip() == "pay(page)"
    shown.get_by_text("Traceback").click()
    assert "E       no receipt" in shown.locator(".error-line").inner_text()
    assert "Clicked button “Pay”" in viewer.page.locator(".moments").inner_text()
    current = viewer.page.locator(".moment[aria-current]")
    assert "The test failed" in current.inner_text()


def test_a_failure_after_the_recording_is_its_end(
    tmp_path: Path, open_replay: Open
) -> None:
    page = counter()
    viewer = open_replay(
        replay(tmp_path / "r.html", session(page.lines), failures=[failure(99_999)])
    )
    assert viewer.time() == viewer.duration() == 3000
    assert text_at(viewer) == "at 3000"


def test_plays_to_the_end(tmp_path: Path, open_replay: Open) -> None:
    viewer = open_replay(replay(tmp_path / "r.html", session(counter().lines)))
    viewer.page.keyboard.press("5")
    viewer.page.keyboard.press("Space")
    viewer.until("replaytest.time() >= replaytest.duration()")
    assert viewer.page.get_by_role("button", name="Play", exact=True).is_visible()
    assert text_at(viewer) == "at 3000"


def test_seeking_shows_what_playing_shows(tmp_path: Path, open_replay: Open) -> None:
    page = counter(1000)
    page.mutate(
        450,
        adds=[{"parentId": 90, "nextId": None, "node": page.node("i", "new", id=40)}],
    )
    page.move(700, (200, 10, -400), (300, 20, 0)).click(800, 30, 7, 8)
    page.open(
        1200, page.node("p", page.text("second", id=20)), url="https://b.example/"
    )
    page.set_text(1500, 20, "second at 1500")
    path = replay(tmp_path / "r.html", session(page.lines))
    sought, played = open_replay(path), open_replay(path)
    played.seek(0)
    for at in (250, 449, 450, 650, 1000, 1204, 1205, 1500):
        played.page.evaluate(PLAY_TO, at)
        for way in (0, 1000, 1500, at):
            sought.seek(way)
        assert sought.frame_html() == played.frame_html(), at
        assert cursor(sought) == cursor(played), at


PLAY_TO = """to => new Promise(done => {
  const key = () => document.dispatchEvent(new KeyboardEvent("keydown", { key: " " }));
  key();
  const wait = () => {
    if (replaytest.time() < to - 20 && replaytest.time() < replaytest.duration())
      return requestAnimationFrame(wait);
    replaytest.seek(to);
    const playing = document.querySelector(".play").title.startsWith("Pause");
    if (playing) key();
    replaytest.seek(to);
    done();
  };
  wait();
})"""


def cursor(viewer: Viewer) -> str:
    return str(
        viewer.page.evaluate(
            "(({left, top}) => left + ' ' + top)"
            "(document.querySelector('.replayer-mouse').style)"
        )
    )


def test_keyboard(tmp_path: Path, open_replay: Open) -> None:
    page = counter(9000)
    viewer = open_replay(
        replay(tmp_path / "r.html", session(page.lines), failures=[failure(8010)])
    )
    keys = [
        ("Home", 0),
        ("ArrowRight", 1000),
        ("Shift+ArrowRight", 6000),
        ("ArrowLeft", 5000),
        (".", 5100),
        (",", 5000),
        ("End", 9000),
        ("f", 8010),
        ("Shift+ArrowLeft", 3010),
    ]
    for key, at in keys:
        viewer.page.keyboard.press(key)
        assert viewer.time() == at, key
    viewer.page.keyboard.press("?")
    assert viewer.page.get_by_role("dialog").is_visible()
    viewer.page.keyboard.press("Escape")
    viewer.page.keyboard.press("3")
    pressed = viewer.page.get_by_role("button", name="Speed 2\N{MULTIPLICATION SIGN}")
    assert pressed.get_attribute("aria-pressed") == "true"


def test_deep_link_and_scrubber(tmp_path: Path, open_replay: Open) -> None:
    path = replay(
        tmp_path / "r.html", session(counter().lines), failures=[failure(3000)]
    )
    viewer = open_replay(path, "#t=1.25s")
    assert viewer.time() == 1250
    assert text_at(viewer) == "at 1200"
    slider = viewer.page.get_by_role("slider", name="Time")
    box = slider.bounding_box()
    assert box is not None
    slider.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    viewer.until("Math.abs(replaytest.time() - 1500) < 10")
    assert text_at(viewer) == "at 1500"
    assert viewer.page.evaluate("location.hash").startswith("#t=1.5")


def test_idle_stretches_are_jumped(tmp_path: Path, open_replay: Open) -> None:
    page = counter(300).set_text(60_000, 20, "late")
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    assert viewer.page.locator(".span.idle").count() == 1
    viewer.page.get_by_role("button", name="Play", exact=True).click()
    viewer.until("replaytest.time() >= replaytest.duration()")
    assert text_at(viewer) == "late"


def test_follows_a_popup_and_back(tmp_path: Path, open_replay: Open) -> None:
    page, popup = counter(3000), Page(2)
    popup.open(1000, popup.node("p", "Terms"), title="Terms", url="https://t.example/")
    viewer = open_replay(
        replay(
            tmp_path / "r.html",
            session(
                page.lines + popup.lines,
                tabs=[
                    tab(),
                    tab(2, 1000, opener=1, closed_at=START + 2000, ended="closed"),
                ],
            ),
        )
    )
    seen = []
    for at in (500, 1500, 2500):
        viewer.seek(at)
        seen.append((viewer.tab(), text_at(viewer)))
    assert seen == [("0/1", "at 500"), ("0/2", "Terms"), ("0/1", "at 2500")]
    viewer.page.get_by_role("button", name="popup 2: Terms").click()
    assert viewer.tab() == "0/2"
    viewer.seek(500)
    assert "not loaded yet" in viewer.page.locator(".stage-empty").inner_text()
    viewer.page.evaluate("replaytest.pin(undefined)")
    assert viewer.tab() == "0/1"


def test_sessions_share_one_clock(tmp_path: Path, open_replay: Open) -> None:
    buyer, seller = counter(1000), Page()
    seller.open(2000, seller.node("p", "Orders"), title="Back office")
    viewer = open_replay(
        replay(
            tmp_path / "r.html",
            session(buyer.lines, label="buyer"),
            session(seller.lines, label="seller", tabs=[tab(1, 1900)]),
        )
    )
    assert viewer.duration() == 2005
    viewer.seek(2005)
    assert (viewer.tab(), text_at(viewer)) == ("1/1", "Orders")
    assert viewer.page.get_by_role("group", name="seller").is_visible()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [(1, {"type": 4, "data": {"href": "about:blank"}, "timestamp": START})],
        counter(500).lines[2:],
        [(1, {"type": 2, "data": None, "timestamp": START})],
        [(1, {"type": 2, "data": {"node": {"type": 0, "id": 1}}, "timestamp": START})],
        [(7, {"type": 99, "data": [], "timestamp": START})],
    ],
    ids=["none", "one", "no-snapshot", "no-data", "no-children", "unknown"],
)
def test_little_or_nothing_recorded(
    tmp_path: Path, open_replay: Open, lines: list[Line]
) -> None:
    viewer = open_replay(
        replay(tmp_path / "r.html", session(lines), failures=[failure(0)])
    )
    for key in ("Space", "End", "Home", ".", "f"):
        viewer.page.keyboard.press(key)
    assert viewer.page.locator(".stage").is_visible()
    if not lines:
        said = viewer.page.locator(".stage-empty").inner_text()
        assert "Nothing was recorded" in said


def test_no_session_at_all(tmp_path: Path, open_replay: Open) -> None:
    viewer = open_replay(replay(tmp_path / "r.html", failures=[failure(0)]))
    assert viewer.duration() == 0


def test_gaps_notes_and_problems_are_told(tmp_path: Path, open_replay: Open) -> None:
    page = counter().custom(500, "cart filled", {"items": 2})
    page.custom(600, "replaytest/other@1", {"no": "body"})
    viewer = open_replay(
        replay(
            tmp_path / "r.html",
            session(
                page.lines,
                gaps=[Gap(1, START + 1000, START + 1200, 3, "too busy")],
                problems=["a style sheet could not be read"],
            ),
        )
    )
    story = viewer.page.locator(".moments").inner_text()
    assert "cart filled\nitems: 2" in story
    assert "3 events missing\ntoo busy" in story
    assert "replaytest/" not in story
    notice = viewer.page.locator(".problems")
    assert "1 problem while recording" in notice.inner_text()


def test_what_broke_is_told(tmp_path: Path, open_replay: Open) -> None:
    page = counter()
    error = {"kind": "exception", "name": "TypeError", "message": "no price"}
    page.custom(300, "replaytest/error@1", error)
    page.custom(400, "replaytest/error@1", {"kind": "csp", "message": "refused"})
    page.custom(500, "replaytest/dialog@1", {"type": "alert", "message": "Sold out"})
    page.custom(600, "replaytest/download@1", {"name": "bill.pdf"})
    for at, more in enumerate(
        (
            {"status": 500},
            {"status": 200, "name": "https://shop.example/fine"},
            {"failure": "net::ERR_CONNECTION_REFUSED", "method": "POST"},
            {"failure": "net::ERR_ABORTED", "name": "https://shop.example/left"},
            {"status": 404, "name": "https://shop.example/favicon.ico"},
        )
    ):
        asked = {"name": "https://shop.example/pay", "method": "GET", "duration": 5}
        requests = {"requests": [asked | more]}
        page.event(700 + at, 6, {"plugin": "rrweb/network@1", "payload": requests})
    viewer = open_replay(replay(tmp_path / "r.html", session(page.lines)))
    story = viewer.page.locator(".moments").inner_text()
    for told in (
        "Uncaught TypeError\nno price",
        "The page showed a dialog (alert)\nSold out",
        "The page offered a file\nbill.pdf",
        "GET was answered 500\nhttps://shop.example/pay",
        "POST failed\nhttps://shop.example/pay",
    ):
        assert told in story
    for left_out in ("refused", "fine", "left", "favicon", "replaytest/"):
        assert left_out not in story


def test_a_real_recording(
    tmp_path: Path, own_browser: object, open_replay: Open
) -> None:
    shop = (
        "<!doctype html><title>Shop</title><label for=e>Email</label><input id=e>"
        "<button onclick='document.body.append(`thanks`)'>Pay</button>"
    )
    context = own_browser.new_context()  # type: ignore[attr-defined]
    with Pages({"/": shop}) as pages:
        with replaytest.record(context, folder=tmp_path / "rec") as recording:
            page = context.new_page()
            page.goto(pages.url)
            page.fill("#e", "ada@example.org")
            page.click("text=Pay")
            page.wait_for_timeout(300)
        context.close()
    found = replaytest.read(recording.paths[0])
    shown = report.ReplaySession(
        found.session,
        "chromium",
        found.tabs,
        found.gaps,
        found.problems,
        found.events(),
    )
    viewer = open_replay(replay(tmp_path / "r.html", shown, failures=[failure(10**9)]))
    assert "thanks" in viewer.frame_text()
    story = viewer.page.locator(".moments").inner_text()
    assert f"Opened\n{pages.url}/" in story
    assert "Typed in “Email”" in story
    assert "Clicked button “Pay”" in story
    assert "ada@" not in viewer.page.content()


def test_animations_have_arrived(tmp_path: Path, open_replay: Open) -> None:
    page = Page()
    css = "p { animation: in 5s both } @keyframes in { from { opacity: 0 } }"
    page.open(0, page.node("p", "here"), head=[page.node("style", _cssText=css)])
    path = replay(tmp_path / "r.html", session(page.lines), failures=[failure(9)])
    viewer = open_replay(path)
    opacity = "getComputedStyle(replaytest.frameDocument().querySelector('p')).opacity"
    assert viewer.page.evaluate(opacity) == "1"


def test_a_recorded_dialog_does_not_take_the_keyboard(
    tmp_path: Path, open_replay: Open
) -> None:
    page = Page()
    page.open(0, page.node("dialog", page.node("button", "Yes"), id=40))
    opened = {"open": "", "rr_open_mode": "modal"}
    page.mutate(100, attributes=[{"id": 40, "attributes": opened}])
    page.click(900, 90)
    path = replay(tmp_path / "r.html", session(page.lines), failures=[failure(900)])
    viewer = open_replay(path)
    assert "Yes" in viewer.frame_text()
    viewer.page.keyboard.press("Home")
    assert viewer.time() == 0
    viewer.page.keyboard.press("Space")
    viewer.until("replaytest.time() > 300")
    viewer.page.keyboard.press("End")
    assert viewer.time() == 900


def test_narrow_windows_do_not_scroll_sideways(
    tmp_path: Path, open_replay: Open
) -> None:
    long = failure(3000, "AssertionError: " + "x" * 300)
    path = replay(tmp_path / "r.html", session(counter().lines), failures=[long])
    viewer = open_replay(path, viewport={"width": 400, "height": 700})
    assert viewer.page.evaluate("document.documentElement.scrollWidth") <= 400


def test_bytes_are_told_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = replay(tmp_path / "deep" / "r.html", session(counter().lines))
    again = report.write_replay(
        path,
        title="t",
        test=None,
        outcome=None,
        failures=[],
        sessions=[session(counter().lines)],
        details={},
    )
    assert path.stat().st_size == again
    assert [each.name for each in path.parent.iterdir()] == ["r.html"]


def test_a_failing_source_leaves_the_old_file(tmp_path: Path) -> None:
    path = replay(tmp_path / "r.html", session([]))
    before = path.read_bytes()

    def broken() -> object:
        yield from counter().lines
        raise OSError(28, "No space left on device")

    with pytest.raises(StoreNotWritable, match="No space left"):
        replay(path, session(broken()))  # type: ignore[arg-type]
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["r.html"]


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreNotWritable):
        replay(tmp_path / "file" / "r.html", session([]))


def test_a_missing_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "STATIC", tmp_path)
    with pytest.raises(BundleMissing, match=r"build_hook\.py"):
        replay(tmp_path / "r.html", session([]))
