"""Whatever was recorded, a test is written of it, and it is Python."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.codegen.locators import locator_of
from replaytest.codegen.look import Look
from tests.codegen.made import code
from tests.mirror.events import element, mirror_of, page, text
from tests.redrive.test_plan_properties import JUNK, all_sorts, spoiled

TAGS = ("div", "button", "li", "ul", "a", "input", "section", "label", "span", "td")
SAID = ("Pay", "pay now", "", "Xxx", "12:04", 'a "b"', "x" * 90, "Paid\n  twice")
NAMED = st.dictionaries(
    st.sampled_from(["id", "title", "role", "aria-label", "href", "data-testid"]),
    st.sampled_from(["Pay", "list", "row", "dialog", "status", "a b", "r42", "none"]),
    max_size=3,
)


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.lists(JUNK, max_size=6))
def test_code_is_written_of_any_events(seed, junk):
    code(*spoiled(all_sorts(), seed, junk))


@st.composite
def contents(draw):
    """Elements in elements, some alike, with what names them and what they say."""
    count = draw(st.integers(1, 12))
    nodes = []
    for number in range(count):
        said = draw(st.sampled_from(SAID))
        tag, named = draw(st.sampled_from(TAGS)), draw(NAMED)
        inner = element(100 + 10 * number, tag, text(101 + 10 * number, said), **named)
        within = nodes and draw(st.booleans())
        (nodes[-1]["childNodes"] if within else nodes).append(inner)
    return nodes


@settings(max_examples=60)
@given(contents())
def test_each_element_has_a_locator_that_finds_it_alone(content):
    look = Look(mirror_of(page(*content)))
    for node in look.elements(look.mirror.document):
        found = locator_of(look, node)
        assert look.find(found) == [node], str(found.code("page"))
