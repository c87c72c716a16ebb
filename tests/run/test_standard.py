"""Re-driven from rrweb's events alone, in the shape of PostHog's export."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

import replaytest
from replaytest.browser.start import started
from replaytest.diff.noise import Noise
from replaytest.mirror.mirror import Mirror
from replaytest.redrive.values import Values
from replaytest.run.foreign import hide_secrets, hide_values, hiding, rules_of
from replaytest.run.model import Options
from replaytest.run.session import redrive
from replaytest.timelines import plan_of
from tests.mirror.events import element, page
from tests.support.pages import Pages
from tests.support.standard import standard_recording

TODO = """<!doctype html><meta charset=utf-8><title>Todo</title>
<style>button.gone { display: none } li:hover button.gone { display: inline }</style>
<input aria-label=New><ul></ul><dialog><input aria-label=Note></dialog>
<button onclick="document.querySelector('dialog').showModal()">Note</button>
<script>
const field = document.querySelector("input"), list = document.querySelector("ul");
field.onkeydown = (event) => {
  if (event.key !== "Enter") return;
  const item = list.appendChild(document.createElement("li"));
  item.append(field.value + " ");
  const button = item.appendChild(document.createElement("button"));
  button.className = "gone";
  button.textContent = "Delete";
  button.onclick = () => item.remove();
  field.value = "";
};
</script>"""
BOARD = """<!doctype html><meta charset=utf-8><title>Board</title>
<ol><li draggable=true>One<li draggable=true>Two<li draggable=true>Three</ol>
<p contenteditable>Hi there</p><nav><span>Edit</span><button hidden>Copy</button></nav>
<label>Mail <input name=email></label><p id=said>nothing</p>
<button onclick="said.textContent = prompt('Which boat?', 'Gull')">Name</button>
<script>
let held;
for (const item of document.querySelectorAll("li")) {
  item.ondragstart = (event) => { held = item; event.dataTransfer.setData("a", "b"); };
  item.ondragover = (event) => event.preventDefault();
  item.ondrop = (event) => { event.preventDefault(); item.before(held); };
}
const menu = document.querySelector("nav"), copy = menu.querySelector("button");
menu.onmouseenter = () => { copy.hidden = false; };
menu.onmouseleave = () => { copy.hidden = true; };
copy.onclick = () => { said.textContent = "copied"; };
</script>"""


@pytest.fixture(scope="module")
def site():
    with Pages({"/todo": TODO, "/board": BOARD}) as pages:
        yield pages


@pytest.fixture(scope="module")
def runner():
    # In a thread of its own: this one may have a loop, Playwright's sync API's.
    with ThreadPoolExecutor(1) as pool:
        loop = pool.submit(asyncio.Runner).result()
        yield lambda work: pool.submit(loop.run, work).result()
        pool.submit(loop.close).result()


@pytest.fixture(scope="module")
def chromium(runner):
    starting = started()
    yield runner(starting.__aenter__())
    runner(starting.__aexit__(None, None, None))


@pytest.fixture
def again(site, chromium, runner, tmp_path):
    """Do something on a page; return what becomes of it, and the plan it was by."""

    async def run(work, values):
        context = await chromium.new_context()
        folder = tmp_path / "recorded"
        async with replaytest.record(context, folder=folder, mask=0) as recording:
            await work(await context.new_page(), site.url)
        await context.close()
        made = replaytest.read(recording.paths[0])
        own = standard_recording(made, values, tmp_path / "standard")
        options = Options(
            base_url=site.url, folder=tmp_path, values=values, noise=Noise()
        )
        return await redrive(own, chromium, options), plan_of(own)

    def in_a_loop(work, **values):
        given = Values({name: (value,) for name, value in values.items()})
        return runner(run(work, given))

    return in_a_loop


def test_keys_and_what_only_hovering_shows(again):
    async def work(tab, url):
        await tab.goto(f"{url}/todo")
        for said in ("tea", "t"):
            await tab.get_by_label("New").click()
            await tab.keyboard.type(said)
            await tab.keyboard.press("Enter")
        await tab.get_by_text("tea").hover()
        await tab.get_by_role("button", name="Delete").click()
        await tab.get_by_role("button", name="Note").click()
        await tab.wait_for_timeout(1100)
        await tab.keyboard.press("Escape")
        await tab.wait_for_timeout(50)

    run, plan = again(work)
    assert run.verdict == "matched", run.why
    pressed = [each.value for each in plan.steps if each.kind == "press"]
    assert pressed == ["Enter", "Enter", "Escape"]


def test_what_was_dropped_typed_and_opened_by_the_pointer(again):
    async def work(tab, url):
        await tab.goto(f"{url}/board")
        await tab.get_by_text("Three").drag_to(tab.get_by_text("One"))
        await tab.get_by_text("Hi there").click()
        await tab.keyboard.press("Control+End")
        await tab.keyboard.type(" you")
        await tab.wait_for_timeout(550)
        await tab.get_by_text("Edit").hover()
        await tab.wait_for_timeout(550)
        await tab.get_by_role("button", name="Copy").click()
        await tab.wait_for_timeout(50)

    run, _ = again(work)
    assert run.verdict == "matched", run.why


def test_pages_that_somebody_went_to_are_gone_to(again):
    async def work(tab, url):
        await tab.goto(f"{url}/board")
        await tab.get_by_role("listitem").nth(0).click()
        await tab.goto(f"{url}/todo")
        await tab.get_by_label("New").fill("tea")
        await tab.reload()
        await tab.get_by_role("button", name="Note").click()
        await tab.wait_for_timeout(50)

    run, plan = again(work)
    assert run.verdict == "matched", run.why
    visits = [each for each in plan.steps if each.cause is not None]
    assert [each.kind for each in visits] == ["navigate", "reload"]
    noted = [done.step.kind for done in run.steps if "no step" in done.note]
    assert noted == ["navigate", "reload"]


def test_dialogs_are_accepted_and_values_answer_them(again):
    async def work(tab, url):
        tab.on("dialog", lambda asked: asyncio.ensure_future(asked.accept("Ada")))
        await tab.goto(f"{url}/board")
        await tab.get_by_label("Mail").fill("ada@example.com")
        await tab.get_by_role("button", name="Name").click()
        await tab.wait_for_timeout(50)

    run, _ = again(work, **{"which boat": "Ada"})
    assert run.verdict == "matched", run.why
    assert any("Which boat?" in note for note in run.notes)
    # The prompt's own offer, where nobody gives a value.
    assert "Gull" in again(work)[0].why


def mirror_of(*body):
    mirror = Mirror()
    for event in page(*body):
        mirror.apply(event)
    return mirror


def test_what_is_never_written_down_is_not_compared():
    fields = [
        element(10, "input", value="ada@example.com", name="email"),
        element(11, "input", value="Ada", name="name"),
        element(12, "input", value="on", type="checkbox", name="card"),
        element(13, "input", value="", name="card"),
    ]
    mirror = mirror_of(*fields)
    hide_secrets(mirror)
    values = [mirror.value(mirror.get(each["id"])) for each in fields]
    assert values == ["********", "Ada", "on", ""]
    hide_values(mirror)
    assert mirror.value(mirror.get(11)) == "********"


def test_a_run_of_anothers_recording_is_masked_as_that_is(again, tmp_path):
    async def work(tab, url):
        await tab.goto(f"{url}/todo")
        await tab.get_by_label("New").fill("tea")

    again(work)
    path = next((tmp_path / "standard").rglob("*.replaytest"))
    recording = replaytest.read(path)
    plan = plan_of(recording)
    assert rules_of(recording, lambda: plan).level == 0
    assert hiding(recording, plan) is hide_secrets
    own = replaytest.read(next((tmp_path / "recorded").rglob("*.replaytest")))
    assert hiding(own, plan) is None
