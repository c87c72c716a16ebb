"""Films, drawn by a real browser: the right colours at the right times."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from PIL import Image

from replaytest.browser import frames
from replaytest.errors import CaptureError, RecordingError, StoreNotWritable, UsageError
from replaytest.exporters import film
from replaytest.exporters.film import write_filmstrip, write_video
from replaytest.exporters.film_ffmpeg import find_ffmpeg
from replaytest.mirror.timeline import Timeline
from replaytest.store.read import Recording, read
from tests.report.builders import START, Page
from tests.support.builders import write_recording

RED, GREEN, BLUE = (200, 0, 0), (0, 160, 0), (0, 0, 200)
SIZE = (320, 240)
Colour = tuple[int, int, int]


def painted(colour: Colour) -> str:
    return f"margin:0;height:2000px;background:rgb{colour}"


def paint(page: Page, at: int, colour: Colour) -> None:
    page.mutate(at, attributes=[{"id": 90, "attributes": {"style": painted(colour)}}])


def traffic_light(*, size: tuple[int, int] = SIZE) -> Page:
    """Red from 0, green from 1 s, blue from 2 s, and nothing else to see."""
    page = Page()
    page.open(0, size=size)
    paint(page, 6, RED)
    paint(page, 1000, GREEN)
    paint(page, 2000, BLUE)
    return page


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[..., Recording]:
    def recorded_(page: Page) -> Recording:
        path = write_recording(
            tmp_path / "in" / "session.replaytest",
            [event for _, event in page.lines],
            started_at=START,
            end={"at": START + 9000},
        )
        return read(path)

    return recorded_


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def colour(image: Image.Image, x: int = 160, y: int = 120) -> Colour:
    found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found  # type: ignore[return-value]


def near(found: Colour, wanted: Colour, by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(found, wanted, strict=True))


def test_a_folder_has_the_picture_of_each_time(recorded, out):
    target = out / "pictures"
    made = write_filmstrip(recorded(traffic_light()), target, every=400)
    files = sorted(target.iterdir())
    # From the first full snapshot, 5 ms after the first event, when it is not red yet.
    assert [file.name for file in files] == [
        f"{number:03}-{0.005 + (number - 1) * 0.4:.2f}s.png" for number in range(1, 6)
    ]
    pictures = [film.opened(file.read_bytes()) for file in files]
    assert {picture.size for picture in pictures} == {SIZE}
    assert [colour(p) for p in pictures[1:]] == [RED, RED, GREEN, GREEN]
    assert made.pictures == 5
    assert made.size == sum(file.stat().st_size for file in files)
    assert list(out.iterdir()) == [target]


def test_a_sheet_has_the_pictures_in_rows_with_a_label_below_each(recorded, out):
    page = traffic_light()
    page.click(2500, 90, x=40, y=40)
    write_filmstrip(recorded(page), out / "strip.png", every=500, width=160)
    sheet = film.opened((out / "strip.png").read_bytes())
    step, row = 160 + 16, 120 + 30 + 16
    places = [(16 + 80 + step * (n % 4), 16 + 60 + row * (n // 4)) for n in range(5)]
    assert [colour(sheet, *place) for place in places[1:]] == [RED, GREEN, GREEN, BLUE]
    for x, y in places:
        label = sheet.crop((x - 78, y + 66, x + 80, y + 88))
        assert label.getextrema()[0][0] < 60, "no dark text"


def test_a_strip_shows_the_pointer_and_a_ring_where_it_clicked(recorded, out):
    page = traffic_light()
    page.move(2200, (200, 100, 0))
    page.click(2500, 90, x=200, y=100)
    paint(page, 3000, GREEN)
    write_filmstrip(recorded(page), out / "pictures")
    files = sorted((out / "pictures").iterdir())
    clicked, end = [film.opened(file.read_bytes()) for file in files][-2:]
    assert near(colour(clicked, 200 - 15, 100), (229, 72, 77), by=70)
    assert near(colour(end, 200 - 15, 100), GREEN)
    # The pointer's tip: not the page's colour, with and without the ring.
    assert not near(colour(end, 205, 108), GREEN)


@pytest.mark.parametrize(("suffix", "by"), [(".gif", 0), (".webp", 4)])
def test_an_animation_plays_as_long_as_it_took(recorded, out, suffix, by):
    target = out / f"film{suffix}"
    made = write_video(recorded(traffic_light()), target, fps=10)
    with Image.open(target) as found:
        seen = []
        for number in range(found.n_frames):  # type: ignore[attr-defined]
            found.seek(number)
            found.load()
            seen.append((colour(found), found.info["duration"]))
    assert [
        near(c, w, by) for (c, _), w in zip(seen[1:], (RED, GREEN, BLUE), strict=True)
    ]
    # 5 ms before red; 2 s of the recording, and the end for one more.
    assert [ms for _, ms in seen] == [100, 900, 1000, 1000]
    assert (made.pictures, made.ms) == (4, 3000)


def test_twice_as_fast_is_half_as_long(recorded, out):
    made = write_video(recorded(traffic_light()), out / "a.gif", fps=10, speed=2)
    assert made.ms == 2000


@pytest.mark.skipif(find_ffmpeg() is None, reason="ffmpeg is not installed")
@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_a_video_is_written_by_ffmpeg(recorded, out, suffix):
    target = out / f"film{suffix}"
    made = write_video(recorded(traffic_light()), target, fps=10)
    magic = target.read_bytes()[:12]
    assert (
        b"ftyp" in magic if suffix == ".mp4" else magic.startswith(b"\x1a\x45\xdf\xa3")
    )
    assert made.size == target.stat().st_size
    assert list(out.iterdir()) == [target]


def test_a_large_viewport_is_made_smaller_whole(recorded, out):
    page = traffic_light(size=(2000, 1000))
    write_filmstrip(recorded(page), out / "pictures", every=3000)
    (file,) = (out / "pictures").iterdir()
    picture = film.opened(file.read_bytes())
    assert picture.size == (1280, 640)
    assert colour(picture, 3, 3) == colour(picture, 1276, 636)


def test_nothing_is_loaded_and_no_script_runs(recorded, out, ears):
    page = Page()
    url = f"http://127.0.0.1:{ears.port}/"
    page.open(
        0,
        page.node("img", src=f"{url}img", onerror=f"fetch('{url}onerror')"),
        page.node("script", f"fetch('{url}script')"),
        page.node("iframe", src=f"{url}frame"),
        head=[
            page.node("link", rel="stylesheet", href=f"{url}link"),
            page.node("style", f"body {{ background: url({url}css) }}"),
        ],
        size=SIZE,
    )
    page.set_text(1500, 7777, "gone")
    write_filmstrip(recorded(page), out / "strip.png")
    assert ears.heard == []


@pytest.fixture
def ears() -> Iterator[Ears]:
    found = Ears()
    thread = threading.Thread(target=found.server.serve_forever)
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


class Ears:
    """A server that is asked for nothing."""

    def __init__(self) -> None:
        heard = self.heard = []  # type: ignore[var-annotated]

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heard.append(self.path)
                self.send_error(404)

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port


def test_the_same_moment_looks_the_same_each_time(recorded, out):
    page = Page()
    spin = "@keyframes spin { to { rotate: 360deg } }"
    style = "width:80px;height:20px;background:red;animation:spin 1s linear infinite"
    page.open(
        0, page.node("div", style=style), head=[page.node("style", spin)], size=SIZE
    )
    recording = recorded(page)
    for name in "ab":
        write_filmstrip(recording, out / f"{name}.png")
    assert (out / "a.png").read_bytes() == (out / "b.png").read_bytes()


def test_one_picture_of_a_timeline_has_the_viewport_of_its_moment():
    page = traffic_light()
    page.event(1500, 3, {"source": 4, "width": 500, "height": 300})
    line = Timeline.of_events(event for _, event in page.lines)
    for at, wanted, size in ((1200, GREEN, SIZE), (2200, BLUE, (500, 300))):
        data = film.picture(line, START + at)
        picture = film.opened(data)
        assert (colour(picture), picture.size) == (wanted, size)


def test_works_beside_a_running_event_loop(recorded, out):
    recording = recorded(traffic_light())

    async def main() -> None:
        write_filmstrip(recording, out / "strip.png", frames=1)

    # pytest-playwright may have left a loop of its own running in this thread.
    thread = threading.Thread(target=asyncio.run, args=[main()])
    thread.start()
    thread.join()
    assert (out / "strip.png").stat().st_size > 0


def test_a_browser_that_does_not_start_is_told_and_leaves_nothing(
    recorded, out, monkeypatch
):
    monkeypatch.setattr(
        frames, "launch_options", lambda _name: {"executable_path": "/bin/false"}
    )
    with pytest.raises(CaptureError, match="did not start"):
        write_video(recorded(traffic_light()), out / "film.gif")
    assert list(out.iterdir()) == []


def test_a_page_that_crashes_is_told_and_leaves_nothing(recorded, out, monkeypatch):
    draw = frames._picture

    def crash(page, view, kind):
        if view.at > 500:
            page.goto("chrome://crash")
        return draw(page, view, kind)

    monkeypatch.setattr(frames, "_picture", crash)
    recording = recorded(traffic_light())
    for target in (out / "film.gif", out / "strip.png", out / "folder"):
        write = write_video if target.suffix == ".gif" else write_filmstrip
        with pytest.raises(CaptureError, match=r"could not draw .*crash"):
            write(recording, target)
    assert list(out.iterdir()) == []


def test_a_tab_that_was_never_seen_cannot_be_filmed(recorded, out):
    page = Page()
    page.event(0, 4, {"href": "http://x/", "width": 800, "height": 600})
    page.click(5, 1)
    with pytest.raises(RecordingError, match="nothing to see"):
        write_filmstrip(recorded(page), out / "strip.png")


@pytest.mark.parametrize(
    ("write", "name", "options", "problem"),
    [
        (write_video, "film.avi", {}, "no kind of video ends in .avi"),
        (write_video, "film", {}, "no kind of video"),
        (write_video, "film.gif", {"fps": 0}, "no film can be made"),
        (write_video, "film.gif", {"speed": float("nan")}, "no film can be made"),
        (write_video, "film.gif", {"tab": 9}, "there is no tab 9"),
        (write_filmstrip, "strip.jpg", {}, "no sheet of pictures"),
        (write_filmstrip, "strip.png", {"frames": 0}, "1 to 500"),
        (write_filmstrip, "strip.png", {"every": 1}, "that would be 1996 pictures"),
        (write_filmstrip, "../in", {}, "new or empty"),
    ],
)
def test_what_cannot_be_made_is_refused_before_a_browser_starts(
    recorded, out, monkeypatch, write, name, options, problem
):
    monkeypatch.setattr(frames, "launch_options", pytest.fail)
    with pytest.raises(UsageError, match=problem):
        write(recorded(traffic_light()), out / name, **options)


def test_a_folder_that_is_not_there_cannot_be_written_to(recorded, out):
    recording = recorded(traffic_light())
    for name in ("no/strip.png", "no/pictures"):
        with pytest.raises(StoreNotWritable):
            write_filmstrip(recording, out / name, frames=1)


@pytest.mark.parametrize("write", [write_filmstrip, write_video])
def test_pillow_is_asked_for_where_it_is_missing(recorded, out, monkeypatch, write):
    monkeypatch.setattr(film, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match="pillow") as caught:
        write(recorded(traffic_light()), out / "film.webp")
    assert "pip install 'replaytest[film]'" in caught.value.fix
