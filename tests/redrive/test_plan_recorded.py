"""Plans of what is recorded in a real browser, journey by journey."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.timelines import plan_of
from sample_site.serve import SampleSite
from tests.support.pages import Pages

MENU = """
<style>ul ul {display: none} li.open ul {display: block}</style>
<ul><li id="menu">Shop<ul><li><a href="#tea" id="tea">Tea</a></li></ul></li></ul>
<div id="pad" tabindex="0">pad</div>
<input id="slider" type="range" value="10">
<form action="/sent"><label>Word <input name="word"></label><button>Send</button></form>
<label><input type="checkbox" style="opacity: 0">Gift</label>
<div id="note" contenteditable>Hello</div>
<button id="twice">twice</button><textarea id="lines"></textarea>
<input id="day" type="date">
<script>
  menu.onmouseenter = () => menu.classList.add("open");
  document.onkeydown = e => { if (e.key === "k" && e.ctrlKey) pad.textContent = "key"; };
  twice.ondblclick = twice.oncontextmenu = e => { pad.textContent = e.type; };
</script>
"""


@pytest.fixture(scope="module")
def shop():
    with SampleSite() as site:
        yield site.url


@pytest.fixture(scope="module")
def menu():
    with Pages({"/": MENU, "/sent": "<h1>Thanks</h1>"}) as pages:
        yield pages.url


@pytest.fixture
def planned(browser, tmp_path):
    """Return the plan of a journey that begins at an address."""

    def run(url, journey):
        with browser.new_context() as context:
            with replaytest.record(context, folder=tmp_path) as recording:
                page = context.new_page()
                page.goto(url)
                journey(page)
            return plan_of(replaytest.read(recording.paths[0]))

    return run


def told(plan, *, minor=False):
    """Return (kind, what, value) of the steps after the first visit."""
    steps = [each for each in plan.steps[1:] if minor or not each.minor]
    return [
        (each.kind, each.target and each.target.words, each.value) for each in steps
    ]


def test_a_form(planned, menu):
    def journey(page):
        page.get_by_label("Word").press_sequentially("tea", delay=5)
        page.get_by_label("Word").press("Enter")
        page.wait_for_url("**/sent?*")

    plan = planned(menu, journey)
    fill, press, visit = plan.steps[-3:]
    assert told(plan) == [
        ("fill", 'textbox "Word"', "xxx"),
        ("press", 'textbox "Word"', "Enter"),
        ("navigate", None, visit.value),
    ]
    assert visit.value.startswith(f"{menu}/sent?word=")
    assert (fill.masked, fill.typed) == (True, True)
    assert visit.cause == press.number
    assert plan.missing == ("1 value is masked: give them with --values",)


def test_boxes_and_their_labels(planned, menu):
    def journey(page):
        page.get_by_text("Gift").click()
        page.get_by_label("Gift").press("Space")

    kinds = [(each.kind, each.value) for each in planned(menu, journey).steps[1:]]
    assert kinds == [("check", None), ("press", "Space")]


def test_a_slider_and_a_date(planned, menu):
    def journey(page):
        page.locator("#slider").click(position={"x": 90, "y": 5})
        page.locator("#slider").press("ArrowLeft")
        page.locator("#day").fill("2026-11-21")

    told_of = told(planned(menu, journey))
    assert [(kind, value) for kind, _, value in told_of][1] == ("press", "ArrowLeft")
    assert [kind for kind, *_ in told_of] == ["fill", "press", "fill"]


def test_shortcuts_and_lines(planned, menu):
    def journey(page):
        page.locator("#pad").press("Control+k")
        page.locator("#lines").press_sequentially("a\nb")
        page.keyboard.press("Control+a")
        page.keyboard.press("Backspace")

    assert [(kind, value) for kind, _, value in told(planned(menu, journey))] == [
        ("press", "Control+k"),
        ("fill", "x\nx"),
        ("press", "Control+a"),
        ("fill", ""),
    ]


def test_text_that_is_edited_in_the_page(planned, menu):
    def journey(page):
        page.locator("#note").click()
        page.keyboard.press("End")
        page.keyboard.type(" you")
        page.keyboard.press("Control+b")
        page.keyboard.type("!")

    kinds = [(kind, value) for kind, _, value in told(planned(menu, journey))]
    assert kinds == [
        ("click", None),
        ("press", "End"),
        ("insert", " xxx"),
        ("press", "Control+b"),
        ("insert", "!"),
    ]


def test_double_and_right_clicks(planned, menu):
    def journey(page):
        page.locator("#twice").dblclick()
        page.locator("#twice").click(button="right", modifiers=["Shift"])
        page.locator("#twice").click(position={"x": 4, "y": 4})

    steps = planned(menu, journey).steps[1:]
    assert [(each.kind, each.button) for each in steps] == [
        ("double-click", "left"),
        ("context-menu", "right"),
        ("click", "left"),
    ]
    assert steps[1].modifiers == ("Shift",)
    assert max(steps[2].point) < 0.4


def test_a_menu_that_opens_under_the_pointer(planned, menu):
    def journey(page):
        page.wait_for_timeout(100)
        page.locator("#menu").hover(position={"x": 20, "y": 5})
        page.locator("#tea").click()

    steps = planned(menu, journey).steps[1:]
    assert [(each.kind, each.minor) for each in steps] == [
        ("hover", True),
        ("click", False),
    ]
    assert steps[0].number == steps[1].number


def test_a_popup_and_its_tab(planned, shop):
    def journey(page):
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Choose a point").click()
        # A window shows its buttons before its script listens to them.
        opened.value.wait_for_load_state()
        opened.value.get_by_role("button", name="North Quay").click()
        page.get_by_text("North Quay").wait_for()

    steps = planned(f"{shop}/pickup", journey).steps
    assert [(each.tab, each.kind, each.opens) for each in steps] == [
        (1, "navigate", ()),
        (1, "click", (2,)),
        (2, "navigate", ()),
        (2, "click", ()),
    ]
    assert steps[2].cause == steps[1].number


def test_dialogs(planned, shop):
    def journey(page):
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Clear list").click()
        page.once("dialog", lambda dialog: dialog.accept("Gull"))
        page.get_by_role("button", name="Name a boat").click()

    answers = [each.dialogs for each in planned(f"{shop}/dialogs", journey).steps[1:]]
    assert [(each.type, each.accepted) for (each,) in answers] == [
        ("confirm", False),
        ("prompt", True),
    ]
    assert (answers[1][0].text, answers[1][0].masked) == ("Xxxx", True)


def test_drag_and_drop(planned, shop):
    def journey(page):
        card = page.get_by_text("Tide Mug for Grace")
        card.drag_to(page.get_by_role("region", name="Shipped"))

    (step,) = planned(f"{shop}/board", journey).steps[1:]
    assert (step.kind, step.target.words) == ("drag", 'listitem "Tide Mug for Grace"')
    assert step.to is not None
    assert step.to_point is not None


def test_files(planned, shop, tmp_path):
    prices = tmp_path / "prices.csv"
    prices.write_text("tea,3")
    made = {"name": "made.csv", "mimeType": "text/csv", "buffer": b"tea,3"}

    def journey(page):
        page.get_by_label("Price list").set_input_files(prices)
        page.get_by_label("Price list").set_input_files([made])

    chosen, given = planned(f"{shop}/files", journey).steps[1:]
    assert [(each.type, each.size) for each in chosen.files] == [("text/csv", 5)]
    assert [each.name for each in given.files] == ["xxxx.csv"]


def test_history_and_reload(planned, shop):
    def journey(page):
        page.get_by_role("link", name="Sizes").click()
        page.get_by_role("heading", name="Sizes").wait_for()
        page.go_back()
        page.go_forward()
        page.reload()

    assert [each.kind for each in planned(f"{shop}/guide", journey).steps[1:]] == [
        *("click", "back", "forward", "reload")
    ]


def test_what_is_done_in_frames(planned, shop):
    def journey(page):
        letter = page.frame_locator("[title=Letter]")
        letter.get_by_label("Name").fill("Grace")
        board = page.frame_locator("[title='Notice board']")
        tides = board.frame_locator("[title='Tide table']")
        tides.get_by_role("button", name="Next tide").click()

    assert [each[:2] for each in told(planned(f"{shop}/frames", journey))] == [
        ("fill", 'textbox "Name"'),
        ("click", 'button "Next tide"'),
    ]


def test_radios_and_options(planned, shop):
    def journey(page):
        page.get_by_label("Bags").check()
        page.get_by_label("Price").select_option(index=1)

    check, select = planned(f"{shop}/shop", journey).steps[1:]
    assert (check.kind, check.target.words) == ("check", 'radio "Bags"')
    assert (select.kind, select.indexes) == ("select", (1,))
