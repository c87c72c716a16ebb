"""What incremental snapshots say, as typed values: one class for each source.

Only what the mirror uses is decoded; everything else in an event is passed over by the
parser and never becomes an object.

Source: `@rrweb/types` 2.1.6, and the dialects of its forks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Raw, Struct, field

from replaytest.mirror.node import Node

EMPTY = Raw(b"null")


class Remove(Struct, gc=False, rename={"parent_id": "parentId"}):
    """A node that is gone."""

    id: int
    parent_id: int | None = None


class Add(
    Struct,
    gc=False,
    eq=False,
    rename={"parent_id": "parentId", "next_id": "nextId", "previous_id": "previousId"},
):
    """A node that is new, or was moved. `previous_id` is of rrweb 0.x."""

    parent_id: int
    node: Node
    next_id: int | None = None
    previous_id: int | None = None


class Text(Struct, gc=False):
    """The new text of a text node."""

    id: int
    value: str | None = None


class Attributes(Struct, gc=False):
    """Changed attributes; null is a removed one, `style` may be an object."""

    id: int
    attributes: dict[str, Any]


class Trees(Struct, gc=False, rename={"root_id": "rootId"}):
    """What is added, in short; see `replaytest.trees`."""

    shapes: list[str]
    words: list[str | Node]
    rows: list[list[int]]
    root_id: int | None = None


class _Source(Struct, gc=False, tag_field="source"):
    """`event["data"]` of an incremental snapshot."""


class Mutation(_Source, tag=0):
    """Source 0."""

    texts: list[Text] = field(default_factory=list)
    attributes: list[Attributes] = field(default_factory=list)
    removes: list[Remove] = field(default_factory=list)
    adds: list[Add] = field(default_factory=list)
    trees: Trees | None = None

    def each_add(self) -> Iterator[Add]:
        """Yield all nodes that are put, those in others after these.

        rrweb tells each by itself, and our recorder whole trees.
        """
        for add in self.adds:
            stack = [add]
            while stack:
                each = stack.pop()
                yield each
                node = each.node
                stack += [Add(node.id, child) for child in reversed(node.children)]


class Position(Struct, gc=False):
    """Where the pointer was, in CSS pixels of the viewport."""

    x: float = 0
    y: float = 0
    id: int | None = -1


class _Moves(_Source):
    positions: list[Position] = field(default_factory=list)


class MouseMove(_Moves, tag=1):
    """Source 1."""


class TouchMove(_Moves, tag=6):
    """Source 6."""


class Drag(_Moves, tag=12):
    """Source 12."""


class MouseInteraction(_Source, tag=2):
    """Source 2. Focus and blur have no place."""

    type: int
    id: int | None = -1
    x: float | None = None
    y: float | None = None


class Scroll(_Source, tag=3):
    """Source 3."""

    id: int
    x: float = 0
    y: float = 0


class ViewportResize(_Source, tag=4):
    """Source 4."""

    width: float
    height: float


class Input(_Source, tag=5, rename={"is_checked": "isChecked"}):
    """Source 5."""

    id: int
    text: str | None = ""
    is_checked: bool | None = False


class MediaInteraction(
    _Source,
    tag=7,
    rename={"current_time": "currentTime", "playback_rate": "playbackRate"},
):
    """Source 7. `type`: 0 play, 1 pause, 2 seeked, 3 volume, 4 rate."""

    id: int
    type: int = -1
    current_time: float | None = None
    playback_rate: float | None = None
    volume: float | None = None
    muted: bool | None = None
    loop: bool | None = None


class AddRule(Struct, gc=False):
    """A rule and where it goes; a path of indexes for a nested one."""

    rule: str = ""
    index: int | list[int] | None = None


class RemoveRule(Struct, gc=False):
    """Where a rule was."""

    index: int | list[int] | None = None


class StyleSheetRule(
    _Source, tag=8, rename={"style_id": "styleId", "replace_sync": "replaceSync"}
):
    """Source 8."""

    id: int | None = None
    style_id: int | None = None
    adds: list[AddRule] | None = None
    removes: list[RemoveRule] | None = None
    replace: str | None = None
    replace_sync: str | None = None


class CanvasMutation(_Source, tag=9):
    """Source 9. What was drawn is kept as it came."""

    id: int
    type: int | None = None
    commands: Raw = EMPTY
    property: str | None = None
    args: Raw = EMPTY
    setter: bool | None = None


class Font(_Source, tag=10, rename={"source_text": "fontSource"}):
    """Source 10. `source_text` is a URL or, if `buffer`, a JSON list of bytes."""

    family: str
    source_text: str | None = None
    buffer: bool | None = False
    descriptors: Raw = EMPTY


class Log(_Source, tag=11):
    """Source 11: the console, before rrweb had plugins."""


class Declared(Struct, gc=False):
    """A property of a rule."""

    property: str
    value: str | None = None
    priority: str | None = None


class StyleDeclaration(_Source, tag=13, rename={"style_id": "styleId"}):
    """Source 13."""

    id: int | None = None
    style_id: int | None = None
    index: list[int] = field(default_factory=list)
    set: Declared | None = None
    remove: Declared | None = None


class Range(
    Struct, gc=False, rename={"start_offset": "startOffset", "end_offset": "endOffset"}
):
    """A selected range: node ids, and offsets as the DOM counts them (UTF-16)."""

    start: int
    end: int
    start_offset: int = 0
    end_offset: int = 0


class Selection(_Source, tag=14):
    """Source 14."""

    ranges: list[Range] = field(default_factory=list)


class NewSheet(Struct, gc=False, rename={"style_id": "styleId"}):
    """A sheet made by a script."""

    style_id: int
    rules: list[AddRule] = field(default_factory=list)


class AdoptedStyleSheet(_Source, tag=15, rename={"style_ids": "styleIds"}):
    """Source 15. `id` is a document's or a shadow host's."""

    id: int
    style_ids: list[int] = field(default_factory=list)
    styles: list[NewSheet] | None = None


class Define(Struct, gc=False):
    """The name of a custom element."""

    name: str = ""


class CustomElement(_Source, tag=16):
    """Source 16."""

    define: Define | None = None


Data = (
    Mutation
    | MouseMove
    | MouseInteraction
    | Scroll
    | ViewportResize
    | Input
    | TouchMove
    | MediaInteraction
    | StyleSheetRule
    | CanvasMutation
    | Font
    | Log
    | Drag
    | StyleDeclaration
    | Selection
    | AdoptedStyleSheet
    | CustomElement
)
