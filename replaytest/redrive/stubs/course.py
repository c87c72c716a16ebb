"""Where in a recorded conversation a page is, by what it says now. Pure.

Beats, by which two sides tell each other that they are there, are no part of it: there
are more of them the longer a run takes, and a page that gets none hangs up. They go on
by a clock of their own. What else a page says is looked for among what it said next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

Data = str | bytes | None
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
_AHEAD = 8
_KIND_LENGTH = 32
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

    `silent` are the turns in which a server said nothing.
    """

    def __init__(
        self, said: Iterable[tuple[int, Data]], silent: Collection[int] = ()
    ) -> None:
        self._rest = list(said)
        self._silent = silent
        self._kinds = set[str]()

    def heard(self, data: Data) -> int | None:
        """Return the turn that a message begins, None for one that begins none."""
        ahead = [each for _, each in self._rest[:_AHEAD]]
        if not ahead:
            return None
        kind, kinds = _kind(data), [_kind(each) for each in ahead]
        before, self._kinds = self._kinds, self._kinds | {kind}
        at = next((n for n, it in enumerate(ahead) if _key(it) == _key(data)), 0)
        if at == 0 and None not in ahead and kinds[0] != kind:
            if kind in kinds:  # it is that one, sooner than it was
                del self._rest[kinds.index(kind)]
                return None
            if kind in before:  # once more than it was
                return None
        turn, _ = self._rest[at]
        if at and turn in self._silent:  # what stands before it may still come
            del self._rest[at]
            return None
        del self._rest[: at + 1]
        return turn


def _key(data: Data) -> Data:
    return _DRAWN.sub("*", data) if isinstance(data, str) else data


def _kind(data: Data) -> str:
    return re.sub(r"\d+", "0", data[:_KIND_LENGTH]) if isinstance(data, str) else ""


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
