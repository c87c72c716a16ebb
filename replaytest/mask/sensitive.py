"""What a name says of the value that stands under it: parameters, fields, JSON keys.

`is_secret_parameter` says the same as its namesake in web/src/recorder/mask/fields.ts.
`kind_of` knows the words of that file and more: a field has a label and a place in a
form, a key of JSON has nothing but its name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

# secret: nothing of it is kept, not even its length; private: its shape is kept.
Kind = Literal["", "private", "secret"]
SECRET = "*" * 8

_PARAMETERS = re.compile(
    r"passw|pwd|secret|token|otp|code|key|session|sid\b|auth|sig|jwt|credential|email"
    r"|phone|card|nonce|csrf|xsrf|state\Z",
    re.ASCII | re.IGNORECASE,
)
_SECRET = re.compile(
    r"passw|passphrase|\bpwd|secret|token|\botp\b|one-?time|\bpin\b|pin-?code|cvc|cvv"
    r"|\bcsc\b|(?<!dis)card(?!inal)|\bcc-|iban|credential|csrf|xsrf|\bauth(?!or(?!iz))|cookie"
    r"|\bjwt|\bnonce|signature|\bsig\b|bearer|\bs?sid\b|session-?(?:id|key)"
    r"|(?:api|private|access|encryption|signing|license|recovery)-?keys?\b"
    r"|(?:security|verification|recovery|backup|auth)-?(?:code|answer|question)",
    re.ASCII,
)
_PRIVATE = re.compile(
    r"e-?mail|phone|\btel\b|mobile|\bfax\b|ssn|social-?security|birth|\bdob\b|\bbday"
    r"|passport|tax-?id|nationality|gender|\bage\b|salary|diagnos|medical"
    r"|\b(?:first|last|full|given|family|middle|maiden|nick|display|legal|real|user)"
    r"-?name|surname|\blogin\b|address|street|\bzip|postal|post-?code|\bip\b"
    r"|latitude|longitude|\blat\b|\bl(?:ng|on)\b"
    r"|account-?(?:number|no|holder)\b|\bbic\b|\bswift\b|licen[cs]e-?(?:number|plate)",
    re.ASCII,
)
# A person's own secrets: what a form puts into an address. Tokens that lead somewhere
# are not among them: at level 0 an address shall lead there again.
_ENTERED = re.compile(
    r"passw|passphrase|\bpwd|secret|\botp\b|one-?time|\bpin\b|pin-?code|cvc|cvv|\bcsc\b"
    r"|card|\bcc-|iban|credential",
    re.ASCII,
)
# What a form gives back as it got it: of Django, Express, Rails, ASP.NET, Laravel.
_GIVEN_BACK = re.compile(
    r"(?:csrf|xsrf|csrf-?middleware)(?:-?token)?\b|\bauthenticity-token\b"
    r"|\brequest-verification-token\b",
    re.ASCII,
)
_ONE_OF_FORMS = re.compile(r"(?:.*\[)?_token\]?", re.ASCII)
# `PRIVATE_WORDS` of web/src/recorder/mask/fields.ts.
_PRIVATE_FIELD = re.compile(
    r"e-?mail|phone|\btel\b|mobile|ssn|social-?security|birth|bday|passport|tax-?id",
    re.ASCII,
)
# What stands below one of these is of a person, whatever it is called there.
_PERSON = re.compile(
    r"(?:current-?|logged-?in-?)?(?:me|users?|customers?|persons?|people|patients?"
    r"|employees?|members?|contacts?|profiles?|recipients?|senders?|guests?|students?"
    r"|owners?|authors?|assignees?|applicants?|subscribers?|identity|spouse"
    r"|billing(?:-.*)?|shipping(?:-.*)?)"
)
_NAME = re.compile(r"[@$]?[A-Za-z_$][\w$.:\[\]-]{0,63}", re.ASCII)
_DATA = re.compile(r"\d{4}|(?:\d\D{0,2}){7}|[0-9a-f]{8}-[0-9a-f]{4}-")
_WORDS = re.compile(r"([a-z0-9])([A-Z])")
_LONGEST = 200


def is_secret_parameter(name: str) -> bool:
    """Say whether a parameter of a URL holds a secret."""
    return _PARAMETERS.search(name) is not None


def is_entered_secret(name: str) -> bool:
    """Say whether a parameter is masked at level 0: a form has put a secret there."""
    return _ENTERED.search(words_of(name)) is not None


@lru_cache(maxsize=4096)
def kind_of_field(name: str) -> Kind:
    """Return what stands in a field of this name, as the page has it."""
    words = words_of(name)
    if _SECRET.search(words):
        return "secret"
    return "private" if _PRIVATE_FIELD.search(words) else ""


@lru_cache(maxsize=4096)
def kind_of_test_data(name: str) -> Literal["", "secret"]:
    """Return what stands under this name at level 0, where nothing is only private.

    What protects a form from other sites is nobody's secret, and has to go back.
    """
    if _ONE_OF_FORMS.fullmatch(name):
        return ""
    return "secret" if _SECRET.search(_GIVEN_BACK.sub("", words_of(name))) else ""


def names_field(text: str, *, private: bool) -> bool:
    """Say whether a text of any length names a field of a secret, or a `private` one.

    False is certain, and comes soon.
    """
    step = _LONGEST - 50  # what is cut in two stands whole in the next piece
    for at in range(0, max(len(text), 1), step):
        words = words_of(text[at : at + _LONGEST])
        if _SECRET.search(words) or (private and _PRIVATE_FIELD.search(words)):
            return True
    return False


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """Return what stands under a key of JSON, in a field of a form, in an attribute."""
    words = words_of(name)
    if _SECRET.search(words):
        return "secret"
    return "private" if _PRIVATE.search(words) or _PERSON.fullmatch(words) else ""


def words_of(name: str) -> str:
    """Return a name in lower case, with dashes between its words."""
    apart = _WORDS.sub(r"\1-\2", name[:_LONGEST])
    return re.sub(r"[_.\s\[\]:]+", "-", apart.lower()).strip("-")


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Say whether a key can be a name that a programmer gave, and is no data itself.

    Addresses, identifiers and texts are used as keys too. One word of letters cannot be
    told from a name.
    """
    return _NAME.fullmatch(text) is not None and _DATA.search(text) is None
