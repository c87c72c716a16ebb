from __future__ import annotations

from playwright.sync_api import Page, Playwright

from replaytest.browser.launch import launch_options
from tests.benchmarks.recording.profile import profile
from tests.benchmarks.recording.serve import Sites
from tests.benchmarks.recording.workloads import Workload


def test_a_profile_is_of_all_documents(playwright: Playwright) -> None:
    def visits(count: int) -> Workload:
        def drive(page: Page) -> None:
            for number in range(1, count + 1):
                page.goto(f"/form/{number}")

        return Workload("forms", drive)

    browser = playwright.chromium.launch(**launch_options())
    with Sites() as sites:
        url = sites.url("ours")
        one, six = (sum(profile(browser, visits(n), url).values()) for n in (1, 6))
    assert six > 2 * one > 0
    browser.close()
