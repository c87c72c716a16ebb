"""What consoles, errors and dialogs say, and the names of functions in stack traces.

At level 1 a message stays, less its secrets: in addresses, after names such as
`password:`, and whatever looks like one. From level 2 on only words remain that
browsers and JavaScript use in messages of their own.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from replaytest.mask.cover import Cover
from replaytest.mask.sensitive import SECRET, kind_of, kind_of_test_data

_ADDRESS = re.compile(r"\b(?:https?|wss?|ftp|file|data|blob):[^\s\"'<>()\[\]{}|\\^`]+")
_PLACE = re.compile(r"(?::\d{1,7}){1,2}\Z", re.ASCII)
_ENDING = re.compile(r"[.,;:!?]+\Z")
_ASSIGNED = re.compile(
    r"(?<![\w$-])(?P<name>[A-Za-z_$][\w$-]{1,60}+)(?P<sign>[\"']?\s{0,3}[:=]\s{0,3})"
    r"(?P<value>\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?"
    r"|(?i:(?:bearer|basic|token)\s)?[^\s,;&}\])\"']++)",
    re.ASCII,
)
_WORD = re.compile(r"[^\W\d_][\w$]*+|\d+(?:\.\d+)*+|_\w*+")
# "async Shop.buy", "Object.<anonymous>", Firefox's "buy/<".
_PART = re.compile(r"[^\s.<>/*\[\]()]+")
_OWN = re.compile(
    r"[A-Z][A-Za-z]{0,30}(?:Error|Exception)|(?:ERR|NS_ERROR|NS_BINDING)_[A-Z_]+"
)
# Browsers repeat what a field was given, and what a server has for a reason: what
# stands before that, and what behind it.
_REPEATED = (
    (
        re.compile('specified value ["\u201c]'),
        re.compile('["\u201d] (?:cannot|does|is)'),
    ),
    (re.compile(r"status of \d{3} \("), re.compile(r"\)")),
    (re.compile(r"parsing the '[\w-]+' attribute: '"), re.compile(r"' (?:is|are) ")),
)
_REASONS = frozenset(status.phrase for status in HTTPStatus)
# Of messages of Chromium, Firefox, WebKit, Playwright: nothing a page would be about.
_KEPT_WORDS = """
    properties a an the of to in on at by for from with without is are was were be
    been has have had not no cannot could can must may should will would it its
    this that there which when while because and or but if as than then before
    after already more less same other access aborted allowed argument arguments
    array assertion assignment await async attribute attempted allocation base64
    bigint blocked boolean break browser call called caught character characters
    class client closed code cloned conflicting connect connection console const
    constant constructor content context cors crashed create cross declaration
    declared default define defined deprecated derived describes destructure
    destructured did directive does document domain due duplicate during
    dynamically element elements empty enabled end enumerable error errors
    established evaluated event exceeded exception executed execute expected
    export expression failed failure fetch fetched field file first flight
    following found frame function got handler header headers host ignored import
    imported index inline initialization initialize initialized input instance
    instanceof intercepted invalid iterable iterator json length line listener
    load loaded loading locator log maximum memory message method mime missing
    mixed mode module name navigation net network new node none null number object
    occurred offline only operation operator option options origin out page
    parameter parse parsing permission point policy position positional preflight
    private promise property protocol prototype proxy read reading reason received
    redirect reduce redeclare redefine refused regexp regular rejected reject
    rejection request requested requests required resolve resource resources
    response responded return returned runtime scheme script secure security self
    serialize server set setter getter setting shadow size sourcemap stack start
    state status statement stream strict string style stylesheet super supported
    suspended symbol syntax target template text thenable throw timed timeout
    trusted try type types typed unable uncaught undefined unexpected unhandled
    unknown unsafe unsupported unterminated url use used using valid value values
    variable version violates void waiting warning websocket window worker worklet
    write yield map weakmap ms px true false nan infinity
"""
_KEPT = frozenset(_KEPT_WORDS.split())
_MOST = 64 * 1024


def mask_message(text: str, cover: Cover) -> str:
    """Return a message or a stack trace that a program wrote; over 64 kB it is cut.

    Addresses keep the lines and columns that stand behind them.
    """
    pieces, done = [], 0
    text = _without_repeated(text[:_MOST], cover)
    for found in _ADDRESS.finditer(text):
        pieces += [_words(text[done : found.start()], cover), _address(found[0], cover)]
        done = found.end()
    return cover.hide("".join([*pieces, _words(text[done:], cover)]))


def mask_function_name(text: str, cover: Cover) -> str:
    """Return the name of a function; one that may be data is masked.

    A function that is made a property has its key for a name, whatever that is.
    """
    return cover.hide(_PART.sub(lambda part: cover.name(part[0]), text[:200]))


def _words(text: str, cover: Cover) -> str:
    if cover.covers:
        return _WORD.sub(lambda word: _word(word, cover), text)
    return _ASSIGNED.sub(lambda found: _assigned(found, cover), text)


def _address(text: str, cover: Cover) -> str:
    ending = _ENDING.search(text)
    end = ending[0] if ending else ""
    text = text.removesuffix(end)
    place = _PLACE.search(text)
    where = place[0] if place else ""
    return cover.url(text.removesuffix(where)) + where + end


def _without_repeated(text: str, cover: Cover) -> str:
    for before, behind in _REPEATED:
        begin = before.search(text)
        if begin:
            ends = [end.start() for end in behind.finditer(text, begin.end())]
            # A message that was cut has no end.
            end = ends[-1] if ends else len(text)
            value = text[begin.end() : end]
            shown = value if value in _REASONS else cover.mask(value)
            text = text[: begin.end()] + shown + text[end:]
    return text


def _assigned(found: re.Match[str], cover: Cover) -> str:
    name, value = found["name"], found["value"]
    kind = kind_of_test_data(name) if cover.test_data else kind_of(name)
    if not kind or value in ("null", "undefined", "true", "false"):
        return found[0]
    quote = value[0] if value[0] in "\"'" else ""
    inner = value.strip(quote) if quote else value
    masked = SECRET if kind == "secret" and inner else cover.mask(inner)
    return f"{name}{found['sign']}{quote}{masked}{quote}"


def _word(match: re.Match[str], cover: Cover) -> str:
    word = match[0]
    if word.lower() in _KEPT or _OWN.fullmatch(word):
        return word
    return cover.mask(word)
