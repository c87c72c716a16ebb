"""Which incremental snapshot changes what: one function each, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from replaytest.mirror import wire
from replaytest.mirror.mutation import mutate
from replaytest.mirror.sheets import Sheet

if TYPE_CHECKING:
    from replaytest.mirror.mirror import Mirror

FOCUS, BLUR = 5, 6
PLAY, PAUSE = 0, 1


def _mutate(mirror: Mirror, data: wire.Mutation) -> None:
    mutate(mirror, data, mirror.waiting)


def _move(mirror: Mirror, data: wire.MouseMove) -> None:
    if data.positions:
        last = data.positions[-1]
        mirror.pointer = (last.x, last.y)


def _interact(mirror: Mirror, data: wire.MouseInteraction) -> None:
    if data.x is not None and data.y is not None:
        mirror.pointer = (data.x, data.y)
    if data.type == FOCUS:
        mirror.focused = data.id if data.id in mirror.nodes else None
    elif data.type == BLUR and mirror.focused == data.id:
        mirror.focused = None


def _scroll(mirror: Mirror, data: wire.Scroll) -> None:
    if mirror.knows(data.id, "scroll"):
        mirror.scrolls[data.id] = (data.x, data.y)


def _resize(mirror: Mirror, data: wire.ViewportResize) -> None:
    mirror.width, mirror.height = data.width, data.height


def _input(mirror: Mirror, data: wire.Input) -> None:
    if mirror.knows(data.id, "input"):
        mirror.inputs[data.id] = data


def _media(mirror: Mirror, data: wire.MediaInteraction) -> None:
    if not mirror.knows(data.id, "media"):
        return
    state = mirror.media.setdefault(data.id, {})
    if data.type in (PLAY, PAUSE):
        state["playing"] = data.type == PLAY
    for name in ("current_time", "playback_rate", "volume", "muted", "loop"):
        value = getattr(data, name)
        if value is not None:
            state[name] = value


def _sheet(mirror: Mirror, data: wire.StyleSheetRule | wire.StyleDeclaration) -> None:
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


def _adopt(mirror: Mirror, data: wire.AdoptedStyleSheet) -> None:
    for made in data.styles or ():
        rules = wire.StyleSheetRule(adds=made.rules)
        mirror.made_sheets[made.style_id] = Sheet([rules])
    # A shadow root may be adopted to before it is attached: rrweb tells it so.
    mirror.adopted[data.id] = data.style_ids


def _draw(mirror: Mirror, data: wire.CanvasMutation) -> None:
    if mirror.knows(data.id, "canvas"):
        mirror.canvases.setdefault(data.id, []).append(data)


def _load_font(mirror: Mirror, data: wire.Font) -> None:
    mirror.fonts.append(data)


def _select(mirror: Mirror, data: wire.Selection) -> None:
    mirror.selection = data.ranges


def _define(mirror: Mirror, data: wire.CustomElement) -> None:
    if data.define is not None:
        mirror.custom_elements.add(data.define.name)


def _ignore(_mirror: Mirror, _data: wire.Log) -> None:
    """The console changes no page."""


CHANGES: dict[type[Any], Callable[[Mirror, Any], None]] = {
    wire.Mutation: _mutate,
    wire.MouseMove: _move,
    wire.TouchMove: _move,
    wire.Drag: _move,
    wire.MouseInteraction: _interact,
    wire.Scroll: _scroll,
    wire.ViewportResize: _resize,
    wire.Input: _input,
    wire.MediaInteraction: _media,
    wire.StyleSheetRule: _sheet,
    wire.StyleDeclaration: _sheet,
    wire.CanvasMutation: _draw,
    wire.Font: _load_font,
    wire.Log: _ignore,
    wire.Selection: _select,
    wire.AdoptedStyleSheet: _adopt,
    wire.CustomElement: _define,
}
