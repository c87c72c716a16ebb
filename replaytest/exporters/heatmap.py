"""Heatmaps: where people clicked on a page, or how far down they saw it, as a PNG.

    heatmap_page.py    which page            heatmap_ground.py  the page, drawn
    heatmap_visits.py  all recordings        heatmap_color.py   clicks → heat
    heatmap_walk.py    what one tab tells    heatmap_draw.py    → PNG
    heatmap_taps.py    touches

As in PostHog (its IframedToolbarBrowser/utils.ts: `viewportAccuracy: 0.9`), visits
count whose viewport was at most 10 % narrower or wider than the one that is drawn. From
left to right their places are scaled to it, from top to bottom they are pixels: a page
that is a little wider is rarely longer. Where a click on something that stays in its
place while the page is scrolled (`position: fixed`) was, no recording tells: it is put
on what it covered then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from replaytest.errors import RecordingError, UsageError
from replaytest.exporters.files import check_target, write_pieces
from replaytest.exporters.heatmap_draw import (
    MARKS,
    NAMES,
    Heading,
    clicks_picture,
    scroll_picture,
)
from replaytest.exporters.heatmap_ground import ground_of
from replaytest.exporters.heatmap_page import not_visited, page_of, wanted_page
from replaytest.exporters.heatmap_visits import Seen, look_at
from replaytest.exporters.heatmap_walk import Stay
from replaytest.signals.thresholds import Thresholds
from replaytest.store.read import Recording

Show = Literal["clicks", "scroll"]
TITLES = {"clicks": "Clicks on", "scroll": "How much was seen of"}
# How much narrower or wider than what is drawn a viewport may be.
TOLERANCE = 0.1
# Marks that are closer would cover each other, and the heat.
MARK_CELL = 24


@dataclass(slots=True)
class Heatmap:
    """What was found and drawn. Places are pixels of the drawn page, from its top left.

    `width` and `height` are of the page, not of the file, in which a heading is above
    it. `clicks` are (x, y, how many), `scroll` is (pixel, visits that saw the page down
    to it). `troubles` counts clicks by "rage" and "dead". Left out were `other_widths`,
    visits at other viewports, `framed`, clicks in frames, and `outside`, clicks beyond
    the page as it is drawn.
    """

    page: str
    width: int
    height: int = 0
    sessions: int = 0
    visits: int = 0
    clicks: list[tuple[int, int, int]] = field(default_factory=list)
    scroll: list[tuple[int, int]] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)
    other_widths: int = 0
    framed: int = 0
    outside: int = 0
    is_whole: bool = True

    @property
    def click_count(self) -> int:
        """How many clicks there are on the page."""
        return sum(count for _, _, count in self.clicks)


def write_heatmap(
    recordings: Iterable[Recording],
    target: Path,
    *,
    page: str,
    show: Show = "clicks",
    width: int | None = None,
    limits: Thresholds | None = None,
    on_recording: Callable[[], object] | None = None,
) -> Heatmap:
    """Write a PNG of a page with its clicks, or with how far it was seen.

    `page` is a URL or a path, see `wanted_page`. Visits at viewports about `width` CSS
    pixels wide count, by default at the most common one. `on_recording` is called after
    each is read.

    Raises:
        RecordingError: no session visited the page, or it cannot be rebuilt.
        UsageError: an argument or `target` cannot be, or Pillow is missing.
        StoreNotWritable: `target` cannot be written.
        CaptureError: there is no browser, or it stopped.
    """
    _check(target)
    seen, paths, wanted = Seen(), [], wanted_page(page)
    for recording in recordings:
        paths.append(recording.path)
        look_at(recording, wanted, limits or Thresholds(), seen)
        if on_recording is not None:
            on_recording()
    check_target(target, paths, suffix=".png")
    if not seen.stays:
        raise not_visited(page, seen.pages)
    stays, ground = chosen(seen.stays, width)
    named = page if "*" in page else ground.url
    made = Heatmap(page_of(named), ground.width, framed=seen.framed)
    made.visits = len({stay.visit for stay in stays})
    made.sessions = len({stay.recording.path for stay in stays})
    made.other_widths = len({stay.visit for stay in seen.stays}) - made.visits
    picture, made.is_whole = ground_of(ground)
    made.height = picture.height
    marks = _count(made, stays)
    heading = Heading(f"{TITLES[show]} {named}", _told(made, show))
    if show == "clicks":
        drawn = clicks_picture(picture, made.clicks, marks, heading)
    else:
        drawn = scroll_picture(picture, made.scroll, made.visits, heading)
    write_pieces(target, [drawn])
    return made


def chosen(stays: Sequence[Stay], width: int | None) -> tuple[list[Stay], Stay]:
    """Return the stays at viewports like each other, and the one to draw the page of.

    It is the last one at the most common viewport. Raises `RecordingError` if none is
    about `width` pixels wide.
    """
    if width is not None:
        stays = [stay for stay in stays if _is_near(stay.width, width)] or _none(
            stays, width
        )
    widths = Counter(stay.width for stay in stays)
    common = width_of(widths)
    if width is None:
        stays = [stay for stay in stays if _is_near(stay.width, common)]
    alike = [stay for stay in stays if stay.width == common]
    heights = Counter(stay.height for stay in alike)
    high = width_of(heights)
    last = max(
        (stay for stay in alike if stay.height == high), key=lambda stay: stay.until
    )
    return list(stays), last


def width_of(counts: Counter[int]) -> int:
    """Return the most common size, of several the largest."""
    return max(counts, key=lambda size: (counts[size], size))


def _is_near(width: int, wanted: int) -> bool:
    return abs(width - wanted) <= TOLERANCE * wanted


def _none(stays: Sequence[Stay], width: int) -> list[Stay]:
    widths = Counter(stay.width for stay in stays).most_common(10)
    raise RecordingError(
        f"no visit of this page was at a viewport about {width} pixels wide",
        where=f"--width {width}",
        fix=f"widths there are: {', '.join(str(each) for each, _ in widths)}",
    )


def _check(target: Path) -> None:
    if target.suffix.lower() != ".png":
        raise UsageError("a heatmap is a PNG", where=f"-o {target}", fix="-o FILE.png")
    if find_spec("PIL") is None:
        raise UsageError(
            "a heatmap needs the package pillow",
            where=f"-o {target}",
            fix="pip install 'replaytest[film]'",
        )


def _count(made: Heatmap, stays: Sequence[Stay]) -> list[tuple[int, int, str]]:
    """Put clicks and depths into `made`; return the marks of clicks in trouble."""
    clicks: Counter[tuple[int, int]] = Counter()
    marks: dict[tuple[int, int, str], tuple[int, int, str]] = {}
    for stay in stays:
        for point in stay.points:
            x, y = round(point.x * made.width / stay.width), round(point.y)
            if not (0 <= x <= made.width and 0 <= y < made.height):
                made.outside += 1
                continue
            clicks[min(x, made.width - 1), y] += 1
            if point.trouble:
                made.troubles[point.trouble] += 1
                cell = (x // MARK_CELL, y // MARK_CELL, point.trouble)
                marks.setdefault(cell, (x, y, point.trouble))
    made.clicks = sorted((x, y, count) for (x, y), count in clicks.items())
    made.scroll = _depths(stays, made.height)
    # Rage says more than dead, and is drawn over it.
    return sorted(marks.values(), key=lambda mark: list(MARKS)[::-1].index(mark[2]))


def _depths(stays: Sequence[Stay], height: int) -> list[tuple[int, int]]:
    deepest: dict[Any, int] = {}
    for stay in stays:
        depth = min(round(stay.depth), height)
        deepest[stay.visit] = max(deepest.get(stay.visit, 0), depth)
    ended = Counter(deepest.values())
    found, left = [], len(deepest)
    for depth in sorted(ended):
        found.append((depth, left))
        left -= ended[depth]
    return found


def _told(made: Heatmap, show: Show) -> tuple[str, ...]:
    counts = [
        f"{many(made.visits, 'visit')} in {many(made.sessions, 'session')}",
        *([many(made.click_count, "click")] if show == "clicks" else []),
    ]
    if show == "clicks":
        troubles = ((made.troubles[kind], name) for kind, name in NAMES.items())
        counts += [many(count, name) for count, name in troubles if count]
    first = f"viewport {made.width} px wide, others up to 10 % off scaled to it"
    return ", ".join(counts), "; ".join([first, *left_out(made)])


def left_out(made: Heatmap) -> list[str]:
    """Return what is not in the picture, each in a few words."""
    reasons = (
        (made.other_widths, "visit", "at other widths"),
        (made.framed, "click", "in frames"),
        (made.outside, "click", "outside of the page as it is drawn"),
    )
    found = [
        f"{many(count, what)} {where} left out"
        for count, what, where in reasons
        if count
    ]
    return found if made.is_whole else [*found, f"cut at {made.height} px"]


def many(count: int, what: str) -> str:
    """Return a number of things in words."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
