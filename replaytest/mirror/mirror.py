"""The mirror: the recorded page at one moment.

Feed it events in order; ask it for nodes. It opens nothing, waits for nothing and knows
no browser, so that a bug seen elsewhere comes back from the file alone.
"""

from __future__ import annotations

from typing import Any

from replaytest.mirror import sources, wire
from replaytest.mirror.apply import CHANGES
from replaytest.mirror.decode import event_of
from replaytest.mirror.mutation import Waiting
from replaytest.mirror.node import Node
from replaytest.mirror.sheets import Sheet
from replaytest.mirror.style import css_text
from replaytest.mirror.tree import Tree

_SCROLL_LEFT, _SCROLL_TOP = "rr_scrollLeft", "rr_scrollTop"


class Mirror(Tree):
    """The page: its tree, and the state that is in no attribute. All by node id.

    `href` is the URL, `width` and `height` the viewport and `pointer` the place of the
    mouse in it, in CSS pixels. `scrolls` are offsets (x, y), a document's by its id.
    `inputs` are values that were set after the page was recorded; `value` and `checked`
    read them. `made_sheets`, by their own ids, are sheets made by scripts, and
    `adopted` says which of them a document or a shadow host uses. `canvases` and
    `fonts` are kept as they came. What could not be applied is counted, by reason, in
    `skipped`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.href = ""
        self.width: float = 0
        self.height: float = 0
        self.pointer: tuple[float, float] | None = None
        self.focused: int | None = None
        self.selection: list[sources.Range] = []
        self.scrolls: dict[int, tuple[float, float]] = {}
        self.inputs: dict[int, sources.Input] = {}
        self.media: dict[int, dict[str, Any]] = {}
        self.made_sheets: dict[int, Sheet] = {}
        self.adopted: dict[int, list[int]] = {}
        self.canvases: dict[int, list[sources.CanvasMutation]] = {}
        self.fonts: list[sources.Font] = []
        self.custom_elements: set[str] = set()
        self.waiting = Waiting()
        self.beside = (
            self.scrolls,
            self.inputs,
            self.media,
            self.sheets,
            self.canvases,
        )

    def apply(self, event: dict[str, Any]) -> None:
        """Apply one event, as `json.loads` gives it."""
        self.apply_decoded(event_of(event, self.skipped))

    def apply_decoded(self, event: wire.Event | None) -> None:
        """Apply one event that `decode` has decoded; None changes nothing."""
        if isinstance(event, wire.IncrementalSnapshot):
            if self.document is None:
                self.skipped["change before the first full snapshot"] += 1
            else:
                CHANGES[type(event.data)](self, event.data)
        elif isinstance(event, wire.FullSnapshot):
            self._begin(event.data)
        elif isinstance(event, wire.Meta):
            self.href = event.data.href
            self.width = event.data.width or 0
            self.height = event.data.height or 0

    def knows(self, node_id: int, what: str) -> bool:
        """Say whether a node is there, and count `what` was meant for it otherwise."""
        if node_id in self.nodes:
            return True
        self.skipped[f"{what} of a node that is not there"] += 1
        return False

    def value(self, node: Node) -> str | None:
        """Return the value of an input, a textarea or a select, None if it has none."""
        known = self.inputs.get(node.id)
        if known is not None:
            return known.text or ""
        value = node.attributes.get("value")
        if value is not None:
            return value
        if node.tag == "textarea":
            return node.text_content()
        kind = node.attributes.get("type", "").lower()
        return "on" if node.tag == "input" and kind in ("checkbox", "radio") else None

    def checked(self, node: Node) -> bool:
        """Say whether a checkbox or radio button is on."""
        known = self.inputs.get(node.id)
        if known is not None:
            return bool(known.is_checked)
        return "checked" in node.attributes

    def scroll(self, node: Node) -> tuple[float, float]:
        """Return how far an element or a document is scrolled, (x, y) in CSS pixels.

        The window's offsets are its document's, and those of the `html` element too
        (in quirks mode of the `body`), as `scrollTop` has it.
        """
        document = (
            self.parent(self.parent(node) or node) if node.tag == "body" else None
        )
        if node.tag == "html" or document is not None:
            found = document or self.parent(node)
            if found is not None and (found.compat_mode == "BackCompat") == bool(
                document
            ):
                return self.scrolls.get(found.id, (0, 0))
        known = self.scrolls.get(node.id)
        if known is not None or _SCROLL_TOP not in node.attributes:
            return known or (0, 0)
        attributes = node.attributes
        return _number(attributes.get(_SCROLL_LEFT)), _number(attributes[_SCROLL_TOP])

    def css(self, node: Node) -> str:
        """Return the sheet of a `style` or recorded `link`, with its changed rules."""
        sheet = self.sheets.get(node.id)
        text = css_text(node)
        return text if sheet is None else sheet.text(text)

    def adopted_css(self, node: Node) -> list[str]:
        """Return the sheets that a document or a shadow host has adopted, in order."""
        made = (self.made_sheets.get(each) for each in self.adopted.get(node.id, ()))
        return [sheet.text() for sheet in made if sheet is not None]

    def _begin(self, page: wire.Page) -> None:
        self.plant(page.node)
        self.waiting = Waiting()
        self.adopted.clear()
        self.fonts.clear()
        self.focused = None
        self.selection = []
        offset = page.initial_offset
        if offset is not None and (offset.left or offset.top):
            self.scrolls[page.node.id] = (offset.left or 0, offset.top or 0)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0
