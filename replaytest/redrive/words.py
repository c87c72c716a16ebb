"""Steps in plain words: what to do, as one would tell somebody."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from replaytest.redrive.model import Answer, File, Kind, Step

MOST_VALUE = 60
_VISITS = {
    "navigate": "go to",
    "reload": "reload",
    "back": "go back",
    "forward": "go forward",
}
_DOINGS = {
    "click": "click",
    "double-click": "double-click",
    "context-menu": "right-click",
    "tap": "tap",
    "check": "check",
    "uncheck": "uncheck",
    "hover": "move to",
    "focus": "focus",
}


def told(step: Step) -> str:
    """Return what a step does, such as `click button "Log in"`.

    Texts of pages and values stand in it as they are, the longest cut.
    """
    said = _deed(step)
    if step.modifiers:
        said += f" with {'+'.join(step.modifiers)}"
    if step.button == "middle" or (step.button == "right" and step.kind == "click"):
        said += f", {step.button} button"
    for answer in step.dialogs:
        said += f", {_answered(answer)}"
    return said


def led_to(step: Step) -> str:
    """Return the address of a navigation, without its origin if a step led to it."""
    parts = urlsplit(step.value or "")
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.path or '/'}{query}{fragment}"


def _deed(step: Step) -> str:
    kind, target = step.kind, _target(step)
    if kind in _VISITS:
        # Going back says where it went, reloading stays.
        address = step.value if kind == "navigate" else None
        return f"{_VISITS[kind]} {address}" if address else _VISITS[kind]
    if kind in ("fill", "insert", "press"):
        return _written(step, target)
    if kind in _DOINGS:
        return f"{_DOINGS[kind]} {target}"
    return _OTHERS[kind](step, target)


_OTHERS: dict[Kind, Callable[[Step, str], str]] = {
    "select": lambda step, target: f"choose {_options(step)} in {target}",
    "files": lambda step, target: f"choose {_files(step.files)} in {target}",
    "drag": lambda step, target: f"drag {target} {_aim(step)}",
    "scroll": lambda step, target: f"scroll {target} to {step.value}",
    "resize": lambda step, _: f"make the window {_size(step.value or '')}",
    "close": lambda _step, _target: "close the tab",
}


def _options(step: Step) -> str:
    return _quoted(", ".join(step.values), step)


def _size(value: str) -> str:
    return value.replace(",", " x ")


def _target(step: Step) -> str:
    if step.target is None:
        return "the page" if step.kind in ("scroll", "press") else "an element"
    return "the page" if step.target.is_page else step.target.words


def _written(step: Step, target: str) -> str:
    if step.kind == "press":
        place = "" if target == "the page" else f" in {target}"
        return f"press {step.value}{place}"
    if step.kind == "insert":
        return f"type {_quoted(step.value or '', step)} into {target}"
    if not step.value:
        return f"empty {target}"
    return f"fill {target} with {_quoted(step.value, step)}"


def _quoted(value: str, step: Step) -> str:
    shown = value if len(value) <= MOST_VALUE else value[: MOST_VALUE - 1] + "…"
    return f'"{shown}"{" (masked)" if step.masked else ""}'


def _files(files: tuple[File, ...]) -> str:
    if not files:
        return "no file"
    names = ", ".join(each.name or each.type or "a file" for each in files)
    return f"{len(files)} file{'s' * (len(files) > 1)} ({names})"


def _aim(step: Step) -> str:
    if step.to is not None:
        return f"to {step.to.words}"
    if step.by is None:
        return "somewhere"
    return f"by {step.by[0]:.0f}, {step.by[1]:.0f} px"


def _answered(answer: Answer) -> str:
    if answer.accepted is None:
        return f"answer the {answer.type}"
    verb = "accept" if answer.accepted else "dismiss"
    text = f' with "{answer.text[:MOST_VALUE]}"' if answer.text else ""
    masked = " (masked)" if answer.masked else ""
    return f"{verb} the {answer.type}{text}{masked}"
