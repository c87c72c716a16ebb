"""A page compared with its baseline until both are equal, or time is up.

A baseline that is not there is written, and told as a failure, as Playwright does: a
test whose first run passes would pass with anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from replaytest.baseline.files import load, save
from replaytest.baseline.live import LivePage
from replaytest.baseline.parse import parsed, reading
from replaytest.baseline.write import written
from replaytest.browser import instrument
from replaytest.diff.compare import compare
from replaytest.diff.model import Difference
from replaytest.diff.noise import Noise
from replaytest.diff.words import lines
from replaytest.errors import CaptureError, RecordingError
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets

Verdict = Literal["equal", "written", "renewed", "missing", "different"]
# What Playwright's assertions wait for, in ms.
TIMEOUT_MS = 5_000
_POLL_S = 0.1
# A page that says nothing new for so long is written down.
_QUIET_S = 0.3
# Lines of a difference in a failure's message.
MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What an assertion is about.

    `path` is where the baseline lies, `actual` where what the page is instead is
    written. `update`: an unequal baseline is renewed. `timeout` is in ms.
    """

    name: str
    path: Path
    actual: Path
    update: bool = False
    timeout: float = TIMEOUT_MS
    noise: Noise = field(default_factory=Noise)
    rules: Rules = field(default_factory=Rules)
    secrets: Secrets = field(default_factory=Secrets)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; `fails` if the test is to fail, with `message`."""

    verdict: Verdict
    message: str = ""

    @property
    def fails(self) -> bool:
        """Whether it is no success."""
        return self.verdict in ("missing", "different")


def checked(page: Any, asked: Asked) -> Outcome | Coroutine[Any, Any, Outcome]:
    """Do what `check` does; of an async page return what is to be awaited."""
    if not instrument.is_sync(page):
        return check(page, asked)
    outcome = instrument.run(page, lambda: check(page, asked))
    assert outcome is not None  # its loop is that of Playwright's dispatcher
    return outcome


async def check(page: Any, asked: Asked) -> Outcome:
    """Compare a page, Playwright's implementation object, with its baseline.

    To be run on the event loop of the page. Writes the baseline if there is none or it
    is to be renewed, and what the page is instead if it differs.

    Raises:
        CaptureError: the page told nothing of itself in time.
        RecordingDamaged, RecordingTooNew: the baseline is no such file.
        StoreNotWritable: something could not be written.
    """
    text = load(asked.path)
    live = LivePage(page, asked.rules, asked.secrets)
    try:
        await live.attach()
        if text is None or asked.update:
            return await _renewed(live, asked, text)
        return await _compared(live, asked, text)
    finally:
        live.release()


async def _compared(live: LivePage, asked: Asked, text: str) -> Outcome:
    noise = reading(asked.noise)
    stored = parsed(text, asked.noise, where=str(asked.path))
    deadline = _now() + asked.timeout / 1000
    seen, found = -1, Difference((), ())
    while True:
        await live.read()
        if live.mirror.document is not None and live.events != seen:
            seen = live.events
            found = compare(stored, live.mirror, noise=noise)
            if not found:
                return Outcome("equal")
        if live.closed or live.opted_out or _now() >= deadline:
            break
        await asyncio.sleep(min(_POLL_S, max(0.0, deadline - _now())))
    _need_page(live, asked)
    save(asked.actual, written(live.mirror, asked.noise))
    return Outcome("different", _differs(found, asked))


async def _renewed(live: LivePage, asked: Asked, text: str | None) -> Outcome:
    """Write the page down once it rests, unless that would change nothing."""
    deadline = _now() + asked.timeout / 1000
    seen, since = -1, _now()
    while not live.closed and not live.opted_out and _now() < deadline:
        await live.read()
        if live.events != seen:
            seen, since = live.events, _now()
        elif live.mirror.document is not None and _now() - since >= _QUIET_S:
            break
        await asyncio.sleep(_POLL_S)
    _need_page(live, asked)
    if text is not None and _is_equal(live, asked, text):
        return Outcome("equal")
    save(asked.path, written(live.mirror, asked.noise))
    if asked.update:
        return Outcome("written" if text is None else "renewed")
    return Outcome(
        "missing",
        f"there was no baseline {asked.name!r} of this page; it is written now\n"
        f"baseline: {asked.path}\n"
        "hint: look at it, and commit it; the next run compares with it",
    )


def _is_equal(live: LivePage, asked: Asked, text: str) -> bool:
    try:
        stored = parsed(text, asked.noise, where=str(asked.path))
    except RecordingError:
        return False  # it is renewed, whatever is wrong with it
    return not compare(stored, live.mirror, noise=reading(asked.noise))


def _differs(found: Difference, asked: Asked) -> str:
    told = "\n".join(f"  {line}" for line in lines(found, most=MOST_LINES))
    return (
        f"the page differs from its baseline {asked.name!r}, after "
        f"{asked.timeout / 1000:g} s\n{told}\n"
        f"baseline: {asked.path}\nactual:   {asked.actual}\n"
        "hint: pytest --update-snapshots, if this is how it should be"
    )


def _need_page(live: LivePage, asked: Asked) -> None:
    if live.mirror.document is not None:
        return
    why = "it was not told in time"
    if live.closed:
        why = "the page is closed"
    elif live.opted_out:
        why = "the page opted out of recording"
    raise CaptureError(
        f"there is no DOM to compare: {why}",
        where=f"assert_dom {asked.name!r}",
        fix="open the page first, at an address that [tool.replaytest.mask] records, "
        "at a level below 4",
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
