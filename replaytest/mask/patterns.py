"""What looks like a secret or a person's data, whatever its value: named patterns.

Each is an expression for decoded text, a rough look at the bytes that tells most of
them apart at once, and where needed a check of what was found. A pattern would rather
miss an odd spelling than eat times, CSS, SVG paths, UUIDs or hashes. The page has the
same ones in web/src/recorder/mask/secrets.ts.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from replaytest.errors import UsageError
from replaytest.mask.rules import TABLE, Rules
from replaytest.mask.shape import mask_escaped, mask_whole

_GROUP = "value"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of secret. The group `value` is what is masked, else the whole match.

    rough: says of UTF-8 text, or JSON, whether the expression could find something in
        it; without one everything is decoded and searched. Each begins with one rare
        character where it can: that is ten times as fast to look for as any other.
    mask: what takes the place of a match.
    """

    name: str
    expression: re.Pattern[str]
    rough: Callable[[bytes], object] | None = None
    check: Callable[[re.Match[str]], bool] | None = None
    mask: Callable[[str], str] = mask_whole

    @property
    def title(self) -> str:
        """The rule as a finding names it."""
        return f"pattern {self.name}"

    def encoding_of(self, _found: str) -> str:
        """Return how the match is written: patterns know their own escapes only."""
        return "plain"

    def may_be_in(self, data: bytes) -> bool:
        """Say whether UTF-8 text `data` could hold this; False is certain."""
        return self.rough is None or bool(self.rough(data))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield (start, end) of each place in `text` that is not masked already."""
        group = _GROUP if _GROUP in self.expression.groupindex else 0
        match = self.expression.search(text)
        while match:
            found = match[group]
            taken = bool(found) and (self.check is None or self.check(match))
            if taken and self.mask(found) != found:
                yield match.span(group)
            # What fails the check may overlap with what passes it.
            behind = match.end() if taken else match.start() + 1
            match = self.expression.search(text, behind)


def patterns_of(rules: Rules) -> tuple[Pattern, ...]:
    """Return our patterns, less those that `rules` switches off, and its own.

    At level 0 what is data of tests is off as well, see `Rules.patterns_off`.

    Raises:
        UsageError: a pattern is switched off that there is not.
    """
    off = rules.patterns_off
    found = {pattern.name: pattern for pattern in BUILT_IN}
    for name, expression in rules.patterns.items():
        if expression is not False:
            found[name] = Pattern(name, re.compile(expression))
        elif name not in found:
            raise UsageError(
                f"there is no pattern '{name}' to switch off",
                where=f"{TABLE}: patterns",
                fix=f"use {', '.join(pattern.name for pattern in BUILT_IN)}",
            )
    return tuple(pattern for name, pattern in found.items() if name not in off)


def passes_luhn(digits: str) -> bool:
    """Say whether the last digit is the check digit that ISO/IEC 7812 asks for."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    total = sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)
    return total % 10 == 0


# Issuers' prefixes and lengths, from the "Issuer identification number" tables of the
# card schemes as of 2026. Times begin with 1 and dates with 20: no card does.
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}"  # Mastercard
    r"|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"  # Mastercard since 2017
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12}(?:\d{3})?"  # Discover
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|3(?:0[0-5]|09|6\d|8\d|9\d)\d{11}"  # Diners Club
    r"|62\d{14,17}"  # UnionPay
    r"|(?:50|5[6-8]|67)\d{14}(?:\d{2,3})?"  # Maestro
)
_PATH_SEEN = 4096
_GAP = r"(?:[ -]|\+|%20)"
_SVG_PATH = re.compile(r"[Mm][\s,]*[-+.\d]")
_SVG_TEXT = frozenset("MmLlHhVvCcSsQqTtAaZz0123456789eE ,.+-\t\n\r")


def _is_card(match: re.Match[str]) -> bool:
    digits = re.sub(r"%20|\D", "", match[0])
    return (
        _ISSUERS.fullmatch(digits) is not None
        and passes_luhn(digits)
        and not _is_drawing(match)
    )


def _is_drawing(match: re.Match[str]) -> bool:
    """Say whether a match lies in the path of an SVG: letters, signs and numbers."""
    text, start, end = match.string, match.start(), match.end()
    least = max(0, start - _PATH_SEEN)
    while start > least and text[start - 1] in _SVG_TEXT:
        start -= 1
    while end < len(text) and text[end] in _SVG_TEXT and end - start < _PATH_SEEN:
        end += 1
    around = text[start:end].strip()
    if re.search(r"[A-Za-z]{2}", around):
        return False
    return start == least > 0 or _SVG_PATH.match(around) is not None


def _is_credential(match: re.Match[str]) -> bool:
    """Tell credentials from "bearer authentication" and "basic information"."""
    token = match[_GROUP]
    if match["basic"]:
        return _is_user_and_password(token.rstrip("="))
    mixed = not (token.islower() or token.isupper() or token.istitle())
    return any(map(str.isdigit, token)) or (len(token) >= 16 and mixed)


def _is_user_and_password(token: str) -> bool:
    """Say whether this is base64 of `user:password`, as RFC 7617 has it."""
    try:
        body = b64decode(token + "=" * (-len(token) % 4), validate=True)
    except ValueError:
        return False
    return b":" in body and min(body) >= 32


# "icon@2x.png", "lodash@4.17.21/lodash.min.js": names of files, not of people.
_FILES = (
    "png|jpe?g|gif|svg|webp|avif|ico|css|m?js|cjs|tsx?|jsx|json|html?|woff2?|ttf|map"
    "|mp4|webm|pdf|md|txt|xml|py"
)
_AT = r"(?:@|%40|&#0*64;|&#[xX]0*40;|&commat;)"
_PEM_END = r"-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"


def _roughly(*expressions: bytes) -> Callable[[bytes], object]:
    searches = [re.compile(expression).search for expression in expressions]
    return lambda data: any(search(data) for search in searches)


def _key(name: str, expression: str, rough: bytes) -> Pattern:
    """Return the pattern of a vendor's key: it begins as no word does."""
    source = rf"(?<![A-Za-z0-9_-])(?:{expression})"
    return Pattern(name, re.compile(source), _roughly(rough))


_FOLD = bytes(
    ord("0") if chr(n).isdigit() else ord("-") if chr(n) in " -+" else n
    for n in range(128)
) + bytes(range(128, 256))
_GROUPS = (b"0000-0000-0000", b"0000-000000-", b"0000%000000%0", b"0000%00000000%0")


def _card_like(data: bytes) -> bool:
    """Say whether there are groups of digits, or 13 that begin as a card's do."""
    folded = data.translate(_FOLD)
    if any(group in folded for group in _GROUPS):
        return True
    # Every event has a run of 13 digits, its time. It begins with 1.
    at = folded.find(b"0" * 13)
    while at >= 0:
        if data[at] in b"23456":
            return True
        at = folded.find(b"0" * 13, at + 13)
    return False


BUILT_IN = (
    # RFC 7468; also when the end was cut off, and with line ends that JSON escaped.
    Pattern(
        "private-key",
        re.compile(
            r"-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
            rf"(?:(?s:.{{0,20000}}?){_PEM_END}|[A-Za-z0-9+/=\s\\]*)"
        ),
        _roughly(rb"PRIVATE KEY"),
    ),
    # RFC 7519, and RFC 7516's with five parts; both begin with base64 of {".
    Pattern(
        "jwt",
        re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){2,4}"),
        _roughly(rb"J(?<=eyJ)"),
    ),
    # RFC 6750 and RFC 7617: credentials of the Authorization header.
    Pattern(
        "bearer",
        re.compile(
            r"\b(?i:(?P<basic>basic)|bearer)(?:\s|%20|\+){1,4}"
            r"(?P<value>[A-Za-z0-9._~+/-]{6,}=*)"
        ),
        _roughly(rb"B(?:earer|EARER|asic|ASIC)", rb"bearer", rb"basic[ +%\\]"),
        check=_is_credential,
    ),
    # docs.aws.amazon.com/IAM: unique identifiers of access keys
    _key("aws-key", r"A[KS]IA[A-Z0-9]{16}(?![A-Za-z0-9])", rb"A(?:KIA|SIA)"),
    # github.blog/2021-04-05: the form of tokens; fine-grained ones since 2022
    _key(
        "github-token",
        r"gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}",
        rb"_(?:(?<=gh[pousr]_)|(?<=pat_))",
    ),
    _key("gitlab-token", r"glpat-[A-Za-z0-9_-]{20,}", rb"glpat-"),
    # api.slack.com/authentication/token-types
    _key("slack-token", r"xox[abeprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}", rb"xox[a-z]"),
    # stripe.com/docs/keys: secret and restricted keys; publishable ones are public
    _key(
        "stripe-key",
        r"[sr]k_(?:live|test)_[A-Za-z0-9]{10,}",
        rb"_(?<=k_)(?:live|test)_",
    ),
    # cloud.google.com/docs/authentication/api-keys
    _key("google-key", r"AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])", rb"A(?:Iza)"),
    _key("npm-token", r"npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])", rb"_(?<=npm_)"),
    # platform.openai.com, docs.anthropic.com
    _key(
        "model-key",
        r"sk-(?:proj|ant|svcacct)-[A-Za-z0-9_-]{20,}",
        rb"sk-(?:proj|ant|svcacct)-",
    ),
    Pattern(
        "card",
        # 4-4-4-4 and a rest, 4-6-5 or 4-6-4, or bare, with one kind of gap.
        re.compile(
            r"(?:(?<=%[0-9A-Fa-f]{2})|(?<![\w.%-]))"
            rf"(?:\d{{13,19}}|\d{{4}}(?P<gap>{_GAP})(?:\d{{4}}(?P=gap)\d{{4}}(?P=gap)"
            r"\d{1,4}(?:(?P=gap)\d{1,3})?|\d{6}(?P=gap)\d{4,5}))(?![\w-]|\.\d)",
            re.ASCII,
        ),
        _card_like,
        check=_is_card,
    ),
    # RFC 5321, as far as people use it.
    Pattern(
        "email",
        re.compile(
            rf"(?<![\w.+%-])[\w.+%-]{{1,64}}?{_AT}(?:[\w-]{{1,63}}\.){{1,8}}"
            rf"(?!(?i:{_FILES})\b)[^\W\d_]{{2,24}}(?![\w-])"
        ),
        _roughly(
            rb"@(?<=[\w.+%\x80-\xff-]@)[\w\x80-\xff-]{1,252}+\.",
            rb"%40[\w\x80-\xff-]{1,252}+\.",
            rb"&(?:#0*64|#[xX]0*40|commat);",
        ),
        mask=mask_escaped,
    ),
    # E.164 with its plus sign, and North American numbers with their separators.
    Pattern(
        "phone",
        re.compile(
            r"(?:(?<=%[0-9A-Fa-f]{2})|(?<![\w.+/)%-]))"
            r"(?:(?:\+|%2[Bb])[1-9](?:(?:[ ().-]|%20){0,2}\d){7,14}"
            r"|(?:1[ -])?(?:\([2-9]\d\d\) ?\d{3}[ -]|[2-9]\d\d-\d{3}-)\d{4}"
            r")(?![\w-]|\.\d)",
            re.ASCII,
        ),
        _roughly(
            rb"\+[1-9](?:(?:[ ().-]|%20){0,2}\d){7}",
            rb"%2[Bb][1-9](?:(?:[ ().-]|%20){0,2}\d){7}",
            rb"\([2-9]\d\d\) ?\d{3}[ -]\d{4}",
            rb"-(?<=[2-9]\d\d-)\d{3}-\d{4}",
        ),
        check=lambda match: not _is_drawing(match),
        mask=mask_escaped,
    ),
)
