"""The mirror of a page that is open now, masked as a recording of it would be.

The recorder in the page is the one that records. Where none is, one is started, and
told to stop afterwards; where one is, it begins again with a full snapshot, as it does
for a block of `replaytest.record` within a recorded test. All of it runs on the event
loop of Playwright, which both of its APIs have.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from replaytest.browser import instrument
from replaytest.browser.calls import Call, Routine
from replaytest.browser.drive import drive
from replaytest.browser.parse import is_expression
from replaytest.capture.attach import Feed, attach
from replaytest.capture.inbox import Inbox
from replaytest.capture.script import custom_scripts, follow_script, init_script
from replaytest.errors import UsageError
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.mirror.decode import event_of_line
from replaytest.mirror.mirror import Mirror

# Baselines are committed: what is typed into fields must be masked in them.
LEAST_LEVEL = 1
# None: no recorder runs in this document.
_ASK = """async () => {
  const recorder = window[Symbol.for('replaytest')];
  return recorder ? await recorder.flush() : null;
}"""


class LivePage:
    """A page and its mirror. `mirror` has no document before the page has told it.

    `events` counts what the mirror has seen, so that a page in which nothing happened
    need not be looked at again.
    """

    def __init__(self, page: Any, rules: Rules, secrets: Secrets) -> None:
        """Take Playwright's implementation object of a page; see `inner_page`.

        `rules` mask unless the page is being recorded: then the recording's do.
        """
        self.mirror = Mirror()
        self.events = 0
        self.opted_out = False
        self._page = page
        self._rules = rules.at_level(max(rules.level, LEAST_LEVEL))
        self._secrets = secrets
        self._inbox = Inbox()
        self._feed, self._again = instrument.kept(page.context, "feed", Feed)
        self._scripts: list[str] = []

    @property
    def closed(self) -> bool:
        """Whether the page is gone."""
        return bool(self._page.is_closed())

    async def attach(self) -> None:
        """Have the page tell all it holds.

        Raises `BundleMissing`, and `UsageError` if the page is recorded in clear.
        """
        feed = self._feed
        if feed.rules and feed.strictest.level < LEAST_LEVEL:
            raise UsageError(
                "this page is recorded at level 0, and a baseline would put into the "
                "repository what people type",
                where="assert_dom",
                fix="@pytest.mark.record_session(level=1)",
            )
        if not feed.rules:
            feed.rules[self._accept] = self._rules
        self._scripts = _scripts(feed)
        feed.accepts.append(self._accept)
        if not self._again:
            # The binding is an init script too, which Chromium remarks on in frames.
            instrument.hush(self._page.context)
            _, hushed = instrument.kept(self._page, "hushed", object)
            if not hushed:
                instrument.hush(self._page)
            await self._ours(
                lambda: drive(attach(self._page.context, [], feed, again=False))
            )
        await self._ours(lambda: drive(self._start()))

    async def read(self) -> None:
        """Bring the mirror up to date, unless the page does not answer."""
        answer = await self._ours(lambda: drive(_evaluate(self._page.main_frame, _ASK)))
        if answer is None and not self.closed:
            # Another document than before, in which nobody has placed a recorder.
            await self._ours(lambda: drive(self._start()))
        elif isinstance(answer, str):
            self._feed({"page": self._page}, answer)

    def release(self) -> None:
        """Let go: a recorder that nobody else listens to ends with its next batch."""
        self._feed.leave(self._accept)

    def _start(self) -> Routine[None]:
        # Parents first: a frame of the same origin leaves itself to its parent.
        for frame in list(self._page.frames):
            for script in self._scripts:
                yield from _evaluate(frame, script)

    async def _ours(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Do it without a step in the user's trace, and wait for a moment only."""

        async def all_of_it() -> Any:
            return await work()

        found = await instrument.internally(
            self._page.context, lambda: instrument.patiently([all_of_it()])
        )
        return found[0] if found else ""

    def _accept(self, source: dict[str, Any], batch: str) -> None:
        if source["page"] is not self._page or not batch:
            return
        lines = self._inbox.accept(self._page, batch)
        self.opted_out |= lines.opted_out
        # As what is stored: known secrets and patterns are masked in Python.
        masked = self._secrets.mask_lines(lines.for_tab(1))
        for line in masked.split(b"\n"):
            if line:
                event = event_of_line(line, self.mirror.skipped)
                self.mirror.apply_decoded(event)
        self.events += lines.events


def inner_page(page: Any) -> Any:
    """Return the implementation object of a page of either API.

    Raises `UsageError`: it is no page of Playwright.
    """
    try:
        _, context = instrument.implementation(page.context)
        return context.pages[page.context.pages.index(page)]
    except (AttributeError, ValueError, UsageError) as error:
        raise UsageError(
            f"cannot read the DOM of a {type(page).__name__}",
            where="assert_dom",
            fix="pass a Playwright Page that is open",
        ) from error


def _scripts(feed: Feed) -> list[str]:
    rules, nonce = feed.strictest, feed.nonce
    table = rules.for_page(feed.key)
    custom = custom_scripts(rules.script, is_expression)
    return [*custom, init_script(table, nonce), follow_script(table, nonce)]


def _evaluate(frame: Any, expression: str) -> Routine[Any]:
    try:
        return (yield Call(frame, "evaluate", (expression, None)))
    except Exception:  # noqa: BLE001 - a page may close, crash or navigate at any time
        return ""
