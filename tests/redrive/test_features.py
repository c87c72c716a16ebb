"""What is known of an element: what it is called, and what is around it."""

from __future__ import annotations

import pytest

from replaytest.redrive.features import Features, Reader, address
from tests.support.made_pages import found, page_of


def features(html: str) -> Features:
    page = page_of(html)
    return Reader(page).of(found(page, "a"))


def test_the_row_is_the_nearest_item_around():
    html = (
        "<table><tr><td>Ada</td><td><p><button data-here=a>Edit</button></p></td></tr>"
        "<tr><td>Bob</td></tr></table>"
    )
    assert features(html).row == {"ada", "edit"}


def test_one_of_many_alike_is_a_row_too():
    card = "<div class=card><i>{}</i><button {}>Buy</button></div>"
    cards = [card.format("Mug", "data-here=a"), card.format("Bag", "")]
    html = "<div>" + "".join([*cards, card.format("Hat", "")]) + "</div>"
    assert features(html).row == {"mug", "buy"}


def test_what_is_beside_is_seen_through_wrappers():
    html = (
        "<p>Before</p><div><div><button data-here=a>Go</button></div></div><p>After</p>"
    )
    assert features(html).beside == {"before", "after"}


@pytest.mark.parametrize(
    "html",
    [
        "<h2>City</h2><p>x</p><button data-here=a>Go</button>",
        "<header><h2>City</h2></header><div><p><button data-here=a>Go</button></p></div>",
        "<h1>Far</h1><ul><li role=heading>City</li><a data-here=a href=/></a></ul>",
    ],
)
def test_the_heading_is_the_nearest_before_or_above(html):
    assert features(html).heading == "City"


@pytest.mark.parametrize(
    "html",
    [
        "<label for=x>City</label><input id=x data-here=a>",
        "<label>City <input data-here=a></label>",
        "<b id=l>City</b><input aria-labelledby=l data-here=a>",
        "<input aria-label=City data-here=a>",
        "<button data-here=a><img alt=City></button>",
        "<input type=submit value=City data-here=a>",
    ],
)
def test_the_label_is_what_names_it_besides_its_content(html):
    assert features(html).label == "City"


def test_masked_and_generated_are_left_out():
    known = features(
        "<input data-here=a id=mui-42 name=**** aria-label='Xxxx xx' class='css-1a2b3c'>"
    )
    assert (known.id, known.name, known.label) == ("", "", "")
    assert known.classes == frozenset()
    masked = features("<button data-here=a>Xxxx xxx</button>")
    assert (masked.text, masked.shape) == ("", "Xxxx xxx")


def test_a_place_is_numbered_and_a_path_is_not():
    known = features("<p>a</p><p><b>b</b><b data-here=a>c</b></p>")
    assert known.path[-2:] == ("p", "b")
    assert known.place[-2:] == ("p1", "b1")
    assert known.index == 1


def test_addresses_have_no_host():
    assert address("https://shop.example/cart?x=1") == "/cart?x=1"
    assert address("https://shop.example") == ""
    assert address("/go?to=https://other/x") == "/go?to=https://other/x"
    assert address("blob:https://shop/1") == ""
