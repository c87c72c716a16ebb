"""Rounds: each workload in each mode, interleaved, in one browser per round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from playwright.sync_api import Error, sync_playwright

from replaytest.browser.launch import launch_options
from tests.benchmarks.recording.measure import Cost, measure
from tests.benchmarks.recording.modes import MODES
from tests.benchmarks.recording.ratios import Round
from tests.benchmarks.recording.serve import Sites
from tests.benchmarks.recording.workloads import Workload


def rounds(
    workloads: Sequence[Workload], modes: Sequence[str], count: int, sites: Sites
) -> Iterator[tuple[int, Workload, Round]]:
    """Yield each workload's costs by mode, as soon as all modes of a round are done.

    Each begins with a run that does not count: it pays for what is cold. The mode that
    goes first changes from round to round all the same. A workload that fails (a machine
    may be too slow for the journeys of others) is told, and has no costs in that round.
    """
    for number in range(count):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_options())
            for workload in workloads:
                at = number % len(modes)
                costs: dict[str, Cost] = {}
                try:
                    # The first run's costs are replaced by those of the plain one.
                    for mode in ["plain", *modes[at:], *modes[:at]]:
                        url = sites.url(workload.site)
                        costs[mode] = measure(
                            browser, workload, MODES[mode], url, servers=[sites.pid]
                        )
                except (Error, AssertionError) as error:
                    first = str(error).split("\n", 1)[0]
                    print(f"{workload.name} failed, round {number + 1}: {first}")
                    for context in browser.contexts:
                        context.close()
                    continue
                yield number, workload, costs
            browser.close()


def warm_up(sites: Sites, modes: Sequence[str]) -> str:
    """Use each mode once, uncounted; return the browser's version."""
    blank = Workload("blank", lambda page: page.goto("/blank"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for mode in modes:
            url = sites.url("ours")
            measure(browser, blank, MODES[mode], url, servers=[sites.pid])
        version = browser.version
        browser.close()
        return version
