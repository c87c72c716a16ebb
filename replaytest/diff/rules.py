"""Noise rules: what may differ between two runs of one build, and why.

A rule is data. `PATTERN` matches in a value; of the match its first group, or all of it
where it has none, is replaced by the rule's name. A rule that `renames` keeps identity:
the value may be another one, but one value must stay one value (see references.py). The
others say that the value means nothing here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Place = Literal["text", "value", "id", "class", "url", "name", "token"]
PLACES: tuple[Place, ...] = ("text", "value", "id", "class", "url", "name", "token")


@dataclass(frozen=True, slots=True)
class NoiseRule:
    """One kind of noise.

    `places`: "text" (of the page), "id" (ids and references to them), "class", "url",
    "value" (every other attribute, values of fields included), "name" (attributes whose
    name matches are left out), "token" (the value of a form field whose name matches
    means nothing).
    """

    name: str
    places: tuple[Place, ...]
    pattern: str
    reason: str
    renames: bool = False

    def compiled(self) -> re.Pattern[str]:
        """Return the pattern. Raises `re.error`."""
        return re.compile(self.pattern)


_HEX = "[0-9a-f]"
_ANYWHERE: tuple[Place, ...] = ("text", "value", "id", "url")
_VALUES: tuple[Place, ...] = ("text", "value", "url")

RULES = (
    NoiseRule(
        "react-id",
        ("id", "value", "url", "class"),
        r":[rR][0-9a-zA-Z]*:|«[rR][0-9a-zA-Z]*»|_[rR]_[0-9a-z]+_",
        "React's useId counts components, those of others on the page too",
        renames=True,
    ),
    NoiseRule(
        "counted-id",
        ("id", "value"),
        r"(?:^|(?<=[\s#]))(?:radix|mui(?:-p)?|react-aria(?:-description)?|headlessui(?:-[a-z]+)+|downshift"
        r"|rc[_-](?:select|unique|menu|tabs|editable)|el-(?:id|popper-container)|q-portal--[a-z]+-"
        r"|cdk(?:-[a-z]+)+|mat(?:-[a-z]+)+|ui-id|tippy|floating-ui|bits|reka|yui_\w+?|ext-gen|input-v"
        r"|ember|__BVID__|popover|tooltip|react-select|select2(?:-[a-z]+)*)"
        r"[-_:]?(\d+(?:-\d+)*)",
        "libraries count the widgets that they make: Radix, MUI, React Aria, "
        "Headless UI, Downshift, rc-*, Element Plus, Angular, jQuery UI, Ember, …",
        renames=True,
    ),
    NoiseRule(
        "css-hash",
        ("class",),
        # Emotion, JSS, styled-components (with its second class), Svelte, Angular.
        r"(?<![\w-])(?:css-([0-9a-z]{4,8})(?![0-9a-z])|jss(\d+)|makeStyles-\w+-(\d+)"
        r"|(sc-[0-9a-zA-Z]{4,}(?:-\d+)?(?: [a-zA-Z]{5,7})?(?![\w-]))"
        r"|svelte-([0-9a-z]{5,8})|ng-tns-(c\d+-\d+))",
        "styling libraries name a class by a hash of its rules, or count them",
        renames=True,
    ),
    NoiseRule(
        "css-module",
        ("class",),
        # Button_primary__a1B2c, title--3fK9x, _title_1k2j3_5: a digit, or two capitals.
        r"(?<=[a-zA-Z0-9])_{1,3}((?=\w*\d|\w*[A-Z]\w*[A-Z])[0-9a-zA-Z+-]{5,8})(?![\w-])"
        r"|(?<=\w)--((?=\w*\d|\w*[A-Z]\w*[A-Z])[0-9a-zA-Z]{5,8})(?![\w-])"
        r"|(?<![\w-])_[a-zA-Z][\w-]*?_([0-9a-z]{5,6}_\d+)(?![\w-])",
        "CSS modules put a hash of the file into the names of its classes",
        renames=True,
    ),
    NoiseRule(
        "style-scope",
        ("name",),
        r"_ng(?:content|host)-.+|data-v-[0-9a-f]{6,}|data-emotion|data-s-[0-9a-f]{4,}",
        "frameworks mark the elements of a component by an attribute with a hash",
    ),
    NoiseRule(
        "option-count",
        ("name",),
        "data-select2-id",
        "Select2 counts all options that it has ever shown",
    ),
    NoiseRule(
        "popover-in-view",
        ("name",),
        "data-popper-(?:reference-hidden|escaped)",
        "Popper measures once, often in a movement, whether what it points at is seen",
    ),
    NoiseRule(
        "recorder",
        ("name",),
        r"rr_.*|_cssText|__playwright.*|data-playwright-.*",
        "the recorder and Playwright left it",
    ),
    NoiseRule(
        "nonce", ("name",), "nonce|integrity", "a policy's, never the same twice"
    ),
    NoiseRule(
        "csrf",
        ("token",),
        r"(?i:csrf|xsrf|authenticity_token|requestverificationtoken|__viewstate)",
        "a form's token against forgery",
    ),
    NoiseRule(
        "uuid",
        _ANYWHERE,
        rf"(?i:(?<![0-9a-z]){_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}(?![0-9a-z]))",
        "made at random for each object",
        renames=True,
    ),
    NoiseRule(
        "blob",
        ("url", "value"),
        r"blob:\S+",
        "a URL that is made at random for each object",
        renames=True,
    ),
    NoiseRule(
        "asset-hash",
        ("url",),
        r"(?<=[.\-_])((?:[0-9a-f]{8,40}|(?=[\w-]*\d)[\w-]{8}))(?=\.[a-z0-9]{2,5}(?:[?#]|$))"
        r"|(?<=/_next/static/)([\w-]{16,})(?=/)",
        "builds put a hash of the content into the names of files",
    ),
    NoiseRule(
        "cache-buster",
        ("url",),
        r"(?<=[?&])(?:_|t|ts|cb|v|ver|hash)=([\w.\-]+)",
        "made to differ, so that nothing is cached",
    ),
    NoiseRule(
        "hash",
        ("value", "id", "url"),
        rf"\b(?=[0-9a-f]*\d)(?=\d*[a-f]){_HEX}{{16,}}\b",
        "too long to be written by people",
        renames=True,
    ),
    NoiseRule(
        "timestamp",
        _VALUES,
        r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\b"
        r"|\b1[5-9]\d{8}(?:\d{3})?\b",
        "the moment of the run",
    ),
    NoiseRule(
        "clock",
        ("text", "value"),
        r"\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[APap]\.?[Mm]\b\.?)?",
        "the time of day of the run",
    ),
    NoiseRule(
        "relative-time",
        ("text", "value"),
        r"(?i:\b(?:just now|(?:an?|a few|about an?|\d+) ?"
        r"(?:s|sec|seconds?|min|minutes?|h|hours?) ago"
        r"|in (?:an?|a few|\d+) (?:seconds?|minutes?|hours?))\b)",
        "counted from the moment of the run",
    ),
    NoiseRule(
        "duration",
        ("text",),
        r"\b\d+(?:[.,]\d+)? ?(?:ms|milliseconds?)\b",
        "how long it took this time",
    ),
)
