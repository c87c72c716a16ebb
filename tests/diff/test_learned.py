"""Noise that was seen between runs of one build: here, of this shape, and no more."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.diff.compare import compare
from replaytest.diff.learn import learn, pairs_of
from replaytest.diff.learned import MOST_DAYS, MOST_UNSEEN, Learned, LearnedRule
from replaytest.diff.noise import Noise
from replaytest.diff.places import common, covers, page_of
from replaytest.diff.sessions import course_of
from replaytest.diff.shapes import ANY, ID, NUMBER, fits, joined, shapes_of
from replaytest.errors import RecordingDamaged, RecordingTooNew, StoreNotWritable
from tests.diff.made_sessions import Made, each_says, nothing, sides
from tests.diff.mutate import mirror
from tests.diff.pages import from_html
from tests.mirror.events import add, element, text

TODAY = date(2026, 11, 21)
RULE = LearnedRule("text", "/", "[id=a]/p/text()", "", ("x",), 1, TODAY, TODAY)


def left(noise: Learned, *makers) -> list[str]:
    """What is told of two sessions, given learned noise."""
    course = course_of(*sides(*makers), noise=Noise(learned=noise))
    return [each.text for each in course.each()]


def test_a_number_that_varies_is_noise_there_and_as_a_number():
    learned = learn(sides(*each_says(["Tide 3.2 m", "Tide 3.4 m", "Tide 4.0 m"])))
    assert [(r.sort, r.page, r.place, r.shapes, r.pairs) for r in learned.rules] == [
        ("text", "/", "/html/body/main/p[2]/text()", (f"Tide {NUMBER} m",), 3)
    ]
    low, high, odd = each_says(["Tide 1 m", "Tide 7.25 m", "Tide NaN m"])
    assert left(learned, low, high) == []
    assert left(learned, low, odd) == ['paragraph: "Tide 1 m" is now "Tide NaN m"  (in main)']  # fmt: skip
    # The same in another paragraph is none.
    elsewhere = [lambda m, n=n: m.show(1, 2, f"Tide {n} m") for n in (1, 2)]
    assert len(left(learned, *elsewhere)) == 1


def test_what_is_pushed_elsewhere_is_learned_there_too():
    def numbered(number):
        def make(made):
            made.do(1, attributes=[{"id": 51, "attributes": {"data-n": number}}])
            made.do(2, adds=[add(element(200, "p", text(201, "new")), 9, 50)])

        return make

    learned = learn(sides(numbered("1"), numbered("2")))
    assert left(learned, numbered("3"), numbered("4")) == []


def test_a_control_is_noise_only_where_it_went_again():
    def hint(at, until, said="Ada"):
        """A list of hints that is there when the next thing is done, or is not."""

        def make(made):
            option = element(200, "button", text(201, said))
            made.do(1, at, adds=[add(option, 9)])
            if until:
                made.do(1, until, removes=[{"parentId": 9, "id": 200}])

        return make

    learned = learn(sides(hint(100, 2100), nothing))
    assert [rule.sort for rule in learned.rules] == ["control"]
    assert left(learned, nothing, hint(300, 2500)) == []
    assert left(learned, hint(300, 2500), nothing) == []
    assert len(left(learned, nothing, hint(100, None))) == 1
    assert len(left(learned, nothing, hint(100, 2100, "Grace"))) == 1
    assert not learn(sides(hint(100, None), nothing)).rules
    assert len(left(Learned(), nothing, hint(100, 2100))) == 1


def test_rows_that_vary_make_a_rule_for_the_row():
    def row(*numbers):
        return lambda m: [m.show(1, at, f"{number} left") for at, number in enumerate(numbers)]  # fmt: skip

    learned = learn(sides(row(1, 2, 3, 5), row(4, 2, 6, 5)))
    assert [rule.place for rule in learned.rules] == ["/html/body/main/p[*]/text()"]
    assert left(learned, row(1, 1, 1, 1), row(2, 2, 2, 9)) == []


def test_many_words_at_one_place_are_any_word():
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    learned = learn(sides(*each_says(words)))
    assert learned.rules[0].shapes == (ANY,)
    assert left(learned, *each_says(["never", "seen"])) == []


def named(name: str, words: str) -> list:
    """Sessions in which an attribute is another word each time."""
    return [
        lambda m, word=word: m.do(
            1, attributes=[{"id": 51, "attributes": {name: f"cell-{word}"}}]
        )
        for word in words.split()
    ]


def test_an_attribute_of_which_many_words_were_seen_may_be_any_but_a_class_may_not():
    words = "FHFj ZYUM pwwg fMjE MMwW pguv vulz vHtz crnW"
    learned = learn(sides(*named("data-cell", words)))
    assert left(learned, *named("data-cell", "never seen")) == []
    assert len(left(learned, nothing, named("data-cell", "never")[0])) == 1
    learned = learn(sides(*named("class", words)))
    assert len(left(learned, *named("class", "FHFj error"))) == 1


def paragraph(made: Made, *, tag: str = "p") -> None:
    made.do(1, adds=[add(element(70, tag, text(71, "Hello")), 9)])


def test_what_comes_and_goes_is_noise_unless_it_is_a_control():
    learned = learn(sides(nothing, paragraph))
    assert [(r.sort, r.shapes) for r in learned.rules] == [("subtree", (None, "<p> Hello"))]  # fmt: skip
    assert left(learned, nothing, paragraph) == []

    def button(made: Made) -> None:
        paragraph(made, tag="button")

    assert learn(sides(nothing, button)) == Learned()
    assert len(left(learned, nothing, button)) == 1
    # Nor does a rule that somebody made up hide one.
    forged = LearnedRule("subtree", "/", "/html/body/main/button", "", (None, "<button> Hello"), 1, TODAY, TODAY)  # fmt: skip
    assert len(left(Learned((forged,)), nothing, button)) == 1


def test_requests_and_errors_are_learned_too():
    def odd(made: Made) -> None:
        made.ask(1, "/beat").err(2, "ResizeObserver")

    learned = learn(sides(nothing, odd))
    assert sorted(rule.sort for rule in learned.rules) == ["error", "request"]
    assert left(learned, nothing, odd) == []
    assert left(learned, odd, nothing) == []
    # Which of the runs had it says nothing.
    assert left(learn(sides(odd, nothing)), nothing, odd) == []
    assert left(learned, nothing, lambda m: m.ask(1, "/beat", "500")) == ["POST /beat is new: answered 500"]  # fmt: skip


def test_compare_leaves_out_what_was_learned():
    before, after, other = (mirror(from_html(f"<body><p>{n} left</p></body>")) for n in ("1", "2", "no"))  # fmt: skip
    rule = LearnedRule("text", "/", "/html/body/p/text()", "", (f"{NUMBER} left",), 1, TODAY, TODAY)  # fmt: skip
    noise = Noise(learned=Learned((rule,)))
    assert not compare(before, after, noise=noise)
    assert compare(before, other, noise=noise)
    assert compare(before, after)


def test_places_survive_what_changes_above_them():
    learned = learn(sides(*[lambda m, w=w: (m.do(0, attributes=[{"id": 9, "attributes": {"id": "shop"}}]), m.show(1, 1, w)) for w in ("1 a", "2 a")]))  # fmt: skip
    assert learned.rules[0].place == "[id=shop]/p[2]/text()"


def test_a_test_id_that_is_not_the_only_one_is_no_place():
    def page(*numbers: int):
        rows = "".join(f"<li data-testid=row><b>{n}</b>" for n in numbers)
        return mirror(from_html(f"<body><ul>{rows}</ul></body>"))

    rule = LearnedRule("text", "/", "[data-testid=row]/b/text()", "", (NUMBER,), 1, TODAY, TODAY)  # fmt: skip
    noise = Noise(learned=Learned((rule,)))
    assert not compare(page(1), page(2), noise=noise)
    assert compare(page(1, 1), page(1, 2), noise=noise)


def test_rules_age():
    old = Learned((RULE,))
    assert old.merged(Learned(), pairs=MOST_UNSEEN - 1, today=TODAY).rules[0].unseen
    assert not old.merged(Learned(), pairs=MOST_UNSEEN, today=TODAY)
    assert old.aged(TODAY + timedelta(days=MOST_DAYS))
    assert not old.aged(TODAY + timedelta(days=MOST_DAYS + 1))


def test_seen_again_a_rule_is_renewed():
    later = TODAY + timedelta(days=9)
    new = LearnedRule("text", "/", RULE.place, "", ("y",), 2, later, later)
    old = Learned((RULE,)).merged(Learned(), pairs=5, today=TODAY)
    (rule,) = old.merged(Learned((new,)), pairs=3, today=later).rules
    assert (rule.shapes, rule.pairs, rule.unseen) == (("x", "y"), 3, 0)
    assert (rule.first_seen, rule.last_seen) == (TODAY, later)


def test_a_file_holds_all_of_it(tmp_path):
    learned = Learned((RULE, LearnedRule("attribute", "", "p[*]", "class", (None, "a"), 3, TODAY, TODAY, 7)))  # fmt: skip
    learned.save(tmp_path / "deep" / "noise.json")
    assert Learned.load(tmp_path / "deep" / "noise.json", today=TODAY) == learned
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["noise.json"]
    assert Learned.load(tmp_path / "none.json") == Learned()
    (tmp_path / "file").touch()
    with pytest.raises(StoreNotWritable):
        learned.save(tmp_path / "file" / "noise.json")


@pytest.mark.parametrize(
    ("held", "error"),
    [
        (b"{", RecordingDamaged),
        (b"[]", RecordingDamaged),
        (b'{"replaytest_noise": 1}', RecordingDamaged),
        (b'{"replaytest_noise": 1, "rules": [{"sort": "x"}]}', RecordingDamaged),
        (b'{"replaytest_noise": 1, "rules": [3]}', RecordingDamaged),
        (b'{"replaytest_noise": 2, "rules": []}', RecordingTooNew),
    ],
)
def test_a_file_that_is_something_else_is_told(tmp_path, held, error):
    path = tmp_path / "noise.json"
    path.write_bytes(held)
    with pytest.raises(error, match=r"noise\.json"):
        Learned.load(path)


VALUES = st.text(st.sampled_from("ab1 29-.,%"), max_size=12)


@given(VALUES, VALUES)
def test_shapes_fit_the_values_that_they_were_made_of(one, other):
    shapes = shapes_of(one, other)
    assert all(any(fits(shape, value) for shape in shapes) for value in (one, other))


@given(st.lists(st.none() | VALUES, min_size=2, max_size=12))
def test_joined_shapes_fit_all_that_their_parts_fit(values):
    shapes = ()
    for one, other in pairwise(values):
        shapes = joined(shapes, shapes_of(one, other), may_be_any=True)
    for one, other in pairwise(values):
        assert all(
            any(fits(shape, value) for shape in shapes) for value in (one, other)
        )


@pytest.mark.parametrize(
    ("shape", "value", "fit"),
    [
        (f"{NUMBER} items", "1,204 items", True),
        (f"{NUMBER} items", "no items", False),
        (f"{NUMBER} items", "12 items left", False),
        (f"order {ID}", "order k3Jx09Qz", True),
        (f"order {ID}", "order 123456", True),
        ("a", None, False),
        (None, None, True),
        (ANY, None, False),
    ],
)
def test_a_shape_is_of_values(shape, value, fit):
    assert fits(shape, value) is fit


def test_places_of_rows():
    assert common(["ul/li[1]/b", "ul/li[3]/b"]) == "ul/li[*]/b"
    assert covers("ul/li[*]/b", "ul/li[9]/b")
    assert covers("ul/li[*]/b", "ul/li/b")
    assert not covers("ul/li[*]/b", "ul/p[9]/b")
    assert not covers("ul/li[2]/b", "ul/li[3]/b")


def test_pages_of_one_kind_are_one():
    pages = {page_of(f"http://127.0.0.1:{port}/order/{n}?q={n}", Noise()) for port, n in ((1, 17), (2, 18))}  # fmt: skip
    assert pages == {"/order/*"}


def test_few_sessions_are_compared_each_with_each():
    few, many = sides(*[nothing] * 3), sides(*[nothing] * 9)
    assert (len(pairs_of(few)), len(pairs_of(many))) == (3, 9)
