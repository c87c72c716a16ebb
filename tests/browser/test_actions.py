"""What was done in a page stands in its recording, exactly enough to be done again."""

from __future__ import annotations

import threading

import pytest

import replaytest
from tests.support.pages import Answer, Pages

PAGE = """<!doctype html><title>t</title>
<style>
  * { margin: 0 } div, button, a { display: block; width: 200px; height: 60px }
  #far { position: absolute; top: 400px } #track { touch-action: none }
</style>
<button id=go>go</button><div id=menu>menu</div><div id=track>track</div>
<div id=still>still</div><a id=part href="#part">part</a><div id=far>far</div>
<p id=said></p>
<script>
  const said = document.querySelector('#said');
  document.querySelector('#menu').onmouseenter = () => { said.textContent = 'open' };
</script>"""
FRAME = "<!doctype html><button>inside</button><input><div class=quiet><i>q</i></div>"
FRAMES = """<!doctype html><title>f</title><iframe name=near src=/frame></iframe>
<iframe name=foreign src=FOREIGN></iframe>"""
FIELDS = """<input type=date id=day>
<select id=size><option>s</option><option>m</option></select>"""
LOADING = """<!doctype html><title>l</title><input id=name oninput="said.id = 'was'">
<button id=go>go</button><p id=said></p><script src=/late></script><p id=last>last</p>"""
NESTED = "<!doctype html><iframe name=deep src=FOREIGN></iframe>"


@pytest.fixture(scope="module")
def site():
    answers = {"/": Answer(PAGE), "/frame": Answer(FRAME), "/other": Answer(PAGE)}
    answers["/loading"] = Answer(LOADING)
    with Pages(answers) as pages:
        pages.late = threading.Event()
        answers["/late"] = Answer("", after=pages.late)
        elsewhere = pages.url.replace("127.0.0.1", "localhost")
        answers["/frames"] = Answer(FRAMES.replace("FOREIGN", f"{elsewhere}/nested"))
        answers["/nested"] = Answer(NESTED.replace("FOREIGN", f"{pages.url}/frame"))
        yield pages


@pytest.fixture
def record(context, site):
    """Do something on a page; return the `[tab, event]` pairs of its recording."""

    def run(work, path="/", wait_until="load", **options):
        with replaytest.record(context, folder="here", **options) as recording:
            page = context.new_page()
            page.goto(site.url + path, wait_until=wait_until)
            work(page)
            page.wait_for_timeout(60)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        return [event for _, event in found.events()]

    return run


def payloads(events, tag="replaytest/action@1"):
    return [e["data"]["payload"] for e in events if e["data"].get("tag") == tag]


def of_kind(events, kind, **named):
    return [
        told
        for told in payloads(events)
        if told["kind"] == kind and named.items() <= told.items()
    ]


def nodes_of(events):
    """Return the nodes of all snapshots and mutations, by id."""
    found = {}

    def take(node):
        found[node["id"]] = node
        for child in node.get("childNodes", ()):
            take(child)

    for event in events:
        if event["type"] == 2:
            take(event["data"]["node"])
        elif event["type"] == 3 and event["data"]["source"] == 0:
            for added in event["data"]["adds"]:
                take(added["node"])
    return found


def names_of(events, told):
    """Return the `id` attribute of each action's target."""
    nodes = nodes_of(events)
    return [nodes[each["id"]].get("attributes", {}).get("id") for each in told]


def centre(page, selector):
    box = page.locator(selector).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("frame", ["near", "deep"])
def test_what_is_done_in_a_frame_names_its_target(record, frame):
    def work(page):
        far = page.frame_locator("[name=foreign]").frame_locator("[name=deep]")
        inside = far if frame == "deep" else page.frame_locator("[name=near]")
        inside.locator("button").click()
        inside.locator("input").fill("a")

    events = record(work, "/frames")
    nodes = nodes_of(events)
    (click,) = of_kind(events, "pointer", type="click")
    (typed,) = of_kind(events, "input")
    assert nodes[click["id"]]["tagName"] == "button"
    assert nodes[typed["id"]]["tagName"] == "input"


@pytest.mark.parametrize("frame", ["near", "deep"])
def test_what_rules_ignore_is_ignored_in_frames_too(record, frame):
    def work(page):
        far = page.frame_locator("[name=foreign]").frame_locator("[name=deep]")
        inside = far if frame == "deep" else page.frame_locator("[name=near]")
        inside.locator(".quiet").click()
        inside.locator("button").click()

    events = record(work, "/frames", mask={"ignore": [".quiet"]})
    nodes = nodes_of(events)
    clicked = [nodes[c["id"]]["tagName"] for c in of_kind(events, "pointer")]
    assert clicked == ["button"]


HANDLE = "id => window[Symbol.for('replaytest')]"


def test_the_handle_finds_the_nodes_of_ids(context, record):
    def work(page):
        far = page.frame_locator("[name=foreign]").frame_locator("[name=deep]")
        far.locator("button").click()
        page.frame_locator("[name=near]").locator("button").click()

    events = record(work, "/frames")
    deep, near = [told["id"] for told in of_kind(events, "pointer", type="click")]
    frame = context.pages[0].main_frame
    assert frame.evaluate(f"{HANDLE}.node(id).textContent", near) == "inside"
    assert frame.evaluate(f"{HANDLE}.frameNode(id)", near) is None
    assert frame.evaluate(f"{HANDLE}.node(id)", deep) is None
    names = []
    # Each window names the frame that knows more.
    while frame.evaluate(f"{HANDLE}.frameNode(id) !== null", deep):
        found = frame.evaluate_handle(f"{HANDLE}.frameNode(id)", deep)
        deep = found.get_property("id").json_value()
        frame = found.get_property("frame").as_element().content_frame()
        names.append(frame.name)
    assert names == ["foreign", "deep"]
    assert frame.evaluate(f"{HANDLE}.node(id).textContent", deep) == "inside"


def test_hovering_is_told_once_where_it_led_to_something(record):
    def work(page):
        page.locator("#menu").hover()  # changes the page
        page.locator("#menu").click()
        page.locator("#still").hover()  # left in one jump
        page.locator("#far").click()

    events = record(work)
    told = of_kind(events, "over")
    assert names_of(events, told) == ["menu", "still"]
    assert all(told.keys() == {"kind", "id"} for told in told)
    kinds = [
        "said"
        if e["type"] == 3 and e["data"]["source"] == 0
        else (e["data"].get("payload") or {}).get("kind")
        for e in events
    ]
    assert kinds.index("over") < kinds.index("said") < kinds.index("pointer")


def test_elements_that_the_pointer_only_passes_are_not_told(context, record):
    def work(page):
        x, y = centre(page, "#still")
        page.mouse.move(x, y)
        page.evaluate("time += 90")
        page.mouse.move(*centre(page, "#far"), steps=12)
        page.mouse.move(x, 500, steps=4)

    # A clock on which a slow machine is a fast one.
    context.add_init_script("window.time = Date.now(); Date.now = () => ++time")
    events = record(work)
    assert names_of(events, of_kind(events, "over")) == ["still"]


def test_a_drag_by_pointer_is_told_where_it_began_and_ended(record):
    def work(page):
        page.evaluate(
            "() => { track.onpointerdown = e => track.setPointerCapture(e.pointerId) }"
        )
        x, y = centre(page, "#track")
        for to in (centre(page, "#far"), (x + 2, y)):
            page.mouse.move(x - 50, y)
            page.keyboard.down("Shift")
            page.mouse.down()
            page.keyboard.up("Shift")
            page.mouse.move(*to, steps=4) if to[1] != y else None
            page.mouse.up()

    events = record(work)
    told = of_kind(events, "pointer", type="release")
    assert names_of(events, told) == ["far"]  # not the second, which is a click
    (release,) = told
    assert (release["fx"], release["fy"]) == (0.5, 0.5)
    assert release["from"] == {"fx": 0.25, "fy": 0.5, "modifiers": ["Shift"]}
    assert release["button"] == 0


def test_what_drivers_set_by_a_script_is_told_and_what_pages_set_is_not(record):
    def work(page):
        page.evaluate("body => { document.body.innerHTML = body }", FIELDS)
        page.locator("#day").fill("2026-11-21")
        page.locator("#size").select_option("m")
        page.evaluate("day.value = '2026-01-01', size.value = 's'")

    events = record(work)
    assert names_of(events, of_kind(events, "set")) == ["day", "size"]
    assert not of_kind(events, "input")


@pytest.mark.parametrize("deed", ["fill", "press", "click"])
def test_what_is_done_while_the_page_still_loads_is_told(record, site, deed):
    def work(page):
        if deed == "fill":
            page.locator("#name").fill("late")
        elif deed == "press":
            page.locator("#name").press("x")
        else:
            page.locator("#go").click()
        ready.append(page.evaluate("document.readyState"))
        site.late.set()
        page.wait_for_load_state()

    ready = []
    site.late.clear()
    events = record(work, "/loading", wait_until="commit")
    assert ready == ["loading"]
    kind = {"fill": "input", "press": "key", "click": "pointer"}[deed]
    names = names_of(events, of_kind(events, kind))
    assert names == ["go" if deed == "click" else "name"]
    inputs = [e for e in events if e["type"] == 3 and e["data"]["source"] == 5]
    assert len(inputs) == (deed != "click")
    assert "last" in [
        node.get("attributes", {}).get("id") for node in nodes_of(events).values()
    ]
    if deed != "click":  # the page as it was before stands in the snapshot
        (snapshot,) = (e for e in events if e["type"] == 2)
        assert "was" not in str(snapshot)


def test_back_and_forward_say_how_far(record, site):
    def work(page):
        page.locator("#part").click()
        page.evaluate(
            "history.pushState({}, '', '?two'), history.pushState({}, '', '?three')"
        )
        page.go_back()
        page.evaluate("new Promise(done => { onpopstate = done; history.go(-2) })")
        page.go_forward()
        page.goto(f"{site.url}/other")
        page.reload()
        page.go_back()

    events = record(work)
    assert [told.get("delta") for told in of_kind(events, "history")] == [-1, -2, 1]
    arrivals = [
        (told["navigation"], told.get("delta"))
        for told in payloads(events, "replaytest/settings@1")
    ]
    assert arrivals == [
        ("navigate", None),
        ("navigate", None),
        ("reload", None),
        ("back_forward", -1),
    ]


def test_taps_are_clicks_by_touch(browser, site):
    context = browser.new_context(has_touch=True)
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.goto(site.url)
        page.locator("#go").tap()
        page.wait_for_timeout(60)
    context.close()
    events = [e for _, e in replaytest.read(recording.paths[0]).events()]
    (click,) = of_kind(events, "pointer", type="click")
    assert click["pointer"] == "touch"
    assert not of_kind(events, "over")


def test_an_action_is_of_what_is_inside_of_open_shadow_roots(record):
    def work(page):
        page.evaluate(
            """() => {
              const within = (host, html) => {
                const root = host.attachShadow({ mode: 'open' });
                root.innerHTML = html;
                return root.firstChild;
              };
              const outer = document.querySelector('#still');
              within(within(outer, '<div id=middle></div>'), '<button id=inmost>b');
            }"""
        )
        page.locator("#inmost").click()
        page.keyboard.press("Enter")

    events = record(work)
    told = [*of_kind(events, "pointer", type="click"), *of_kind(events, "key")]
    assert {*names_of(events, told)} == {"inmost"}


def test_the_time_zone_is_told_whatever_a_page_has_put_in_its_place(browser, site):
    context = browser.new_context(timezone_id="Asia/Tokyo")
    with replaytest.record(context, folder="here") as recording:
        page = context.new_page()
        page.add_init_script(
            """for (const key of ['Temporal', 'Intl']) {
              Object.defineProperty(window, key, { value: undefined });
            }"""
        )
        page.goto(site.url)
        page.wait_for_timeout(60)
    context.close()
    events = [e for _, e in replaytest.read(recording.paths[0]).events()]
    settings = payloads(events, "replaytest/settings@1")
    assert [told["timezone"] for told in settings] == ["Asia/Tokyo"]
