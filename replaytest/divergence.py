"""Sessions compared, composed: store → mirror and signals → diff.

A side is a recording as `diff.sessions` wants it: its steps by what was done to what,
its requests and errors less what no two runs share, and its tabs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from replaytest.diff.learn import learn, pairs_of
from replaytest.diff.learned import NAME, Learned
from replaytest.diff.noise import Noise, without_origin
from replaytest.diff.places import page_of
from replaytest.diff.sides import Asked, Did, Erred, Side, TabSide, Visited
from replaytest.errors import UsageError
from replaytest.mirror.steps import Step
from replaytest.mirror.timeline import Timeline
from replaytest.signals.facts import Deed, ErrorSeen, Request, Session, TabFacts
from replaytest.signals.fingerprint import normal_message
from replaytest.store import crypt
from replaytest.store.folder import TESTS
from replaytest.store.read import Recording, read
from replaytest.summary.opening import session_of

# What a browser asks for by itself, and what it gives up when a page is left.
_UNASKED = "/favicon.ico"
_ABORTED = ("ERR_ABORTED", "NS_BINDING_ABORTED", "cancelled", "canceled")
# Asked for when the browser sees fit, or told of when they end.
_AT_LEISURE = frozenset(
    ("eventsource", "websocket", "ping", "beacon", "image", "media", "font")
)
_UNCHANGED = 304
# ms after which no answer is one.
_LONG = 2000.0


def side_of(path: Path, *, noise: Noise | None = None) -> Side:
    """Return the recording at `path` as one side of a comparison.

    Raises what `store.read.read` raises.
    """
    recording = read(path)
    return side(recording, session_of(recording), noise or Noise())


def side(recording: Recording, session: Session, noise: Noise) -> Side:
    """Return a recording, and its facts, as one side of a comparison."""
    places = {tab.number: place for place, tab in enumerate(session.tabs)}
    home = next((v.url for _, v in session.each("visits")), "")
    deeds = ((tab, deed) for tab, deed in session.each("deeds"))
    return Side(
        name=str(recording.path),
        started_at=session.started_at,
        until=session.ended_at,
        steps=tuple(
            sorted(
                (
                    _did(places[tab.number], deed, tab, home, noise)
                    for tab, deed in deeds
                ),
                key=lambda each: each.at,
            )
        ),
        visits=tuple(
            sorted(
                (
                    Visited(v.at, places[tab.number], _address(v.url, home, noise))
                    for tab, v in session.each("visits")
                ),
                key=lambda each: each.at,
            )
        ),
        requests=tuple(_requests(session, places, home, noise)),
        errors=tuple(
            sorted(
                (_erred(places[tab.number], e) for tab, e in session.each("errors")),
                key=lambda each: each.at,
            )
        ),
        tabs=tuple(
            TabSide(
                tab.number,
                Timeline(recording.lines(tab.number), unpack=recording.unpacked),
                tab.until,
            )
            for tab in session.tabs
        ),
    )


def _did(place: int, deed: Deed, tab: TabFacts, home: str, noise: Noise) -> Did:
    step = deed.step
    key: tuple[str, ...]
    if step.deed == "navigate":
        target = _address(step.detail, home, noise)
        key = "navigate", str(place), target
        return Did(_asked_at(step, tab), place, step.event, key, f"open {target}")
    raw = deed.element.text if deed.element else "nothing"
    target, _ = noise.applied("text", raw)
    text = (
        f"{step.deed} {step.detail} on {raw}" if step.detail else f"{step.deed} {raw}"
    )
    key = (step.deed, str(place), target, step.detail)
    return Did(step.at, place, step.event, key, text)


def _asked_at(step: Step, tab: TabFacts) -> float:
    """Return when a page was asked for: its event is of when it was there."""
    before = max(
        (d.step.at for d in tab.deeds if d.step.number < step.number), default=0
    )
    asked = [
        each.started_at
        for each in tab.requests
        if each.kind == "document"
        and each.is_main_frame
        and each.url == step.detail
        and before < each.started_at <= step.at
    ]
    return max(asked, default=step.at)


def _requests(
    session: Session, places: dict[int, int], home: str, noise: Noise
) -> Iterator[Asked]:
    for tab, each in session.each("requests"):
        if not each.url.endswith(_UNASKED):
            yield Asked(
                at=each.started_at,
                tab=places[tab.number],
                method=each.method,
                endpoint=_endpoint(each.url, home, noise),
                outcome=_outcome(each),
                at_leisure=each.kind in _AT_LEISURE,
            )


def _outcome(request: Request) -> str | None:
    if request.failure:
        given_up = any(sign in request.failure for sign in _ABORTED)
        return None if given_up else "failed"
    if request.status is None:
        return "not answered" if request.at - request.started_at > _LONG else None
    return "200" if request.status == _UNCHANGED else str(request.status)


def _erred(tab: int, error: ErrorSeen) -> Erred:
    said = "the console says" if error.kind == "console" else "the page throws"
    first = error.text if len(error.text) <= 160 else f"{error.text[:159]}…"
    key = f"{error.kind} {error.name} {normal_message(error.message)}"
    return Erred(error.at, tab, key, f"{said} {first}")


def _address(url: str, home: str, noise: Noise) -> str:
    """Return an address without the origin of the session, less noise."""
    told, _ = noise.applied("url", without_origin(url, home))
    return told or "/"


def _endpoint(url: str, home: str, noise: Noise) -> str:
    """Return what a request was for: path and the names of the query's parameters."""
    try:
        parts = urlsplit(url)
        names = sorted({name for name, _ in parse_qsl(parts.query)})
    except ValueError:
        return url
    plain = without_origin(url, home)
    origin = f"{parts.scheme}://{parts.netloc}" if plain == url and parts.netloc else ""
    return f"{origin}{page_of(url, noise)}" + (f"?{'&'.join(names)}" if names else "")


def noise_file(path: Path) -> Path:
    """Return where the learned noise of a recording is kept.

    In a store that is beside the attempts of its test, whose recordings all have it in
    common; elsewhere beside the recording.
    """
    parents = path.absolute().parents
    is_stored = len(parents) > 3 and parents[2].name == TESTS
    return (parents[1] if is_stored else parents[0]) / NAME


def learned_for(paths: Sequence[Path]) -> Learned:
    """Return what was learned for any of these recordings. Raises `RecordingError`."""
    files = dict.fromkeys(noise_file(path) for path in paths)
    return Learned(tuple(rule for file in files for rule in Learned.load(file).rules))


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned: `new` now, `learned` with what was known, kept in `file`."""

    file: Path
    new: Learned
    learned: Learned
    pairs: int


def learn_from(
    paths: Sequence[Path], *, noise: Noise | None = None, keep: bool = True
) -> Lesson:
    """Learn from recordings of runs of one build, of the same session each.

    What is learned is added to what lies beside the newest, and old rules go; `keep`
    false writes nothing. Raises `UsageError` for too few, or for encrypted ones, whose
    text would stay readable in it, and what reading and writing raise.
    """
    if len(paths) < 2:
        raise UsageError(
            "one recording has nothing to differ from",
            where=str(paths[0]) if paths else "",
            fix="record the same test again, on the same build",
        )
    if any(crypt.session_of(path) for path in paths):
        raise UsageError(
            "an encrypted recording would be readable in what is learned",
            where=str(paths[0]),
            fix="learn from recordings that are not encrypted",
        )
    noise = (noise or Noise()).with_learned(None)
    sides = sorted(
        (side_of(path, noise=noise) for path in paths), key=lambda each: each.started_at
    )
    new, pairs = learn(sides, noise=noise), len(pairs_of(sides))
    file = noise_file(Path(sides[-1].name))
    learned = Learned.load(file).merged(new, pairs=pairs, today=date.today())
    if keep and (learned or file.exists()):
        learned.save(file)
    return Lesson(file, new, learned, pairs)
