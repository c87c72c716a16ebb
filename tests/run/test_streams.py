"""Where a recording has streams, its run tells their messages too."""

from __future__ import annotations

import replaytest
from sample_site.serve import SampleSite
from tests.browser.test_channels import customs_of
from tests.run.offline import tape

STREAM = "replaytest/stream@1"


def kinds_in(recording):
    events = [event for _, event in recording.events()]
    return [each["kind"] for each in customs_of(events, STREAM)]


def test_a_run_hears_the_first_stream_of_an_origin_whole(browser, tmp_path):
    def work(page, url):
        page.goto(f"{url}/static/wire.html")
        page.click("#arrivals")
        page.locator("#said li").nth(3).wait_for()
        page.wait_for_function("source.readyState === 2")

    with SampleSite() as site:
        path = tape(browser, work, site.url)
        run = replaytest.redrive(path, base_url=site.url, folder=tmp_path / "runs")
    told = ["open", *["message"] * 4]
    assert kinds_in(replaytest.read(path)) == [*told, "close"]
    assert run.verdict == "matched", (run.at_step, run.why)
    assert kinds_in(replaytest.read(run.path))[:5] == told  # it need not wait for more
