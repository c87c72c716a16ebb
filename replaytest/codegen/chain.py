"""Calls on calls as code, laid out as `ruff format` does with 88 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH = 88
_STEP = 4


@dataclass(frozen=True, slots=True)
class Raw:
    """Code that stands as it is."""

    code: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of what stands as it is."""

    items: tuple[str, ...]

    def __str__(self) -> str:
        return f"[{', '.join(self.items)}]"


@dataclass(frozen=True, slots=True)
class Chain:
    """A name, and what is called on it or taken of it: `page.keyboard.press("K")`.

    A part is what it begins with, and its arguments as code, None for no call.
    """

    head: str
    parts: tuple[tuple[str, tuple[Code, ...] | None], ...] = ()

    def call(self, method: str, /, *given: Argument, **named: Argument) -> Chain:
        """Return the chain with a method called at its end."""
        found = [("", _code(each)) for each in given]
        found += [(f"{name}=", _code(each)) for name, each in named.items()]
        return Chain(self.head, (*self.parts, (f".{method}", tuple(found))))

    def get(self, name: str) -> Chain:
        """Return the chain with an attribute taken at its end."""
        return Chain(self.head, (*self.parts, (f".{name}", None)))

    def __str__(self) -> str:
        return self.head + "".join(map(_flat, self.parts))


Argument = str | int | float | bool | Raw | Chain | dict[str, float] | list[str]
Code = tuple[str, str | Chain | Listed]
Part = tuple[str, tuple[Code, ...] | None]


def expect(what: Chain) -> Chain:
    """Return `expect(what)`."""
    return Chain("expect", (("", (("", what),)),))


def function(name: str, *given: Argument) -> Chain:
    """Return a call of a function."""
    return Chain(name, (("", tuple(("", _code(each)) for each in given)),))


def literal(text: str) -> str:
    """Return a text as Python spells it, in double quotes where ruff has them."""
    shown = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in text.replace("\\", "\\\\")
    )
    quote = "'" if '"' in text and "'" not in text else '"'
    if quote == '"':
        shown = shown.replace('"', '\\"')
    return quote + shown + quote


def pattern(source: str) -> Raw:
    """Return a regular expression as code."""
    quote = "'" if '"' in source else '"'
    if quote in source or source.endswith("\\") or not source.isprintable():
        return Raw(f"re.compile({literal(source)})")
    return Raw(f"re.compile(r{quote}{source}{quote})")


def laid_out(
    chain: Chain, *, before: str = "", after: str = "", indent: int = _STEP
) -> list[str]:
    """Return a statement as lines: `before`, the chain, `after`."""
    text, lines = " " * indent + before + chain.head, []
    for number, part in enumerate(chain.parts):
        ahead = _ahead(chain.parts[number + 1 :], after)
        if not part[1] or len(text) + len(_flat(part)) + len(ahead) <= WIDTH:
            text += _flat(part)
        else:
            lines += [f"{text}{part[0]}(", *_arguments(part[1], indent + _STEP)]
            text = " " * indent + ")"
    return [*lines, text + after]


def _arguments(given: Sequence[Code], indent: int) -> Iterator[str]:
    together = " " * indent + ", ".join(name + str(code) for name, code in given)
    if len(together) <= WIDTH:
        yield together
        return
    comma = "," if len(given) > 1 else ""
    for name, code in given:
        if isinstance(code, Chain):
            yield from laid_out(code, before=name, after=comma, indent=indent)
        elif isinstance(code, Listed) and indent + len(f"{name}{code}{comma}") > WIDTH:
            yield f"{' ' * indent}{name}["
            yield from (f"{' ' * (indent + _STEP)}{item}," for item in code.items)
            yield f"{' ' * indent}]{comma}"
        else:
            yield f"{' ' * indent}{name}{code}{comma}"


def _ahead(parts: Sequence[Part], after: str) -> str:
    """Return what must stand in the line after a part that is not broken."""
    found = ""
    for start, given in parts:
        if given:
            return f"{found}{start}("
        found += _flat((start, given))
    return found + after


def _flat(part: Part) -> str:
    start, given = part
    if given is None:
        return start
    return f"{start}({', '.join(name + str(code) for name, code in given)})"


def _code(value: Argument) -> str | Chain | Listed:
    if isinstance(value, Chain):
        return value
    if isinstance(value, Raw):
        return value.code
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, dict):
        inside = (f"{literal(name)}: {each:g}" for name, each in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, list):
        return Listed(tuple(map(literal, value)))
    return f"{value:g}" if isinstance(value, float) else str(value)
