"""The course of a film: which moment of the recording each of its frames shows.

Stretches in which nobody did anything are shortened, and still played through: what
the page did by itself is seen, fast.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from replaytest.browser.frames import View
from replaytest.errors import UsageError
from replaytest.exporters.film_scene import Scene

# PostHog's player skips what is inactive for longer than this.
INACTIVE_MS = 5000
SHORTENED_MS = 1000
# The end is held for that long, to be looked at.
HELD_MS = 1000
# How long a press is seen.
PRESS_MS = 300
MOST_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Shot:
    """A view, and for how many frames it is shown."""

    view: View
    frames: int


@dataclass(frozen=True, slots=True)
class Course:
    """A film's time against the recording's: corners of a line that never falls.

    `film` counts ms from 0, `recorded` ms since 1970.
    """

    film: Sequence[float]
    recorded: Sequence[float]

    @property
    def length(self) -> float:
        """How many ms the film takes at normal speed."""
        return self.film[-1]

    def recorded_at(self, film: float) -> float:
        """Return the moment of the recording that is shown `film` ms into the film."""
        if film >= self.length:
            return self.recorded[-1]
        place = bisect_right(self.film, film)
        before, after = self.film[place - 1], self.film[place]
        start, end = self.recorded[place - 1], self.recorded[place]
        return start + (end - start) * (film - before) / (after - before)


def course_of(scene: Scene, *, skip_inactive: bool) -> Course:
    """Return the course from the first full snapshot to the last event."""
    film, recorded = [0.0], [scene.from_at]
    stops = [at for at in scene.active if scene.from_at < at < scene.to_at]
    for at in [*stops, scene.to_at]:
        span = at - recorded[-1]
        if span <= 0:
            continue
        short = skip_inactive and span > INACTIVE_MS
        film.append(film[-1] + (SHORTENED_MS if short else span))
        recorded.append(at)
    return Course(film, recorded)


def shots_of(scene: Scene, course: Course, *, fps: float, speed: float) -> list[Shot]:
    """Return the film as shots; frames in a row that look equal are one.

    Raises `UsageError` if it would be longer than `MOST_MINUTES`.
    """
    length = course.length / speed + HELD_MS
    most = MOST_MINUTES * 60_000
    if length > most:
        needed = math.ceil(course.length / (most - HELD_MS))
        raise UsageError(
            f"the film would be {length / 60_000:.0f} minutes long, "
            f"and {MOST_MINUTES} is the most",
            where=f"--speed {speed:g}",
            fix=f"--speed {needed}, or export it to html",
        )
    shots: list[Shot] = []
    last = None
    frames = max(1, round(length * fps / 1000))
    for number in range(frames):
        film = number * 1000 / fps * speed
        if number == frames - 1:
            film = max(film, course.length)  # the end is shown, however far apart
        at = course.recorded_at(film)
        # Time goes on while the end is held.
        now = at + max(0, film - course.length)
        look = (scene.changes_until(at), scene.pressed(now, PRESS_MS * speed))
        if look == last:
            shots[-1] = Shot(shots[-1].view, shots[-1].frames + 1)
        else:
            shots.append(Shot(View(at - scene.began_at, look[1]), 1))
        last = look
    return shots
