"""What a film needs to know of one tab: when it changed, what was done, its size.

Times are ms since 1970, ascending.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from replaytest.errors import RecordingError
from replaytest.model import Event
from replaytest.rrweb import EventType, Source

# What the viewer takes for a page of unknown size, and the largest it believes in.
UNKNOWN_SIZE = (1280, 720)
MOST_PIXELS = 20_000
MOVES = (Source.MOUSE_MOVE, Source.TOUCH_MOVE, Source.DRAG)
# What PostHog takes for a person's doing; mutations and the like are the page's.
ACTIVE = (
    *MOVES,
    Source.MOUSE_INTERACTION,
    Source.SCROLL,
    Source.VIEWPORT_RESIZE,
    Source.INPUT,
    Source.MEDIA_INTERACTION,
)
# Click, context menu, double click, start of a touch.
PRESSES = (2, 3, 4, 7)


@dataclass(slots=True)
class Scene:
    """One tab of a recording, as times.

    `began_at` is its first event, where the replay page's clock is 0; `from_at` its
    first full snapshot and `to_at` its last event. `changes` are the times at which
    the picture may become another one, `size` the viewport in pixels, the largest.
    """

    began_at: float
    from_at: float
    to_at: float
    size: tuple[int, int] = UNKNOWN_SIZE
    changes: list[float] = field(default_factory=list)
    active: list[float] = field(default_factory=list)
    presses: list[float] = field(default_factory=list)

    def pressed(self, at: float, within: float) -> bool:
        """Say whether the mouse was pressed in the `within` ms up to `at`."""
        place = bisect_right(self.presses, at)
        return place > 0 and at - self.presses[place - 1] < within

    def changes_until(self, at: float) -> int:
        """Return how many changes can be seen `at` that time: equal numbers look equal.

        The viewer shows what happened up to half a millisecond later.
        """
        return bisect_left(self.changes, at + 0.5)


def scene_of(events: Iterable[Event], *, where: str) -> Scene:
    """Read the events of a tab. Raises `RecordingError` if there is nothing to see."""
    stamps: list[float] = []
    snapshots: list[float] = []
    scene = Scene(0, 0, 0)
    sizes: list[tuple[int, int]] = []
    for event in events:
        at, data = event["timestamp"], event.get("data")
        stamps.append(at)
        if not isinstance(data, dict):
            continue
        if event["type"] == EventType.FULL_SNAPSHOT:
            snapshots.append(at)
        elif event["type"] == EventType.META:
            sizes += _size(data)
        elif event["type"] == EventType.INCREMENTAL_SNAPSHOT:
            _read_change(scene, sizes, at, data)
    if not snapshots:
        raise RecordingError(
            "this tab has no full snapshot: there is nothing to see",
            where=where,
            fix="another --tab, or replaytest events to see what there is",
        )
    scene.began_at, scene.from_at, scene.to_at = (
        min(stamps),
        min(snapshots),
        max(stamps),
    )
    scene.active += snapshots
    if sizes:
        scene.size = max(w for w, _ in sizes), max(h for _, h in sizes)
    # The viewer moves what is said to have happened before the page was there.
    scene.changes = sorted(max(at, scene.from_at) for at in scene.changes + snapshots)
    scene.active.sort()
    scene.presses.sort()
    return scene


def _read_change(
    scene: Scene, sizes: list[tuple[int, int]], at: float, data: dict[str, Any]
) -> None:
    source = data.get("source")
    if source in MOVES:
        scene.changes += _moved(at, data.get("positions"))
    else:
        scene.changes.append(at)
    if source in ACTIVE:
        scene.active.append(at)
    if source == Source.VIEWPORT_RESIZE:
        sizes += _size(data)
    if source == Source.MOUSE_INTERACTION and data.get("type") in PRESSES:
        scene.presses.append(at)


def _moved(at: float, positions: Any) -> Iterator[float]:
    """Yield when the pointer moved: a bundle of moves is sent at the end of them."""
    for position in positions if isinstance(positions, list) else ():
        offset = position.get("timeOffset") if isinstance(position, dict) else None
        yield at + min(0, offset) if isinstance(offset, int | float) else at


def _size(data: dict[str, Any]) -> Iterator[tuple[int, int]]:
    width, height = data.get("width"), data.get("height")
    if all(isinstance(side, int | float) and side >= 1 for side in (width, height)):
        yield min(int(width), MOST_PIXELS), min(int(height), MOST_PIXELS)  # type: ignore[arg-type]


def picture_size(recorded: tuple[int, int], width: int | None) -> tuple[int, int]:
    """Return the pixels of a picture: as recorded, no wider than `width` or 1280.

    Both are even, which the usual video codecs insist on.
    """
    wide, high = recorded
    scale = min(1, (width or 1280) / wide, 4096 / high)
    return _even(wide * scale), _even(high * scale)


def _even(pixels: float) -> int:
    return max(16, round(pixels / 2) * 2)
