"""`diff`: two moments, two recordings, told in four ways, with diff(1)'s exit codes."""

from __future__ import annotations

import json

import pytest

from replaytest.store.folder import Store
from tests.mirror.events import START, add, change, element, mutation, page, text
from tests.support.builders import write_recording


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store")


def cart(store, name, *, price="3.50", port=4000):
    """A cart: a button is clicked, is disabled, and a line is there."""
    button = element(11, "button", text(12, "Pay"))
    link = element(15, "a", text(16, "Help"), href=f"http://localhost:{port}/help")
    title = element(10, "h1", text(13, "Cart"))
    events = page(element(9, "main", title, button, link, element(14, "ul")))
    events.append(change(2, 1000, type=2, id=11, x=5, y=5))
    line = [add(element(20, "li"), 14), add(text(21, f"Tea {price}"), 20)]
    pay = [{"id": 11, "attributes": {"disabled": ""}}]
    events.append(mutation(1200, adds=line, attributes=pay))
    return write_recording(
        store.root / "sessions" / name / "session.replaytest",
        events,
        store=store,
        started_at=START,
        end={"record": "end", "at": START + 3000, "outcome": "passed"},
    )


CHANGES = [
    'button "Pay": disabled  (in main)',
    'added: listitem "Tea 3.50"  (in main)',
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("@1.1s", ""),
        ("@step:2", "@end"),
        ("@event2", "@event:3"),
        ("@1000ms", "@0:02.5"),
        ("@checkpoint:1", "@checkpoint:2"),
    ],
)
def test_two_moments_of_one_recording(run, store, one, other):
    path = cart(store, "a")
    result = run("diff", f"{path}{one}", f"{path}{other}")
    assert (result.code, result.out.splitlines()) == (1, CHANGES)


def test_equal_pages_say_so_and_end_with_0(run, store):
    one, other = cart(store, "a"), cart(store, "b", port=5000)
    result = run("diff", f"{one}@end", other)
    assert (result.code, result.out, result.err) == (0, "", "nothing differs\n")
    assert run("diff", one, other, "--as", "outline").out == ""


def test_a_common_moment_holds_for_who_has_none(run, store):
    one, other = cart(store, "a"), cart(store, "b", price="4.50")
    assert run("diff", one, other, "--at", "1.1s").code == 0
    result = run("diff", one, f"{other}@end", "--at", "1.1s")
    assert result.out.splitlines()[1] == 'added: listitem "Tea 4.50"  (in main)'


def test_the_other_forms(run, store, tmp_path):
    one, other = cart(store, "a"), cart(store, "b", price="4.50")
    outline = run("diff", one, other, "--as", "outline")
    assert outline.code == 1
    assert "-    - listitem: Tea 3.50\n+    - listitem: Tea 4.50" in outline.out
    data = run("diff", one, f"{other}@end", "--json").json
    assert data["equal"] is False
    assert data["counts"] == {"structure": 0, "text": 1, "state": 0, "style": 0}
    assert data["changes"][0] == {
        "kind": "text",
        "severity": "text",
        "words": 'listitem: "Tea 3.50" is now "Tea 4.50"  (in main)',
        "what": "listitem",
        "anchor": "main",
        "anchor_before": "",
        "name": "",
        "before": "Tea 3.50",
        "after": "Tea 4.50",
        "refers": False,
        "node_before": 21,
        "node_after": 21,
        "path_before": "/html/body/main/ul/li/text()",
        "path_after": "/html/body/main/ul/li/text()",
        "group": 0,
    }
    target = tmp_path / "diff.html"
    assert run("diff", one, other, "--as", "html", "-o", target).code == 1
    page_text = target.read_text("utf-8")
    assert "&quot;Tea 3.50&quot; is now" in page_text
    assert "<script" not in page_text


def test_json_is_one_document(run, store):
    path = cart(store, "a")
    assert json.loads(run("diff", path, path, "--as", "json").out)["equal"] is True


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("{}@step:9", "{}"), 2, "there is no step 9"),
        (("{}", "{}@event:99"), 2, "there is no event 99"),
        (("{}", "{}", "--as", "yaml"), 2, "invalid choice"),
        (("{}", "nowhere"), 3, "no store here"),
        (("{}@checkpoint:0", "{}"), 3, "no page yet"),
        (("{}",), 2, "required"),
        (("{}", "{}@end", "-o", "no/such/folder/x"), 3, "could not be written"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(run, store, words, code, said):
    path = cart(store, "a")
    result = run("diff", *(word.format(path) for word in words))
    assert result.code == code
    assert said in result.err
    assert "Traceback" not in result.err


def test_without_a_moment_two_sessions_are_compared(run, store):
    one, other = cart(store, "a"), cart(store, "b", price="4.50", port=5000)
    result = run("diff", one, other)
    assert result.code == 1
    first, at_a, at_b = result.out.splitlines()
    assert first == (
        'first divergence, after step 2 (click button "Pay"): '
        'listitem: "Tea 3.50" is now "Tea 4.50"  (in main)'
    )
    assert at_a.endswith("a/session.replaytest@3.000s")
    assert at_b.endswith("b/session.replaytest@3.000s")
    data = run("diff", one, other, "--json").json
    assert (data["equal"], data["counts"]["dom"], data["pages"]) == (False, 1, 3)
    assert data["first"]["step"] == 2
    assert data["first"]["change"]["after"] == "Tea 4.50"


def test_equal_sessions_say_so_and_end_with_0(run, store):
    one, other = cart(store, "a"), cart(store, "b", port=5000)
    result = run("diff", one, other)
    assert (result.code, result.out) == (0, "")
    assert result.err == "nothing differs in 2 steps\n"


def test_what_was_learned_is_left_out(run, store):
    one, other, third = (cart(store, n, price=p) for n, p in (("a", "3.50"), ("b", "4.50"), ("c", "9.00")))  # fmt: skip
    said = run("learn", one, other)
    assert said.code == 0
    assert said.out == (
        'text at / /html/body/main/ul/li/text(): "Tea \u2039number\u203a"  (in 1 of 1 pairs)\n'
    )
    # Beside the newest of recordings without a test.
    (noise,) = store.root.rglob("noise.json")
    third_noise = third.with_name("noise.json")
    assert noise.parent in (one.parent, other.parent)
    noise.replace(third_noise)
    assert run("diff", other, third).code == 0
    assert run("diff", f"{other}@end", third).code == 0
    assert run("diff", other, third, "--no-learned").code == 1


def test_learning_can_be_tried_and_needs_two(run, store):
    one, other = cart(store, "a"), cart(store, "b", price="4.50")
    data = run("learn", one, other, "--dry-run", "--json").json
    (lesson,) = data["lessons"]
    assert (lesson["pairs"], lesson["rules"], len(lesson["new"])) == (1, 1, 1)
    assert list(store.root.rglob("noise.json")) == []
    assert run("learn", one).err == "only one run that passed: sessions\n"
    assert run("learn", "nowhere").code == 3
    assert run("learn", one, "--dir", "s3://bucket/store").code == 2
