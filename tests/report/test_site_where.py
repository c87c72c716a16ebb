"""The page's filter against Python's search: the same question, the same sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from replaytest.errors import UsageError
from replaytest.mask.person import pseudonym
from replaytest.report.site import site_page
from replaytest.search import saved
from replaytest.search.fields import FIELDS
from replaytest.site.rows import site_of
from tests.search import test_where as of_python
from tests.search.build import NOW, event, index, meant, session
from tests.support.builders import STARTED_AT

DAY_MS = 86_400_000
Find = Callable[[str], Any]
LEFT_OUT = ("text", "request")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    found = index(
        tmp_path_factory.mktemp("store"),
        session(
            "a",
            event("page", 0, "http://shop.test/checkout?step=1"),
            event("signal", 10, "3 clicks", "rage-click", fingerprint="f1"),
            event("request", 20, "http://shop.test/api/pay", "POST", status=500),
            event("error", 30, "TypeError: Größe is no function", "TypeError"),
            event("press", 35, 'textbox "Code"', "Enter"),
            event(
                "annotation", 40, "", "paid", properties=(("plan", "pro"), ("n", 3.0))
            ),
            event("annotation", 50, "{}", "tag", properties=(("names", "smoke"),)),
            test="tests/test_a.py::test_pays[x*y]",
            outcome="failed",
            person=pseudonym("anna@example.com"),
            worker="gw0",
            browser="chromium 140",
            duration_s=90,
            active_s=1.5,
            score=70,
            signals=1,
            screen=["a line"],
        ),
        session(
            "b",
            event("page", 0, "http://shop.test/cart"),
            event("page", 9, "http://shop.test/checkout"),
            event("click", 12, 'button "Straße ΣΑΣ"', "click"),
            event("request", 20, "http://shop.test/gone", "GET"),
            event("console", 30, "warn", "error", fingerprint="f2"),
            event("failure", 30, "AssertionError: 1 == 2", "call", fingerprint="f1"),
            event("annotation", 40, "", "unpaid", properties=(("big", 12345678.0),)),
            test="tests/test_b.py::test_browses",
            outcome="passed",
            worker="0",
            duration_s=5,
            started_at=STARTED_AT - 3 * DAY_MS,
        ),
        session("c", outcome="damaged", damaged="the header cannot be read"),
        session("hidden", outcome="encrypted"),
    )
    members = [saved.Member("a"), saved.Member("gone")]
    saved.save(found, saved.Collection("Odd Ones", tuple(members)))
    return found


@pytest.fixture(scope="module")
def find(root: Path, own_browser: Browser, tmp_path_factory) -> Iterator[Find]:
    path = tmp_path_factory.mktemp("site") / "index.html"
    path.write_bytes(site_page(site_of(root, title="site")))
    page = own_browser.new_page()
    page.goto(path.as_uri())

    def find_(where: str) -> Any:
        told = page.evaluate(
            "([where, now]) => replaytestSite.find(where, now)", [where, NOW]
        )
        if isinstance(told, list):
            return {each.split("/")[1] for each in told}
        return told

    yield find_
    page.context.close()


def cases(function: Any) -> list[tuple[Any, ...]]:
    (mark,) = [m for m in function.pytestmark if m.name == "parametrize"]
    return list(mark.args[1])


def in_page(where: str) -> bool:
    return not any(f"{name} " in f"{where} " for name in LEFT_OUT)


WHERE = [
    case[0] for case in cases(of_python.test_a_condition_means) if in_page(case[0])
]
MORE = [
    "tag = smoke",
    "tag ~ SMO",
    "tag",
    "collection = 'odd ones'",
    "collection != odd-ones",
    "collection",
    "worker",
    "worker = 0",
    "press = enter",
    "press ~ ENT",
    'click ~ "STRASSE"',
    'click ~ "straße σας"',
    'click ~ "*STRASSE*"',
    "fingerprint in (f1, f3)",
    "fingerprint ~ F",
    "status",
    "not status < 400",
    "active > 1000ms",
    "duration in (5s, 1.5m)",
    "failure ~ '1 == 2'",
    "console and not failure ~ x",
    "started = today or started = yesterday",
    "started < '2026-11-21 10:30'",
    "started > '2026-11-20T05:00:00Z'",
    "started <= '2026-11-21T05:52:32+00:00'",
    "started > '3 days ago'",
    "person ~ PERSON",
    "property.plan in (pro, free) or property.names",
    "path ~ 'sessions/*'",
]


@pytest.mark.parametrize("where", [*WHERE, *MORE])
def test_the_same_question_has_the_same_answer(
    root: Path, find: Find, where: str
) -> None:
    assert find(where) == meant(root, where)


MISTAKES = [
    case[0] for case in cases(of_python.test_a_mistake_says_where_and_what_to_do)
]


@pytest.mark.parametrize("where", [each for each in MISTAKES if each])
def test_the_same_mistake_is_told_the_same_way(
    root: Path, find: Find, where: str
) -> None:
    with pytest.raises(UsageError) as caught:
        meant(root, where)
    told = find(where)
    assert told["problem"] == caught.value.problem
    assert f"character {told['at']}" == caught.value.where


def test_what_the_page_does_not_hold_is_said(find: Find) -> None:
    for name in LEFT_OUT:
        assert name in find(f"{name} ~ x")["problem"]
    assert set(LEFT_OUT) < FIELDS.keys()


VALUES = st.sampled_from(
    [
        *("a", "f1", "0", "3", "500", "90s", "1m", "-2d", "today", "now", "failed"),
        *('"rage click"', "*shop*", "'CHECKOUT'", "pay", "*", "x*y", "ß", "''", "pro"),
        *("2026-11-21", "'2026-11-21 05:52'", "anna@example.com", "Odd-Ones", "1e3"),
    ]
)
NAMES = [*(each for each in FIELDS if each not in LEFT_OUT), "property.n", "PATH"]
OPERATORS = st.sampled_from(["=", "!=", "~", "!~", "<", "<=", ">", ">="])
TESTS = st.one_of(
    st.sampled_from(NAMES),
    st.tuples(st.sampled_from(NAMES), OPERATORS, VALUES).map(" ".join),
    st.tuples(st.sampled_from(NAMES), VALUES, VALUES).map(
        lambda parts: "{} not in ({}, {})".format(*parts)
    ),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda part: st.one_of(
        part.map("not {}".format),
        st.tuples(part, st.sampled_from(["and", "or"]), part).map(
            lambda parts: "({} {} {})".format(*parts)
        ),
    ),
    max_leaves=5,
)


def asked(root: Path, where: str) -> tuple[set[str], str | None]:
    """Return what Python finds, or where it does not understand."""
    try:
        return meant(root, where), None
    except UsageError as error:
        return set(), error.where


@settings(max_examples=250)
@given(where=CONDITIONS)
def test_any_question_has_the_same_answer(root: Path, find: Find, where: str) -> None:
    expected, wrong = asked(root, where)
    told = find(where)
    assert ("problem" in told) if wrong else (told == expected)


@settings(max_examples=150)
@given(
    where=st.text("ab()='\"~<>!, \\*signalotdurx0123456789-", min_size=1, max_size=30)
)
def test_any_text_is_understood_by_both_or_by_none(
    root: Path, find: Find, where: str
) -> None:
    if not where.strip():
        return  # the page then shows all
    expected, wrong = asked(root, where)
    told = find(where)
    assert (told if wrong is None else f"character {told['at']}") == (wrong or expected)
