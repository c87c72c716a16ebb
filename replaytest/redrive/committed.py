"""Keys that rrweb does not tell of, guessed from what became of the field.

Enter sends what was typed, Escape drops it. Rules that held in 22 recorded journeys.
"""

from __future__ import annotations

from itertools import islice

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import is_inside
from replaytest.redrive.said import Said, added, ident, rows

_COMMITTED_MS = 4000
_JUST_MS = 1000
_ANSWERED_MS = 30_000
_MOST_AROUND = 50
_HIDDEN = {"aria-hidden": "true", "hidden": ""}


def emptied(desk: Desk, run: Draft, said: Said) -> None:
    """A field that the page empties was sent, and by a key if nobody clicked."""
    sent = not said.text("text") and bool(run.value)
    if sent and said.more.get("userTriggered") is not True:
        # rrweb tells of what scripts set a moment later, after what they changed.
        told = desk.answer_to(run, said) or said
        press = _press(
            desk, run.node, said, "Enter", "the field was emptied by the page"
        )
        press.first, press.at = told.place, told.at


def removed(desk: Desk, said: Said) -> None:
    """A field that goes away was sent if its text is kept, and left if not.

    A dialog that goes away on its own was left.
    """
    gone = {ident(each.get("id")) for each in rows(said, "removes")}
    run = desk.lately(said, _COMMITTED_MS, "fill")
    if run is not None and run.value and _is_gone(desk.mirror(said), run.node, gone):
        key = "Enter" if run.value.strip() in _words(said) else "Escape"
        _press(desk, run.node, said, key, "its field went away after it was typed")
        return
    closed = _dialog_closed(desk, said, gone) if desk.pressed else None
    if closed is not None and not _is_answered(desk, said, closed.id):
        _press(desk, -1, said, "Escape", "a dialog went away, and nobody clicked")


def _dialog_closed(desk: Desk, said: Said, gone: set[int]) -> Node | None:
    """Return a dialog that was shown up to this change."""
    hidden = {
        ident(each.get("id"))
        for each in rows(said, "attributes")
        if isinstance(told := each.get("attributes"), dict)
        and (told.get("open", "") is None or _HIDDEN.items() & _plain(told).items())
    }
    if not gone | hidden:
        return None
    mirror = desk.mirror(said)
    for each in gone | hidden:
        node = mirror.get(each)
        inner = () if node is None else islice(node.walk(), _MOST_AROUND)
        found = next((one for one in inner if _is_dialog(one)), None)
        if found is not None:
            return found
    return None


def _plain(told: dict[str, object]) -> dict[str, str]:
    return {name: value for name, value in told.items() if isinstance(value, str)}


def _is_dialog(node: Node) -> bool:
    has = node.attributes
    if has.get("aria-hidden") == "true" or "hidden" in has:
        return False
    if node.tag == "dialog":
        return "open" in has
    return has.get("role", "") in ("dialog", "alertdialog")


def _is_answered(desk: Desk, said: Said, dialog: int) -> bool:
    """Say whether a step has closed it: one just now, or a press of what is in it."""
    if desk.lately(said, _JUST_MS) is not None:
        return True
    last = desk.lately(said, _ANSWERED_MS)
    if last is None:
        return False
    inside = is_inside(desk.mirror(said), last.node, dialog)
    return last.kind != "fill" and inside


def _is_gone(mirror: Mirror, field: int, gone: set[int]) -> bool:
    node = mirror.get(field)
    if node is None:
        return False
    return any(each.id in gone for each in (node, *mirror.ancestors(node)))


def _press(desk: Desk, node: int, said: Said, key: str, why: str) -> Draft:
    draft = Draft.of("press", desk.tab, said, value=key, guess=why)
    draft.node = node
    return desk.add(draft, said)


def _words(said: Said) -> str:
    """Return all text that a mutation brings."""
    found = [str(each.get("value") or "") for each in rows(said, "texts")]
    found += [str(node.get("textContent") or "") for node in added(said)]
    return " ".join(found)
