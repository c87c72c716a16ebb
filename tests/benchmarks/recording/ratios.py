"""From costs to what is claimed: ratios inside a round, their median and their spread."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from tests.benchmarks.recording.measure import Cost

# By mode: what one workload has cost in one round.
Round = Mapping[str, Cost]
# Less than this, in seconds per run, is no overhead that can be told from noise.
LEAST_S = 0.02


@dataclass(frozen=True, slots=True)
class Spread:
    """A median of `n` values, with the smallest and the largest of them."""

    median: float
    smallest: float
    largest: float
    n: int

    def __str__(self) -> str:
        if self.n == 1:
            return f"{self.median:.2f}"
        return f"{self.median:.2f} ({self.smallest:.2f} to {self.largest:.2f})"

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def spread(values: Sequence[float]) -> Spread:
    """Raises `StatisticsError` where there are no values."""
    return Spread(statistics.median(values), min(values), max(values), len(values))


def over_plain(
    rounds: Sequence[Round], mode: str, of: Callable[[Cost], float]
) -> Spread:
    """Return what a mode costs where nothing being recorded costs 1."""
    return spread([of(each[mode]) / of(each["plain"]) for each in rounds])


def added(rounds: Sequence[Round], mode: str, of: Callable[[Cost], float]) -> float:
    """Return the median of what a mode adds, paired inside a round."""
    return statistics.median(of(each[mode]) - of(each["plain"]) for each in rounds)


def overhead(rounds: Sequence[Round], mode: str, against: str) -> float | None:
    """Return the CPU time that `mode` adds, in units of what `against` adds.

    None where that is too little to be measured; 0 where `mode` adds nothing.
    """
    theirs = added(rounds, against, lambda cost: cost.cpu_s)
    if theirs < LEAST_S:
        return None
    return max(0.0, added(rounds, mode, lambda cost: cost.cpu_s)) / theirs
