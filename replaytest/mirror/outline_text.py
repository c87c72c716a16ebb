"""The outline as YAML, letter by letter as Playwright writes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from replaytest.mirror.aria import SPACE
from replaytest.mirror.states import States

if TYPE_CHECKING:
    from replaytest.mirror.outline import Accessible

_LONGEST_NAME = 900
_NEEDS_QUOTES = re.compile(
    rf"^[{SPACE}]|[{SPACE}]\Z|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|^-"
    rf"|[\n:](?:[{SPACE}]|\Z)|[{SPACE}]#|[\n\r]|^[&*\],?!>|@\"'#%\[]|[{{}}`]"
    r"|^[-+]?\.(?:[iI][nN][fF]|[nN][aA][nN])\Z"
)
_WORDS = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null", "~"))
# What JavaScript's `Number` takes for a number.
_NUMBER = re.compile(
    rf"[{SPACE}]*(?:[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Infinity)"
    rf"|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)?[{SPACE}]*\Z",
    re.ASCII,
)
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f-\x9f]')
_SHORT = {
    "\\": "\\\\",
    '"': '\\"',
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}


def as_yaml(root: Accessible) -> str:
    """Return the lines of an outline; of the root itself only what is in it."""
    lines: list[str] = []
    stack: list[tuple[Accessible | str, int]] = [
        (n, 0) for n in reversed(root.children)
    ]
    while stack:
        entry, depth = stack.pop()
        indent = "  " * depth
        if isinstance(entry, str):
            lines.append(f"{indent}- text: {yaml_value(entry)}")
            continue
        key = f"{indent}- {yaml_key(_key(entry))}"
        properties = [("url", entry.url), ("placeholder", entry.placeholder)]
        told = [(name, value) for name, value in properties if value is not None]
        only = entry.children[0] if len(entry.children) == 1 else None
        if not told and isinstance(only, str):
            lines.append(f"{key}: {yaml_value(only)}")
            continue
        lines.append(f"{key}:" if told or entry.children else key)
        lines += [f"{indent}  - /{name}: {yaml_value(value)}" for name, value in told]
        stack += [(child, depth + 1) for child in reversed(entry.children)]
    return "\n".join(lines)


def yaml_key(text: str) -> str:
    """Return text as a key: in single quotes if it needs any."""
    return "'" + text.replace("'", "''") + "'" if _needs_quotes(text) else text


def yaml_value(text: str) -> str:
    """Return text as a value: in double quotes if it needs any."""
    if not _needs_quotes(text):
        return text
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def _needs_quotes(text: str) -> bool:
    if not text or _NEEDS_QUOTES.search(text) or text.lower() in _WORDS:
        return True
    return _NUMBER.match(text) is not None


def _escape(sign: str) -> str:
    return _SHORT.get(sign) or f"\\x{ord(sign):02x}"


def _key(entry: Accessible) -> str:
    name = ""
    if entry.name and len(entry.name) <= _LONGEST_NAME:
        name = " " + json.dumps(entry.name, ensure_ascii=False)
    return entry.role + name + "".join(f" [{each}]" for each in _marks(entry.states))


def _marks(states: States) -> list[str]:
    found = [
        ("checked", states.checked),
        ("disabled", states.disabled),
        ("expanded", states.expanded),
        ("invalid", states.invalid),
        ("level", str(states.level) if states.level else False),
        ("pressed", states.pressed),
        ("selected", states.selected),
    ]
    return [name if told is True else f"{name}={told}" for name, told in found if told]
