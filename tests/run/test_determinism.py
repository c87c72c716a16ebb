"""How much of what a page sees is as it was: said, and true."""

from __future__ import annotations

import argparse
import asyncio
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import replaytest
from replaytest.capture.seed import seed_script
from replaytest.cli.redriving import read_level
from replaytest.errors import UsageError
from replaytest.run.determinism import Clock, leaks, level_of, words
from replaytest.run.model import Options
from replaytest.run.session import redrive
from tests.support.driven import driven
from tests.support.pages import Answer, Pages

# What it shows depends on chance, and after a click on how much time has passed.
PAGE = """<!doctype html><title>t</title><link rel="icon" href="data:,">
<p>Your number: <b id="number"></b></p><p id="token"></p><p id="bytes"></p>
<button>How long?</button><p id="passed"></p><p id="ticks"></p>
<script>
  const began = Date.now();
  const put = (id, text) => { document.getElementById(id).textContent = text; };
  put("number", Math.floor(Math.random() * 1e9) + " lots");
  put("token", "Ref " + crypto.randomUUID().replace(/[^a-z]/g, ""));
  put("bytes", "Of " + crypto.getRandomValues(new Uint8Array(4)).join(" and "));
  let ticks = 0;
  setInterval(() => { ticks += 1; }, 2500);
  document.querySelector("button").onclick = async () => {
    await fetch("/said");
    put("passed", Math.floor((Date.now() - began) / 2500) + " whiles went by");
    put("ticks", ticks + " ticks");
  };
</script>"""
TABLE = {"/": PAGE, "/said": Answer("ok")}


@pytest.fixture(scope="module")
def drive():
    with driven() as made:
        yield made


@pytest.fixture(scope="module")
def taped(drive, tmp_path_factory):
    """Two recordings of somebody who waits four seconds: seeded, and not."""
    folder = tmp_path_factory.mktemp("taped")

    async def tape(url, name, seed):
        context = await drive.browser.new_context()
        where = folder / name
        async with replaytest.record(context, folder=where, mask=0, seed=seed) as made:
            page = await context.new_page()
            await page.goto(url)
            await asyncio.sleep(4.2)
            await page.click("button")
            await page.get_by_text("ticks").wait_for()
            await asyncio.sleep(0.3)  # the answer is recorded, too
            await context.close()
        return made.paths[0]

    async def both(url):
        return await asyncio.gather(tape(url, "seeded", 7), tape(url, "not", None))

    with Pages(TABLE) as site:
        return drive.run(both(site.url))


def runs(drive, path, *levels):
    async def all_of_them():
        recording = replaytest.read(path)
        asked = [
            Options(network="stub", determinism=level, folder=Path("runs"))
            for level in levels
        ]
        work = [redrive(recording, drive.browser, each) for each in asked]
        return await asyncio.gather(*work)

    return drive.run(all_of_them())


def test_a_page_of_chance_and_time_matches_at_l3_and_not_below(drive, taped):
    found = runs(drive, taped[0], 3, 3, 3, 3, 3)
    assert [(run.verdict, run.why) for run in found] == [("matched", "2 steps")] * 5
    assert found[0].determinism.startswith("L3: ")
    lower = runs(drive, taped[0], 1, 2)
    assert [run.verdict for run in lower] == ["diverged", "diverged"]
    assert [run.at_step for run in lower] == [1, 2]


def test_without_a_seed_chance_leaks_and_this_is_said(drive, taped):
    (run,) = runs(drive, taped[1], 3)
    assert run.verdict == "diverged"
    assert any("without a seed" in each for each in run.leaks)
    assert run.to_json()["leaks"] == run.leaks
    assert "seed" not in replaytest.read(taped[1]).header
    assert replaytest.read(taped[0]).header["seed"] == 7


DRAWN = """() => {
  const drawn = [];
  for (let i = 0; i < 200; i += 1) {
    drawn.push(Math.random(), crypto.randomUUID());
    drawn.push(crypto.getRandomValues(new Uint32Array(2)).join());
  }
  return drawn;
}"""


def test_draws_are_the_same_in_each_visit_and_differ_within_one(drive):
    async def visits(url):
        context = await drive.browser.new_context()
        await context.add_init_script(seed_script(3))
        page = await context.new_page()
        found = []
        for path in ("/", "/", "/?other"):
            await page.goto(url + path)
            found.append(await page.evaluate(DRAWN))
        again = await context.new_page()
        await again.goto(f"{url}/")
        found.append(await again.evaluate(DRAWN))
        refused = "crypto.getRandomValues(new Float32Array(1))"
        with pytest.raises(Exception, match="TypeMismatchError"):
            await page.evaluate(refused)
        await context.close()
        return found

    with Pages({"/": "<title>t</title>"}) as site:
        first, anew, other, again = drive.run(visits(site.url))
    assert first == again
    assert len(set(first)) == len(first) == 600
    assert set(first).isdisjoint(other)
    assert set(first).isdisjoint(anew)
    numbers, uuids = first[::3], first[1::3]
    assert all(0 <= n < 1 for n in numbers)
    assert 0.4 < sum(numbers) / len(numbers) < 0.6
    version_4 = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
    assert all(re.fullmatch(version_4, each) for each in uuids)


DATES = """() => [
  Date.now(), new Date().getTime(), Date.parse(Date()), new Date(5).getTime(),
  new Date(2000, 1, 2).getFullYear(), new Date() instanceof Date, Date.UTC(2000, 0),
  new (class extends Date {})().getTime(), Date.name, new Date().constructor === Date,
]"""


def test_at_l2_the_time_of_day_is_as_it_was(drive):
    then = 1_500_000_000_000.0

    async def visit():
        context = await drive.browser.new_context()
        await Clock(2, then).install(context, lambda: False)
        page = await context.new_page()
        found = await page.evaluate(DATES)
        await context.close()
        return found

    now, made, told, *rest = drive.run(visit())
    extended = rest.pop(4)
    for each in (now, made, told + 1000, extended):
        assert then <= each < then + 60_000
    assert rest == [5, 2000, True, 946684800000, "Date", True]


def test_a_night_passes_in_a_moment(drive):
    page_of_timers = """<script>
      window.ends = 0; setInterval(() => { ends += 1; }, 1);</script>"""

    async def visit(url):
        context = await drive.browser.new_context()
        clock = Clock(3, 1_500_000_000_000.0)
        await clock.install(context, lambda: False)
        page = await context.new_page()
        await page.goto(url)
        await clock.until(1_500_000_000_000.0 + 8 * 3_600_000)
        night = await page.evaluate("[Date.now(), ends]")
        await clock.until(1e300)
        await context.close()
        return night, clock.now

    with Pages({"/": page_of_timers}) as site:
        (now, ends), latest = drive.run(visit(site.url))
    assert now == 1_500_000_000_000 + 8 * 3_600_000
    assert 0 < ends < 1000
    assert latest <= 4.1e12 + 1


def test_levels_are_those_that_a_network_can_have():
    assert level_of(None, stubbed=True) == 2
    assert level_of(None, stubbed=False) == 0
    assert level_of(0, stubbed=True) == 1
    assert level_of(3, stubbed=True) == 3
    for asked, stubbed in ((1, False), (3, False), (4, True), (-1, True)):
        with pytest.raises(UsageError):
            level_of(asked, stubbed=stubbed)


def test_what_leaks_is_said_at_each_level():
    settings = dict.fromkeys(("viewport", "locale", "timezone", "userAgent"), "x")
    told = ["\n".join(leaks(level, {"seed": 1}, settings)) for level in (0, 1, 2, 3)]
    assert ["servers" in each for each in told] == [True, False, False, False]
    assert ["random values:" in each for each in told] == [True, True, False, False]
    assert ["how much time" in each for each in told] == [True, True, True, False]
    assert "not recorded: colorScheme" in told[0]
    assert "without a seed" in "\n".join(leaks(2, {"seed": "7"}, settings))
    assert [words(level)[:3] for level in (0, 1, 2, 3)] == ["L0:", "L1:", "L2:", "L3:"]


@pytest.mark.parametrize(("busy", "least_s"), [(True, 0.2), (False, 0.0)])
def test_time_does_not_go_faster_than_ours_while_an_answer_is_waited_for(
    drive, busy, least_s
):
    moved = []

    async def do(ms=0, **_):
        moved.append(ms)

    async def main():
        fake = SimpleNamespace(install=do, pause_at=do, run_for=do)
        clock = Clock(3, 2000.0)
        await clock.install(SimpleNamespace(clock=fake), lambda: busy)
        told = clock.telling(lambda *_: asyncio.sleep(0))
        moved.clear()
        began = time.monotonic()
        for _ in range(6):
            await told()
        return time.monotonic() - began

    took = drive.run(main())
    ticks = moved[-5:]
    assert ticks == [ticks[0]] * 5
    assert took >= least_s


@pytest.mark.parametrize(("text", "level"), [("2", 2), ("L3", 3), ("l0", 0)])
def test_a_level_is_read_as_runs_print_it(text, level):
    assert read_level(text) == level


@pytest.mark.parametrize("text", ["4", "L", "LL1", "two", ""])
def test_no_other_level_is(text):
    with pytest.raises(argparse.ArgumentTypeError, match="0, 1, 2 or 3"):
        read_level(text)
