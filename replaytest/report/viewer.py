"""The replay of a failed test as one HTML file that needs nothing else.

It opens from file:// without a network. What the recording says never runs: events
lie in it as compressed data, the page's policy lets exactly one script run, ours,
and that rebuilds the recorded page inside a frame without scripts. The file appears
complete under its name, or not at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
import zstandard

from replaytest.errors import BundleMissing, StoreNotWritable
from replaytest.model import Event, Failure, Gap, Tab, Test
from replaytest.report import encode

STATIC = Path(__file__).parents[1] / "static"
# fzstd reads windows up to 32 MB; what level 10 makes is far below.
LEVEL = 10
CHUNK = 1 << 16


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


def write_replay(
    path: Path,
    *,
    title: str,
    test: Test | None,
    outcome: str | None,
    failures: Sequence[Failure],
    sessions: Sequence[ReplaySession],
    details: Mapping[str, str],
) -> int:
    """Write the replay to `path`, replacing what is there; return its bytes.

    Raises:
        BundleMissing: the viewer's JavaScript is not in this installation.
        StoreNotWritable: `path` cannot be written.
    """
    page = replay_page(
        title=title,
        test=test,
        outcome=outcome,
        failures=failures,
        sessions=sessions,
        details=details,
    )
    return _write(path, page)


def replay_page(
    *,
    title: str,
    test: Test | None,
    outcome: str | None,
    failures: Sequence[Failure],
    sessions: Sequence[ReplaySession],
    details: Mapping[str, str],
) -> Iterator[bytes]:
    """Return the replay piece by piece. Raises `BundleMissing` before the first one."""
    code, css = _bundle()
    about = {
        "title": title,
        "test": asdict(test) if test else None,
        "outcome": outcome,
        "failures": [asdict(failure) for failure in failures],
        "details": dict(details),
        "sessions": [_about(session) for session in sessions],
    }
    return _page(title, about, sessions, code, css)


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
    code: str,
    css: str,
) -> Iterator[bytes]:
    yield _head(title, code, css).encode()
    yield b'<script type="application/json" id="about">'
    yield encode.json_for_script(about).encode()
    yield b"</script>\n"
    for session in sessions:
        yield b'<script type="text/plain" class="events">'
        yield from encode.base64_of(_compressed(session.events))
        yield b"</script>\n"
    # Last, so that all data is there when it runs.
    yield f"<script>{code}</script>\n</body>\n</html>\n".encode()


def _head(title: str, code: str, css: str) -> str:
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_policy(code)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{encode.text_for_html(title)}</title>
<style>{css}</style>
</head>
<body>
<noscript>This replay needs JavaScript to play.</noscript>
"""


def _policy(code: str) -> str:
    # The frame in which the recorded page is rebuilt is an about:blank of ours and
    # inherits this; it may not load, navigate or submit either.
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {encode.csp_hash(code)}",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "font-src data:",
            "media-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


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


def _bundle() -> tuple[str, str]:
    try:
        code = (STATIC / "viewer.js").read_text("utf-8")
        css = (STATIC / "viewer.css").read_text("utf-8")
    except FileNotFoundError as error:
        raise BundleMissing(
            "the viewer's JavaScript is not in this installation",
            where=str(error.filename),
            fix="reinstall replaytest, or in a checkout run "
            "`python replaytest/web/build_hook.py`",
        ) from error
    # Outer white space is kept by no editor and would change the policy's hash.
    return encode.code_for_script(code.strip()), encode.css_for_style(css.strip())


def _write(path: Path, pieces: Iterator[bytes]) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _not_writable(path, error) from error
    try:
        with os.fdopen(number, "wb") as file:
            for piece in pieces:
                file.write(piece)
            written = file.tell()
        # mkstemp's files are for their owner only; this one is made to be passed on.
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except OSError as error:
        raise _not_writable(path, error) from error
    finally:
        with suppress(OSError):
            Path(name).unlink()
    return written


def _umask() -> int:
    # It can only be read by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _not_writable(path: Path, error: OSError) -> StoreNotWritable:
    return StoreNotWritable(
        f"the replay could not be written: {error.strerror or error}",
        where=str(path),
        fix="choose a folder that can be written and has room",
    )
