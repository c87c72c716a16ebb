"""A difference as lines of plain words: `button "Pay": disabled`."""

from __future__ import annotations

from collections.abc import Callable

from replaytest.diff.describe import quoted
from replaytest.diff.fold import parent, tokens
from replaytest.diff.model import Change, Difference, Group
from replaytest.mirror.style import declarations

# A state as it is when it is there or true, and when it is not.
_STATES = {
    "checked": ("checked", "not checked"),
    "aria-checked": ("checked", "not checked"),
    "selected": ("selected", "not selected"),
    "aria-selected": ("selected", "not selected"),
    "disabled": ("disabled", "enabled"),
    "aria-disabled": ("disabled", "enabled"),
    "data-disabled": ("disabled", "enabled"),
    "open": ("open", "closed"),
    "hidden": ("hidden", "shown"),
    "aria-hidden": ("hidden from screen readers", "shown to screen readers"),
    "readonly": ("read-only", "no longer read-only"),
    "required": ("required", "no longer required"),
    "inert": ("inert", "no longer inert"),
    "aria-expanded": ("expanded", "collapsed"),
    "aria-pressed": ("pressed", "not pressed"),
    "aria-invalid": ("invalid", "valid"),
    "aria-busy": ("busy", "no longer busy"),
    "aria-required": ("required", "no longer required"),
    "aria-modal": ("modal", "no longer modal"),
}


def lines(difference: Difference, *, most: int | None = None) -> list[str]:
    """Return a line for each group of changes, `most` of them and one for the rest."""
    groups = difference.groups
    shown = groups if most is None or len(groups) <= most else groups[: most - 1]
    found = [line(group) for group in shown]
    if len(shown) < len(groups):
        rest = groups[len(shown) :]
        count = sum(map(len, rest))
        found.append(f"… and {count} more change{'s' * (count > 1)}")
    return found


def line(group: Group) -> str:
    """Return a group in one line: what it is, how it differs, and near what."""
    change = group.first
    if group.is_wrap:
        told = f"{group.changes[1].what}: wrapped in a new {change.what.split()[0]}"
        return _near(told, change)
    told = _TELL.get(change.kind, _fact)(change)
    if len(group) > 1 and change.kind == "move":
        told = f"{len(group)} items in another order or place, as {told}"
    elif len(group) > 1:
        told = f"{len(group)} times {told}" + ("" if group.alike else ", and so on")
    return _near(told, change)


def line_of(change: Change) -> str:
    """Return one change in one line."""
    return line(Group((change,)))


def _near(told: str, change: Change) -> str:
    is_told = not change.anchor or change.anchor in told
    return told if is_told else f"{told}  (in {change.anchor})"


def _moved(change: Change) -> str:
    if parent(change.path_before) == parent(change.path_after):
        return f"{change.what}: moved among its siblings"
    if change.anchor_before and change.anchor_before != change.anchor:
        return f"{change.what}: moved here from {change.anchor_before}"
    return f"{change.what}: moved from {parent(change.path_before)}"


def _text(change: Change) -> str:
    if change.refers:
        return _fact(change)
    return f"{change.what}: {_became(change.before, change.after)}"


def _fact(change: Change) -> str:
    name = change.name or "text"
    if change.refers:
        return (
            f"{change.what}: {name} no longer stands for the same, "
            f"{_became(change.before, change.after)}"
        )
    if name in _STATES and _is_either(change):
        return f"{change.what}: {_STATES[name][not _is_on(change.after)]}"
    if name == "class":
        gone, new = tokens(change)
        signs = [f"+{each}" for each in new] + [f"-{each}" for each in gone]
        return f"{change.what}: class {' '.join(signs)}"
    if name == "style":
        return f"{change.what}: {_style(change)}"
    return f"{change.what}: {name} {_became(change.before, change.after)}"


def _style(change: Change) -> str:
    before, after = (declarations(t or "") for t in (change.before, change.after))
    changed = [n for n in {**before, **after} if before.get(n) != after.get(n)]
    return ", ".join(
        f"style {name} {_became(before.get(name), after.get(name))}" for name in changed
    )


def _became(before: str | None, after: str | None) -> str:
    if after is None:
        return f"{quoted(before or '')} is gone"
    if before is None:
        return f"is now {quoted(after)}"
    start = _differ_at(before, after)
    return f"{quoted(before[start:])} is now {quoted(after[start:])}"


def _differ_at(before: str, after: str) -> int:
    """Return where to begin telling two long texts, so that they differ in it."""
    at = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), 0
    )
    return at - 20 if at > 40 else 0


def _is_either(change: Change) -> bool:
    """Say whether a state only went on or off."""
    plain = (None, "", "true", "false", change.name)
    return (
        change.before in plain
        and change.after in plain
        and (_is_on(change.before) != _is_on(change.after))
    )


def _is_on(value: str | None) -> bool:
    return value is not None and value != "false"


_TELL: dict[str, Callable[[Change], str]] = {
    "insert": lambda change: f"added: {change.what}",
    "delete": lambda change: f"removed: {change.what}",
    "move": _moved,
    "rename": lambda change: (
        f"{change.what}: <{change.before}> is now <{change.after}>"
    ),
    "text": _text,
}
