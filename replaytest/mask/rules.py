"""What is masked, blocked and not recorded: read, checked, and told to the page.

Rules come from `[tool.replaytest.mask]` in pyproject.toml, from the marker, the fixture
or `replaytest.record(mask=...)`. All of them make one `Rules`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, Self, get_args

from replaytest import pyproject
from replaytest.errors import UsageError
from replaytest.mask import vocabulary
from replaytest.mask.values import checked_flag, checked_patterns, wrong

Tokens = Literal["shape", "same"]
# Each masks what the one before it does, and more.
Bodies = Literal["all", "named", "masked", "none"]
# What is told of what is stored: values as they are, their shapes, nothing.
Storage = Literal["values", "shapes", "none"]
# Libraries whose calls can be noted, see web/src/recorder/analytics.ts.
Analytics = Literal["posthog", "sentry", "dataLayer"]
LEVELS = {
    0: "fields of secrets: all else is test data, also email and phone, and stays",
    1: "values of fields",
    2: "values of fields, and every text",
    3: "sections blocked to placeholders of their size",
    4: "nothing recorded",
}
ALWAYS = "fields for passwords, one-time codes, cards; above level 0 email and phone"
# Patterns of what a test enters as well as a person, and of sessions of such.
_TEST_DATA = ("email", "phone", "jwt")
TABLE = "tool.replaytest.mask"
_SELECTORS = ("mask", "unmask", "block", "ignore")
_LISTS = (
    *_SELECTORS,
    "attributes",
    "keep_attributes",
    "only_urls",
    "block_urls",
    "secrets",
    "keep_headers",
    "keep_keys",
    "record_analytics",
)
# Fewer of these show less.
_SHOWING = (
    *("unmask", "keep_attributes", "keep_headers", "keep_keys", "record_analytics"),
)
_WORDS = {"tokens": get_args(Tokens), "bodies": get_args(Bodies)}
_FLAGS = ("page_unmasks", "file_names", "honour_do_not_track")
_STORAGE: Mapping[Storage, bool | Literal["values"]] = {
    "values": "values",
    "shapes": True,
    "none": False,
}
# The highest level at which the most telling kinds of bodies and storage are given.
_CLEAR = 1


@dataclass(frozen=True, slots=True)
class Rules:
    """One validated set of rules.

    level: 0 to 4, see `LEVELS`; secret fields are masked at each, and from 1 on those
        of what is but private: email, phone, birthday.
    mask, unmask, block, ignore: CSS selectors. Inside `mask` text is masked at every
        level, inside `unmask` at none (secret fields stay masked); a nearer ancestor
        wins. `block` becomes a placeholder of its size. Typing into `ignore` is not
        recorded.
    page_unmasks: whether the page's own attributes may unmask, as `unmask` does.
    attributes, keep_attributes: names masked at every level; left alone at level 2.
    only_urls, block_urls: globs; pages that are recorded, pages that are not.
    tokens: "shape" masks letters by x and digits by 0; "same" draws them from a key
        made for this recording and kept nowhere, so that equal values look equal.
    file_names: whether the names of chosen files are recorded; at level 0 they are.
    secrets: names of environment variables, as globs; their values are masked wherever
        they stand.
    patterns: name → regular expression of what is masked wherever it stands; `False`
        switches one of our own off (see `patterns.py`). At level 0 "email", "phone" and
        "jwt" are off but for expressions given here.
    bodies: of what requests, responses and sockets carry, "all" keeps everything, of
        every type, with the headers it takes to serve it again, less what was sent
        under names of secrets; "named" keeps what calls of APIs carry and masks what
        was sent, and of what was received the values under names of something private;
        "masked" masks every value at every level, "none" keeps no body. None: "all" at
        level 0, else "named". From level 2 on "all" is "named".
    keep_headers: names of headers that are left alone.
    keep_keys: keys of JSON, of what is stored, and names of fields that are left alone,
        in requests too; those of secrets are masked all the same.
    record_storage: whether it is told what pages and their browser have stored: by
        its shape, or by its "values", which include what keeps a person logged in.
        None: values at level 0, else shapes. From level 2 on "values" are shapes, from
        level 3 on nothing is told.
    record_analytics: libraries whose calls by the page become annotations: "posthog",
        "sentry", "dataLayer".
    script: a JavaScript file whose value is `(text, element) => masked text`.
    function: "package.module:name" of `(text) -> masked text`, for texts that were
        left in clear.
    """

    level: int = 1
    mask: tuple[str, ...] = ()
    unmask: tuple[str, ...] = ()
    block: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    page_unmasks: bool = False
    attributes: tuple[str, ...] = ()
    keep_attributes: tuple[str, ...] = ()
    only_urls: tuple[str, ...] = ()
    block_urls: tuple[str, ...] = ()
    tokens: Tokens = "shape"
    file_names: bool = False
    honour_do_not_track: bool = False
    secrets: tuple[str, ...] = ()
    patterns: Mapping[str, str | Literal[False]] = field(default_factory=dict)
    bodies: Bodies | None = None
    keep_headers: tuple[str, ...] = ()
    keep_keys: tuple[str, ...] = ()
    record_storage: bool | Literal["values"] | None = None
    record_analytics: tuple[str, ...] = ()
    script: str = ""
    function: str = ""

    @classmethod
    def parse(cls, table: Mapping[str, Any], *, where: str = TABLE) -> Self:
        """Return the rules of a table; names may be written with `-` or `_`.

        Raises:
            UsageError: a name or a value is not one of those allowed.
        """
        known = {each.name for each in fields(cls)}
        found: dict[str, Any] = {}
        for written, value in table.items():
            name = written.replace("-", "_")
            if name not in known:
                raise wrong(f"there is no rule '{written}'", where, sorted(known))
            found[name] = _checked(name, value, f"{where}: {written}")
        return cls(**found)

    @classmethod
    def load(cls, root: Path) -> Self:
        """Return the rules of `root`'s pyproject.toml, the defaults if it has none.

        Raises:
            UsageError: the file is no TOML, or a rule in it is wrong.
        """
        table, where = pyproject.table(root, TABLE)
        rules = cls.parse(table, where=where)
        return replace(rules, script=str(root / rules.script) if rules.script else "")

    def at_level(self, level: object, *, where: str = "level") -> Self:
        """Return these rules at another level; a marker can ask for that.

        Raises:
            UsageError: there is no such level.
        """
        return replace(self, level=_checked("level", level, where))

    def stricter(self, other: Self) -> Self:
        """Return rules under which nothing is in clear that either of the two hides."""
        both: dict[str, Any] = {
            name: getattr(self, name) + getattr(other, name)
            for name in ("mask", "block", "ignore", "attributes", "block_urls")
        }
        for name in _SHOWING:
            theirs = getattr(other, name)
            both[name] = tuple(x for x in getattr(self, name) if x in theirs)
        # Both would have to hold for each page, and globs cannot say that.
        both["only_urls"] = self.only_urls or other.only_urls
        return replace(
            self,
            level=max(self.level, other.level),
            patterns={
                name: expression
                for rules in (self, other)
                for name, expression in rules.patterns.items()
                if expression is not False
            },
            bodies=max(self.keeps, other.keeps, key=_WORDS["bodies"].index),
            page_unmasks=self.page_unmasks and other.page_unmasks,
            file_names=self.tells_files and other.tells_files,
            record_storage=_STORAGE[
                max(self.tells_of_storage, other.tells_of_storage, key=_stricter)
            ],
            honour_do_not_track=self.honour_do_not_track or other.honour_do_not_track,
            script=self.script or other.script,
            function=self.function or other.function,
            **both,
        )

    def records(self, url: str) -> bool:
        """Say whether pages at this address are recorded; the page decides likewise."""
        if self.level == 4:
            return False
        if any(_matches(glob, url) for glob in self.block_urls):
            return False
        return not self.only_urls or any(_matches(g, url) for g in self.only_urls)

    @property
    def keeps(self) -> Bodies:
        """What is kept of bodies at this level."""
        asked = self.bodies or ("all" if self.level == 0 else "named")
        return "named" if asked == "all" and self.level > _CLEAR else asked

    @property
    def tells_of_storage(self) -> Storage:
        """What is told of what is stored, at this level."""
        asked = self.record_storage
        if asked is False or self.level >= 3:
            return "none"
        values = asked == "values" or (asked is None and self.level == 0)
        return "values" if values and self.level <= _CLEAR else "shapes"

    @property
    def tells_storage(self) -> bool:
        """Whether anything is told of what is stored."""
        return self.tells_of_storage != "none"

    @property
    def tells_files(self) -> bool:
        """Whether the names of chosen files are told."""
        return self.file_names or self.level == 0

    @property
    def patterns_off(self) -> list[str]:
        """The names of our own patterns that are not looked for at this level."""
        off = [name for name, value in self.patterns.items() if value is False]
        data = () if self.level else _TEST_DATA
        return [*off, *(name for name in data if name not in self.patterns)]

    def for_page(self, key: str) -> dict[str, Any]:
        """Return what the recorder in the page is told.

        `key` is drawn anew for each recording and must not be written anywhere.
        """
        return {
            "level": self.level,
            "mask": [*vocabulary.MASK, *self.mask],
            "unmask": [*self.unmask, *(vocabulary.UNMASK if self.page_unmasks else ())],
            "block": [*vocabulary.BLOCK, *self.block],
            "ignore": [*vocabulary.IGNORE, *self.ignore],
            "attributes": [name.lower() for name in self.attributes],
            "keepAttributes": [name.lower() for name in self.keep_attributes],
            "onlyUrls": list(self.only_urls),
            "blockUrls": list(self.block_urls),
            "key": key if self.tokens == "same" else "",
            "fileNames": self.tells_files,
            "honourDoNotTrack": self.honour_do_not_track,
            "keepKeys": [name.lower() for name in self.keep_keys],
            "storage": _STORAGE[self.tells_of_storage],
            "analytics": list(self.record_analytics),
            "script": bool(self.script),
            # A function is given texts by the names that they stand under.
            "short": not self.function,
            "patternsOff": self.patterns_off,
        }

    def for_header(self) -> dict[str, Any]:
        """Return what a recording says of its rules: what is not as by default.

        At level 0 what follows from the level is said as well, for who does it again.
        """
        default = asdict(type(self)())
        stated = {k: v for k, v in asdict(self).items() if v != default[k]}
        if self.level == 0:
            told = _STORAGE[self.tells_of_storage]
            stated |= {"bodies": self.keeps, "record_storage": told}
        return {"level": self.level, **stated}


def _stricter(told: Storage) -> int:
    return list(_STORAGE).index(told)


def _matches(glob: str, url: str) -> bool:
    # As `glob` in web/src/recorder/mask.ts has it: `*` is anything, the rest is itself.
    pattern = ".*".join(map(re.escape, re.split(r"\*+", glob)))
    return re.fullmatch(pattern, url) is not None


def _checked(name: str, value: Any, where: str) -> Any:
    if name == "level":
        if type(value) is int and value in LEVELS:
            return value
        raise wrong(f"{value!r} is no level", where, [str(level) for level in LEVELS])
    if name in _LISTS:
        return _texts(name, value, where)
    if name in _FLAGS or name == "record_storage":
        return checked_flag(
            value, where, *(["values"] if name == "record_storage" else [])
        )
    if name in _WORDS:
        if value in _WORDS[name]:
            return value
        raise wrong(f"{value!r} is no kind of {name}", where, list(_WORDS[name]))
    if name == "patterns":
        return checked_patterns(value, where)
    if isinstance(value, str):
        return value
    raise UsageError(f"{value!r} is no text", where=where)


def _texts(name: str, value: Any, where: str) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(
        isinstance(each, str) and each.strip() for each in values
    ):
        raise UsageError(f"{value!r} is no list of texts", where=where)
    known = get_args(Analytics)
    if name == "record_analytics" and not set(values) <= set(known):
        raise wrong(f"{value!r} names no library", where, list(known))
    for selector in values if name in _SELECTORS else ():
        # The browser decides what is a selector; these would end a rule of any kind.
        if set("{}<;") & set(selector):
            raise UsageError(f"{selector!r} is no CSS selector", where=where)
    return tuple(values)
