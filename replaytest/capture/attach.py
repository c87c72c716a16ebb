"""What capture asks of a browser: place the recorder, fetch what it holds.

Routines only; which Playwright runs them, and what happens when it cannot, is not
known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from secrets import token_hex
from types import MappingProxyType
from typing import Any

from replaytest.browser.calls import Call, Routine
from replaytest.capture.budget import Budget
from replaytest.capture.inbox import number_in
from replaytest.capture.script import BINDING
from replaytest.capture.sheets import Sheets

Accept = Callable[[dict[str, Any], str], None]


class Feed:
    """What the binding of one context calls; passes batches on to whoever records it.

    A context can be recorded twice at a time (by pytest and by a block of the test's
    own code) and again later; its binding can be made only once.
    """

    def __init__(self) -> None:
        self.accepts: list[Accept] = []
        # Those of all contexts of a browser, and who tells the pages of this one.
        self.sheets = Sheets()
        self.knows: dict[Accept, Callable[[list[str]], None]] = {}
        # What each of them asked the page to mask; `recorder` makes one of them.
        self.rules: dict[Accept, Any] = {}
        self.nonce = token_hex(16)
        # Who wants to know that a page begins to rest, or that its rest is over.
        self.rests: dict[Accept, Callable[[Any, bool], None]] = {}
        # Of the tokens in the page now, see `Rules.for_page`.
        self.key = ""
        self._budget = Budget()

    def __call__(self, source: dict[str, Any], batch: str) -> str:
        """Take a batch; the answer ends a recorder that nobody listens to, or for now
        one that tells too much."""
        page, rested = source["page"], self._budget.rests(source["page"])
        batch, names = self.sheets.opened(batch, self.nonce)
        if names and self.knows:
            next(iter(self.knows.values()))(names)  # once is enough
        if self._budget.takes(page, len(batch), number_in(batch, "ms")):
            for accept in self.accepts:
                accept(source, batch)
        rests = self._budget.rests(page)
        if rests and not rested:
            self._tell(page, rests=True)
        return "stop" if rests or not self.accepts else ""

    @property
    def strictest(self) -> Any:
        """The rules that pages follow: the strictest of all who listen."""
        return reduce(lambda one, other: one.stricter(other), self.rules.values())

    def table_for_page(self) -> dict[str, Any]:
        """Return the table for a page that is recorded for everybody who listens."""
        self.key = token_hex(8)
        table: dict[str, Any] = self.strictest.for_page(self.key)
        return table

    def join(
        self,
        accept: Accept,
        rules: Any,
        *,
        rests: Callable[[Any, bool], None],
        knows: Callable[[list[str]], None],
    ) -> None:
        """Pass batches on to one more, who is told of rests and of style sheets."""
        self.accepts.append(accept)
        self.rules[accept] = rules
        self.rests[accept], self.knows[accept] = rests, knows

    def leave(self, accept: Accept) -> None:
        """Pass nothing more on to one of them, if it listens."""
        if accept in self.accepts:
            self.accepts.remove(accept)
        for known in (self.rules, self.rests, self.knows):
            known.pop(accept, None)

    def rested(self) -> list[Any]:
        """Return the pages that may begin to tell again, after a rest."""
        pages = self._budget.rested()
        for page in pages:
            self._tell(page, rests=False)
        return pages

    def begin(self) -> list[Any]:
        """Count anew: another recording begins, in which all pages tell. Return those
        that rest until they are told to begin again."""
        pages = self._budget.begin()
        for page in pages:
            self._tell(page, rests=False)
        return pages

    def _tell(self, page: Any, *, rests: bool) -> None:
        for tell in self.rests.values():
            tell(page, rests)


# All give a batch, or "" where no recorder runs (JavaScript off, a PDF, an error page).
_ASK = "async () => {{ const r = window[Symbol.for('replaytest')]; {}; }}"
FLUSH = _ASK.format("return r ? await r.flush() : ''")
LAST = _ASK.format("return r ? await r.last() : ''")
END = _ASK.format("return r ? await r.flush(true) : ''")
AGAIN = _ASK.format("r?.restart(); return ''")
CUT = _ASK.format(
    "if (!r) return ''; const batch = await r.flush(true); r.snapshot(); return batch"
)


def attach(
    context: Any,
    scripts: list[str],
    feed: Feed,
    *,
    again: bool,
    more: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
) -> Routine[None]:
    """Record every page of `context` from its next document on, open ones at once.

    With `again` its binding is there from an earlier recording; `more` are others.
    """
    bindings = dict(more) if again else {BINDING: feed, **more}
    exposing = [Call(context, "expose_binding", each) for each in bindings.items()]
    if context.pages:
        yield from _in_turn(exposing)
        yield from run_everywhere(context, scripts)
        return
    # Scripts take their places as they are asked for. A binding takes its own when the
    # browser has answered: in Firefox that was after scripts which were not to wait.
    if exposing:
        yield exposing
    yield _init_scripts(context, scripts)


def run_later(context: Any, scripts: list[str]) -> Routine[None]:
    """Run scripts in every document of `context` that is still to come."""
    yield from _in_turn(_init_scripts(context, scripts))


def run_everywhere(context: Any, scripts: list[str]) -> Routine[None]:
    """Run scripts in every document of `context`, now and from now on."""
    yield from run_later(context, scripts)
    for page in list(context.pages):
        # Parents first: a frame of the same origin leaves itself to its parent.
        for frame in list(page.frames):
            for script in scripts:
                yield from _evaluate(frame, script)


def _init_scripts(context: Any, scripts: list[str]) -> list[Call]:
    return [Call(context, "add_init_script", (script, None)) for script in scripts]


def _in_turn(calls: Iterable[Call]) -> Routine[None]:
    for call in calls:
        _ = yield call  # `yield from` a list would not take the answers


def flush(page: Any) -> Routine[str]:
    """Return the batch the page holds; afterwards it holds nothing."""
    return (yield from _ask(page, FLUSH))


def next_batch(page: Any, ms: float = 0.0) -> Routine[str]:
    """Return it as soon as the page holds one, "" if that is not within `ms`."""
    question = _ASK.format(f"return r ? await r.next({ms:.0f}) : ''")
    return (yield from _ask(page, question))


def end(page: Any) -> Routine[str]:
    """Like flush, at the end of a recording: with what pages tell only then."""
    return (yield from _ask(page, END))


def begin_again(page: Any) -> Routine[str]:
    """Have a recorder that was told to stop begin again, with a full snapshot."""
    return (yield from _ask(page, AGAIN))


def last(page: Any) -> Routine[str]:
    """Like flush, for a page about to close: what still happens there comes at once."""
    return (yield from _ask(page, LAST))


def cut(page: Any) -> Routine[str]:
    """Like flush; what follows begins with a full snapshot and so stands alone."""
    return (yield from _ask(page, CUT))


def _ask(page: Any, question: str) -> Routine[str]:
    batch = yield from _evaluate(page.main_frame, question)
    return batch if isinstance(batch, str) else ""


def _evaluate(frame: Any, expression: str) -> Routine[Any]:
    try:
        return (yield Call(frame, "evaluate", (expression, None)))
    except Exception:  # noqa: BLE001 - a page may close, crash or navigate at any time
        return None


def open_pages(pages: Iterable[Any]) -> list[Any]:
    """Return the pages that can still answer."""
    return [page for page in pages if not page.is_closed()]
