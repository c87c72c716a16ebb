"""A request that the recording has no answer for, and what came nearest to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from replaytest.mask.sensitive import kind_of
from replaytest.redrive.stubs.bodies import fields
from replaytest.redrive.stubs.exchange import Asked, Exchange
from replaytest.redrive.stubs.keys import address, parameters
from replaytest.redrive.stubs.origins import origin_of

Why = Literal["unknown", "used up", "no body", "no answer"]

_LONGEST = 40
_ABSENT = object()
# What the recorder says of a body that it leaves out by its kind.
_BY_KIND = {
    "type": "such files are kept for re-driving only (pytest --record-sessions-level 0)"
}


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a request was not answered.

    `unknown`: it was not recorded. `used up`: not as often. `no body`, `no answer`: it
    was, without a body or without a status that could be given; `detail` says why.
    `nearest` is the recorded request that is most like it, and `differs` says in words
    in what, nothing if they are equal.
    """

    asked: Asked
    why: Why
    nearest: Exchange | None = None
    differs: tuple[str, ...] = ()
    detail: str = ""

    @property
    def words(self) -> str:
        """The miss in one line."""
        return f"{self.asked.method} {self.asked.url}: {self._reason}"

    @property
    def _reason(self) -> str:
        if self.why == "used up":
            return "asked once more than it was recorded"
        if self.why in ("no body", "no answer"):
            detail = _BY_KIND.get(self.detail, self.detail) or "unknown why"
            return f"recorded without {self.why[3:]}: {detail}"
        if self.nearest is None:
            return "nothing like it was recorded"
        differs = "; ".join(self.differs) or "nothing that is compared"
        return f"not recorded; nearest is {self.nearest.words}, differing in {differs}"


def unknown(asked: Asked, recorded: Iterable[Exchange]) -> Miss:
    """Return the miss of a request that is in no tier the same as a recorded one."""
    told = _values(asked)
    best, least = None, float("inf")
    for each in recorded:
        distance = _distance(asked, told, each.asked)
        if distance is not None and distance < least:
            best, least = each, distance
    differs = () if best is None else tuple(_differences(asked, best.asked))
    return Miss(asked, "unknown", best, differs)


def _distance(asked: Asked, told: Mapping[str, Any], recorded: Asked) -> float | None:
    """Return how far two requests are apart, None for too far to be told."""
    steps, others = _steps(asked.url), _steps(recorded.url)
    if origin_of(asked.url) != origin_of(recorded.url):
        return None
    differing = sum(a != b for a, b in zip(steps, others, strict=False))
    differing += abs(len(steps) - len(others))
    # Half of the path: beyond that it is another thing.
    if differing * 2 > max(len(steps), len(others), 1):
        return None
    values = _values(recorded)
    names = told.keys() | values.keys()
    parted = sum(told.get(n, _ABSENT) != values.get(n, _ABSENT) for n in names)
    parted = min(parted, 9)
    return float(differing * 10 + 5 * (asked.method != recorded.method) + parted)


def _differences(asked: Asked, recorded: Asked) -> Iterable[str]:
    if asked.method != recorded.method:
        yield f"method: {recorded.method} recorded, {asked.method} asked"
    if _steps(asked.url) != _steps(recorded.url):
        there, here = ("/" + "/".join(_steps(each.url)) for each in (recorded, asked))
        yield f"path: {there} recorded, {here} asked"
    now, was = _values(asked), _values(recorded)
    for name in [*was, *(each for each in now if each not in was)]:
        before, after = was.get(name, _ABSENT), now.get(name, _ABSENT)
        if before != after:
            yield (
                f"{name}: {_said(name, before)} recorded, {_said(name, after)} asked"
            )
    if not recorded.told and asked.body:
        yield "body: not recorded"
    elif not now.keys() ^ was.keys() and now == was and asked.body != recorded.body:
        yield f"body: {_size(recorded)} recorded, {_size(asked)} asked"


def _values(asked: Asked) -> dict[str, Any]:
    """Return what a request says, by parameter and by place in its body."""
    found: dict[str, Any] = {f"?{name}": value for name, value in parameters(asked.url)}
    if asked.told:
        found |= fields(asked.body, asked.content_type)
    return found


def _steps(url: str) -> list[str]:
    path = address(url).partition("?")[0].split("/")[3:]
    return [each for each in path if each]


def _said(name: str, value: Any) -> str:
    if value is _ABSENT:
        return "nothing"
    # This is printed, and the page of now is not masked.
    if any(kind_of(each) for each in name.lstrip("?").split(".")):
        return "a value"
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _size(asked: Asked) -> str:
    return f"{len(asked.body or b'')} bytes"
