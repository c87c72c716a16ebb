from __future__ import annotations

import json
from pathlib import Path

import pytest

import replaytest
from replaytest.errors import UsageError
from replaytest.mask.patterns import BUILT_IN, passes_luhn, patterns_of
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets

BY_NAME = {pattern.name: pattern for pattern in BUILT_IN}
KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"
PEM = f"-----BEGIN PRIVATE KEY-----\n{KEY}\n{KEY}\n-----END PRIVATE KEY-----"
# Put together here: a scanner of source code must not stop at this file.
FOUND = [
    ("card", "card 4111 1111 1111 1111, thanks", "4111 1111 1111 1111"),
    ("card", "4111111111111111", "4111111111111111"),
    ("card", "1234 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("card", "?n=5555-5555-5555-4444&x", "5555-5555-5555-4444"),
    ("card", "3782 822463 10005", "3782 822463 10005"),
    ("card", "n=4111%201111%201111%201111", "4111%201111%201111%201111"),
    ("card", "4111 1111 1111 1111 4012 8888 8888 1881 6011 1111 1111 1117", None),
    ("jwt", "t=eyJhbGciOiJI.eyJzdWIiOiIx.dozjgNryP4J3", None),
    ("jwt", "eyJhbGciOiJI.eyJzdWIiOiIx.", "eyJhbGciOiJI.eyJzdWIiOiIx."),
    ("bearer", "Authorization: Bearer mF_9.B5f-4.1JqM", "mF_9.B5f-4.1JqM"),
    ("bearer", "authorization: bearer%20abcdef123456", "abcdef123456"),
    ("bearer", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
    ("private-key", f"key: {PEM} end", PEM),
    ("private-key", PEM.replace("\n", "\\n"), PEM.replace("\n", "\\n")),
    ("private-key", PEM[:80], PEM[:80]),
    ("email", "mail joe.doe+x@shop.example.org now", "joe.doe+x@shop.example.org"),
    ("email", "<jürgen@müller.de>", "jürgen@müller.de"),
    ("email", "?mail=joe%40shop.test&x", "joe%40shop.test"),
    ("email", "joe&#64;shop.test", "joe&#64;shop.test"),
    ("phone", "call +49 (30) 123456-7", "+49 (30) 123456-7"),
    ("phone", "tel:+15551234567", "+15551234567"),
    ("phone", "?tel=%2B4930123456789", "%2B4930123456789"),
    ("phone", "(555) 123-4567", "(555) 123-4567"),
    ("phone", "555-123-4567, 555-987-6543", None),
    ("aws-key", "id AKIA" + "IOSFODNN7EXAMPLE", "AKIA" + "IOSFODNN7EXAMPLE"),
    ("github-token", "ghp_" + "a1B2" * 9, None),
    ("github-token", "github_pat_" + "a1B2c3" * 6, None),
    ("gitlab-token", "glpat-" + "a1B2c" * 4, None),
    ("slack-token", "xoxb-" + "123456789012-abc", None),
    ("stripe-key", "sk_live_" + "a1B2c3d4e5f6", None),
    ("google-key", "AIza" + "SyA1234567" + "b" * 25, None),
    ("npm-token", "npm_" + "a1B2" * 9, None),
    ("model-key", "sk-proj-" + "a1B2" * 9, None),
]
PASSED_OVER = [
    "1795240352123 1795240352123456 1795240352123456789 20261121055232",
    "timestamp 4111111111111112",  # a digit off
    "4111111111111111.5 and 0.4111111111111111 and x4111111111111111",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301 41111111-1111-1111-1111-111111111111",
    "sha256-4111111111111111aaaa 5555555555554444f",
    "M10 20L555-123-4567z",
    "M 1 2 L 555-123-4567 8 9",
    "m0 0 4111 1111 1111 1111 l 3 4",
    "matrix(0.5,0,0,0.5,555.123,4567) 555 123 4567 5551234567",
    "unicode-range:U+0000-00FF,U+0131,U+0152-0153; width:calc(100% + 12345678px)",
    "2026-11-21T05:52:32+0000 GMT+1000 1e+21 978-3-16-148410-0",
    "@media (min-width:700px){a{b:c}} @font-face{} }@import url(x.css)",
    "icon@2x.png react@18.2.0 lodash@4.17.21/lodash.min.js sprite@3x.webp",
    "basic information, bearer authentication, Basic Membership",
    "data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpbXX0",
    "task-list disk-proj mask_live_ npm_config_registry xoxo-kisses",
    "AKIAlower ASIAN markets AIza",
]


@pytest.mark.parametrize(("name", "text", "value"), FOUND)
def test_what_it_is_for_is_found(name, text, value):
    spans = list(BY_NAME[name].spans(text))
    assert spans
    assert BY_NAME[name].may_be_in(text.encode())
    assert BY_NAME[name].may_be_in(json.dumps(text, ensure_ascii=False).encode())
    if value is not None:
        assert [text[start:end] for start, end in spans] == [value]


@pytest.mark.parametrize("text", PASSED_OVER)
def test_what_only_looks_alike_is_passed_over(text):
    found = {
        pattern.name: [text[start:end] for start, end in pattern.spans(text)]
        for pattern in BUILT_IN
    }
    assert {name: spans for name, spans in found.items() if spans} == {}


@pytest.mark.parametrize(("name", "text", "value"), FOUND)
def test_what_was_masked_is_not_found_again(name, text, value):
    secrets = Secrets.of(Rules(), {})
    masked = secrets.mask_text(text)
    assert masked != text
    assert len(masked) == len(text)
    assert secrets.mask_text(masked) == masked
    assert secrets.find(masked.encode()) == []


def test_cards_lose_their_shape_and_phones_keep_it():
    mask = Secrets.of(Rules(), {}).mask_text
    assert mask("4111 1111 1111 1111") == "*" * 19
    assert mask("Joe@shop.org, (555) 123-4567") == "Xxx@xxxx.xxx, (000) 000-0000"
    assert mask("Bearer abcdef123456") == "Bearer ************"


def test_luhn():
    assert passes_luhn("4111111111111111")
    assert not passes_luhn("4111111111111112")


def test_own_patterns_join_and_ours_can_be_switched_off():
    rules = Rules.parse({"patterns": {"order": r"ORD-\d{4}", "email": False}})
    secrets = Secrets.of(rules, {})
    assert secrets.mask_text("ORD-1234 joe@shop.org") == "******** joe@shop.org"
    assert [hit.rule for hit in secrets.find(b"ORD-1234")] == ["pattern order"]


def test_a_pattern_that_there_is_not_cannot_be_switched_off():
    with pytest.raises(UsageError, match="no pattern 'emial'"):
        patterns_of(Rules(patterns={"emial": False}))


def test_the_viewer_that_is_in_every_replay_is_clean():
    static = Path(replaytest.__file__).parent / "static"
    found = [
        (path.name, hit)
        for path in static.glob("viewer.*")
        for hit in Secrets.of(Rules(), {}).find(path.read_bytes())
    ]
    assert found == []
