"""Pixels as a second opinion, composed: mirrors → browser → diff."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from replaytest.browser.stills import Sketch, stills
from replaytest.diff.noise import Noise
from replaytest.diff.pixels_opinion import Opinion, Shown, noisy_texts, opinion
from replaytest.diff.pixels_picture import side_by_side
from replaytest.errors import UsageError
from replaytest.mirror.html import html
from replaytest.mirror.mirror import Mirror


@dataclass(frozen=True, slots=True)
class Look:
    """Two pages as one browser has drawn them, and what differs in that."""

    before: Shown
    after: Shown
    opinion: Opinion

    def picture(self) -> bytes:
        """Return a PNG of both side by side, with what differs marked."""
        return side_by_side(self.before, self.after, self.opinion)


def look(a: Mirror, b: Mirror, *, same_dom: bool, noise: Noise | None = None) -> Look:
    """Draw two recorded pages in a browser and compare how they look.

    `same_dom` is whether `compare` found nothing. Raises what `stills` raises, and
    `UsageError` if Pillow is missing.
    """
    if find_spec("PIL") is None:
        raise UsageError(
            "comparing pixels needs the package pillow",
            where="--pixels",
            fix="pip install 'replaytest[film]'",
        )
    noise = noise or Noise()
    drawn = stills([_sketch(each, noise) for each in (a, b)])
    before, after = (
        Shown(mirror, still.picture, still.boxes, still.inner, still.texts)
        for mirror, still in zip((a, b), drawn, strict=True)
    )
    return Look(before, after, opinion(before, after, same_dom=same_dom))


def _sketch(mirror: Mirror, noise: Noise) -> Sketch:
    return Sketch(
        html(mirror, ids=True),
        mirror.width,
        mirror.height,
        dict(mirror.scrolls),
        noisy_texts(mirror, noise),
    )
