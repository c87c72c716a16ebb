"""The second line: known secrets and patterns, masked in whatever text is stored.

What the page could not know is masked here, between capture and store. `mask_lines`
runs in the writer thread on every batch, so most of it is a way to pass over bytes
that cannot hold anything: 2 to 3 ms per 256 kB of ordinary events, and 0.2 ms more for
each known secret (2026-11). A team's own patterns and function see every string.
The values themselves never appear in a message, a hit or a `repr`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import groupby

from replaytest.errors import UsageError
from replaytest.mask.apply import (
    Hit,
    Rule,
    has_escapes,
    hits_in_string,
    hits_in_text,
    may_hold,
    replace,
)
from replaytest.mask.custom import Function, load
from replaytest.mask.forms import Form, utf8
from replaytest.mask.known import SHORTEST, Known
from replaytest.mask.lines import Token, decoded, encoded, is_json, tokens
from replaytest.mask.patterns import Pattern, patterns_of
from replaytest.mask.rules import LEVELS, Rules
from replaytest.mask.shape import mask_shape

__all__ = ["SHORTEST", "Hit", "Secrets", "mask_shape"]

GIVEN_BY_TEST = "given by the test"
# Characters from which on a look at the bytes is quicker than every rule.
_LONG = 4096
_SHORT_TEXT, _MOST_KEPT = 512, 4096
# Numbers by which rrweb's events hang together; a short secret equals some of them.
_STRUCTURE = frozenset(
    f'"{name}"'.encode()
    for name in (
        *("id", "parentId", "previousId", "nextId", "rootId", "type", "source"),
        *("timestamp", "timeOffset", "tab", "at", "from", "to", "started_at"),
    )
)
# A mutation that tells of trees; only the recorder writes these keys in this order.
_SHORT = re.compile(rb'\[\d+,\{"type":3,"data":\{"source":0,.*"trees":\{"shapes":\[')
_PAGE_TEXT = frozenset(
    f'"{name}"'.encode()
    for name in (
        *("textContent", "text", "value", "title", "placeholder"),
        *("aria-label", "alt", "href"),
    )
)


class Secrets:
    """What must not be stored. `add` may be called while another thread masks."""

    def __init__(
        self,
        rules: Rules | None = None,
        function: Function | None = None,
        known: Known | None = None,
    ) -> None:
        """Begin with what is `known`; without `rules` there is no pattern. See `of`."""
        self._rules = rules
        self._patterns: tuple[Pattern, ...] = patterns_of(rules) if rules else ()
        self._function = function
        self._known = known or Known()
        # Of short texts, what they are by the known secrets of the moment: headers and
        # addresses are said again with each request.
        self._masked: tuple[tuple[Form, ...], dict[str, str]] = ((), {})

    def __repr__(self) -> str:
        """Return how much is known, and nothing of it."""
        return f"<Secrets: {len(self.names)} known, {len(self._patterns)} patterns>"

    @classmethod
    def of(
        cls, rules: Rules, environ: Mapping[str, str], named: Iterable[str] = ()
    ) -> Secrets:
        """Return the patterns of `rules` and the values it names in `environ`.

        `named` are names of single variables, as `--mask-secret` gives them.

        Raises:
            UsageError: a named variable is not set, a pattern does not exist, or the
                function of `rules` cannot be imported.
        """
        made = cls(rules, load(rules.function))
        for name in named:
            if name not in environ:
                raise UsageError(
                    f"there is no environment variable '{name}' to mask",
                    where="--mask-secret",
                    fix=f"set {name}, or leave the option out",
                )
            made.add(environ[name], name)
        for name, value in environ.items():
            # CI sets secrets that a fork must not see to nothing.
            if value and any(fnmatchcase(name, glob) for glob in rules.secrets):
                made.add(value, name)
        return made

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the known secrets."""
        return self._known.names

    @property
    def problems(self) -> list[str]:
        """What is not masked although it was asked for, in sentences."""
        return self._known.problems

    def at_level(self, level: object) -> Secrets:
        """Return these secrets for a recording of another level of the same rules.

        What is added to one is known to both. What is no level counts as 1.
        """
        if self._rules is None:
            return self
        found = level if type(level) is int and level in LEVELS else 1
        rules = self._rules.at_level(found)
        if rules.patterns_off == self._rules.patterns_off:
            return self
        return Secrets(rules, self._function, self._known)

    def add(self, value: str, name: str = GIVEN_BY_TEST) -> None:
        """Mask `value` from now on; one too short is refused, in `problems`."""
        self._known.add(value, name)

    @property
    def _forms(self) -> tuple[Form, ...]:
        return self._known.forms

    def mask_text(self, text: str) -> str:
        """Return `text` without secrets; twice is the same as once."""
        forms, masked = self._masked
        if forms is not self._forms or len(masked) >= _MOST_KEPT:
            forms, masked = self._masked = self._forms, {}
        found = masked.get(text)
        if found is None:
            found = self._mask(text, (*forms, *self._patterns))
            if len(text) <= _SHORT_TEXT:
                masked[text] = found
        return found

    def mask_body(self, text: str) -> str:
        """Return what `mask_text` does, sooner for a long text with nothing in it."""
        data = utf8(text)
        rules: tuple[Rule, ...] = (*self._forms, *self._patterns)
        masked = self._mask(text, (rule for rule in rules if rule.may_be_in(data)))
        return text if masked == text else self.mask_text(masked)

    def knows_of(self, text: str) -> bool:
        """Say whether a known secret is in `text`, in any of its forms."""
        data = utf8(text)
        near = (form for form in self._forms if form.may_be_in(data))
        return any(True for form in near for _ in form.spans(text))

    def mask_lines(self, lines: bytes) -> bytes:
        """Return NDJSON lines without secrets: as many lines, JSON where it was JSON.

        Strings are masked, keys only of known secrets, numbers only when they are a
        known secret. A line that is no JSON is text. Never raises.
        """
        rules = self._rules_for(lines)
        if not rules and self._function is None:
            return lines
        return b"\n".join(self._line(line, rules) for line in lines.split(b"\n"))

    def find(self, data: bytes, *, patterns: bool = True) -> list[Hit]:
        """Return every place in `data` where something is not masked.

        `data` is JSON, NDJSON, or any other bytes; without `patterns` only known
        secrets are looked for.
        """
        rules = self._rules_for(data)
        if not patterns:
            rules = tuple(rule for rule in rules if isinstance(rule, Form))
        if not rules:
            return []
        hits = []
        for piece, start, json in _pieces(data):
            if may_hold(piece, rules):
                found = self._in_json if json else hits_in_text
                hits += [hit.moved(start) for hit in found(piece, rules)]
        return sorted(set(hits), key=lambda hit: (hit.offset, hit.rule))

    def find_in_name(self, name: str) -> list[Hit]:
        """Return what is in the name of a file, also when it was simplified to that."""
        hits = self.find(utf8(name))
        known = {hit.rule for hit in hits}
        simple = _simple(name)
        for form in self._forms:
            value = _simple(form.value)
            if len(value) >= SHORTEST and value in simple and form.title not in known:
                known.add(form.title)
                hits.append(Hit(form.title, "simplified", 0))
        return hits

    def _rules_for(self, data: bytes) -> tuple[Rule, ...]:
        """Return the rules that could apply to some of `data`, often none."""
        rules: tuple[Rule, ...] = (*self._forms, *self._patterns)
        if has_escapes(data):
            return rules
        return tuple(rule for rule in rules if rule.may_be_in(data))

    def _mask(self, text: str, rules: Iterable[Rule]) -> str:
        # Masking one thing may complete another ("*ab" of "a*ab"). Every round only
        # takes characters away, so there is a last one.
        rules = tuple(rules)
        while True:
            masked = text
            for rule in rules:
                masked = replace(masked, rule)
            if masked == text:
                return text
            text = masked

    def _line(self, line: bytes, rules: tuple[Rule, ...]) -> bytes:
        # Nothing in it: that is what nearly every line comes to.
        near = tuple(rule for rule in rules if rule.may_be_in(line))
        if not near and self._function is None and not has_escapes(line):
            return line
        if is_json(line):
            return self._json(line, near)
        text = line.decode("utf-8", "surrogateescape")
        masked = self.mask_text(text)
        if masked == text:
            return line
        data = masked.encode("utf-8", "surrogateescape")
        return self._line(data, rules) if is_json(data) else data

    def _json(self, line: bytes, rules: tuple[Rule, ...]) -> bytes:
        pieces, done = [], 0
        for token in self._near(line, rules):
            new = self._token(token)
            if new is not None:
                pieces += [line[done : token.start], new]
                done = token.end
        return b"".join([*pieces, line[done:]]) if pieces else line

    def _near(self, line: bytes, rules: tuple[Rule, ...]) -> Iterator[Token]:
        """Yield the tokens of a JSON text that could hold something for `rules`."""
        for_keys = tuple(rule for rule in rules if isinstance(rule, Form))
        escapes = has_escapes(line)
        count = range(*_counted(line)) if self._known.numbers else range(0)
        for token in tokens(line, numbers=bool(self._known.numbers)):
            raw = token.raw
            if token.is_number:
                if self._is_secret_number(token) and token.start not in count:
                    yield token
            elif (
                any(
                    rule.may_be_in(raw)
                    for rule in (for_keys if token.is_key else rules)
                )
                or (escapes and has_escapes(raw))
                or self._is_page_text(token)
            ):
                yield token

    def _token(self, token: Token) -> bytes | None:
        """Return what stands for a token from now on, None if it stays."""
        if token.is_number:
            return b"0"
        text = decoded(token.raw)
        if text is None:
            return None
        mask = self.mask_body if len(text) > _LONG else self.mask_text
        new = self._mask(text, self._forms) if token.is_key else mask(text)
        if self._function is not None and self._is_page_text(token):
            new = self.mask_text(self._function(new))
        return None if new == text else encoded(new)

    def _is_page_text(self, token: Token) -> bool:
        return self._function is not None and token.key in _PAGE_TEXT

    def _is_secret_number(self, token: Token) -> bool:
        return (
            token.raw.lstrip(b"-") in self._known.numbers
            and token.key not in _STRUCTURE
        )

    def _in_json(self, data: bytes, rules: tuple[Rule, ...]) -> Iterator[Hit]:
        for token in self._near(data, rules):
            if token.is_number:
                yield Hit(self._title_of(token), "number", token.start)
            else:
                looked = self._forms if token.is_key else rules
                yield from hits_in_string(token, looked)

    def _title_of(self, number: Token) -> str:
        value = number.raw.lstrip(b"-").decode()
        return next(form.title for form in self._forms if form.value == value)


def _counted(line: bytes) -> tuple[int, int]:
    """Return where numbers of the recorder's own stand in an event.

    See "Events in short" in store/FORMAT.md.
    """
    found = _SHORT.match(line)
    start = line.rfind(b'"rows":[[') if found else -1
    return (start, max(start, line.find(b"]]", start))) if start > 0 else (0, 0)


def _pieces(data: bytes) -> Iterator[tuple[bytes, int, bool]]:
    """Yield (bytes, offset, is JSON): the whole, or its JSON lines and what is between.

    Lines that are no JSON stay together: a key or a value may go over several.
    """
    if _is_document(data):
        yield data, 0, True
        return
    start = 0
    for json, lines in groupby(data.split(b"\n"), _is_document):
        group = list(lines)
        for piece in group if json else [b"\n".join(group)]:
            yield piece, start, json
            start += len(piece) + 1


def _is_document(data: bytes) -> bool:
    # A file that holds nothing but digits is rather text than a number.
    return data.lstrip()[:1] in (b"[", b"{", b'"') and is_json(data)


def _simple(name: str) -> str:
    """Return `name` as folders are named for tests: lower case, joined by dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
