"""At level 0 test data stays, and not one secret with it.

The same pages and places as in test_canaries.py. Bodies are left out here: a document
as the server has sent it holds whatever its author has written into it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from replaytest.audit import audit_folder
from replaytest.mask.secrets import Secrets
from tests.privacy.places import PLACES
from tests.privacy.site import CanarySite
from tests.privacy.tables.fields import SECRET_FIELDS, SHOWN_ELSEWHERE
from tests.privacy.tables.masked import MASKED_PLACES
from tests.privacy.tables.secrets import SECRETS
from tests.privacy.test_canaries import RULES, listed, record_ours

# What an element loads has an address, and nobody knows there that it is masked.
LOADED = {
    "under a block: a picture",
    "under a mask: a picture in a style that changed",
    "under a mask: a picture's path",
    "under a mask: a set of pictures",
    "under a mask: a style attribute",
    "under a mask: the address of a frame",
}
OF_ADDRESSES = {
    "name in an address",
    "password in an address",
    "password in the query of a link",
    "password in the query of the document",
}
# Of a person, and no secret.
PRIVATE = {
    "attribute data-email",
    "attribute data-phone",
    "secret field, unmasked: by aria-labelledby",
    "secret field, unmasked: by autocomplete bday",
    "secret field, unmasked: by placeholder",
    "secret field, unmasked: by type email",
    "secret field, unmasked: by type tel",
    *(
        place.name
        for place in SECRETS
        if place.kind in ("email", "phone", "american phone", "jwt")
    ),
}
COVERED = OF_ADDRESSES | {
    place.name
    for place in (*SECRET_FIELDS, *SHOWN_ELSEWHERE, *SECRETS, *MASKED_PLACES)
    if place.level == 1 and place.name not in LOADED | PRIVATE
}
# Recorded at no level, or named by a rule.
NEVER = {
    "code of an event handler",
    "code of an event handler, changed",
    "comment",
    "comment added",
    "comment changed",
    "comment in the head",
    "document in an attribute",
    "email, in a comment",
    "filled field that is ignored",
    "integrity",
    "link that is a script",
    "masked text in what a rule unmasks",
    "nonce",
    "value of a colour field that is no colour",
}


@pytest.fixture(scope="module")
def recorded_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("level0")


@pytest.fixture(scope="module")
def recorded(browser, recorded_folder):
    rules = replace(RULES.at_level(0), bodies="named")
    with CanarySite(PLACES) as site:
        yield record_ours(browser, site, rules, recorded_folder)


def test_no_secret_leaks(recorded):
    leaks = recorded.leaked & COVERED
    assert not leaks, f"{len(leaks)} leaks:{listed(leaks, recorded.harvest.found)}"


def test_what_is_of_a_person_and_no_secret_is_told(recorded):
    assert len(PRIVATE) > 30
    missing = PRIVATE - NEVER - recorded.leaked
    assert not missing, listed(missing)


def test_the_audit_finds_nothing_that_is_meant_to_be_there(recorded, recorded_folder):
    at_0, at_1 = (Secrets.of(RULES.at_level(level), {}) for level in (0, 1))
    assert audit_folder(recorded_folder, at_0) == []
    found = {finding.rule for finding in audit_folder(recorded_folder, at_1)}
    assert found == {"pattern email", "pattern phone", "pattern jwt"}


def test_everything_else_is_told(recorded, browser_name):
    told = {place.name for place in PLACES if place.is_shown_in(browser_name)}
    missing = told - COVERED - NEVER - recorded.leaked
    assert not missing, listed(missing)
