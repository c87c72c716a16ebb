"""Where in a recorded conversation a page is, by what it says now. Pure.

Beats, by which two sides tell each other that they are there, are no part of it: there
are more of them the longer a run takes, and a page that gets none hangs up. They go on
by a clock of their own. What else a page says is looked for among what it said next; it
may be one of that with another value (alike.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from replaytest.redrive.stubs.alike import SAME, Alike, Data, saying_of

# What was said: ms since the first, whether by the page, what.
Said = tuple[float, bool, Data]

# Socket.IO tells its protocol in the address: engine.io/engine-protocol, packet types.
_ENGINE = re.compile(r"[?&]EIO=(\d)")
_PING, _PONG = "2", "3"
# graphql-ws, Action Cable, Phoenix, Centrifugo and what people write; SignalR.
_WORD = r"(ping|pong|heart[-_]?beat|keep[-_]?alive|ka)"
_BEAT = re.compile(
    rf"{_WORD}|.*\"(type|t|event|op|kind|action|method|cmd|command)\"\s*:\s*\"{_WORD}\""
    rf".*|.*\"phoenix\"\s*,\s*\"{_WORD}\".*",
    re.IGNORECASE | re.DOTALL,
)
_SIGNAL_R = '{"type":6}\x1e'
_LONGEST_BEAT = 100
_AHEAD, _MOST_AHEAD = 8, 200
_DRAWN = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|1\d{12}(\.\d+)?|0\.\d{9,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Beat:
    """What a server says `every` so many ms; None: as an answer to the page's."""

    data: str
    every: float | None


def is_beat(data: Data, url: str) -> bool:
    """Say whether a message only says that somebody is there."""
    if not isinstance(data, str) or len(data) > _LONGEST_BEAT:
        return False
    if _ENGINE.search(url):
        return data in (_PING, _PONG)
    return data == _SIGNAL_R or bool(_BEAT.fullmatch(data))


def beat_of(said: Sequence[Said], url: str) -> Beat | None:
    """Return a server's beat, None if it has none that is known."""
    engine = _ENGINE.search(url)
    beats = [each for each in said if is_beat(each[2], url)]
    if engine:
        is_asked = engine[1] < "4"
        return Beat(_PONG, None) if is_asked else Beat(_PING, _engine_every(said))
    own = [(at, data) for at, by_page, data in beats if not by_page]
    if not own:
        return None
    if beats[0][1]:
        return Beat(str(own[0][1]), None)
    times = [0.0, *(at for at, _ in own)]
    gaps = [after - at for at, after in pairwise(times)]
    return Beat(str(own[0][1]), max(median(gaps[1:] or gaps), 100.0))


class Course:
    """Follows a page through its messages: (turn, what it said, None for unknown).

    `silent` are the turns in which a server said nothing. `guess` is the turn that the
    last messages may have begun, if nothing plainer follows them.
    """

    def __init__(
        self, said: Iterable[tuple[int, Data]], silent: Collection[int] = ()
    ) -> None:
        self._rest = list(said)
        self._silent = silent
        self._alike = Alike(each for _, each in self._rest)
        self._passed: list[Data] = []
        self._heard = set[Data]()
        # Turns that may have been begun, by what was said, in order.
        self._held: dict[int, Data] = {}

    def heard(self, data: Data) -> int | None:
        """Return the turn that a message begins, None for one that begins none."""
        ahead = self._ahead(data)
        if not ahead:
            return None
        key = _key(data)
        again = key in self._heard
        self._heard.add(key)
        at = next((n for n, it in enumerate(ahead) if _key(it) == key), None)
        if at is None and _is_counted(data, ahead[0]):
            at = 0
        if at is None:
            self._hold(data, ahead)
            return None
        return self._begun(at, data, ahead[:at], again=again)

    @property
    def guess(self) -> int | None:
        """The turn that is begun if the page says nothing else for a moment."""
        return next(reversed(self._held), None)

    def take_guess(self) -> int | None:
        """Go on to what was guessed; return that turn, None where nothing is said."""
        turn = self.guess
        if turn is None:
            return None
        at = next(n for n, (number, _) in enumerate(self._rest) if number == turn)
        if turn in self._silent and any(
            number not in self._held for number, _ in self._rest[:at]
        ):
            self._take(at, at + 1)  # what stands before it may still come
            return None
        self._take(0, at + 1)
        return turn

    def _begun(
        self, at: int, data: Data, before: Sequence[Data], *, again: bool
    ) -> int | None:
        turn, _ = self._rest[at]
        # A value takes the place of those that it followed.
        follows = all(self._alike.same_address(data, each) for each in before)
        if not follows and turn in self._silent:
            self._take(at, at + 1)  # what stands before it may still come
            return None
        passed = [number for number, _ in self._rest[:at]]
        if not follows and again and not set(passed) <= {*self._silent, *self._held}:
            return None  # it is said once more than it was, before what answers others
        self._take(0, at + 1)
        # It has the value that those before it were on the way to.
        for number, said in list(self._held.items()):
            if self._alike.same_address(said, data):
                del self._held[number]
        return turn

    def _hold(self, data: Data, ahead: Sequence[Data]) -> None:
        """Remember what a message may have begun that is like none that was said."""
        free = [n for n in range(len(ahead)) if self._rest[n][0] not in self._held]
        scores = {n: self._alike.score(data, ahead[n]) for n in free}
        most = max(scores.values(), default=-1.0)
        if any(self._alike.score(data, each) > most for each in self._passed):
            return  # once more than it was
        if most >= SAME:
            at = next(n for n in free if scores[n] == most)
        elif free and (most >= 0 or None in ahead or _is_plain(data)):
            at = free[0]
        else:
            return
        self._held[self._rest[at][0]] = data

    def _take(self, begin: int, end: int) -> None:
        self._passed += [each for _, each in self._rest[begin:end]]
        for number, _ in self._rest[begin:end]:
            self._held.pop(number, None)
        del self._rest[begin:end]

    def _ahead(self, data: Data) -> list[Data]:
        """Return what the page said next: values of this address are counted once."""
        found: list[Data] = []
        others = 0
        for _, each in self._rest[:_MOST_AHEAD]:
            others += not self._alike.same_address(data, each)
            if others > _AHEAD:
                break
            found.append(each)
        return found


def _key(data: Data) -> Data:
    return _DRAWN.sub("*", data) if isinstance(data, str) else data


def _is_plain(data: Data) -> bool:
    return saying_of(data).is_plain


def _is_counted(data: Data, following: Data) -> bool:
    """Say whether nothing but their number tells which message follows."""
    if following is None:
        return True
    one, other = saying_of(data), saying_of(following)
    return one.is_plain and one == other


def _engine_every(said: Sequence[Said]) -> float:
    """Return what the handshake says, 25 s if there is none."""
    for _, _, data in said:
        if isinstance(data, str) and data.startswith("0{"):
            try:
                every = json.loads(data[1:]).get("pingInterval")
            except ValueError:
                continue
            if type(every) is int and every > 0:
                return float(every)
    return 25_000.0
