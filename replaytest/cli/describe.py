"""An event in one line: what it is called, and what is worth saying of it.

Events are what a page sent; whatever shape they have, nothing here raises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from replaytest.cli.output import clean, json_line, shorten
from replaytest.model import Event
from replaytest.rrweb import EventType, Interaction, Source

LENGTH = 120
INTERACTIONS = tuple(each.name.lower().replace("_", " ") for each in Interaction)


def spelled(name: str) -> str:
    """Return a name of rrweb's as the command line spells it: `full-snapshot`."""
    return name.lower().replace("_", "-")


NAMES = tuple(spelled(each.name) for each in (*EventType, *Source))


def labels(event: Event) -> tuple[str, ...]:
    """Return all names that an event answers to, the most telling one first."""
    number = event["type"]
    if number not in EventType.__members__.values():
        return (str(number),)
    kind = EventType(number)
    data = event.get("data")
    if kind is EventType.INCREMENTAL_SNAPSHOT and isinstance(data, dict):
        return (*_source(data.get("source")), spelled(kind.name), str(number))
    return (spelled(kind.name), str(number))


def summary(event: Event) -> str:
    """Return what is worth saying of an event, in one short printable line."""
    tell = SUMMARIES.get(labels(event)[0])
    try:
        text = tell(event["data"]) if tell else ""
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        text = ""  # not what rrweb sends; --json shows what it is
    return shorten(clean(text), LENGTH)


def _source(number: object) -> tuple[str, ...]:
    if type(number) is int and number in Source.__members__.values():
        return (spelled(Source(number).name),)
    return (f"source-{shorten(clean(str(number)), 12)}",)


def _meta(data: Any) -> str:
    return f"{data['width']}x{data['height']} {data['href']}"


def _full_snapshot(data: Any) -> str:
    return f"{sum(1 for _ in _nodes(data['node']))} nodes"


def _nodes(root: Any) -> Iterator[Any]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.get("childNodes", ()))


def _mutation(data: Any) -> str:
    counts = (
        (len(data.get("adds") or ()), "added"),
        (len(data.get("removes") or ()), "removed"),
        (len(data.get("attributes") or ()), "with other attributes"),
        (len(data.get("texts") or ()), "with other text"),
    )
    return ", ".join(f"{count} {what}" for count, what in counts if count)


def _moves(data: Any) -> str:
    positions = data["positions"]
    last = positions[-1]
    return f"{len(positions)} positions, to ({last['x']}, {last['y']})"


def _interaction(data: Any) -> str:
    number = data["type"]
    known = type(number) is int and 0 <= number < len(INTERACTIONS)
    place = f" at ({data['x']}, {data['y']})" if "x" in data else ""
    return f"{INTERACTIONS[number] if known else number} on node {data['id']}{place}"


def _scroll(data: Any) -> str:
    return f"node {data['id']} to ({data['x']}, {data['y']})"


def _resize(data: Any) -> str:
    return f"{data['width']}x{data['height']}"


def _input(data: Any) -> str:
    checked = " checked" if data.get("isChecked") else ""
    return f"node {data['id']}{checked} {_json(data.get('text', ''))}"


def _custom(data: Any) -> str:
    return f"{data['tag']} {_json(data.get('payload'))}"


def _plugin(data: Any) -> str:
    return f"{data['plugin']} {_json(data.get('payload'))}"


def _json(value: Any) -> str:
    return json_line(value).decode().strip()


SUMMARIES: dict[str, Callable[[Any], str]] = {
    "meta": _meta,
    "full-snapshot": _full_snapshot,
    "custom": _custom,
    "plugin": _plugin,
    "mutation": _mutation,
    "mouse-move": _moves,
    "touch-move": _moves,
    "drag": _moves,
    "mouse-interaction": _interaction,
    "scroll": _scroll,
    "viewport-resize": _resize,
    "input": _input,
}
