"""A target is found by what names it alone, by what is most like it, or not at all."""

from __future__ import annotations

import pytest

from replaytest.mirror.mirror import Mirror
from replaytest.redrive.evidence import evidence
from replaytest.redrive.locate import Located, Refused, ahead, locate
from tests.support.made_pages import found, page_of

BESIDE = "<nav><a href=/>Home</a><a href=/help>Help</a></nav><p>Some words</p>"


def located(before: str, after: str) -> tuple[Located | Refused, int | None]:
    """Look for what is `data-here=a` before in the page after, ids being others.

    Returned too is the id of what is `data-here=b` there, which should be found.
    """
    old, new = page_of(before), page_of(after, first_id=500)
    there = found(new, "b").id if "data-here" in after else None
    here = found(old, "a").id
    for page in (old, new):
        for node in page.nodes.values():
            if node.kind == 2:
                node.attributes.pop("data-here", None)  # it must not help
    target = evidence(old, here)
    assert target is not None
    return locate(target, new), there


def assert_found(before: str, after: str, rule: str | None = None) -> Located:
    result, there = located(before, after.replace("data-there", "data-here=b"))
    assert isinstance(result, Located), result
    assert result.node_id == there
    if rule is not None:
        assert result.rule == rule
    return result


def assert_refused(before: str, after: str) -> Refused:
    result, _ = located(before, after)
    assert isinstance(result, Refused), result
    return result


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (
            "test id",
            "<button data-testid=pay data-here=a>Pay</button>",
            "<div><button data-testid=pay class=n data-there>Order now</button></div>",
        ),
        (
            "role and name",
            "<button class=a data-here=a>Save</button><button>Cancel</button>",
            "<button>Cancel</button><p><a href=# class=b role=button data-there>Save</a>",
        ),
        (
            "role and name",
            "<label for=x1>City</label><input id=x1 data-here=a><input title=Other>",
            "<input title=Other><label for=q>City</label><p><input id=q data-there></p>",
        ),
        (
            "placeholder",
            "<label for=a>Find</label><input id=a placeholder=Search data-here=a><input>",
            "<input><div><input placeholder=Search aria-label=Seek data-there></div>",
        ),
        (
            "alt or title",
            "<a href=/x data-here=a title=More>Go on</a><a href=/y>Back</a>",
            "<a href=/y>Back</a><a href=/z title=More data-there>Proceed</a>",
        ),
        (
            "id",
            "<button id=go data-here=a>Go</button><button>Stop</button>",
            "<div><button>Stop</button><button id=go data-there>Continue</button></div>",
        ),
        (
            "text",
            "<div class=a data-here=a>Choose me</div><div>Not me</div>",
            "<p>New</p><div>Not me</div><div class=b data-there>Choose me</div>",
        ),
        (
            "address",
            "<a href=/cart data-here=a>Cart (0)</a><a href=/help>Help</a>",
            "<a href=/help>Help</a><a href=http://other/cart data-there>Basket: 3</a>",
        ),
    ],
)
def test_what_names_one_element_alone_finds_it(rule, before, after):
    close = "</p>" if "<p><a" in after else ""
    assert_found(BESIDE + before, BESIDE + after + close, rule)


def test_a_page_that_is_the_same_is_answered_at_once():
    html = BESIDE + "<button data-here=a>Save</button>"
    old = page_of(html)
    target = evidence(old, found(old, "a").id)
    assert target is not None
    again = page_of(html)
    assert locate(target, again) == Located(target.node_id, "same", 1.0, 1.0)


def test_a_key_that_two_elements_have_now_is_none():
    row = "<tr><td>{}</td><td><button {}>Open</button></td></tr>"
    before = f"<table>{row.format('Ada', 'data-here=a')}</table>"
    after = row.format("Bob", "") + row.format("Ada", "data-there")
    assert_found(before, f"<table>{after}</table>", "similarity")


def test_two_keys_that_disagree_decide_nothing():
    before = "<button id=a data-here=a>Save</button><button id=b>Send</button>"
    after = "<button id=a>Send off</button><button id=c>Save</button>"
    result, _ = located(BESIDE + before, BESIDE + after)
    assert isinstance(result, Refused) or result.rule == "similarity"


def table(*names: str, here: str = "") -> str:
    rows = "".join(
        f"<tr><td>{each}</td><td><button{' data-here=a' * (each == here)}>Delete</button>"
        "</td></tr>"
        for each in names
    )
    return f"<table><tbody>{rows}</tbody></table>"


def test_the_row_tells_buttons_of_one_name_apart():
    before = table("Ada", "Bob", "Cleo", here="Bob")
    after = table("Zoe", "Cleo", "Ada", "Bob").replace(
        "<td>Bob</td><td><button>", "<td>Bob</td><td><button data-there>"
    )
    assert_found(before, after)


def test_where_the_row_is_gone_no_other_row_is_taken():
    before = table("Ada", "Bob", "Cleo", here="Bob")
    refused = assert_refused(before, table("Ada", "Cleo"))
    assert "counterpart of something else" in refused.why
    assert all("rather" in each.why for each in refused.nearest)


def test_where_another_row_came_in_its_place_that_is_not_taken():
    before = table("Ada", "Bob", "Cleo", here="Bob")
    assert_refused(before, table("Ada", "Dora", "Cleo"))


def test_another_control_in_the_same_place_is_not_taken():
    bar = "<div class=bar><button class=b>Copy</button><button class=b {}>{}</button></div>"
    before, after = bar.format("data-here=a", "Edit"), bar.format("", "Delete")
    refused = assert_refused(BESIDE + before, BESIDE + after)
    assert refused.nearest[0].words.startswith("button")


def test_a_heading_in_the_same_place_may_say_something_else():
    before = "<main><h2 class=t data-here=a>How we choose</h2><p>Long text</p></main>"
    after = "<main><h2 class=t data-there>Selection</h2><p>Long text</p></main>"
    assert_found(BESIDE + before, BESIDE + after, "similarity")


def test_a_field_is_not_found_in_a_button():
    before = "<input name=q data-here=a><button>Go</button>"
    refused = assert_refused(before, "<button name=q>Go</button>")
    assert "used as" in refused.why


STARS = "<div class=stars>{}</div>"


def stars(number: int, here: int = -1, mark: str = "data-here=a") -> str:
    return STARS.format(
        "".join(f"<i {mark if n == here else ''}></i>" for n in range(number))
    )


def test_twins_are_told_by_their_order():
    assert_found(stars(5, 3), "<p>New</p>" + stars(5, 3, "data-there"), "position")


def test_twins_that_are_not_as_many_as_they_were_are_refused():
    assert_refused(stars(5, 3), "<p>New</p>" + stars(4))


def test_masked_texts_do_not_make_two_elements_one():
    before = "<ul><li><b data-here=a>Xxxx xxxx</b></li><li><b>Xxxxx xxx</b></li></ul>"
    after = "<ul><li><b>Xxxxxx xx</b></li><li><b>Xxx xxxxx</b></li></ul>"
    assert_refused(before, after)


def test_a_masked_text_of_the_same_shape_is_some_evidence():
    before = "<ul><li><b data-here=a>Xxxx xiwx</b></li><li><b>Xxxxx xxx</b></li></ul>"
    after = "<p>New</p><ul><li><b>Xxxxx xxx</b></li><li><b data-there>Xxxx xiwx</b></li></ul>"
    assert_found(before, after)


def test_the_page_itself_is_always_found():
    old, new = page_of("<p>one</p>"), page_of("<p>two</p>", first_id=50)
    assert old.document is not None
    target = evidence(old, old.document.id)
    assert target is not None
    assert target.is_page
    result = locate(target, new)
    assert isinstance(result, Located)
    assert new.nodes[result.node_id].tag == "body"
    assert isinstance(locate(target, Mirror()), Refused)


def test_of_a_node_that_is_not_there_there_is_no_evidence():
    assert evidence(page_of("<p>one</p>"), 4711) is None
    assert evidence(Mirror(), 1) is None


def test_a_wrapper_is_no_other_candidate():
    before = "<main><p>One</p><div class=box data-here=a>Two words</div></main>"
    after = (
        "<main><p>One</p><div class=n><div class=box data-there>Two words</div></div>"
        "</main>"
    )
    assert_found(before, after)


def test_a_target_is_told_in_words():
    page = page_of("<label for=a>City</label><input id=a data-here=a>")
    target = evidence(page, found(page, "a").id)
    assert target is not None
    assert target.words == 'textbox "City"'


def test_ahead_is_full_when_all_that_differs_speaks_for_one():
    assert ahead(1.0, 0.8, 0.8) == pytest.approx(1.0)
    assert ahead(0.8, 1.0, 0.8) == pytest.approx(-1.0)
    assert ahead(0.9, 0.9, 0.5) == 0
    # Two that hardly differ.
    assert ahead(0.99, 0.98, 0.99) < 0.35


def test_a_key_of_two_recorded_elements_is_no_key():
    page = page_of("<nav><a href=/a data-here=a>Go</a></nav><p><a href=/b>Go</a></p>")
    target = evidence(page, found(page, "a").id)
    assert target is not None
    assert [rule for rule, _, _ in target.keys] == ["address"]


def test_where_keys_disagree_it_is_likeness_that_decides():
    button = "<p><button data-testid=pay name=pay class='big main' {}>{}</button></p>"
    elsewhere = "<footer><ul><li><button>Order and pay</button></li></ul></footer>"
    before = button.format("data-here=a", "Order and pay")
    after = button.format("data-there", "Go on") + elsewhere
    assert_found(BESIDE + before, BESIDE + after, "similarity")


def test_of_two_that_are_as_good_none_is_taken():
    line = "<p><b>{}</b><button>Save</button></p>"
    before = line.format("Ada Lovelace").replace("<button", "<button data-here=a")
    after = line.format("Ada") + line.format("Lovelace")
    refused = assert_refused(BESIDE + before, BESIDE + after)
    assert refused.margin == 0


def test_a_key_does_not_help_what_is_the_counterpart_of_something_else():
    bar = "<p class=a>{}</p><p class=b>{}</p>"
    one = "<button id=one {}>First of all</button>"
    two = "<button id={} name=n2 title=T2 class=z>Second of them</button>"
    before = bar.format(one.format("data-here=a"), two.format("two"))
    assert_refused(BESIDE + before, BESIDE + bar.format("", two.format("one")))


def test_names_that_differ_in_a_number_are_different_names():
    before = "<p><button>1 star</button><button data-here=a>3 stars</button></p>"
    assert_refused(before, "<p><button>1 star</button><button>4 stars</button></p>")


def test_what_is_halfway_between_two_is_not_taken():
    row = '<li><b>{}</b><button class="k">Remove this</button></li>'
    names = ("Ada Abel", "Bob Brandt", "Cleo Costa")
    before = "".join(row.format(each) for each in names)
    after = "".join(row.format(each) for each in ("Dora Diaz", "Emil Ito", "Ada Abel"))
    here = before.replace("<button", "<button data-here=a", 2).replace(
        "<button data-here=a", "<button", 1
    )
    refused = assert_refused(f"<ul>{here}</ul>", f"<ul>{after}</ul>")
    assert refused.margin < 0.25


def test_a_test_id_is_followed_to_what_is_used_otherwise():
    before = (
        "<button data-testid=go data-here=a>Continue to pay</button><button>x</button>"
    )
    after = "<div data-testid=go data-there>Continue to pay</div><button>x</button>"
    assert_found(BESIDE + before, BESIDE + after, "test id")


def test_what_is_hardly_like_it_is_refused():
    before = "<main class=m><form id=f><button name=b class=c data-here=a>Go</button></form></main>"
    after = "<footer class=n><table><tr><td><a href=/z title=T>Gor</a></td></tr></table></footer>"
    refused = assert_refused(before, after)
    assert refused.score < 0.5
    assert "enough" in refused.why
