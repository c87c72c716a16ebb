"""Level 0: what is of a person, and no secret, is test data and stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replaytest.mask.patterns import BUILT_IN, patterns_of
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from tests.mask.page import PageMask

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
JWT = "eyJhbGciOiJI.eyJzdWIiOiIx.dozjgNryP4J3"
CARD = "4111 1111 1111 1111"
DATA = ("joe@shop.test", "+4930123456789", "(555) 123-4567", JWT)
OWN = {"email": r"[a-z]+@shop\.test"}


def said(level: int = 0, **rules) -> Said:
    made = Rules(level=level, **rules)
    return Said(made, Secrets.of(made, {}))


def sent(body: str, kind: str, level: int = 0) -> str:
    kept = said(level, bodies="all").kept(body.encode(), kind, request=True)
    assert kept is not None
    return kept.text


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    mask = PageMask(tmp_path_factory.mktemp("page"))
    yield mask
    mask.close()


PRIVATE = [
    (JSON, '{"email": "ada@x.test", "user": {"phone": "+4930123456789", "birthday": 1}}'),
    (JSON, '[{"name": "email", "value": "ada@x.test"}]'),
    (JSON, '{"query": "mutation { join(email: \\"ada@x.test\\") }"}'),
    (FORM, "email=ada%40x.test&tel=%2B49+30+12345678&birthdate=1815-12-10"),
    ("text/xml", "<a><Email>ada@x.test</Email></a>"),
    ("multipart/form-data; boundary=b",
     '--b\r\nContent-Disposition: form-data; name="mobile"\r\n\r\n555-123-4567\r\n--b--'),
    ("text/plain", "ada@x.test"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), PRIVATE)
def test_what_is_sent_of_a_person_stays_at_level_0_only(kind, body):
    assert sent(body, kind) == body
    assert sent(body, kind, level=1) != body


CSRF = (
    *("csrfmiddlewaretoken", "_csrf", "csrf_token", "csrfToken", "_csrfToken", "_token"),
    *("authenticity_token", "__RequestVerificationToken", "user[_token]", "X-XSRF-TOKEN"),
)  # fmt: skip


@pytest.mark.parametrize("name", CSRF)
def test_what_a_form_must_give_back_stays_at_level_0_only(name):
    for kind, body in ((FORM, f"{name}=t1"), (JSON, f'{{"{name}": "t1"}}')):
        assert "t1" in sent(body, kind)
        assert "t1" not in sent(body, kind, level=1)


@pytest.mark.parametrize(
    "name", ["token", "access_token", "csrf_password", "verificationToken", "pin", "_tokens"]
)  # fmt: skip
def test_other_tokens_go_at_level_0_too(name):
    assert sent(f"{name}=t1&b=2", FORM) == f"{name}=********&b=2"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("email: 'joe at x'", None),
        ("sent to joe@shop.test", None),
        ("password: hunter2", "password: ********"),
        (f"paid by {CARD}", f"paid by {'*' * len(CARD)}"),
    ],
)
def test_messages_tell_of_persons_and_of_no_secret(text, told):
    assert said().text(text) == (told or text)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('page.get_by_label("E-mail").fill("ada@x.test")', None),
        ('page.get_by_label("Password").fill("Tea")', 'page.get_by_label("Password").fill("Xxx")'),
        ('EMAIL, PHONE = "ada@x.test", "555-123-4567"', None),
    ],
)  # fmt: skip
def test_source_tells_of_persons_and_of_no_secret(line, told):
    assert said().source(line) == [told or line]


@pytest.mark.parametrize("label", ["E-mail", "Password"])
def test_calls_tell_what_went_into_fields_of_persons(label):
    params = {"selector": f'internal:label="{label}"i', "value": "ada@x.test"}
    told = said().args("fill", params)["value"]
    assert (told == "ada@x.test") is (label == "E-mail")


@pytest.mark.parametrize("text", DATA)
def test_data_is_no_secret_of_the_second_line_at_level_0(text):
    at_0, at_1 = (Secrets.of(Rules(level=level), {}) for level in (0, 1))
    assert at_0.mask_text(text) == text
    assert at_1.mask_text(text) != text
    assert at_0.find(text.encode()) == []
    assert at_1.find(text.encode()) != []


@pytest.mark.parametrize("name", ["access_token", "sid"])
def test_a_session_that_is_a_token_can_be_restored(name):
    mask = said()
    assert mask.cookie(JWT) == mask.storage(name, JWT) == JWT
    assert (
        JWT
        in mask.headers({"set-cookie": f"{name}={JWT}"}, response=True)["set-cookie"]
    )


def test_the_page_is_told_the_same():
    assert Rules(level=0).for_page("")["patternsOff"] == ["email", "phone", "jwt"]
    for level in (1, 2, 3):
        assert Rules(level=level).for_page("")["patternsOff"] == []


@pytest.mark.parametrize("level", [0, 1])
def test_a_projects_own_pattern_is_in_force_at_every_level(level):
    rules = Rules.parse({"level": level, "patterns": OWN})
    assert Secrets.of(rules, {}).mask_text("to joe@shop.test") == "to *************"
    assert "email" not in rules.for_page("")["patternsOff"]


def test_what_is_switched_off_stays_so_at_every_level():
    rules = Rules.parse({"level": 0, "patterns": {"card": False, "jwt": False}})
    assert sorted(rules.for_page("")["patternsOff"]) == [
        "card",
        "email",
        "jwt",
        "phone",
    ]
    assert "card" not in {pattern.name for pattern in patterns_of(rules)}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_stricter_of_two_rules_looks_for_all(level):
    for both in (
        Rules(level=0).stricter(Rules(level=level)),
        Rules(level=level).stricter(Rules(level=0)),
    ):
        assert both.for_page("")["patternsOff"] == []
        assert patterns_of(both) == BUILT_IN


def test_secrets_of_another_level_know_the_same_values():
    session = Secrets.of(Rules(level=0), {})
    strict = session.at_level(2)
    session.add("planted-4242")
    text = "joe@shop.test planted-4242"
    assert session.mask_text(text) == "joe@shop.test ************"
    assert strict.mask_text(text) == "xxx@xxxx.xxxx ************"
    assert strict.at_level(0).mask_text(text) == session.mask_text(text)
    assert strict.names == session.names
    assert strict.problems is session.problems


@pytest.mark.parametrize("level", [None, False, "0", 0.0, -1, 9, [0]])
def test_what_is_no_level_is_taken_for_a_strict_one(level):
    secrets = Secrets.of(Rules(level=0), {}).at_level(level)
    assert secrets.mask_text("joe@shop.test") == "xxx@xxxx.xxxx"


@pytest.mark.parametrize("level", [1, 2])
def test_one_test_of_a_session_at_level_0_may_be_stricter(level):
    mask = Said(Rules(level=level), Secrets.of(Rules(level=0), {}))
    assert "joe" not in mask.text("sent to joe@shop.test")


ESCAPED = [
    ("a%40b.c.test", "x%40x.x.xxxx"),
    ("email=ada%40x.test&b=1", "email=xxx%40x.xxxx&b=1"),
    ("Jo%2Ba%40x.test", "Xx%2Bx%40x.xxxx"),
    ("%C3%BCb7%40x.test", "%78%78x0%40x.xxxx"),
    ("joe&#64;x.test", "xxx&#64;x.xxxx"),
    ("joe&#x40;x.test", "xxx&#x40;x.xxxx"),
    ("joe&commat;x.test", "xxx&commat;x.xxxx"),
    ("?tel=%2B49%2030%201234567", "?tel=%2B00%2000%200000000"),
]


@pytest.mark.parametrize(("text", "shape"), ESCAPED)
def test_an_escape_in_an_address_stays_one(text, shape):
    secrets = Secrets.of(Rules(), {})
    assert secrets.mask_text(text) == shape
    assert secrets.find(shape.encode()) == []


def test_an_address_in_a_form_keeps_its_sign_at_level_1():
    assert sent("to=ada%40x.test", FORM, level=1) == "to=xxx%40x.xxxx"


@given(st.lists(st.sampled_from(
    ["%40", "%41", "%62", "%37", "%C3", "%bc", "%2B", "%4", "%", "a", "B", "7", ".", "é"]
), max_size=8).map("".join))  # fmt: skip
@settings(max_examples=200)
def test_python_and_the_page_mask_addresses_of_persons_alike(page, local):
    text = f"/x/{local}a%40shop.test?b"
    once = Secrets.of(Rules(), {}).mask_text(text)
    assert page.ask("hide", text=text, off=[]) == once
    assert Secrets.of(Rules(), {}).mask_text(once) == once
    assert page.ask("hide", text=text, off=["email"]) == text
