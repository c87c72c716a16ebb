"""Those rules of style sheets that say what is shown, and as block or in a line.

Only a few properties are read, so sheets are split at braces first and only rules with
one of these properties are parsed: a sheet of a megabyte has some hundred of them.
Cascade layers are honoured; `@container` and `@scope` conditions are taken as true,
`@supports` too unless it begins with `not`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from replaytest.mirror.selector import Selector, SelectorError, parse_selectors
from replaytest.mirror.words import words

_STRUCTURE = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|/\*.*?(?:\*/|\Z)|\((?:[^()"\'{}]*)\)|[{};]',
    re.DOTALL,
)
_PROPERTY = re.compile(
    r"\s*(display|visibility|content|float|position|white-space)\s*:", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_CONDITIONS = words("@media @supports @layer @container @scope")
_UNLAYERED = 1_000_000
# A selector that is longer than this has been written by a program for programs.
_LONGEST = 4_000


Block = tuple[list[str], dict[str, tuple[str, bool]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector with what its rule declares: property → (value, is important).

    Rules with a higher `layer` win, then those of higher specificity, then later ones.
    """

    selector: Selector
    declared: dict[str, tuple[str, bool]]
    layer: int


@dataclass(slots=True)
class _Block:
    prelude: str
    declared: dict[str, tuple[str, bool]] = field(default_factory=dict)


def rules_of(css: str, media: Callable[[str], bool]) -> list[Rule]:
    """Return the rules of a sheet that apply; `media` answers media queries."""
    found = []
    blocks, layers = _whole(css)
    for preludes, declared in blocks:
        conditions = [each for each in preludes if each.startswith("@")]
        if not all(_applies(each, media) for each in conditions):
            continue
        selector = _nested([each for each in preludes if not each.startswith("@")])
        try:
            parsed = _parsed(selector)
        except SelectorError:
            continue
        name = _layer(conditions)
        layer = _UNLAYERED if name is None else layers.get(name, len(layers))
        found += [Rule(each, declared, layer) for each in parsed]
    return found


def declaration(text: str) -> tuple[str, str, bool] | None:
    """Return (property, value, is important) if it is one of those that are read."""
    found = _PROPERTY.match(text)
    if found is None:
        return None
    value, mark, important = text[found.end() :].rpartition("!")
    if important.strip().lower() != "important":
        value, mark = text[found.end() :], ""
    return found[1].lower(), value.strip(), bool(mark)


# A page is looked at many times, and its sheets seldom change in between.
_parsed = lru_cache(4096)(parse_selectors)


@lru_cache(256)
def _whole(css: str) -> tuple[list[Block], dict[str, int]]:
    """Return the blocks of a sheet and its layers, as `_blocks` gives them."""
    layers: dict[str, int] = {}
    return list(_blocks(css, layers)), layers


def _blocks(css: str, layers: dict[str, int]) -> Iterator[Block]:
    """Yield the preludes around each block of declarations, outermost first.

    Layers are numbered on the way, in the order in which they are named first.
    """
    stack: list[_Block] = []
    begin = 0
    for mark in _STRUCTURE.finditer(css):
        sign = mark.group()
        if sign not in ("{", "}", ";"):
            continue
        text = css[begin : mark.start()]
        begin = mark.end()
        if sign == "{":
            stack.append(_Block(_COMMENT.sub("", text).strip()))
            _name_layers(stack[-1].prelude, layers)
        elif not stack:
            _name_layers(_COMMENT.sub("", text).strip(), layers)
        else:
            _declare(stack[-1], text)
            if sign == "}":
                declared = stack[-1].declared
                if declared and len(stack) < 16:
                    yield [each.prelude for each in stack], declared
                stack.pop()


def _declare(block: _Block, text: str) -> None:
    told = declaration(_COMMENT.sub("", text) if "/*" in text else text)
    if told is not None:
        block.declared[told[0]] = told[1:]


def _name_layers(prelude: str, layers: dict[str, int]) -> None:
    if prelude.startswith("@layer"):
        for name in prelude.removeprefix("@layer").split(","):
            layers.setdefault(name.strip(), len(layers))


def _layer(conditions: list[str]) -> str | None:
    names = [each.removeprefix("@layer") for each in conditions if "@layer" in each]
    return names[0].strip() if names else None


def _applies(condition: str, media: Callable[[str], bool]) -> bool:
    name, _, rest = condition.partition(" ")
    name, parenthesis, more = name.partition("(")
    if name not in _CONDITIONS:
        return False
    if name == "@media":
        return media(parenthesis + more + " " + rest)
    return name != "@supports" or not rest.lstrip().startswith("not")


def _nested(selectors: list[str]) -> str:
    """Return one selector for rules in rules."""
    found = ""
    for selector in selectors:
        if not found:
            found = selector
        elif "&" in selector:
            found = selector.replace("&", f":is({found})")
        else:
            found = f":is({found}) {selector}"
        if len(found) > _LONGEST:
            return ""
    return found
