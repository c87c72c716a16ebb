"""The where language, through a real index."""

from __future__ import annotations

import contextlib
import fnmatch
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.errors import UsageError
from replaytest.mask.person import pseudonym
from replaytest.search.compile import is_like
from replaytest.search.where import parse
from tests.search.build import NOW, event, index, meant, session
from tests.support.builders import STARTED_AT

DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return index(
        tmp_path_factory.mktemp("store"),
        session(
            "a",
            event("page", 0, "http://shop.test/checkout?step=1"),
            event("signal", 10, "3 clicks", "rage-click", fingerprint="f1"),
            event("request", 20, "http://shop.test/api/pay", "POST", status=500),
            event("error", 30, "TypeError: Größe is no function", "TypeError"),
            event(
                "annotation", 40, "", "paid", properties=(("plan", "pro"), ("n", 3.0))
            ),
            test="tests/test_a.py::test_pays[x*y]",
            outcome="failed",
            person=pseudonym("anna@example.com"),
            duration_s=90,
            score=70,
            screen=["Use PROMO code here", 'He said "hi"', "日本語テスト", "ab"],
        ),
        session(
            "b",
            event("page", 0, "http://shop.test/cart"),
            event("page", 9, "http://shop.test/checkout"),
            event(
                "annotation",
                40,
                "",
                "unpaid",
                properties=(("plan", "free"), ("big", 12345678.0)),
            ),
            test="tests/test_b.py::test_browses",
            outcome="passed",
            duration_s=5,
            started_at=STARTED_AT - 3 * DAY_MS,
            screen=["100% of it"],
        ),
        session("c", outcome="damaged", damaged="the header cannot be read"),
        session("hidden", outcome="encrypted"),
    )


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ('signal = "rage click" and url ~ "/checkout" and outcome = failed', "a"),
        ("signal", "a"),
        ("not signal", "bc"),
        ("signal = Rage_Click", "a"),
        ("signal ~ rage", "a"),
        ("url = http://shop.test/checkout", "b"),
        ('url ~ "CHECKOUT?step=1"', "a"),
        ('url ~ "*/checkout"', "b"),
        ('url ~ "http://*/c*"', "ab"),
        ("url != http://shop.test/cart", "ac"),
        ("url !~ checkout", "c"),
        ("outcome in (failed, passed)", "ab"),
        ("outcome not in (failed, passed)", "c"),
        ("outcome = failed or outcome = passed and duration > 1m", "a"),
        ("(outcome = failed or outcome = passed) and duration < 1m", "b"),
        ("NOT (outcome = failed OR outcome = passed)", "c"),
        ("test ~ 'pays[x'", "a"),
        ("test ~ 'TEST_*browses'", ""),
        ("test ~ '*TEST_*browses'", "b"),
        ("duration >= 1.5m", "a"),
        ("duration = 5s", "b"),
        ("score > 69.5", "a"),
        ("score", "a"),
        ("started > -2d", "ac"),
        ("started < -2d", "b"),
        ("status >= 500", "a"),
        ("status != 500", "bc"),
        ("request ~ /api/", "a"),
        ("error ~ GRÖSSE", ""),
        ("error ~ größe", "a"),
        ("error ~ GRÖßE", "a"),
        ("fingerprint = f1", "a"),
        ("fingerprint", "a"),
        ("event = paid", "a"),
        ("event ~ paid", "ab"),
        ("property.plan = pro", "a"),
        ("property.plan != pro", "bc"),
        ("property.n >= 3", "a"),
        ("property.n = 3", "a"),
        ("property.n < 3", ""),
        ("property.big = 12345678", "b"),
        ("property.plan", "ab"),
        ('text ~ "promo code"', "a"),
        ("text ~ 'he said \"HI\"'", "a"),
        ("text ~ テスト", "a"),
        ("text ~ b", "a"),
        ("text ~ 0%", "b"),
        ("text ~ 'use*code*'", "a"),
        ("text = ab", "a"),
        ("text", "ab"),
        ("damaged ~ header", "c"),
        ("session = a", "a"),
        ("person = anna@example.com", "a"),
        ("person != anna@example.com", "bc"),
    ],
)
def test_a_condition_means(root, where, found):
    assert meant(root, where) == set(found)


def test_an_encrypted_session_is_never_found(root):
    assert "hidden" not in meant(root, "session")


def test_a_day_is_all_of_it(root):
    day = f"{datetime.fromtimestamp(STARTED_AT / 1000):%Y-%m-%d}"
    assert meant(root, f"started = {day}") == {"a", "c"}
    assert meant(root, f"started <= {day}") == {"a", "b", "c"}
    assert meant(root, f"started > {day}") == set()
    assert meant(root, f"started < {day}") == {"b"}
    assert meant(root, f"started >= {day}") == {"a", "c"}
    assert meant(root, f"started != {day}") == {"b"}


@pytest.mark.parametrize(
    ("where", "problem", "at", "fix"),
    [
        ("", "expected a field, found the end", 1, "such as"),
        ("signl = x", "there is no field 'signl'", 1, "did you mean 'signal'?"),
        ("signal = ragclick", "no signal 'ragclick'", 10, "'rage-click'"),
        ("outcome = fail", "no outcome 'fail'", 11, "'failed'"),
        ("url '/cart'", "expected an operator", 5, "such as"),
        ("url ~ /a?b=c", "found '='", 11, "such as"),
        ("(signal", "expected ')', found the end", 8, "such as"),
        ("signal and", "expected a field, found the end", 11, "such as"),
        ("url = 'a", "this quote is never closed", 7, "close it"),
        ("url = ''", "the value is empty", 7, "not url"),
        ("duration > soon", "'soon' is no value of 'duration'", 12, "30s"),
        ("started > soon", "'soon' is no value of 'started'", 11, "-2d"),
        ("started > 2026-02-30", "is no value", 11, "-2d"),
        ("score > high", "is no value of 'score'", 9, "a number"),
        ("score ~ 1", "'score' is no text", 7, "<"),
        ("test < a", "'test' is a text", 6, "~"),
        ("property.n < a", "'a' is no number", 14, "="),
        ("outcome not failed", "expected 'in'", 13, "such as"),
        ("outcome in failed", "expected '('", 12, "such as"),
        ("url & x", "expected an operator", 5, "such as"),
        ("url ! x", "'!' is no operator", 5, "!="),
        ("(" * 60 + "signal", "nested too deeply", 51, "flatter"),
        (" or ".join(["signal"] * 300), "too many conditions", None, "at most"),
    ],
)
def test_a_mistake_says_where_and_what_to_do(where, problem, at, fix):
    with pytest.raises(UsageError) as caught:
        parse(where, now=NOW)
    assert problem in caught.value.problem
    assert fix in caught.value.fix
    if at is not None:
        assert caught.value.where == f"character {at}"


@given(st.text("ab()='\"~<>!, \\*signalotdurx0123456789-", max_size=40))
def test_any_text_is_understood_or_a_mistake(text):
    with contextlib.suppress(UsageError):
        parse(text, now=NOW)


@given(st.text("ab*[?.", max_size=6), st.text("abAB[?.", max_size=8))
def test_a_star_stands_for_anything_and_nothing_else_is_special(pattern, text):
    folded, plain = text.casefold(), pattern.casefold()
    if "*" in plain:
        escaped = plain.replace("[", "[[]").replace("?", "[?]")
        assert is_like(pattern, text) == fnmatch.fnmatchcase(folded, escaped)
    else:
        assert is_like(pattern, text) == (plain in folded)


CONDITIONS = st.recursive(
    st.sampled_from(
        [
            ("signal", {"a"}),
            ("outcome = failed", {"a"}),
            ("url ~ checkout", {"a", "b"}),
            ("url ~ cart", {"b"}),
            ("damaged", {"c"}),
        ]
    ),
    lambda part: st.one_of(
        st.tuples(st.just("not"), part),
        st.tuples(st.sampled_from(["and", "or"]), part, part),
    ),
    max_leaves=6,
)


def rendered(tree) -> tuple[str, set[str]]:
    if isinstance(tree[1], set):
        return tree
    word, *parts = tree
    texts, sets = zip(*map(rendered, parts), strict=True)
    if word == "not":
        return f"not ({texts[0]})", set("abc") - sets[0]
    both = sets[0] & sets[1] if word == "and" else sets[0] | sets[1]
    return f"({texts[0]}) {word} ({texts[1]})", both


@given(tree=CONDITIONS)
def test_and_or_not_are_what_they_are_for_sets(root, tree):
    where, found = rendered(tree)
    assert meant(root, where) == found


def test_a_value_is_never_sql(root):
    for text in ("x' OR '1'='1", 'x" OR text:x', "x%' --", "*'*", "NEAR(a b)"):
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        for field in ("url", "text", "test", "property.plan", "event"):
            assert meant(root, f'{field} ~ "{quoted}"') == set()
            assert meant(root, f'{field} = "{quoted}"') == set()
