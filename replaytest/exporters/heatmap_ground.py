"""What a heatmap lies on: the page as the last visit at its viewport left it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from replaytest.browser.whole_page import WholePage, whole_page
from replaytest.errors import RecordingError
from replaytest.exporters.film_draw import apart, bare_page
from replaytest.exporters.heatmap_walk import Stay
from replaytest.mirror.timeline import Timeline
from replaytest.model import Event

if TYPE_CHECKING:
    from PIL.Image import Image

# Beyond, a PNG is hard to open; 1280 pixels wide it takes 60 MB in memory.
MOST_HIGH = 16_000
# A window that is larger makes Chromium slow, and no viewport is.
MOST_WIDE = 4096


def ground_of(stay: Stay) -> tuple[Image, bool]:
    """Return the whole page at the end of a stay, and whether that is all of it.

    One pixel is one CSS pixel. Raises `RecordingError` if it cannot be rebuilt, and
    `CaptureError`: there is no browser, or it stopped.
    """
    events = list(_events(stay))
    if not events:
        raise RecordingError(
            "the page cannot be rebuilt: its full snapshot is missing",
            where=str(stay.recording.path),
            fix="replaytest audit, or name other recordings",
        )
    began = min(event["timestamp"] for event in events)
    page = bare_page(events)
    size = min(stay.width, MOST_WIDE), min(stay.height, MOST_WIDE)
    found = apart(
        lambda: whole_page(
            page, stay.until - began, width=size[0], height=size[1], most=MOST_HIGH
        )
    )
    return _joined(found, stay), found.height <= MOST_HIGH


def _events(stay: Stay) -> Iterator[Event]:
    """Yield what rebuilds the page, from its Meta on, and nothing that came later."""
    recording = stay.recording
    line = Timeline(recording.lines(stay.tab), unpack=recording.unpacked)
    for number in range(stay.first, min(stay.last + 1, len(line))):
        event = line.event(number)
        if event:
            yield event


def _joined(page: WholePage, stay: Stay) -> Image:
    from PIL import Image

    whole = Image.new("RGB", (stay.width, min(page.height, MOST_HIGH)), "white")
    for tile in page.tiles:
        picture = Image.open(io.BytesIO(tile.picture)).convert("RGB")
        if picture.width != stay.width:
            high = round(picture.height * stay.width / picture.width)
            picture = picture.resize((stay.width, high))
        whole.paste(picture, (0, round(tile.top)))
    return whole
