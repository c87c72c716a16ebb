"""rrweb's events as typed values, decoded from bytes in one step.

An event that does not fit these types is mended in `repair.py` first.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from replaytest.mirror.node import Node
from replaytest.mirror.sources import Data


class Offset(Struct, gc=False):
    """How far the window was scrolled, in CSS pixels."""

    left: float | None = 0
    top: float | None = 0


class Page(Struct, gc=False, rename={"initial_offset": "initialOffset"}):
    """`event["data"]` of a full snapshot."""

    node: Node
    initial_offset: Offset | None = None


class Address(Struct, gc=False):
    """`event["data"]` of a Meta: the URL and the viewport in CSS pixels."""

    href: str = ""
    width: float | None = 0
    height: float | None = 0


class _Event(Struct, gc=False, kw_only=True, tag_field="type"):
    timestamp: float = 0


class FullSnapshot(_Event, tag=2):
    """The whole page."""

    data: Page


class IncrementalSnapshot(_Event, tag=3):
    """A change."""

    data: Data


class Meta(_Event, tag=4):
    """A page begins."""

    data: Address


class DomContentLoaded(_Event, tag=0):
    """Changes nothing."""


class Load(_Event, tag=1):
    """Changes nothing."""


class Custom(_Event, tag=5):
    """Changes nothing; its data are for others."""


class Plugin(_Event, tag=6):
    """Changes nothing; its data are for others."""


class Asset(_Event, tag=7):
    """Of rrweb 2.x's types; nothing emits it yet."""


class Annotation(_Event, tag=8):
    """Of rrweb 2.2's types; nothing emits it yet."""


Event = (
    FullSnapshot
    | IncrementalSnapshot
    | Meta
    | DomContentLoaded
    | Load
    | Custom
    | Plugin
    | Asset
    | Annotation
)


class Stamp(Struct, gc=False):
    """What a timeline needs of an event to find it again. `timestamp` is in ms."""

    type: int
    timestamp: float


class StampLine(Struct, gc=False, array_like=True):
    """One line, `[tab, event]` or `[tab, event, "packed"]`, of which little is read."""

    tab: int
    event: Stamp
    packed: str = ""


class EventLine(Struct, gc=False, array_like=True):
    """One line, `[tab, event]`."""

    tab: int
    event: Event


event_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)
line_decoder = msgspec.json.Decoder(EventLine)
stamp_decoder = msgspec.json.Decoder(StampLine)
