"""Keys that rrweb does not tell of, guessed from what became of the field.

Enter sends what was typed, Escape drops it. Rules that held in 22 recorded journeys.
"""

from __future__ import annotations

from replaytest.mirror.mirror import Mirror
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.said import Said, ident, rows

_COMMITTED_MS = 4000


def emptied(desk: Desk, run: Draft, said: Said) -> None:
    """A field that the page empties was sent, and by a key if nobody clicked."""
    sent = not said.text("text") and bool(run.value)
    if sent and said.more.get("userTriggered") is not True:
        _press(desk, run, said, "Enter", "the field was emptied by the page")


def removed(desk: Desk, said: Said) -> None:
    """A field that goes away was sent if its text is kept, and left if not."""
    run = desk.lately(said, _COMMITTED_MS, "fill")
    gone = {ident(each.get("id")) for each in rows(said, "removes")}
    if run is None or not gone or not run.value:
        return
    if _is_gone(desk.mirror(said), run.node, gone):
        key = "Enter" if run.value.strip() in _words(said) else "Escape"
        _press(desk, run, said, key, "its field went away after it was typed")


def _is_gone(mirror: Mirror, field: int, gone: set[int]) -> bool:
    node = mirror.get(field)
    if node is None:
        return False
    return any(each.id in gone for each in (node, *mirror.ancestors(node)))


def _press(desk: Desk, run: Draft, said: Said, key: str, why: str) -> None:
    draft = Draft.of("press", desk.tab, said, value=key, guess=why)
    draft.node = run.node
    desk.add(draft, said)


def _words(said: Said) -> str:
    """Return all text that a mutation brings."""
    found = [str(each.get("value") or "") for each in rows(said, "texts")]
    stack: list[object] = [each.get("node") for each in rows(said, "adds")]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            found.append(str(node.get("textContent") or ""))
            inner = node.get("childNodes")
            stack += inner if isinstance(inner, list) else []
    return " ".join(found)
