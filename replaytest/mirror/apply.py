"""Which incremental snapshot changes what: one function each, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from replaytest.mirror import sources
from replaytest.mirror.mutation import mutate
from replaytest.mirror.sheets import Sheet
from replaytest.rrweb import Interaction

if TYPE_CHECKING:
    from replaytest.mirror.mirror import Mirror

PLAY, PAUSE = 0, 1


def _mutate(mirror: Mirror, data: sources.Mutation) -> None:
    mutate(mirror, data, mirror.waiting)


def _move(mirror: Mirror, data: sources.MouseMove) -> None:
    if data.positions:
        last = data.positions[-1]
        mirror.pointer = (last.x, last.y)


def _interact(mirror: Mirror, data: sources.MouseInteraction) -> None:
    if data.x is not None and data.y is not None:
        mirror.pointer = (data.x, data.y)
    if data.type == Interaction.FOCUS:
        mirror.focused = data.id if data.id in mirror.nodes else None
    elif data.type == Interaction.BLUR and mirror.focused == data.id:
        mirror.focused = None


def _scroll(mirror: Mirror, data: sources.Scroll) -> None:
    if mirror.knows(data.id, "scroll"):
        mirror.scrolls[data.id] = (data.x, data.y)


def _resize(mirror: Mirror, data: sources.ViewportResize) -> None:
    mirror.width, mirror.height = data.width, data.height


def _input(mirror: Mirror, data: sources.Input) -> None:
    if mirror.knows(data.id, "input"):
        mirror.touch(mirror.nodes[data.id])
        mirror.inputs[data.id] = data


def _media(mirror: Mirror, data: sources.MediaInteraction) -> None:
    if not mirror.knows(data.id, "media"):
        return
    state = mirror.media.setdefault(data.id, {})
    if data.type in (PLAY, PAUSE):
        state["playing"] = data.type == PLAY
    for name in ("current_time", "playback_rate", "volume", "muted", "loop"):
        value = getattr(data, name)
        if value is not None:
            state[name] = value


def _sheet(
    mirror: Mirror, data: sources.StyleSheetRule | sources.StyleDeclaration
) -> None:
    if data.style_id is not None:
        sheet = mirror.made_sheets.get(data.style_id)
        if sheet is None:
            mirror.skipped["rule of a sheet that is not there"] += 1
            return
    elif data.id is not None and mirror.knows(data.id, "rule"):
        sheet = mirror.sheets.setdefault(data.id, Sheet())
    else:
        return
    sheet.changes.append(data)


def _adopt(mirror: Mirror, data: sources.AdoptedStyleSheet) -> None:
    for made in data.styles or ():
        rules = sources.StyleSheetRule(adds=made.rules)
        mirror.made_sheets[made.style_id] = Sheet([rules])
    # A shadow root may be adopted to before it is attached: rrweb tells it so.
    mirror.adopted[data.id] = data.style_ids


def _draw(mirror: Mirror, data: sources.CanvasMutation) -> None:
    if mirror.knows(data.id, "canvas"):
        mirror.canvases.setdefault(data.id, []).append(data)


def _load_font(mirror: Mirror, data: sources.Font) -> None:
    mirror.fonts.append(data)


def _select(mirror: Mirror, data: sources.Selection) -> None:
    mirror.selection = data.ranges


def _define(mirror: Mirror, data: sources.CustomElement) -> None:
    if data.define is not None:
        mirror.custom_elements.add(data.define.name)


def _ignore(_mirror: Mirror, _data: sources.Log) -> None:
    """The console changes no page."""


CHANGES: dict[type[Any], Callable[[Mirror, Any], None]] = {
    sources.Mutation: _mutate,
    sources.MouseMove: _move,
    sources.TouchMove: _move,
    sources.Drag: _move,
    sources.MouseInteraction: _interact,
    sources.Scroll: _scroll,
    sources.ViewportResize: _resize,
    sources.Input: _input,
    sources.MediaInteraction: _media,
    sources.StyleSheetRule: _sheet,
    sources.StyleDeclaration: _sheet,
    sources.CanvasMutation: _draw,
    sources.Font: _load_font,
    sources.Log: _ignore,
    sources.Selection: _select,
    sources.AdoptedStyleSheet: _adopt,
    sources.CustomElement: _define,
}
