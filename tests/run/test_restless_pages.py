"""Pages that are not quite as they were are re-driven all the same."""

from __future__ import annotations

import pytest

from tests.run.again import again, recorded
from tests.support.driven import driven
from tests.support.pages import Pages

# An option that is another element at each look, until the list has come to rest.
DRAWN_ANEW = """<!doctype html><meta charset=utf-8><title>Quays</title>
<button>Choose</button><ul role=listbox></ul><p id=said>nothing</p>
<script>
const list = document.querySelector("ul"), said = document.querySelector("#said");
const draw = () => {
  list.innerHTML = "<li role=option>South quay</li>";
  list.firstChild.onclick = () => { said.textContent = "South"; };
};
document.querySelector("button").onclick = () => {
  const again = setInterval(draw, 8);
  setTimeout(() => { clearInterval(again); draw(); }, 500);
};
</script>"""
# Somebody is told how many boats there are, each half a second.
TICKING = """<!doctype html><meta charset=utf-8><title>Boats</title>
<p id=boats>many boats</p><button>Greet</button><p id=said>nothing</p>
<script>
let seen = Math.floor(Math.random() * 1e6);
setInterval(() => { boats.textContent = ++seen + " boats"; }, 500);
document.querySelector("button").onclick = () => { said.textContent = WORDS; };
</script>"""

NOTES = "<div id=notes style='height: 40px; overflow: auto'><p>One<p>Two<p>Three</div>"
SCROLLED = """<!doctype html><meta charset=utf-8><title>Notes</title>
NOTES<button>Greet</button><p id=said>nothing</p>
<script>
document.querySelector("button").onclick = () => { said.textContent = "Ahoy"; };
</script>"""


@pytest.fixture(scope="module")
def chromium():
    with driven() as made:
        yield made


def test_an_element_that_is_drawn_anew_is_looked_for_again(chromium, tmp_path):
    async def use(tab):
        await tab.get_by_role("button").click()
        await tab.get_by_role("option").click()
        await tab.get_by_text("South", exact=True).wait_for()

    with Pages({"/": DRAWN_ANEW}) as pages:
        made = chromium.run(recorded(chromium, pages.url, use, tmp_path / "one"))
        run = chromium.run(again(chromium, made, pages.url, tmp_path))
    assert run.verdict == "matched", run.why


def test_a_page_that_ticks_is_told_by_all_else(chromium, tmp_path):
    async def use(tab):
        await tab.wait_for_timeout(3600)
        await tab.get_by_role("button").click()
        await tab.get_by_text("Ahoy").wait_for()

    with Pages({"/": TICKING.replace("WORDS", "'Ahoy'")}) as pages:
        made = chromium.run(recorded(chromium, pages.url, use, tmp_path / "one"))
        run = chromium.run(again(chromium, made, pages.url, tmp_path))
    assert run.verdict == "matched", run.why
    with Pages({"/": TICKING.replace("WORDS", "'Hi'")}) as pages:
        run = chromium.run(again(chromium, made, pages.url, tmp_path))
    assert run.verdict == "diverged"


def test_what_only_prepares_a_step_stops_no_run(chromium, tmp_path):
    async def use(tab):
        await tab.locator("#notes").evaluate("notes => notes.scrollTo(0, 30)")
        await tab.get_by_role("button").click()
        await tab.get_by_text("Ahoy").wait_for()

    with Pages({"/": SCROLLED.replace("NOTES", NOTES)}) as pages:
        made = chromium.run(recorded(chromium, pages.url, use, tmp_path / "one"))
    with Pages({"/": SCROLLED.replace("NOTES", "")}) as pages:
        run = chromium.run(again(chromium, made, pages.url, tmp_path))
    done = [(each.step.kind, bool(each.note)) for each in run.steps]
    assert done == [("navigate", False), ("scroll", True), ("click", False)]
    assert run.verdict == "diverged"
