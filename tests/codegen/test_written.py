"""Tests as they are written of recordings made by hand."""

from __future__ import annotations

from textwrap import dedent

import pytest

from replaytest.model import Tab
from replaytest.tags import DOWNLOAD
from tests.codegen.made import body, code, code_of
from tests.mirror.events import START, add, change, element, event, mutation, page, text
from tests.redrive import acts

HOME = "http://127.0.0.1"


def button(number, said, **attributes):
    return element(number, "button", text(number + 1, said), **attributes)


def heading(number, said):
    return element(number, "h1", text(number + 1, said))


def field(number, name, **attributes):
    return element(number, "input", **{"aria-label": name} | attributes)


def sign_in():
    return page(
        field(10, "Email"),
        field(11, "Password", type="password"),
        button(12, "Log in"),
    )


def test_a_form_and_where_it_leads():
    events = [
        *sign_in(),
        *acts.our_click(50, 10),
        acts.typed(100, 10),
        acts.value(100, 10, "ada@example.com"),
        acts.typed(200, 11),
        acts.value(200, 11, "********"),
        *acts.our_click(300, 12),
        *acts.arrive(400, f"{HOME}/account", heading(10, "Hello, Ada")),
    ]
    assert code(*events) == dedent("""\
        import os

        from playwright.sync_api import Page, expect

        # The recording hides these: give them in the environment.
        PASSWORD = os.environ["REPLAYTEST_VALUE_PASSWORD"]


        def test_session(page: Page) -> None:
            page.set_viewport_size({"width": 800, "height": 600})
            page.goto("/")
            page.get_by_role("textbox", name="Email").fill("ada@example.com")
            page.get_by_role("textbox", name="Password").fill(PASSWORD)
            page.get_by_role("button", name="Log in").click()
            expect(page).to_have_url("/account")
            expect(page.get_by_role("heading", name="Hello, Ada")).to_be_visible()
        """)


def test_a_page_that_is_used_is_waited_for():
    events = [
        *sign_in(),
        *acts.our_click(300, 12),
        *acts.arrive(400, f"{HOME}/orders/1001", button(10, "Log out")),
        *acts.our_click(900, 10),
    ]
    assert body(code(*events)) == [
        'page.get_by_role("button", name="Log in").click()',
        r'page.wait_for_url(re.compile(r"/orders/\d+$"))',
        'page.get_by_role("button", name="Log out").click()',
    ]


@pytest.mark.parametrize(
    ("new", "asserted"),
    [
        (
            element(20, "p", text(21, "No such code."), role="alert"),
            'expect(page.get_by_role("alert")).to_have_text("No such code.")',
        ),
        (
            heading(20, "Thank you"),
            'expect(page.get_by_role("heading", name="Thank you")).to_be_visible()',
        ),
        (
            element(20, "b", text(21, "3"), **{"data-testid": "count"}),
            'expect(page.get_by_test_id("count")).to_have_text("3")',
        ),
        (
            element(20, "p", text(21, "Added to your cart.")),
            'expect(page.get_by_text("Added to your cart.")).to_be_visible()',
        ),
        (
            element(20, "div", button(21, "Yes"), role="dialog"),
            'expect(page.get_by_role("dialog")).to_be_visible()',
        ),
    ],
)
def test_what_is_new_is_asserted(new, asserted):
    events = [
        *page(button(10, "Go")),
        *acts.our_click(100, 10),
        mutation(200, adds=[add(new)]),
    ]
    assert body(code(*events)) == [
        'page.get_by_role("button", name="Go").click()',
        asserted,
    ]


@pytest.mark.parametrize(
    "said",
    [
        "Loading…",
        "Saving your order",
        "Updated 12:04:55",
        "3 minutes ago",
        "Xxx xxxxx xx xxxxxx",
        "Card ending in ****",
    ],
)
def test_what_passes_or_is_masked_is_not(said):
    new = element(20, "p", text(21, said), role="status")
    events = [
        *page(button(10, "Go")),
        *acts.our_click(100, 10),
        mutation(200, adds=[add(new)]),
    ]
    assert body(code(*events)) == ['page.get_by_role("button", name="Go").click()']


def test_what_changes_by_itself_is_not():
    ticking = element(20, "p", text(21, "0 of us here now"))
    ticks = [
        mutation(2000 * n, texts=[{"id": 21, "value": f"{n} of us here now"}])
        for n in range(1, 5)
    ]
    events = [*page(button(10, "Go"), ticking), *acts.our_click(100, 10), *ticks]
    assert body(code(*events)) == ['page.get_by_role("button", name="Go").click()']


def test_what_went_away_is_asserted():
    events = [
        *page(button(10, "Dismiss"), element(20, "p", text(21, "We have cookies."))),
        *acts.our_click(100, 10),
        mutation(200, removes=[{"id": 20, "parentId": 4}]),
    ]
    assert body(code(*events))[1] == (
        'expect(page.get_by_text("We have cookies.")).to_have_count(0)'
    )


def test_what_is_opened_and_closed_is_asserted():
    menu = button(10, "Menu", **{"aria-expanded": "false"})
    opened = {"id": 10, "attributes": {"aria-expanded": "true"}}
    events = [
        *page(menu),
        *acts.our_click(100, 10),
        mutation(200, attributes=[opened]),
    ]
    assert code(*events).endswith(
        '    expect(page.get_by_role("button", name="Menu")).to_have_attribute(\n'
        '        "aria-expanded", "true"\n'
        "    )\n"
    )


def test_fields_that_fill_others_are_asserted():
    events = [
        *page(field(10, "Postcode"), field(11, "Town")),
        acts.typed(100, 10),
        acts.value(100, 10, "SW1Y"),
        acts.value(300, 11, "London", userTriggered=False),
        mutation(300, attributes=[{"id": 11, "attributes": {"value": "London"}}]),
    ]
    lines = body(code(*events))
    assert lines[0] == 'page.get_by_role("textbox", name="Postcode").fill("SW1Y")'


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"accepted": True}, "dialog.accept()"),
        ({"accepted": False}, "dialog.dismiss()"),
        ({"accepted": True, "text": "Gull"}, 'dialog.accept("Gull")'),
    ],
)
def test_dialogs_are_answered_before_they_come(answer, expected):
    kind = "prompt" if "text" in answer else "confirm"
    events = [
        *page(button(10, "Ask")),
        *acts.our_click(100, 10),
        acts.dialog(kind, 110, **answer),
    ]
    assert body(code(*events)) == [
        f'page.once("dialog", lambda dialog: {expected})',
        'page.get_by_role("button", name="Ask").click()',
    ]


def test_several_dialogs_are_answered_one_after_the_other():
    events = [
        *page(button(10, "Ask")),
        *acts.our_click(100, 10),
        acts.dialog("confirm", 110, accepted=True),
        acts.dialog("confirm", 120, accepted=False),
    ]
    text = code(*events)
    assert "dialog.accept()" in text
    assert "dialog_2.dismiss()" in text


def test_a_popup_is_a_page_of_its_own():
    opener = [*page(button(10, "Choose")), *acts.our_click(100, 10)]
    chooser = [
        *acts.arrive(200, f"{HOME}/choose", button(10, "North Quay")),
        *acts.our_click(600, 10),
    ]
    tabs = (Tab(1, START), Tab(2, START + 150, opener=1))
    assert body(code_of({1: opener, 2: chooser}, tabs)) == [
        "with page.expect_popup() as popup_info:",
        '    page.get_by_role("button", name="Choose").click()',
        "popup = popup_info.value",
        "popup.wait_for_load_state()",
        'popup.get_by_role("button", name="North Quay").click()',
    ]


def test_a_download_is_waited_for():
    saved = event(5, 200, tag=DOWNLOAD, payload={"name": "prices.csv", "url": "/p"})
    events = [*page(button(10, "Save")), *acts.our_click(100, 10), saved]
    assert body(code(*events)) == [
        "with page.expect_download() as download:",
        '    page.get_by_role("button", name="Save").click()',
        'assert download.value.suggested_filename == "prices.csv"',
    ]


def test_files_are_made_in_a_temporary_folder():
    events = [
        *page(field(43, "Price list", type="file")),
        acts.our("files", 530, 43, files=[{"name": "2026 prices.csv", "size": 3}]),
        acts.typed(531, 43),
        acts.value(531, 43, "C:\\fakepath\\x"),
    ]
    text = code(*events)
    assert "(page: Page, tmp_path: Path) -> None:" in text
    assert body(text)[:2] == [
        'file_2026_prices = tmp_path / "2026 prices.csv"',
        'file_2026_prices.write_bytes(b" " * 3)',
    ]
    assert body(text)[2].endswith(".set_input_files(file_2026_prices)")


def test_keys_choices_and_boxes():
    events = [
        *acts.form(),
        acts.our_key(100, 10, "k", "Control"),
        acts.typed(400, 20),
        acts.value(400, 20, "1"),
        *acts.click(500, 12),
        acts.value(503, 12, isChecked=True),
    ]
    lines = body(code(*events))
    assert lines[0].endswith('.press("Control+k")')
    assert lines[1].endswith('.select_option("Coffee")')
    assert lines[2] == 'page.get_by_role("checkbox", name="Gift").check()'


def test_what_was_dragged_is_asserted_where_it_was_dropped():
    def board(number, name, *items):
        return element(number, "ul", *items, **{"aria-label": name})

    tea = element(20, "li", text(21, "Tea for Grace"))
    events = [
        *page(board(10, "Open", tea), board(11, "Sent", element(30, "li"))),
        acts.our("drag", 510, 20, type="dragstart"),
        acts.our("drag", 520, 11, type="drop"),
        mutation(
            530,
            removes=[{"id": 20, "parentId": 10}],
            adds=[add(element(20, "li"), 11), add(text(21, "Tea for Grace"), 20)],
        ),
    ]
    lines = code(*events)
    assert (
        'page.get_by_text("Tea for Grace").drag_to(\n'
        '        page.get_by_role("list", name="Sent")\n'
        "    )"
        in lines
        or 'drag_to(page.get_by_role("list", name="Sent"))' in lines
    )
    assert 'page.get_by_role("list", name="Sent").get_by_text("Tea for Grace")' in lines


def test_a_reload_keeps_what_was_typed():
    events = [
        *page(field(10, "Note")),
        acts.typed(100, 10),
        acts.value(100, 10, "Mind the cat."),
        acts.called("Page.reload", 290, 400),
        *acts.arrive(300, f"{HOME}/", field(10, "Note", value="Mind the cat.")),
    ]
    note = 'page.get_by_role("textbox", name="Note")'
    assert body(code(*events)) == [
        f'{note}.fill("Mind the cat.")',
        "page.reload()",
        f'expect({note}).to_have_value("Mind the cat.")',
    ]


def test_masked_fields_have_a_constant_for_each_time():
    events = [
        *page(field(10, "Card number"), button(12, "Pay")),
        acts.typed(100, 10),
        acts.value(100, 10, "********"),
        *acts.our_click(200, 12),
        acts.typed(900, 10),
        acts.value(900, 10, "*****"),
    ]
    text = code(*events)
    assert 'CARD_NUMBER = os.environ["REPLAYTEST_VALUE_CARD_NUMBER"]\n' in text
    later = 'os.environ.get("REPLAYTEST_VALUE_CARD_NUMBER_2", CARD_NUMBER)'
    assert f"CARD_NUMBER_2 = {later}\n" in text


def test_frames_that_are_used_twice_have_a_name():
    html = element(
        21, "html", element(22, "body", field(23, "Code"), button(25, "Pay"))
    )
    frame = element(10, "iframe", title="Payment")
    inside = {"type": 0, "id": 20, "childNodes": [html]}
    events = [
        *page(frame),
        mutation(10, adds=[add(inside, 10)], isAttachIframe=True),
        acts.typed(100, 23),
        acts.value(100, 23, "1"),
        *acts.our_click(200, 25),
    ]
    assert body(code(*events)) == [
        "payment = page.frame_locator('[title=\"Payment\"]')",
        'payment.get_by_role("textbox", name="Code").fill("1")',
        'payment.get_by_role("button", name="Pay").click()',
    ]


def test_scrolling_is_written_where_it_brings_what_is_used():
    scrolled = change(3, 200, id=1, x=0, y=900)
    more = mutation(300, adds=[add(button(20, "The last"))])
    events = [*page(button(10, "Go")), scrolled, more, *acts.our_click(900, 20)]
    assert body(code(*events))[0] == 'page.evaluate("window.scrollTo(0, 900)")'
    shown = [*page(button(10, "Go")), scrolled, *acts.our_click(900, 10)]
    assert body(code(*shown)) == ['page.get_by_role("button", name="Go").click()']


def test_a_session_without_steps_is_a_test_all_the_same():
    assert code() == dedent("""\
        from playwright.sync_api import Page


        def test_session(page: Page) -> None:
            pass
        """)
