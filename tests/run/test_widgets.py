"""Widgets that are drawn by hand: boxes without an input to see, icons in chips."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from replaytest.browser.start import started
from replaytest.diff.noise import Noise
from replaytest.run.model import Options
from replaytest.run.session import redrive
from tests.run.again import recorded
from tests.support.pages import Pages

WIDGETS = """<!doctype html><meta charset=utf-8><title>Widgets</title>
<style>input[type=checkbox] { position: absolute; opacity: 0; width: 0; height: 0 }
  .chip { display: inline-flex; gap: 60px } .slider { width: 200px; background: #ccc }
  .knob { width: 20px; height: 20px; background: #444 }
  #layer { position: fixed; inset: 0 }</style>
<label><input type=checkbox>Lights</label>
<div class=chip role=button tabindex=0><span>night</span>
  <svg width=20 height=20><circle r=9 cx=10 cy=10 /></svg></div>
<div class=slider role=slider><div class=knob tabindex=0></div></div>
<div class=list role=button tabindex=0>Open</div>
<input type=file multiple><p id=said>nothing</p>
<script>
const say = (words) => { said.textContent = words; };
document.querySelector("label input").onchange = (e) => say("lights " + e.target.checked);
const chip = document.querySelector(".chip"), icon = chip.querySelector("svg");
icon.onclick = () => chip.remove();
const knob = document.querySelector(".knob");
let at = 0;
knob.onfocus = () => knob.classList.add("focused");
knob.onblur = () => knob.classList.remove("focused");
knob.onkeydown = () => { at += 10; knob.style.marginLeft = at + "px"; };
document.querySelector(".list").onmousedown = () => {
  const layer = document.body.appendChild(document.createElement("div"));
  layer.id = "layer";
  layer.onclick = () => layer.remove();
};
document.querySelector("input[type=file]").onchange = (event) =>
  say([...event.target.files].map((each) => each.name).join());
</script>"""


@pytest.fixture(scope="module")
def runner():
    # In a thread of its own: this one may have a loop, Playwright's sync API's.
    with ThreadPoolExecutor(1) as pool:
        loop = pool.submit(asyncio.Runner).result()
        yield lambda work: pool.submit(loop.run, work).result()
        pool.submit(loop.close).result()


async def use(tab):
    await tab.get_by_text("Lights").click()
    await tab.locator("svg").click()
    await tab.locator(".knob").press("ArrowRight")
    files = [
        {"name": name, "mimeType": "text/plain", "buffer": b"x"} for name in ("a", "b")
    ]
    await tab.locator("input[type=file]").set_input_files(files)
    # The release, and so the click, is the layer's or of both.
    await tab.get_by_text("Open").click()
    await tab.wait_for_timeout(50)
    assert await tab.inner_text("#said") == "a,b"


async def again(use, url, now, folder):
    """Use a page, and do that again on the page as it is now."""
    async with started() as browser:
        made = await recorded(SimpleNamespace(browser=browser), url, use, folder / "as")
        options = Options(base_url=now, folder=folder, noise=Noise())
        return await redrive(made, browser, options)


def test_each_is_used_where_it_was(runner, tmp_path):
    with Pages({"/": WIDGETS}) as pages:
        run = runner(again(use, pages.url, pages.url, tmp_path))
    assert run.verdict == "matched", run.why
    kinds = [done.step.kind for done in run.steps if not done.step.minor]
    assert kinds == ["navigate", "check", "click", "press", "files", "click"]


MENU = """<!doctype html><title>Menu</title>
<button id=more>More</button><p id=tip></p><button id=save>Save</button>
<script>more.onmouseenter = () => { tip.textContent = "All there is"; };
save.onclick = () => { save.textContent = "Saved"; };</script>"""
COVER = "<div style='position: fixed; inset: 0 0 auto; height: 40px'></div>"


async def use_menu(tab):
    await tab.locator("#more").hover()
    await tab.wait_for_timeout(100)
    await tab.locator("#save").click()


def test_what_only_prepares_something_is_not_waited_for_as_long(runner, tmp_path):
    with Pages({"/": MENU}) as pages, Pages({"/": MENU + COVER}) as covered:
        run = runner(again(use_menu, pages.url, covered.url, tmp_path))
    (hover,) = [done for done in run.steps if done.step.kind == "hover"]
    assert "intercepts pointer events" in hover.note
    assert hover.took < 4500  # what is done itself has 5 s
    assert run.verdict == "diverged"
