"""Compare the mirror with rrweb's own player in a browser, at random moments."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import replaytest
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.timeline import Timeline
from replaytest.model import Event
from replaytest.rrweb import NodeType

PLAYER = (
    Path(replaytest.__file__).parent
    / "web/node_modules/@rrweb/replay/dist/replay.umd.min.cjs"
)
SCRIPT = Path(__file__).with_name("compare_player.js")
_META = 4
_KINDS = {kind.value: kind.name.lower() for kind in NodeType}


@dataclass(frozen=True)
class Difference:
    """At `at` ms since 1970 the mirror says `mirror`, and the player shows `player`."""

    at: float
    what: str
    path: str
    mirror: Any
    player: Any


@dataclass
class Compared:
    """How many moments were compared, and what differed at some of them.

    `equal_directly` are those where only the player's seeking, through its own copy of
    the DOM, shows something else: applied to the page at once the events agree. `said`
    is what the player complained of meanwhile.
    """

    moments: int = 0
    equal: int = 0
    equal_directly: int = 0
    differences: list[Difference] = field(default_factory=list)
    seeking: list[Difference] = field(default_factory=list)
    said: list[Difference] = field(default_factory=list)


def player_page(context: Any) -> Any:
    """Return a page with the player in it. Recorded addresses are not asked for."""
    context.route("http://**/*", lambda route: route.abort())
    context.route("https://**/*", lambda route: route.abort())
    page = context.new_page()
    page.set_content("<!DOCTYPE html><body>")
    page.add_script_tag(content=PLAYER.read_text("utf-8"))
    page.evaluate(SCRIPT.read_text("utf-8"))
    return page


def compare(
    page: Any,
    events: Sequence[Event],
    *,
    moments: int = 20,
    seed: int = 1,
    told: Sequence[Event] | None = None,
) -> Compared:
    """Compare both at random moments between events, in no order.

    `told` is what the mirror is given in the place of `events`.

    The player applies what came before a moment and the mirror also what came in it:
    between two events there is no difference.
    """
    ordered = sorted(events, key=lambda event: event["timestamp"])
    timeline = Timeline.of_events(ordered if told is None else told)
    found = Compared()
    asked = []
    for at in random_moments(timeline, moments, seed):
        document = timeline.seek(at).document
        if document is not None:
            asked.append({"at": at, "tree": tree_of(timeline.mirror, document)})
    shown = page.evaluate(
        "async ([events, asked]) =>"
        " JSON.stringify(await compared(events, JSON.parse(asked)))",
        [json.dumps(ordered), json.dumps(asked)],
    )
    for moment, result in zip(asked, json.loads(shown), strict=True):
        found.moments += 1
        found.equal += result["way"] == "seek"
        found.equal_directly += result["way"] == "direct"
        there = found.differences if result["way"] == "none" else found.seeking
        for each in result["found"]:
            difference = Difference(moment["at"], *each)
            (found.said if difference.what == "said" else there).append(difference)
    return found


def random_moments(timeline: Timeline, count: int, seed: int) -> list[float]:
    """Return times between events, and after the last, once there is a page.

    None are between a Meta and its full snapshot: the player shows nothing there.
    """
    kinds: dict[float, int] = {
        at: timeline.event(number)["type"] for number, at in enumerate(timeline.stamps)
    }
    first = timeline.first_page_at()
    if first is None:
        return []
    stamps = [stamp for stamp in kinds if stamp >= first]
    gaps = [
        (begin, end)
        for begin, end in zip(stamps, [*stamps[1:], stamps[-1] + 40], strict=True)
        if kinds[begin] != _META
    ]
    chance = random.Random(seed)
    return [
        begin + (end - begin) * chance.uniform(0.2, 0.8)
        for begin, end in chance.choices(gaps, k=count)
    ]


def tree_of(mirror: Mirror, root: Node) -> list[dict[str, Any]]:
    """Return a node and all below it as plain values, for the page to compare.

    The list is in document order, and children are places in it: pages nest too deep
    for JSON. The first is `root`.
    """
    nodes = list(root.walk())
    places = {id(node): place for place, node in enumerate(nodes)}
    return [_plain(mirror, node, places) for node in nodes]


def _plain(mirror: Mirror, node: Node, places: dict[int, int]) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": _KINDS[node.kind], "id": node.id, "tag": node.tag}
    if node.kind in (NodeType.DOCUMENT, NodeType.ELEMENT):
        made["children"] = [places[id(child)] for child in node.children]
        made["adopted"] = mirror.adopted_css(node)
    if node.kind == NodeType.ELEMENT:
        made |= _element(mirror, node)
        if node.shadow is not None:
            made["shadow"] = [places[id(child)] for child in node.shadow]
    elif node.kind == NodeType.DOCTYPE:
        made |= {"name": node.name, "publicId": node.public_id or ""}
        made["systemId"] = node.system_id or ""
    else:
        made["text"] = node.content
    return made


def _element(mirror: Mirror, node: Node) -> dict[str, Any]:
    made: dict[str, Any] = {
        "attributes": dict(node.attributes),
        "svg": bool(node.is_svg),
    }
    if node.tag in ("style", "link"):
        made["css"] = mirror.css(node)
    if node.id in mirror.inputs:
        made |= {"value": mirror.value(node), "checked": mirror.checked(node)}
    if "loop" in mirror.media.get(node.id, {}):
        made["loop"] = mirror.media[node.id]["loop"]
    return made
