"""CSS selectors, parsed. Source: Selectors Level 4; the words for matching: match.py.

A selector is a chain of compounds, and a compound a list of tests of one element.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from replaytest.mirror.words import words

_COMBINATORS = frozenset(">+~")
_CHAIN = 40  # compounds in one selector; authors write 5, attackers more
_NESTING = 10
_SINGLE_COLON_ELEMENTS = words("before after first-line first-letter")
_LISTS = words("is where not has matches -webkit-any -moz-any host slotted cue")
_NTH = words("nth-child nth-last-child nth-of-type nth-last-of-type")


class SelectorError(ValueError):
    """What is wrong with a selector, for people."""


@dataclass(frozen=True, slots=True)
class Test:
    """One condition. `name` by `kind`: tag, id, class or attribute, pseudo-class.

    An attribute has its operator ("" for being there), `value` and whether letters'
    case is ignored; a pseudo-class its selectors or `a`, `b` of `an+b`.
    """

    kind: str
    name: str
    operator: str = ""
    value: str = ""
    ignore_case: bool = False
    inner: tuple[Selector, ...] = ()
    nth: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Selector:
    """Compounds from right to left, each with the combinator to its left.

    The last combinator is "", or for a relative selector what it began with.
    `pseudo_element` is the name of one that it ends in. `specificity` counts ids;
    classes, attributes and pseudo-classes; tags.
    """

    compounds: tuple[tuple[str, tuple[Test, ...]], ...]
    pseudo_element: str = ""
    specificity: tuple[int, int, int] = (0, 0, 0)


def parse_selectors(text: str) -> tuple[Selector, ...]:
    """Return the selectors of a list. Raises `SelectorError`."""
    import tinycss2

    return parse_tokens(tinycss2.parse_component_value_list(text, skip_comments=True))


def parse_tokens(
    tokens: Sequence[Any], *, relative: bool = False, depth: int = 0
) -> tuple[Selector, ...]:
    """Return the selectors of a list of component values. Raises `SelectorError`."""
    if depth > _NESTING:
        raise SelectorError("its parentheses are nested too deeply")
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if _literal(token) == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(_Parser(part, depth).selector(relative=relative) for part in parts)


class _Parser:
    def __init__(self, tokens: list[Any], depth: int) -> None:
        while tokens and tokens[0].type == "whitespace":
            tokens = tokens[1:]
        while tokens and tokens[-1].type == "whitespace":
            tokens = tokens[:-1]
        if not tokens:
            raise SelectorError("a selector is empty")
        self._tokens = tokens
        self._at = 0
        self._depth = depth
        self._pseudo_element = ""

    def selector(self, *, relative: bool) -> Selector:
        first = ""
        if relative:
            first = self._combinator() or " "
        compounds = [(first, self._compound())]
        while self._at < len(self._tokens):
            combinator = self._combinator()
            if not combinator or self._pseudo_element:
                raise SelectorError(f"{self._told()} stands where it cannot")
            compounds.append((combinator, self._compound()))
        if len(compounds) > _CHAIN:
            raise SelectorError("it has too many parts")
        tests = [test for _, compound in compounds for test in compound]
        return Selector(
            tuple(reversed(compounds)), self._pseudo_element, _specificity(tests)
        )

    def _peek(self) -> Any:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _told(self) -> str:
        token = self._peek()
        return "its end" if token is None else repr(token.serialize())

    def _combinator(self) -> str:
        found = ""
        while (token := self._peek()) is not None:
            sign = _literal(token)
            if token.type == "whitespace":
                found = found or " "
            elif sign in _COMBINATORS and found in ("", " "):
                found = sign
            else:
                break
            self._at += 1
        return found

    def _compound(self) -> tuple[Test, ...]:
        tests = []
        start = self._at
        while (token := self._peek()) is not None:
            if token.type == "whitespace" or _literal(token) in _COMBINATORS:
                break
            tests += self._simple(token, first=self._at == start)
        if self._at == start:
            raise SelectorError(
                f"{self._told()} stands where an element should be named"
            )
        return tuple(tests)

    def _simple(self, token: Any, *, first: bool) -> list[Test]:
        sign = _literal(token)
        self._at += 1
        if sign == ".":
            return [Test("class", self._ident("a class"))]
        if sign == ":":
            return self._pseudo()
        if sign == "*" and first:
            return self._after_namespace([])
        if token.type == "ident" and first:
            return self._after_namespace([Test("tag", token.lower_value)])
        if token.type == "hash":
            return [Test("id", token.value)]
        if token.type == "[] block":
            return [_attribute(token.content)]
        self._at -= 1
        raise SelectorError(f"{self._told()} stands where it cannot")

    def _after_namespace(self, tests: list[Test]) -> list[Test]:
        """Take `svg|a` as `a`: recordings say no more of namespaces than the tag."""
        if _literal(self._peek()) != "|":
            return tests
        self._at += 1
        if _literal(self._peek()) == "*":
            self._at += 1
            return []
        return [Test("tag", self._ident("a tag").lower())]

    def _ident(self, what: str) -> str:
        token = self._peek()
        if token is None or token.type != "ident":
            raise SelectorError(f"{self._told()} stands where {what} should be named")
        self._at += 1
        return str(token.value)

    def _pseudo(self) -> list[Test]:
        double = _literal(self._peek()) == ":"
        if double:
            self._at += 1
        token = self._peek()
        if token is None or token.type not in ("ident", "function"):
            raise SelectorError(f"{self._told()} stands where a pseudo-class should be")
        self._at += 1
        name = token.lower_value if token.type == "ident" else token.lower_name
        arguments = token.arguments if token.type == "function" else None
        if double or name in _SINGLE_COLON_ELEMENTS:
            self._pseudo_element = name
            inner = parse_tokens(arguments, depth=self._depth + 1) if arguments else ()
            return [Test("pseudo", "slotted", inner=inner)] if name == "slotted" else []
        if arguments is None:
            return [Test("pseudo", name)]
        return [self._function(name, arguments)]

    def _function(self, name: str, arguments: list[Any]) -> Test:
        if name in _LISTS:
            inner = parse_tokens(
                arguments, relative=name == "has", depth=self._depth + 1
            )
            return Test("pseudo", name, inner=inner)
        if name in _NTH:
            return self._nth(name, arguments)
        return Test("pseudo", f"{name}()", value=_text(arguments))

    def _nth(self, name: str, arguments: list[Any]) -> Test:
        from tinycss2.nth import parse_nth

        split = next(
            (
                n
                for n, t in enumerate(arguments)
                if t.type == "ident" and t.value == "of"
            ),
            len(arguments),
        )
        of = arguments[split + 1 :]
        inner = parse_tokens(of, depth=self._depth + 1) if of else ()
        found = parse_nth(arguments[:split])
        if found is None:
            raise SelectorError(f":{name}({_text(arguments)}) is no an+b")
        return Test("pseudo", name, inner=inner, nth=found)


def _attribute(content: list[Any]) -> Test:
    tokens = [token for token in content if token.type != "whitespace"]
    if len(tokens) > 1 and _literal(tokens[0]) in ("*", "|"):
        tokens = [t for t in tokens if _literal(t) not in ("*", "|")]
    if not tokens or tokens[0].type != "ident":
        raise SelectorError(f"[{_text(content)}] names no attribute")
    name = tokens[0].lower_value
    rest = tokens[1:]
    if not rest:
        return Test("attribute", name)
    operator = _literal(rest[0])
    if operator not in ("=", "~=", "|=", "^=", "$=", "*="):
        raise SelectorError(f"[{_text(content)}] has no operator such as =")
    if len(rest) < 2 or rest[1].type not in ("ident", "string"):
        raise SelectorError(f"[{_text(content)}] needs a name or a text in quotes")
    flags = [token.lower_value for token in rest[2:] if token.type == "ident"]
    if len(rest) > 3 or len(flags) != len(rest) - 2 or not set(flags) <= {"i", "s"}:
        raise SelectorError(f"[{_text(content)}] has something after its value")
    return Test("attribute", name, operator, rest[1].value, "i" in flags)


def _specificity(tests: Sequence[Test]) -> tuple[int, int, int]:
    a = b = c = 0
    for test in tests:
        inner = max((each.specificity for each in test.inner), default=(0, 0, 0))
        if test.kind == "id":
            a += 1
        elif test.kind == "tag":
            c += 1
        elif test.name not in ("where", "is", "not", "has", "matches"):
            b += 1
        if test.name != "where":
            a, b, c = a + inner[0], b + inner[1], c + inner[2]
    return a, b, c


def _literal(token: Any) -> str:
    return str(token.value) if token is not None and token.type == "literal" else ""


def _text(tokens: Sequence[Any]) -> str:
    return "".join(token.serialize() for token in tokens)
