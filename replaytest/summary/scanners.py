"""Scanners: whatever else is worth noting of a session, ours and other people's.

A scanner is an object with a name, a version and `scan`. Another package offers one, or
a class that makes one without arguments, by an entry point:

    [project.entry-points."replaytest.scanners"]
    basket = "my_package.scanners:BasketScanner"

It is given the facts (`signals/facts.py`), reads them and changes nothing. What it saw
is stored with the summary and asked for again only when its version changes, or the
recording. One that raises loses its own observations and nobody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from replaytest.signals.errors import console_errors, exceptions
from replaytest.signals.facts import Session
from replaytest.signals.find import find
from replaytest.signals.model import Signal
from replaytest.signals.thresholds import Thresholds
from replaytest.summary.model import Observation

GROUP = "replaytest.scanners"


class Scanner(Protocol):
    """Looks at one session. `version` goes up when it would see something else."""

    name: str
    version: int

    def scan(self, session: Session) -> Iterable[Observation]:
        """Yield what is worth noting."""


class ErrorScanner:
    """Each error once, by its fingerprint, with how often it came."""

    name = "errors"
    version = 1

    def scan(self, session: Session) -> Iterator[Observation]:
        """Yield one observation for each distinct error, first seen first."""
        by_print: dict[str, list[Signal]] = defaultdict(list)
        limits = Thresholds()
        for finder in (exceptions, console_errors):
            for signal in finder(session, limits):
                by_print[signal.detail["fingerprint"]].append(signal)
        for same in sorted(by_print.values(), key=lambda each: each[0].at):
            first = same[0]
            data = {"fingerprint": first.detail["fingerprint"], "times": len(same)}
            yield Observation(
                "error", first.text, first.at, first.tab, first.event, data
            )


class FrictionScanner:
    """Which element gave trouble, when several signals name the same one."""

    name = "friction"
    version = 1

    def scan(self, session: Session) -> Iterator[Observation]:
        """Yield one observation for each element with two or more signals."""
        by_target: dict[tuple[str, str], list[Signal]] = defaultdict(list)
        for signal in find(session):
            if signal.target:
                by_target[signal.page, signal.target].append(signal)
        for (page, target), signals in by_target.items():
            if len(signals) > 1:
                first = signals[0]
                kinds = sorted({signal.kind for signal in signals})
                yield Observation(
                    "friction",
                    f"{target}: {len(signals)} signals ({', '.join(kinds)})",
                    first.at,
                    first.tab,
                    first.event,
                    {"target": target, "page": page, "kinds": kinds},
                )


OURS: tuple[Scanner, ...] = (ErrorScanner(), FrictionScanner())


def registered() -> tuple[list[Scanner], dict[str, str]]:
    """Return all scanners, and by name why some could not be loaded."""
    from importlib.metadata import entry_points

    found: list[Scanner] = list(OURS)
    failed: dict[str, str] = {}
    for entry in entry_points(group=GROUP):
        try:
            loaded = entry.load()
            scanner = loaded() if isinstance(loaded, type) else loaded
            known = isinstance(scanner.name, str) and isinstance(scanner.version, int)
            if not known or any(each.name == scanner.name for each in found):
                raise TypeError("it needs a name of its own, and a whole version")  # noqa: TRY301
            found.append(scanner)
        except Exception as error:  # noqa: BLE001 - other people's code, at load time
            failed[entry.name] = f"{type(error).__name__}: {error}"
    return found, failed


def observe(
    session: Session, scanners: Sequence[Scanner]
) -> tuple[dict[str, list[Observation]], dict[str, str]]:
    """Return what each scanner saw, by its name, and why some saw nothing."""
    seen: dict[str, list[Observation]] = {}
    failed: dict[str, str] = {}
    for scanner in scanners:
        try:
            seen[scanner.name] = [
                replace(each, scanner=scanner.name) for each in scanner.scan(session)
            ]
        except Exception as error:  # noqa: BLE001 - other people's code
            failed[scanner.name] = f"{type(error).__name__}: {error}"
    return seen, failed
