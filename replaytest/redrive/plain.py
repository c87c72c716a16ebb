"""What a text is worth as evidence: nothing if it is masked, little if it is generated.

Masked texts are told by their letters alone: a mirror does not say what was masked, and
on the other build the same place may be masked by other rules.
"""

from __future__ import annotations

import re
from functools import lru_cache

# What `fitted` and `shape` of web/src/recorder/mask/text.ts and mask/shape.py write:
# x and X, some of them i and w to keep the width, 0, and the wide and pictured.
_MASKED = re.compile(r"[\W_]*(?:[xXiw0文●][\W_]*)*[xX0文●][\W_]*(?:[xXiw0文●][\W_]*)*")
_STARS = re.compile(r"[*•\s]+")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_MASKS = "xiw0文●"
# A lone x is how many a page writes "close".
_TOO_SHORT = 2

# Prefixes of the ids that React, Radix, Headless UI, MUI, Ember, Element Plus, Angular
# CDK and others count up anew on every page.
_COUNTED = re.compile(
    r"(?:radix-|headlessui-|mui-|ember|react-select-|react-aria|el-id-|cdk-|mat-|rc[-_]"
    r"|ext-gen|yui[-_]|ui-id-|downshift-|reach-|chakra-|mantine-|bits-|melt-|v-\d)\S*\d",
    re.IGNORECASE,
)
_ODD = re.compile(r":r\w*:|«r?\w*»|_r_\w*_|#\{|\{\{")
_HASH = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{6,}", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,}|\A\d+\Z")
# Scoped styles: `css-1x2y3z`, `sc-bdVaJa`, `svelte-1tky8bj`, `jss42`, `Card__x7Gh2`.
_STYLED = re.compile(r"(?:css|sc|emotion|svelte|makeStyles)-\w+|jss\d+|_\w*\d\w*")
_SUFFIX = re.compile(r"(?:__|--|-|_)(?=[A-Za-z]*\d)[A-Za-z0-9]{4,}\Z")


def is_masked(text: str) -> bool:
    """Say whether a text is, by its letters, what stands in place of a masked one."""
    if _STARS.fullmatch(text):
        return "*" in text or "•" in text
    return len(text) >= _TOO_SHORT and bool(_MASKED.fullmatch(text))


def is_generated(name: str) -> bool:
    """Say whether an id looks counted, hashed or random: another build has another."""
    return bool(
        _ODD.search(name)
        or _COUNTED.match(name)
        or _HASH.search(name)
        or _NUMBER.search(name)
    )


def told(text: str) -> str:
    """Return a text as evidence: white space made even, "" for a masked one."""
    even = _SPACE.sub(" ", text).strip()
    return "" if is_masked(even) else even


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case, masked ones left out."""
    found = _WORD.findall(text.lower())
    return frozenset(each for each in found if each.strip(_MASKS))


@lru_cache(maxsize=4096)  # of a page many elements have the same
def class_stems(names: str) -> frozenset[str]:
    """Return class names less what a build adds to them: `Card` of `Card__x7Gh2`."""
    kept = (each for each in names.split() if not _STYLED.fullmatch(each))
    return frozenset(_SUFFIX.sub("", each) or each for each in kept)
