"""What is no difference, and what is one although it looks like noise."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.diff.compare import compare
from replaytest.diff.item import Item, Numbers
from replaytest.diff.noise import Noise
from replaytest.diff.normalise import Follower, Reader, normalise
from replaytest.diff.words import lines
from replaytest.errors import UsageError
from tests.diff.changing import ChangingPage
from tests.mirror.events import change, document, element, mirror_of, page, text


def said(one, other, *, noise=None):
    """The difference of two bodies, in words."""
    a, b = mirror_of(page(*one)), mirror_of(page(*other))
    return lines(compare(a, b, noise=noise))


def p(words="Tea", **attributes):
    return element(10, "p", text(11, words), **attributes)


NOISE = {
    "class order": (p(**{"class": "a b"}), p(**{"class": "b a a"})),
    "white space": (p("Tea  time"), p("\n Tea time ")),
    "declarations": (p(style="color: red; top: 0"), p(style="top:0;color:red;")),
    "recorder": (p(rr_width="10px"), p()),
    "script": (element(10, "script", text(11, "a()")), element(10, "script", text(11, "b()"))),
    "comment": (element(10, "p", {"type": 5, "id": 11, "textContent": "x"}, text(12, "Tea")), p()),
    "caret style": (element(10, "style", text(11, "*{caret-color:transparent}")), element(10, "style")),
    "React": (p(id=":r1:"), p(id=":r2a:")),
    "React 19": (p(id="«r1»"), p(id="_r_2_")),
    "Radix": (p(**{"aria-controls": "radix-:r1:-content"}), p(**{"aria-controls": "radix-:r7:-content"})),
    "Headless UI": (p(id="headlessui-menu-button-3"), p(id="headlessui-menu-button-12")),
    "MUI": (p(id="mui-1042"), p(id="mui-7")),
    "Element Plus": (p(id="el-id-9823-12"), p(id="el-id-411-12")),
    "emotion": (p(**{"class": "css-1ab2cd btn"}), p(**{"class": "btn css-9zzx01"})),
    "JSS": (p(**{"class": "jss12 makeStyles-root-3"}), p(**{"class": "jss15 makeStyles-root-9"})),
    "styled-components": (p(**{"class": "sc-bdVaJa cMpXlN"}), p(**{"class": "sc-a1B2c3 fooBar"})),
    "CSS modules": (p(**{"class": "Button_primary__a1B2c"}), p(**{"class": "Button_primary__Zz9Yy"})),
    "CSS modules of Vite": (p(**{"class": "_title_1k2j3_5"}), p(**{"class": "_title_9abcd_7"})),
    "Select2 counter": (p(**{"data-select2-id": "4"}), p(**{"data-select2-id": "9"})),
    "Popper's measure": (
        p(**{"data-popper-reference-hidden": "false"}),
        p(**{"data-popper-reference-hidden": "true"}),
    ),
    "React Aria description": (
        p(**{"aria-describedby": "react-aria-description-3"}),
        p(**{"aria-describedby": "react-aria-description-8"}),
    ),
    "order of keys": (
        p(**{"data-config": '{"a": {"x": 1, "y": [2]}, "b": "Tea"}'}),
        p(**{"data-config": '{"b":"Tea","a":{"y":[2],"x":1}}'}),
    ),
    "Vue scope": (p(**{"data-v-7ba5bd90": ""}), p(**{"data-v-11aa22bb": ""})),
    "uuid": (p(**{"data-order": "0b6f8a3e-1111-4222-8333-444455556666"}), p(**{"data-order": "ffffffff-1111-4222-8333-444455556666"})),
    "nonce": (p(nonce="abc"), p(nonce="def")),
    "clock": (p("Saved at 12:30:01 PM"), p("Saved at 9:05 AM")),
    "ago": (p("Sent 3 minutes ago"), p("Sent just now")),
    "ISO time": (p(datetime="2026-11-21T10:00:00Z"), p(datetime="2026-11-22T11:30:00.123Z")),
    "duration": (p("2 rows in 13 ms"), p("2 rows in 7.5 ms")),
    "blob": (p(src="blob:http://a/0-1"), p(src="blob:http://a/9-9")),
    "asset": (p(src="/s/main.3f9ab2c1.js"), p(src="/s/main.00ffee11.js")),
    "cache buster": (p(src="/a.png?v=1&x=2"), p(src="/a.png?v=7&x=2")),
    "port": (p(href="http://127.0.0.1:4000/a"), p(href="http://localhost:5000/a")),
    "csrf": (element(10, "input", name="csrf_token", value="abc"), element(10, "input", name="csrf_token", value="def")),
    "empty value": (element(10, "input", value=""), element(10, "input")),
}  # fmt: skip


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_no_difference(name):
    one, other = NOISE[name]
    assert said([one], [other]) == []
    # The rule, and not chance: something else in the same place is seen.
    assert said([one], [element(10, "h1", text(11, "Other"))]) != []


SEEN = {
    "price": (p("3.50"), p("4.50")),
    "order number": (p("Order 123456"), p("Order 123457")),
    "date": (p("2026-11-21"), p("2026-11-22")),
    "BEM": (p(**{"class": "card__header"}), p(**{"class": "card__footer"})),
    "plain class": (p(**{"class": "isOpen"}), p(**{"class": "isShut"})),
    "id": (p(id="menu-1"), p(id="menu-2")),
    "page": (p(href="/orders/1"), p(href="/orders/2")),
    "other origin": (p(href="https://a.example/x"), p(href="https://b.example/x")),
    "file": (p(src="/invoice.pdf"), p(src="/receipt.pdf")),
    "JSON": (p(data='{"a": 1}'), p(data='{"a": 2}')),
    "JSON list": (p(data="[1, 2]"), p(data="[2, 1]")),
    "long word": (p(src="/s/main.settings.js"), p(src="/s/main.accounts.js")),
}


@pytest.mark.parametrize("name", SEEN)
def test_what_people_see_is_a_difference(name):
    one, other = SEEN[name]
    assert len(said([one], [other])) == 1


def label(target):
    return element(20, "label", text(21, "Name"), **{"for": target})


def test_a_reference_to_a_generated_id_still_has_to_match():
    field = element(22, "input", id=":r1:")
    renamed = element(22, "input", id=":r9:")
    assert said([label(":r1:"), field], [label(":r9:"), renamed]) == []
    (line,) = said([label(":r1:"), field], [label(":r8:"), renamed])
    assert "for no longer stands for the same" in line


def test_a_generated_class_still_has_to_be_the_same_as_that_of_its_like():
    def row(*names):
        return [
            element(30 + n, "p", text(60 + n, f"Row {n}"), **{"class": f"css-{name}"})
            for n, name in enumerate(names)
        ]

    assert said(row("aaaa1", "aaaa1", "aaaa1"), row("bbbb2", "bbbb2", "bbbb2")) == []
    (line,) = said(row("aaaa1", "aaaa1", "aaaa1"), row("bbbb2", "cccc3", "bbbb2"))
    assert "Row 1" in line


def test_what_no_longer_stands_for_the_same_is_told_from_both_sides():
    one = [label(":r1:"), element(22, "input", id=":r1:"), element(23, "b", id=":r2:")]
    other = [
        label(":r2:"),
        element(22, "input", id=":r1:"),
        element(23, "b", id=":r2:"),
    ]
    a, b = mirror_of(page(*one)), mirror_of(page(*other))
    (there,), (back,) = compare(a, b).changes, compare(b, a).changes
    assert there.refers
    assert (there.before, there.after) == (back.after, back.before) == (":r1:", ":r2:")


def test_an_insertion_does_not_renumber_what_comes_after_it():
    fields = [element(30 + n, "input", id=f":r{n}:") for n in range(5)]
    later = [element(30 + n, "input", id=f":r{n + 1}:") for n in range(5)]
    new = element(50, "input", id=":r0:", name="new")
    assert len(said(fields, [new, *later])) == 1


def test_state_that_is_in_no_attribute_is_compared():
    field = element(10, "input", **{"aria-label": "Code"})
    box = element(12, "input", type="checkbox", **{"aria-label": "Agree"})
    before, after = (mirror_of(page(field, box)) for _ in range(2))
    after.apply(change(5, id=10, text="X1", isChecked=False))
    after.apply(change(5, id=12, text="on", isChecked=True))
    assert lines(compare(before, after)) == [
        'textbox "Code": value is now "X1"',
        'checkbox "Agree": checked',
    ]
    assert lines(compare(after, before)) == [
        'textbox "Code": value "X1" is gone',
        'checkbox "Agree": not checked',
    ]


def options(*values, chosen=0):
    rows = [
        element(30 + n, "option", text(60 + n, "Xxx"), value=value)
        for n, value in enumerate(values)
    ]
    rows[chosen]["attributes"]["selected"] = ""
    return element(20, "select", *rows, **{"aria-label": "Size"})


def test_what_a_select_has_chosen_is_compared_whatever_its_mask_made_of_it():
    one, other = options("abc", "def", "ghi"), options("xyz", "uvw", "rst")
    assert said([one], [other]) == []
    assert said([one], [options("xyz", "uvw", "rst", chosen=2)]) == [
        'combobox "Size": value "Xxx (option 1)" is now "Xxx (option 3)"'
    ]
    assert len(said([one], [options("abc", "def", "g")])) == 1


def test_frames_and_shadow_roots_are_compared():
    def whole(word):
        inner = document(31, element(32, "html", element(33, "body", p(word))))
        host = element(40, "x-card", text(42, "light"))
        host["isShadowHost"] = True
        in_shadow = element(41, "b", text(43, word))
        in_shadow["isShadow"] = True
        host["childNodes"].append(in_shadow)
        return [element(30, "iframe", inner), host]

    assert said(whole("one"), whole("one")) == []
    found = compare(mirror_of(page(*whole("one"))), mirror_of(page(*whole("two"))))
    assert [change.path for change in found.changes] == [
        "/html/body/iframe/#document/html/body/p/text()",
        "/html/body/x-card/#shadow/b/text()",
    ]


def test_a_page_that_is_not_there_yet_is_empty():
    (line,) = said([], [p()])
    assert line == 'added: paragraph "Tea"'
    found = compare(mirror_of([]), mirror_of(page(p())))
    assert [each.kind for each in found.changes] == ["insert"]


def load(tmp_path, toml):
    (tmp_path / "pyproject.toml").write_text(toml)
    return Noise.load(tmp_path)


def test_a_project_has_rules_of_its_own(tmp_path):
    noise = load(
        tmp_path,
        """
        [tool.replaytest.diff]
        off = ["clock"]
        [[tool.replaytest.diff.rules]]
        name = "order"
        places = ["text"]
        pattern = 'Order (\\d+)'
        reason = "counted by the server"
        """,
    )
    assert said([p("Order 1")], [p("Order 2")], noise=noise) == []
    assert said([p("Orders 1")], [p("Orders 2")], noise=noise) != []
    assert said([p("at 12:30")], [p("at 12:31")], noise=noise) != []


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("off = ['clocks']", "no noise rule is called 'clocks'"),
        ("on = ['clock']", "no setting is called 'on'"),
        ("rules = [{name='x'}]", "has no places"),
        ("rules = [{name='x', places=['body'], pattern='a', reason='b'}]", "'body'"),
        ("rules = [{name='x', places=['text'], pattern='(', reason='b'}]", "regular"),
        ("rules = [{name='x', places=['text'], pattern='a*', reason='b'}]", "nothing"),
        ("rules = [{name='x', colour='red'}]", "other fields"),
        ("rules = 'clock'", "no list"),
    ],
)
def test_a_wrong_rule_is_told_at_once(tmp_path, toml, problem):
    with pytest.raises(UsageError, match="pyproject.toml") as caught:
        load(tmp_path, f"[tool.replaytest.diff]\n{toml}\n")
    assert problem in caught.value.problem
    assert caught.value.fix


def test_what_was_read_before_is_read_alike_and_what_has_changed_anew():
    bodies = [
        [p(id=":r1:"), element(12, "a", href="http://a.test/x")],
        [p(id=":r1:", title="new"), element(12, "input", name="a", value="b")],
        [p(id=":r1:"), element(12, "a", href="http://a.test/y")],
    ]
    numbers, known = Numbers(), {}
    for body in [*bodies, *bodies]:
        mirror = mirror_of(page(*body))
        once = normalise(mirror, Noise(), numbers)
        again = Reader(mirror, Noise(), known).read(numbers)
        assert once.same == again.same
        assert [each.marks for each in once.walk()] == [e.marks for e in again.walk()]
    assert known


@given(st.integers(0, 10**9), st.integers(1, 12))
@settings(max_examples=300)
def test_of_a_page_that_is_followed_only_what_was_touched_is_read_again(seed, count):
    page, pick = ChangingPage(), random.Random(seed)
    numbers = Numbers()
    follower = Follower(page.mirror, Noise(), numbers, {})
    follower.read()
    for _ in range(count):
        for _ in range(pick.randint(0, 2)):
            page.change(pick)
        follower.read()
        assert _told(follower.page) == _told(normalise(page.mirror, Noise(), numbers))


def _told(root: Item) -> list[tuple[object, ...]]:
    return [
        (
            repr(i),
            i.same,
            i.size,
            i.marks,
            i.marked,
            i.place,
            i.parent and i.parent.node,
        )
        for i in root.walk()
    ]


def test_what_was_not_touched_stays_the_item_that_it_was():
    page = ChangingPage()
    follower = Follower(page.mirror, Noise(), Numbers(), {})
    follower.read()
    before = {item.node: item for item in follower.page.walk()}
    (button,) = (n for n in page.mirror.nodes.values() if n.tag == "button")
    page.mutate(attributes=[{"id": button.id, "attributes": {"disabled": None}}])
    follower.read()
    after = {item.node: item for item in follower.page.walk()}
    anew = {node for node, item in after.items() if item is not before[node]}
    touched = {button, *button.children, *page.mirror.ancestors(button)}
    assert anew == {each.id for each in touched}


def test_a_page_with_two_followers_is_read_by_both():
    page = ChangingPage()
    numbers = Numbers()
    two = [Follower(page.mirror, Noise(), numbers, {}) for _ in range(2)]
    for each in two:
        each.read()
    page.change(random.Random(1))
    for each in two:
        each.read()
    wanted = _told(normalise(page.mirror, Noise(), numbers))
    assert [_told(each.page) for each in two] == [wanted] * 2
