"""Zero leaks in what is said outside of the page, at every level.

The same markers as in test_canaries.py, without a browser: `heard.py` says where.
"""

from __future__ import annotations

import pytest

from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets
from tests.privacy.harvest import Harvest
from tests.privacy.heard import HEARD

LEVELS = (1, 2, 3)
BY_NAME = {heard.name: heard for heard in HEARD}


def leaked(rules: Rules) -> set[str]:
    """Return the places that can be found in what is said under `rules`."""
    said = Said(rules, Secrets.of(rules, {}))
    harvest = Harvest(heard.place for heard in HEARD)
    for heard in HEARD:
        harvest.text(heard.said_by(said), heard.name)
    return harvest.names


def covered(level: int) -> set[str]:
    return {heard.name for heard in HEARD if heard.place.is_covered_at(level)}


def test_there_are_many_places_each_with_a_name_of_its_own():
    assert len(HEARD) >= 200
    assert len(BY_NAME) == len(HEARD)


@pytest.mark.parametrize("level", LEVELS)
def test_no_covered_place_is_heard(level):
    assert leaked(Rules(level=level)) & covered(level) == set()


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_not_covered_is_what_the_table_says(level):
    """The positive control: a marker that is found nowhere proves nothing."""
    assert set(BY_NAME) - covered(level) - leaked(Rules(level=level)) == set()


def test_tokens_say_no_more_than_shapes():
    assert leaked(Rules(tokens="same")) & covered(1) == set()


def test_without_bodies_there_are_none():
    for rules in (Rules(bodies="none"), Rules(level=4)):
        names = leaked(rules)
        assert not {name for name in names if "response" in name or "request" in name}


def test_a_mask_for_all_bodies_covers_every_value_at_level_1():
    values = {name for name in covered(2) if "response" in name}
    assert leaked(Rules(bodies="masked")) & values == set()


# Of what a test or a page says, at level 0: by the beginning of a place's name.
SECRETS_SAID = (
    *("authorization", "proxy-authorization", "cookie", "x-api-key", "x-auth-token"),
    *("x-csrf-token", "x-session-id", "www-authenticate: ", "set-cookie"),
    *("name of an address", "password of an address", "password in the query"),
    *("password of a form", "bearer in a message", "password in a message"),
    *("quoted token in a message", "value of fill", "text of type"),
    *("text of keyboardInsertText", "promptText of accept"),
)
NO_SECRETS = {"cookie: {m}=a", "cookie", "value of fill, called"}


def test_at_level_0_what_names_a_secret_is_not_heard():
    rules = Rules(level=0, bodies="named", record_storage=True)
    shown = leaked(rules)
    covered_names = {
        heard.name
        for heard in HEARD
        if heard.name.startswith(SECRETS_SAID) and heard.name not in NO_SECRETS
    }
    assert len(covered_names) > 20
    assert shown & covered_names == set()


def test_at_level_0_what_is_sent_and_got_is_heard_but_for_secrets():
    shown = leaked(Rules(level=0))
    hidden = {name for name in BY_NAME if "request" in name or "response" in name}
    assert hidden - shown == {
        "password of a form of a request",
        "key as a bearer of a response",
    }
