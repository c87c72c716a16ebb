"""A baseline's text: what is in it, and that nothing is lost on the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from replaytest.baseline.parse import parsed, reading
from replaytest.baseline.write import HEAD, written
from replaytest.diff.compare import compare
from replaytest.diff.noise import Noise, placeholder
from replaytest.diff.rules import RULES, NoiseRule
from replaytest.diff.words import lines
from replaytest.errors import RecordingDamaged, RecordingTooNew
from tests.baseline.pages import UUIDS, pages
from tests.mirror.events import element, mirror_of, page, text

NOISE = Noise()


def stored(mirror, noise=NOISE):
    return parsed(written(mirror, noise), noise, where="a.html")


def said_of(one, other, noise=NOISE):
    """The difference of a stored page and another one, in words."""
    a, b = mirror_of(page(*one)), mirror_of(page(*other))
    return lines(compare(stored(a, noise), b, noise=reading(noise)))


@settings(max_examples=150)
@given(pages())
def test_a_page_is_equal_to_its_baseline(mirror):
    again = stored(mirror)
    assert lines(compare(again, mirror, noise=reading(NOISE))) == []
    assert lines(compare(mirror, again, noise=reading(NOISE))) == []


@settings(max_examples=150)
@given(pages(), pages())
def test_what_differs_from_a_page_differs_from_its_baseline(one, other):
    found = compare(one, other)
    from_stored = compare(stored(one), other, noise=reading(NOISE))
    assert bool(found) == bool(from_stored)
    if written(one, NOISE) == written(other, NOISE):
        assert not found


@settings(max_examples=50)
@given(pages())
def test_a_baseline_that_is_read_and_written_is_the_same_text(mirror):
    first = written(mirror, NOISE)
    assert written(stored(mirror), reading(NOISE)) == first


def test_it_is_an_element_a_line_for_people():
    made = mirror_of(
        page(
            element(
                *(10, "main"),
                element(11, "h1", text(12, "  Your\n cart ")),
                element(13, "input", name="mail", value="xxxx"),
                element(14, "p", text(15, "Saved at 12:30, "), element(16, "b", text(17, "1 < 2"))),
                element(18, "script", text(19, "run()")),
            )
        )
    )  # fmt: skip
    assert written(made, NOISE).splitlines() == [
        *HEAD,
        "<html>",
        "  <head></head>",
        "  <body>",
        "    <main>",
        "      <h1>Your cart</h1>",
        '      <input name="mail" value="xxxx">',
        "      <p>",
        f"        Saved at {placeholder('clock')},",
        "        <b>1 &lt; 2</b>",
        "      </p>",
        "    </main>",
        "  </body>",
        "</html>",
    ]


def test_generated_ids_are_numbered_where_something_refers_to_them():
    made = page(
        element(10, "label", **{"for": ":r7:"}),
        element(11, "input", id=":r7:"),
        element(12, "p", id=":r9:"),
    )
    told = written(mirror_of(made), NOISE)
    again, alone = placeholder("react-id#1"), placeholder("react-id")
    assert f'for="{again}"' in told
    assert f'id="{again}"' in told
    assert f'id="{alone}"' in told


def test_a_reference_to_something_else_is_a_difference():
    def two(of):
        fields = [element(11 + n, "input", id=UUIDS[n], name="ab"[n]) for n in (0, 1)]
        return [element(10, "label", **{"for": UUIDS[of]}), *fields]

    assert said_of(two(0), two(0)) == []
    other = [
        element(10, "label", **{"for": UUIDS[3]}),
        *[element(11 + n, "input", id=UUIDS[3 - n], name="ab"[n]) for n in (0, 1)],
    ]
    assert said_of(two(0), other) == []  # all of them renamed
    assert said_of(two(0), two(1)) != []


def test_hashes_of_css_modules_may_change_in_any_build():
    def card(root, big):
        both = f"Card_root__{root} Card_big__{big}"
        names = (both, f"Card_root__{root}", both)
        return [element(10 + n, "p", **{"class": each}) for n, each in enumerate(names)]

    assert said_of(card("a1B2c", "Zz9Yy"), card("X9x8y", "q1Q2q")) == []
    told = written(mirror_of(page(*card("a1B2c", "Zz9Yy"))), NOISE)
    root, big = (placeholder(f"css-module#{n}") for n in (1, 2))
    assert told.count(f'class="Card_root__{root} Card_big__{big}"') == 2
    assert told.count(f'class="Card_root__{root}"') == 1


def test_values_with_several_kinds_of_noise_keep_their_order():
    def three(number, uuid):
        row = ({"title": f"{uuid} :r{number}:"}, {"id": f":r{number}:"}, {"id": uuid})
        return [element(10 + n, "p", **each) for n, each in enumerate(row)]

    assert said_of(three(1, UUIDS[0]), three(7, UUIDS[2])) == []


def test_rules_of_a_project_are_followed():
    rule = NoiseRule("order no", ("text",), r"#(\d+)", "counted", renames=True)
    noise = Noise((rule, *RULES))
    one = [element(10, "p", text(11, "Order #12")), element(12, "p", text(13, "#12"))]
    other = [element(10, "p", text(11, "Order #77")), element(12, "p", text(13, "#77"))]
    mixed = [element(10, "p", text(11, "Order #77")), element(12, "p", text(13, "#78"))]
    assert said_of(one, other, noise) == []
    assert said_of(one, mixed, noise) != []
    assert said_of(one, other) != []


def test_line_ends_of_windows_are_no_difference():
    mirror = mirror_of(page(element(10, "p", text(11, "Tea"), title="a\r\nb")))
    text_of = written(mirror, NOISE).replace("\n", "\r\n")
    again = parsed("\ufeff" + text_of, NOISE, where="a.html")
    assert not compare(again, mirror, noise=reading(NOISE))


@pytest.mark.parametrize(
    ("line", "number"),
    [("<p>Tea", 4), ("</div>", 4), ("<p a=b></p>", 4), ("<p>x</b>", 4), ("<p>", 5)],
)
def test_a_line_that_is_none_is_named(line, number):
    damaged = "\n".join([*HEAD, "<html></html>", line, ""])
    with pytest.raises(RecordingDamaged, match=f"a.html, line {number}"):
        parsed(damaged, NOISE, where="a.html")


def test_other_files_are_refused():
    with pytest.raises(RecordingDamaged):
        parsed("<html></html>", NOISE, where="a.html")
    with pytest.raises(RecordingTooNew, match="format 2"):
        parsed(HEAD[0].replace("baseline 1", "baseline 2"), NOISE, where="a.html")
