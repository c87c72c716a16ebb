"""What counts as a control, and what could be the counterpart of which."""

from __future__ import annotations

import pytest

from replaytest.redrive.kinds import control_of, group, role
from tests.support.made_pages import found, page_of


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ("<button data-here=a></button>", ("button", "press")),
        ("<a href=/ data-here=a></a>", ("link", "press")),
        ("<a data-here=a></a>", ("", "a")),
        ("<input data-here=a>", ("textbox", "type")),
        ("<input type=number data-here=a>", ("spinbutton", "type")),
        ("<input type=search data-here=a>", ("searchbox", "type")),
        ("<input type=CHECKBOX data-here=a>", ("checkbox", "tick")),
        ("<input type=submit data-here=a>", ("button", "press")),
        ("<input type=range data-here=a>", ("slider", "choose")),
        ("<input role=combobox data-here=a>", ("combobox", "type")),
        ("<div role=combobox data-here=a></div>", ("combobox", "choose")),
        ("<div role='bogus tab' data-here=a></div>", ("tab", "press")),
        ("<div contenteditable data-here=a></div>", ("", "type")),
        ("<select data-here=a></select>", ("combobox", "choose")),
        ("<select multiple data-here=a></select>", ("listbox", "choose")),
        ("<textarea data-here=a></textarea>", ("textbox", "type")),
        ("<summary data-here=a></summary>", ("button", "press")),
        ("<div data-here=a></div>", ("", "div")),
    ],
)
def test_an_element_is_grouped_by_how_it_is_used(html, told):
    node = found(page_of(html), "a")
    assert (role(node), group(node)) == told


def test_what_is_hit_in_a_button_is_the_button():
    page = page_of("<button><svg data-here=a><path></path></svg></button>")
    control = control_of(page, found(page, "a"))
    assert control is not None
    assert control.tag == "button"


def test_what_is_hit_in_no_control_is_itself():
    page = page_of("<div><p data-here=a>text</p></div>")
    hit = found(page, "a")
    assert control_of(page, hit) is hit
    assert control_of(page, hit.children[0]) is hit


def test_a_hit_on_nothing_is_the_page_or_none():
    page = page_of("<script data-here=a>1</script>")
    assert page.document is not None
    html = control_of(page, page.document)
    assert html is not None
    assert html.tag == "html"
    assert control_of(page, found(page, "a")) is None
