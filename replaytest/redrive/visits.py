"""Navigations: which were asked for, and which a step has led to."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from replaytest.redrive.calls import Call
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import enclosing
from replaytest.redrive.model import Kind
from replaytest.redrive.said import Said

_CAUSED_MS = 5000
_HISTORY_MS = 1000
_SAME_TURN_MS = 100
_TOLD_MS = 2000
# Of the nodes of a page that is recorded again, this share has the ids it had.
_SAME_PAGE = 0.8
_EVERYWHERE = "about:blank"


class Visits:
    """Watches the documents of one tab."""

    def __init__(self, desk: Desk, facts: Sequence[Said], *, opened: bool) -> None:
        self.desk = desk
        self._new = _new_documents(facts)
        self._told_loads = any(each.what in ("ready", "loaded") for each in facts)
        self._told = _arrivals(facts)
        self._opened = opened
        self._seen: list[str] = []
        self._last: Draft | None = None
        self._meta: Said | None = None

    def visit(self, said: Said) -> None:
        """Take a Meta: a document begins, or one is recorded again."""
        href = said.text("href")
        if not href or href.startswith(_EVERYWHERE):
            return
        if self._seen and not self._is_new(said):
            return
        self._add(said, href)
        self._seen.append(href)
        self.desk.focus = -1

    def _add(self, said: Said, href: str) -> None:
        desk = self.desk
        called = desk.calls.visit(said.at, href)
        if not self._seen:
            draft = Draft.of("navigate", desk.tab, said, value=href)
            if called is not None:
                draft.at = min(draft.at, called[1].at)
            draft.exact = not self._opened
            self._last = desk.add(draft, said)
            return
        if called is not None:
            kind, call = called
            draft = Draft.of(kind, desk.tab, said, value=href, exact=True)
            draft.at = min(draft.at, max(call.at, self._floor()))
        else:
            draft = self._unasked(said, href)
        draft.node = -1
        self._last = desk.add(draft, said)

    def _floor(self) -> float:
        return self.desk.major.until if self.desk.major else 0.0

    def _unasked(self, said: Said, href: str) -> Draft:
        """A document that no call of Playwright's asked for."""
        desk = self.desk
        kind, known = self._arrival(said)
        last = desk.major
        near = _HISTORY_MS if known else _CAUSED_MS
        draft = Draft.of(kind, desk.tab, said, value=href, exact=known)
        if last is not None and said.at - last.until <= near:
            left = kind == "navigate" and href != self._seen[-1]
            if last.kind == "fill" and last.value and left and not desk.acted:
                last = self._sent(said, last)
            draft.kind, draft.cause = "navigate", last
            if not known and self._may_be_asked(said, last, href):
                draft.guess = "it came soon after, and nothing says what led to it"
                if href == self._seen[-1]:
                    # To go to an address with a `#` that one is at does nothing.
                    draft.kind = "reload"
        elif not known:
            draft.kind = self._guess(href)
            draft.guess = "nothing that was recorded led to it"
        return draft

    def _may_be_asked(self, said: Said, last: Draft, href: str) -> bool:
        """Say whether somebody may have gone to a page that came soon after a step.

        Our recorder tells when somebody does. A link says itself where it leads.
        """
        desk = self.desk
        if desk.acted or desk.calls.all:
            return False
        link = enclosing(desk.mirror(said), last.node, "a")
        leads = None if link is None else link.attributes.get("href")
        return leads is None or urljoin(self._seen[-1], leads) != href

    def _sent(self, said: Said, fill: Draft) -> Draft:
        why = "the page was left after it was typed"
        press = Draft.of("press", self.desk.tab, said, value="Enter", guess=why)
        press.node = fill.node
        press.first, press.at, press.until = fill.last + 1, fill.until, fill.until
        press.last = max(press.first, min(press.last - 1, press.last))
        press.first = min(press.first, press.last)
        return self.desk.add(press, said)

    def _arrival(self, said: Said) -> tuple[Kind, bool]:
        """Return how the browser says a document was come by, and if it does."""
        told = self._told.get(said.number)
        kind = None if told is None else told.text("navigation")
        if kind == "reload":
            return "reload", True
        if told is None or kind != "back_forward":
            return "navigate", False
        return _way(told) or "back", True

    def _guess(self, href: str) -> Kind:
        if href == self._seen[-1]:
            return "reload"
        return "back" if href in self._seen[-2:-1] else "navigate"

    def _is_new(self, said: Said) -> bool:
        if said.number in self._new:
            return True
        if self._told_loads and self._told.get(said.number) is None:
            return False  # the page was recorded again
        return not self._is_same_page(said)

    def _is_same_page(self, said: Said) -> bool:
        desk = self.desk
        before = {each.id: each.tag for each in desk.mirror(said).nodes.values()}
        page = desk.line.page_from(said.number)
        if page is None or len(before) < 2:
            return False
        after = desk.line.seek_position(page + 1).nodes
        same = sum(before.get(each.id) == each.tag for each in after.values())
        return same >= _SAME_PAGE * max(len(after), 1)

    def history(self, said: Said) -> None:
        """Take a move in the history that stays in the document."""
        desk = self.desk
        called = desk.calls.visit(said.at)
        if called is None and desk.lately(said, _SAME_TURN_MS) is not None:
            return
        kind = called[0] if called else _way(said) or "back"
        if kind not in ("back", "forward"):
            return
        draft = Draft.of(kind, desk.tab, said, exact=called is not None)
        draft.node = -1
        if called is None and _way(said) is None:
            draft.guess = "a move in the history; which way is not recorded"
        desk.add(draft, said)

    def asked(self, kind: Kind, call: Call) -> Draft | None:
        """Return a call's navigation that brought no document: it stayed in its own."""
        address = call.args.get("url")
        desk = self.desk
        if kind != "navigate" or not isinstance(address, str) or not self._seen:
            return None
        if address.startswith(("about:", "data:")):
            return None
        said = Said(call.number, call.number, call.at, "call")
        value = urljoin(self._seen[0], address)
        return Draft.of("navigate", desk.tab, said, value=value, exact=True)


def _way(said: Said) -> Kind | None:
    delta = said.more.get("delta")
    if type(delta) is not int or delta == 0:
        return None
    return "forward" if delta > 0 else "back"


def _new_documents(facts: Sequence[Said]) -> set[int]:
    """Return the Metas of new documents, going by what the browser said of loading.

    A document says that it is ready once, before its Meta; one whose recorder began
    later says only, after it, that it has loaded.
    """
    found: set[int] = set()
    ready = loading = False
    meta: int | None = None
    for said in facts:
        if said.what == "ready":
            ready, meta = True, None
        elif said.what == "visit" and ready:
            found.add(said.number)
            ready, loading = False, True
        elif said.what == "visit" and not loading:
            meta = said.number
        elif said.what == "loaded":
            if meta is not None:
                found.add(meta)
            meta, loading = None, False
    return found


def _arrivals(facts: Sequence[Said]) -> dict[int, Said]:
    """Return, for Metas by number, what was said of how their documents came."""
    found: dict[int, Said] = {}
    meta: Said | None = None
    for said in facts:
        if said.what == "visit":
            meta = said
        elif said.what == "settings" and meta is not None:
            soon = said.at - meta.at <= _TOLD_MS
            if soon and "navigation" in said.more:
                found.setdefault(meta.number, said)
    return found
