"""The arithmetic behind the tables, and how CPU time is read."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Collection

import pytest

from tests.benchmarks.recording.measure import Cost
from tests.benchmarks.recording.processes import cpu_by_kind
from tests.benchmarks.recording.ratios import added, over_plain, overhead, spread

BURN = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass"


def cost(cpu_s: float, blocked_ms: float = 0) -> Cost:
    return Cost({"python": cpu_s}, wall_s=cpu_s, blocked_ms=blocked_ms, bytes=0)


def rounds(**cpu: tuple[float, ...]) -> list[dict[str, Cost]]:
    names = list(cpu)
    return [
        dict(zip(names, map(cost, told), strict=True))
        for told in zip(*cpu.values(), strict=True)
    ]


def test_ratios_are_taken_inside_a_round() -> None:
    # The machine is ten times slower in the second one.
    told = rounds(plain=(1, 10, 1), ours=(1.2, 12, 1.4))
    ratio = over_plain(told, "ours", lambda each: each.cpu_s)
    assert ratio.median == pytest.approx(1.2)
    assert (ratio.smallest, ratio.largest) == pytest.approx((1.2, 1.4))


def test_what_is_added_is_a_median_of_differences() -> None:
    told = rounds(plain=(1, 2, 3), ours=(1.5, 2.1, 9))
    assert added(told, "ours", lambda each: each.cpu_s) == pytest.approx(0.5)


def test_overhead_is_told_in_units_of_another_mode() -> None:
    told = rounds(plain=(1, 2), floor=(1.1, 2.1), ours=(1.3, 2.3))
    assert overhead(told, "ours", "floor") == pytest.approx(3)


def test_an_overhead_too_small_to_measure_is_no_unit() -> None:
    told = rounds(plain=(1, 2), floor=(1.001, 2.0), ours=(1.3, 2.3))
    assert overhead(told, "ours", "floor") is None


def test_a_mode_cheaper_than_nothing_has_no_overhead() -> None:
    told = rounds(plain=(1, 1), tracing=(2, 2), ours=(0.9, 0.9))
    assert overhead(told, "ours", "tracing") == 0


def test_one_value_has_no_spread_to_show() -> None:
    assert str(spread([1.234])) == "1.23"
    assert str(spread([3, 1, 2])) == "2.00 (1.00 to 3.00)"


def cpu_s(without: Collection[int] = ()) -> float:
    return sum(cpu_by_kind(without=without).values())


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_a_process_that_has_ended_is_counted_and_one_left_out_is_not() -> None:
    before = cpu_s()
    subprocess.run([sys.executable, "-c", BURN], check=True)
    assert cpu_s() - before >= 0.25
    with subprocess.Popen([sys.executable, "-c", f"{BURN}\ninput()"], stdin=-1) as busy:
        deadline = time.monotonic() + 20
        while cpu_s() - cpu_s(without={busy.pid}) < 0.25:
            assert time.monotonic() < deadline
            time.sleep(0.02)
