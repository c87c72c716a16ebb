"""The replay of a failed test as one HTML file that needs nothing else.

It opens from file:// without a network. What the recording says never runs: events
lie in it as compressed data, the page's policy lets exactly one script run, ours,
and that rebuilds the recorded page inside a frame without scripts. The file appears
complete under its name, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
import zstandard

from replaytest.model import Event, Failure, Gap, Tab, Test
from replaytest.report import encode, page

# The frame in which the recorded page is rebuilt is an about:blank of ours and inherits
# the policy; it may not load, navigate or submit either.
ALLOWED = ("img-src data: blob:", "font-src data:", "media-src data: blob:")
NO_SCRIPT = b"<noscript>This replay needs JavaScript to play.</noscript>\n"
# fzstd reads windows up to 32 MB; what level 10 makes is far below.
LEVEL = 10
CHUNK = 1 << 16
# Bytes, compressed, that a page may grow by for a second attempt to be looked at.
MOST_OF_PASS = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class SignalMark:
    """What a signal says, and when (ms since 1970) in which tab."""

    at: float
    tab: int
    kind: str
    severity: str
    text: str


@dataclass(frozen=True, slots=True)
class StepMark:
    """When (ms since 1970) the step of this number was done in a tab."""

    number: int
    at: float
    tab: int


@dataclass(frozen=True, slots=True)
class ReplaySession:
    """One recording of the test: what one browser context did."""

    session: str
    label: str
    tabs: tuple[Tab, ...]
    gaps: tuple[Gap, ...]
    problems: tuple[str, ...]
    events: Iterable[tuple[int, Event]]
    signals: tuple[SignalMark, ...] = ()
    steps: tuple[StepMark, ...] = ()


@dataclass(frozen=True, slots=True)
class DifferenceMark:
    """What is not as it was in the last pass; see `against.model.Difference`.

    `page` is the place of its pages in those of the `ReplayPass`, None for none, and
    `changes` are the places of what it tells in their difference.
    """

    kind: str
    text: str
    after: str
    failed_at: float
    passed_at: float
    before: str | None
    now: str | None
    session: int
    tab: int
    page: int | None = None
    changes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PagesMark:
    """A tab of the pass and one of the failure, each (session, tab), at two moments.

    `difference` is what `against.data.page_data` returns: that of `replaytest diff`.
    """

    passed_at: float
    failed_at: float
    passed_tab: tuple[int, int]
    failed_tab: tuple[int, int]
    difference: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReplayPass:
    """What is shown beside the failure: the last attempt that passed.

    Of a run it is what was re-driven; `name` is what it is called. `times` pairs
    moments that are the same: ms since 1970 in the pass, in the failure. `pages` are
    those that differ, by time.
    """

    started_at: float
    sessions: tuple[ReplaySession, ...]
    differences: tuple[DifferenceMark, ...]
    times: tuple[tuple[float, float], ...]
    pages: tuple[PagesMark, ...] = ()
    name: str = "last pass"


@dataclass(frozen=True, slots=True)
class RunMark:
    """What became of a re-drive: told where the failure of a test is.

    `title` says what decided it, seen `at` (ms since 1970, None for no moment) where
    `after` says;
    `expected` and `received` are texts that differ, None for none. `nearest` are the
    elements most like one that is not there. `facts` are names and values; a value may
    have lines.
    """

    verdict: str
    title: str
    at: float | None
    after: str = ""
    expected: str | None = None
    received: str | None = None
    nearest: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def write_replay(
    path: Path,
    *,
    title: str,
    test: Test | None,
    outcome: str | None,
    failures: Sequence[Failure],
    sessions: Sequence[ReplaySession],
    details: Mapping[str, str],
    passed: ReplayPass | None = None,
    run: RunMark | None = None,
) -> int:
    """Write the replay to `path`, replacing what is there; return its bytes.

    Raises:
        BundleMissing: the viewer's JavaScript is not in this installation.
        StoreNotWritable: `path` cannot be written.
    """
    pieces = replay_page(
        title=title,
        test=test,
        outcome=outcome,
        failures=failures,
        sessions=sessions,
        details=details,
        passed=passed,
        run=run,
    )
    return page.write(path, pieces)


def replay_page(
    *,
    title: str,
    test: Test | None,
    outcome: str | None,
    failures: Sequence[Failure],
    sessions: Sequence[ReplaySession],
    details: Mapping[str, str],
    passed: ReplayPass | None = None,
    run: RunMark | None = None,
) -> Iterator[bytes]:
    """Return the replay piece by piece. Raises `BundleMissing` before the first one."""
    code, css = page.bundle("viewer")
    about = {
        "title": title,
        "test": asdict(test) if test else None,
        "outcome": outcome,
        "failures": [asdict(failure) for failure in failures],
        "details": dict(details),
        "sessions": [_about(session) for session in sessions],
        "run": asdict(run) if run else None,
    }
    packed: list[bytes] = []
    if passed is not None:
        packed = _packed_within(passed.sessions, MOST_OF_PASS)
        about["passed"] = _about_pass(passed, shown=bool(packed))
    return _page(title, about, sessions, packed, (code, css))


def _about_pass(passed: ReplayPass, *, shown: bool) -> dict[str, Any]:
    return {
        "name": passed.name,
        "started_at": passed.started_at,
        "sessions": [_about(session) for session in passed.sessions] if shown else [],
        "differences": [asdict(mark) for mark in passed.differences],
        "times": [list(pair) for pair in passed.times],
        "pages": [asdict(mark) for mark in passed.pages],
    }


def _packed_within(sessions: Sequence[ReplaySession], most: int) -> list[bytes]:
    """Return the compressed events of each session, [] if they are too many."""
    found: list[bytes] = []
    left = most
    for session in sessions:
        pieces = []
        for piece in _compressed(session.events):
            left -= len(piece)
            if left < 0:
                return []
            pieces.append(piece)
        found.append(b"".join(pieces))
    return found


def _about(session: ReplaySession) -> dict[str, Any]:
    return {
        "session": session.session,
        "label": session.label,
        "tabs": [asdict(tab) for tab in session.tabs],
        "gaps": [asdict(gap) for gap in session.gaps],
        "problems": list(session.problems),
        "signals": [asdict(mark) for mark in session.signals],
        "steps": [asdict(mark) for mark in session.steps],
    }


def _page(
    title: str,
    about: dict[str, Any],
    sessions: Sequence[ReplaySession],
    packed_pass: Sequence[bytes],
    bundle: tuple[str, str],
) -> Iterator[bytes]:
    code, css = bundle
    yield page.head(title, code, css, ALLOWED).encode()
    yield NO_SCRIPT
    yield b'<script type="application/json" id="about">'
    yield encode.json_for_script(about).encode()
    yield b"</script>\n"
    for session in sessions:
        yield b'<script type="text/plain" class="events">'
        yield from encode.base64_of(_compressed(session.events))
        yield b"</script>\n"
    for packed in packed_pass:
        yield b'<script type="text/plain" class="events-of-pass">'
        yield from encode.base64_of(iter([packed]))
        yield b"</script>\n"
    # Last, so that all data is there when it runs.
    yield f"<script>{code}</script>\n</body>\n</html>\n".encode()


def _compressed(events: Iterable[tuple[int, Event]]) -> Iterator[bytes]:
    packer = zstandard.ZstdCompressor(level=LEVEL).compressobj()
    for tab, event in events:
        if packed := packer.compress(_line(tab, event)):
            yield packed
    yield packer.flush()


def _line(tab: int, event: Event) -> bytes:
    try:
        return orjson.dumps([tab, event], option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # orjson writes 254 levels, which is a page of some 120 nested elements.
        return encode.deep_json([tab, event]).encode() + b"\n"
