"""What one event changed, told by node ids."""

from __future__ import annotations

from dataclasses import dataclass

from replaytest.mirror import sources, wire


@dataclass(frozen=True, slots=True)
class Changes:
    """What event `number` of a tab did to the page, `at` ms since 1970.

    `page` is true for a full snapshot: everything is new. The rest are node ids:
    `added` with all that came along, `removed`, `texts` and `attributes` that changed,
    and `state` for what is in no attribute (input, scroll, media, rules, canvas).
    """

    number: int
    at: float
    page: bool = False
    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()
    texts: tuple[int, ...] = ()
    attributes: tuple[int, ...] = ()
    state: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return self.page or any(
            (self.added, self.removed, self.texts, self.attributes, self.state)
        )


_STATE = (
    sources.Scroll,
    sources.Input,
    sources.MediaInteraction,
    sources.StyleSheetRule,
    sources.StyleDeclaration,
    sources.AdoptedStyleSheet,
    sources.CanvasMutation,
)


def changes_of(event: wire.Event | None, number: int) -> Changes:
    """Return what `event` changes, whether or not its nodes are there."""
    if event is None:
        return Changes(number, 0)
    if isinstance(event, wire.FullSnapshot):
        return Changes(number, event.timestamp, page=True)
    if not isinstance(event, wire.IncrementalSnapshot):
        return Changes(number, event.timestamp)
    data = event.data
    if isinstance(data, sources.Mutation):
        return Changes(
            number,
            event.timestamp,
            added=tuple(node.id for add in data.adds for node in add.node.walk()),
            removed=tuple(remove.id for remove in data.removes),
            texts=tuple(text.id for text in data.texts),
            attributes=tuple(change.id for change in data.attributes),
        )
    if isinstance(data, _STATE) and data.id is not None:
        return Changes(number, event.timestamp, state=(data.id,))
    return Changes(number, event.timestamp)
