"""Steps in plain words: what a person would say was done."""

from __future__ import annotations

from replaytest.signals.facts import Deed, Element

_TICKED = ("checkbox", "radio", "switch")
_CHOSEN = ("combobox", "listbox")
_DONE = {
    "click": "clicked",
    "double-click": "double-clicked",
    "context-menu": "right-clicked",
    "drop": "dropped something on",
}


def told(deed: Deed, *, first: bool = False) -> str:
    """Return a step in words, such as `clicked button "Pay"`.

    Values are left out: most are masked, and `replaytest events` has them.
    """
    step, element = deed.step, deed.element
    if step.deed == "navigate":
        return f"{'opened' if first else 'went to'} {step.detail}"
    if step.deed == "press":
        return f"pressed {step.detail}{_in(element)}"
    target = _target(element)
    if step.deed == "input":
        return f"{_entered(element)} {target}"
    return f"{_DONE[step.deed]} {target}"


def _entered(element: Element | None) -> str:
    role = element.role if element else ""
    if role in _TICKED:
        return "changed"
    return "chose in" if role in _CHOSEN and element.tag == "select" else "typed into"  # type: ignore[union-attr]


def _in(element: Element | None) -> str:
    if element is None or element.sort in ("gone", "page"):
        return ""
    return f" in {_target(element)}"


def _target(element: Element | None) -> str:
    if element is None or element.sort == "gone":
        return "an element that is gone"
    if element.sort == "page":
        return "the page"
    return element.text or "an element"
