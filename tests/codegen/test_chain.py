"""Code is laid out as `ruff format` lays it out, and texts are what they were."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.codegen.chain import Chain, Raw, expect, laid_out, literal, pattern

PAGE = Chain("page")
LONG = "A name that is as long as the names of buttons sometimes are"


def chains():
    button = PAGE.call("get_by_role", "button", name=LONG)
    framed = PAGE.call("frame_locator", '[title="A frame with a title"]')
    yield PAGE.call("goto", "/")
    yield PAGE.call("get_by_role", "button", name="Pay").call("click")
    yield button.call("click")
    yield button.call("fill", "A value")
    yield button.get("first").call("click")
    yield expect(button).call("to_be_visible")
    yield expect(PAGE.call("get_by_role", "alert")).call("to_have_text", LONG)
    yield expect(button).call("to_have_text", LONG)
    yield button.call("click", button="right", modifiers=["Control"])
    yield button.call("drag_to", PAGE.call("get_by_role", "list"))
    yield framed.call("get_by_role", "button", name="Next").call("click")
    yield framed.call("get_by_label", LONG).call("select_option", [LONG, LONG])
    yield PAGE.get("keyboard").call("press", "Control+K")
    yield PAGE.call("wait_for_url", pattern(r"/order/\d+$"))
    yield PAGE.call("set_viewport_size", {"width": 800.0, "height": 600.0})
    yield PAGE.call("get_by_text", 'She said "hello"').call("click")


def test_the_layout_is_that_of_ruff():
    lines = [row for chain in chains() for row in laid_out(chain)]
    lines += laid_out(PAGE.call("get_by_role", "button", name=LONG), before="pay = ")
    text = "\n".join(["def test(page):", *lines]) + "\n"
    formatted = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    assert formatted.stdout == text


@given(st.text(max_size=30))
def test_a_literal_is_the_text(text):
    assert ast.literal_eval(literal(text)) == text


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Pay", '"Pay"'),
        ("St James's", '"St James\'s"'),
        ('a "b"', "'a \"b\"'"),
        ("\"'", '"\\"\'"'),
        ("a\nb", '"a\\nb"'),
        ("€50.00", '"€50.00"'),
        ("a\\b", '"a\\\\b"'),
    ],
)
def test_literals_are_spelled_as_people_do(text, spelled):
    assert literal(text) == spelled


@given(st.text(max_size=30))
def test_a_pattern_is_its_source(source):
    call = ast.parse(pattern(source).code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert ast.literal_eval(call.args[0]) == source


def test_numbers_and_constants_stand_bare():
    chain = PAGE.call("move", 1.0, 2.5, steps=5, exact=True).call("fill", Raw("EMAIL"))
    assert str(chain) == "page.move(1, 2.5, steps=5, exact=True).fill(EMAIL)"
