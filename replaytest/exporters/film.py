"""Films: one tab of a recording as a sheet of pictures, a folder of them, or a video.

    film_scene.py    when the tab changed             film_draw.py       → pictures
    film_course.py   which moment each frame shows    film_sheet.py      → one sheet
    film_moments.py  the moments of a filmstrip       film_folder.py     → a folder
    film_ffmpeg.py   → MP4, WebM                      film_animation.py  → GIF, WebP

Nothing is left of a film that failed on its way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from replaytest.browser.frames import Kind, View
from replaytest.errors import UsageError
from replaytest.exporters import film_ffmpeg
from replaytest.exporters.files import write_pieces
from replaytest.exporters.film_animation import WRITERS
from replaytest.exporters.film_course import course_of, shots_of
from replaytest.exporters.film_draw import OnPicture, apart, drawn
from replaytest.exporters.film_folder import check_folder, write_folder
from replaytest.exporters.film_moments import (
    DEFAULT_MOST,
    MOST,
    Moment,
    evenly,
    moments_of,
)
from replaytest.exporters.film_scene import UNKNOWN_SIZE, Scene, picture_size, scene_of
from replaytest.exporters.film_sheet import opened, sheet
from replaytest.mirror.timeline import Timeline
from replaytest.model import Event
from replaytest.store.read import Recording

VIDEO_FPS, ANIMATION_FPS = 24, 8
SHEETS = (".png", ".webp")
SHEET_WIDTH = 480
PILLOW = "pip install 'replaytest[film]'"


@dataclass(frozen=True, slots=True)
class Film:
    """What was written. `pictures` were drawn; `ms` is how long it plays, 0 of none."""

    size: int
    pictures: int
    ms: float = 0


def write_filmstrip(
    recording: Recording,
    target: Path,
    *,
    tab: int | None = None,
    frames: int | None = None,
    every: float | None = None,
    width: int | None = None,
    on_picture: OnPicture | None = None,
) -> Film:
    """Write pictures of one tab, by default its first: at most `frames` (24).

    A `target` ending in .png or .webp is one sheet; any other is a folder of PNGs, new
    or empty. They show what was done, or with `every` one moment each so many ms.
    `width` is of one picture in pixels, by default 480 in a sheet and else as recorded,
    at most 1280.

    Raises:
        RecordingError: there is nothing to see in the tab.
        UsageError: an argument or `target` cannot be, or Pillow is missing.
        StoreNotWritable: `target` cannot be written.
        CaptureError: there is no browser, or it stopped.
    """
    suffix = target.suffix.lower()
    in_folder = suffix not in SHEETS
    if in_folder:
        check_folder(target)
    else:
        _need_pillow(target, fix=f"{PILLOW}, or -o FOLDER")
        width = width or SHEET_WIDTH
    tab = recording.chosen_tab(tab)
    scene = scene_of(_events(recording, tab), where=str(recording.path))
    moments = _moments(recording, tab, scene, frames=frames, every=every)
    views = [View(moment.at - scene.began_at, moment.pressed) for moment in moments]
    size = picture_size(scene.size, width)
    since = min(recording.started_at, scene.began_at)

    def write() -> int:
        events = _events(recording, tab)
        with closing(
            drawn(events, views, size=size, on_picture=on_picture)
        ) as pictures:
            if in_folder:
                return write_folder(target, pictures, moments, since)
            made = sheet(pictures, moments, size=size, since=since, suffix=suffix)
            return write_pieces(target, [made])

    return Film(apart(write), len(views))


def write_video(
    recording: Recording,
    target: Path,
    *,
    tab: int | None = None,
    fps: float | None = None,
    speed: float = 1,
    skip_inactive: bool = True,
    width: int | None = None,
    on_picture: OnPicture | None = None,
) -> Film:
    """Write a film of one tab, by default its first, as the suffix of `target` says.

    .gif and .webp need Pillow, .mp4 and .webm ffmpeg; `fps` is 8 and 24 by default.
    With `skip_inactive` stretches over 5 s in which nobody did anything take 1 s.
    `width` is in pixels, by default as recorded, at most 1280.

    Raises what `write_filmstrip` does; `UsageError` too for more than 10 minutes, and
    if ffmpeg is missing or fails.
    """
    suffix = target.suffix.lower()
    ffmpeg = _video_tool(target)
    default = VIDEO_FPS if ffmpeg else ANIMATION_FPS
    rate = default if fps is None else fps
    if not (0.1 <= rate <= 60 and 0.05 <= speed <= 1000):
        raise UsageError(
            "no film can be made like that",
            where=f"fps {rate:g}, speed {speed:g}",
            fix="fps from 0.1 to 60, speed from 0.05 to 1000",
        )
    tab = recording.chosen_tab(tab)
    scene = scene_of(_events(recording, tab), where=str(recording.path))
    course = course_of(scene, skip_inactive=skip_inactive)
    shots = shots_of(scene, course, fps=rate, speed=speed)
    views = [shot.view for shot in shots]
    size = picture_size(scene.size, width)
    kind: Kind = "jpeg" if ffmpeg else "png"

    def write() -> int:
        events = _events(recording, tab)
        with closing(
            drawn(events, views, size=size, kind=kind, on_picture=on_picture)
        ) as pictures:
            timed = zip(pictures, (shot.frames for shot in shots), strict=True)
            if ffmpeg:
                return film_ffmpeg.encode(timed, target, fps=rate, ffmpeg=ffmpeg)
            images = ((opened(image), count * 1000 / rate) for image, count in timed)
            return write_pieces(target, WRITERS[suffix](images))

    frames = sum(shot.frames for shot in shots)
    return Film(apart(write), len(shots), frames * 1000 / rate)


def picture(line: Timeline, at: float) -> bytes:
    """Return a PNG of a tab as it was `at` ms since 1970, in its viewport's size.

    Moves the timeline there. Raises `RecordingError` and `CaptureError` as
    `write_filmstrip` does.
    """
    events = [event for n in range(len(line)) if (event := line.event(n))]
    scene = scene_of(events, where="the recording")
    at = max(at, scene.from_at)
    mirror = line.seek(at)
    wide = int(mirror.width) or UNKNOWN_SIZE[0]
    high = int(mirror.height) or UNKNOWN_SIZE[1]
    view = View(at - scene.began_at)

    def draw() -> bytes:
        size = picture_size((wide, high), wide)
        with closing(drawn(events, [view], size=size)) as pictures:
            return next(pictures)

    return apart(draw)


def _video_tool(target: Path) -> str | None:
    """Return the ffmpeg for `target`, None if it needs none. Raises `UsageError`."""
    suffix = target.suffix.lower()
    if suffix in film_ffmpeg.CODECS:
        return film_ffmpeg.need_ffmpeg(target)
    if suffix not in WRITERS:
        raise UsageError(
            f"no kind of video ends in {suffix or 'nothing'}",
            where=f"-o {target}",
            fix=f"one of {', '.join([*film_ffmpeg.CODECS, *WRITERS])}",
        )
    _need_pillow(target, fix=PILLOW)
    return None


def _need_pillow(target: Path, *, fix: str) -> None:
    if find_spec("PIL") is None:
        raise UsageError(
            f"{target.suffix} needs the package pillow", where=f"-o {target}", fix=fix
        )


def _events(recording: Recording, tab: int) -> Iterator[Event]:
    return (event for _, event in recording.events(tab))


def _moments(
    recording: Recording,
    tab: int,
    scene: Scene,
    *,
    frames: int | None,
    every: float | None,
) -> list[Moment]:
    if frames is not None and not 1 <= frames <= MOST:
        raise UsageError(
            f"there can be 1 to {MOST} pictures", where=f"--frames {frames}"
        )
    if every is not None:
        return evenly(scene, every, frames or MOST)
    steps = Timeline(recording.lines(tab), unpack=recording.unpacked).steps
    return moments_of(scene, steps, recording.failures, frames or DEFAULT_MOST)
