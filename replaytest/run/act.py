"""Doing one step to one element, as a person would: trusted input, by Playwright.

Everything here may raise Playwright's errors; what they mean is the run's business.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path, PurePath
from typing import Any

from replaytest.redrive.model import File, Step

_MIDDLE = 0.05
# A screen of 8K is 7680 wide; what is drawn takes memory by its area.
MOST_PIXELS = 8192
_KEYS = {" ": "Space", "Spacebar": "Space", "+": "+"}
_MOST_FILE = 8 * 1024 * 1024
# Key by key, more than this takes longer than anybody waits.
_MOST_TYPED = 2000
_BOX = "el => { const r = el.getBoundingClientRect(); return [r.width, r.height]; }"
# Where in the element a place of what is in it is, from inside of the border.
_PLACE = """(el, [spot, across, down]) => {
  const [box, inner] = [el, spot].map((each) => each.getBoundingClientRect());
  return [
    inner.left + across * inner.width - box.left - el.clientLeft,
    inner.top + down * inner.height - box.top - el.clientTop,
  ];
}"""
_SHOWN_AROUND = """el => {
  const up = (each) => each.parentElement ?? each.getRootNode().host ?? null;
  let each = up(el);
  while (each && !each.checkVisibility({ visibilityProperty: true })) each = up(each);
  return each?.matches("html, body") ? null : each;
}"""
_SCROLL = """(el, [x, y]) => {
  const box = el.nodeType === Node.DOCUMENT_NODE ? el.scrollingElement : el;
  box?.scrollTo({ left: x, top: y, behavior: "instant" });
}"""
_SCROLL_PAGE = "([x, y]) => window.scrollTo({ left: x, top: y, behavior: 'instant' })"
_VALUE = "el => el.isContentEditable ? el.innerText : el.value"
_IS_ACTIVE = """el => {
  let active = el.ownerDocument.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active === el;
}"""
_CHECKED = """el => {
  const box = "checked" in el ? el : el.control ?? el.querySelector("input");
  return box?.checked;
}"""
_CARET_TO_END = """el => {
  if (el.isContentEditable) {
    const range = document.createRange();
    range.selectNodeContents(el);
    range.collapse(false);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  } else if (typeof el.value === "string") {
    try { el.setSelectionRange(el.value.length, el.value.length); } catch {}
  }
}"""

Act = Callable[["Deed"], Awaitable[None]]
# What only prepares something may lie below something else now, and be done without.
_MINOR_MS = 2000.0


class Deed:
    """A step with all that doing it needs: the page, the element and the text.

    `element` and `to` are `ElementHandle`s, None where the step has no such thing.
    `text` is what to type, already without masks. `spot` is the part of the
    element that was hit, of which `step.point` is a place; None if that is the element
    itself, or is not there. In `folder` are files to choose, by their recorded names.
    Whether the element is `shown` is else asked for.
    """

    def __init__(
        self,
        step: Step,
        page: Any,
        element: Any = None,
        *,
        to: Any = None,
        shown: bool = False,
        text: str = "",
        spot: Any = None,
        folder: Path | None = None,
        timeout_ms: float = 5000,
    ) -> None:
        self.step = step
        self.page = page
        self.element = element
        self.to = to
        self.shown = shown
        self.text = text
        self.spot = spot
        self.folder = folder
        self.timeout = min(timeout_ms, _MINOR_MS) if step.minor else timeout_ms


async def perform(deed: Deed) -> None:
    """Do it. Raises what Playwright raises."""
    await _ACTS[deed.step.kind](deed)


async def _reveal(deed: Deed) -> None:
    """Move to what is around an element that is not shown: it may show it then."""
    if deed.shown or await deed.element.is_visible():
        return
    around = (await deed.element.evaluate_handle(_SHOWN_AROUND)).as_element()
    if around is not None:
        await around.hover(timeout=deed.timeout)


async def _click(deed: Deed) -> None:
    step = deed.step
    await _reveal(deed)
    await deed.element.click(
        button="right" if step.kind == "context-menu" else step.button,
        modifiers=list(step.modifiers),
        click_count=2 if step.kind == "double-click" else 1,
        position=await _position(deed),
        timeout=deed.timeout,
    )


async def _tap(deed: Deed) -> None:
    await deed.element.tap(position=await _position(deed), timeout=deed.timeout)


async def _position(deed: Deed) -> dict[str, float] | None:
    """Return a place in the element in CSS pixels, None for its middle."""
    point = _point(deed)
    if deed.spot is not None:
        x, y = await deed.element.evaluate(_PLACE, [deed.spot, *(point or (0.5, 0.5))])
        return {"x": x, "y": y}
    if point is None or all(abs(part - 0.5) < _MIDDLE for part in point):
        return None
    width, height = await deed.element.evaluate(_BOX)
    across, down = (min(max(share, 0.0), 1.0) for share in point)
    return {
        "x": min(max(across * width, 1.0), max(width - 1, 0.0)),
        "y": min(max(down * height, 1.0), max(height - 1, 0.0)),
    }


def _point(deed: Deed) -> tuple[float, float] | None:
    """Return the recorded place in the spot, or in the element if that was hit."""
    target = deed.step.target
    elsewhere = target is not None and target.hit != target.node_id
    return None if elsewhere and deed.spot is None else deed.step.point


async def _fill(deed: Deed) -> None:
    element, text = deed.element, deed.text
    if deed.step.typed:
        await _type(deed)
        if await element.evaluate(_VALUE) == text or deed.step.masked:
            return
    await element.fill(text, timeout=deed.timeout)


async def _type(deed: Deed) -> None:
    """Type what is missing at the end of what is there, or all of it anew."""
    element = deed.element
    before = await element.evaluate(_VALUE) or ""
    await element.focus()
    if before and deed.text.startswith(before):
        await element.evaluate(_CARET_TO_END)
        rest = deed.text[len(before) :]
    else:
        if before:
            await element.select_text(timeout=deed.timeout)
        rest = deed.text
    if len(rest) > _MOST_TYPED:
        await deed.page.keyboard.insert_text(rest)
    elif rest:
        await deed.page.keyboard.type(rest)
    elif before:
        await deed.page.keyboard.press("Delete")


async def _insert(deed: Deed) -> None:
    await _come_to(deed)
    await deed.page.keyboard.insert_text(deed.text)


async def _press(deed: Deed) -> None:
    keys = "+".join(_KEYS.get(key, key) for key in _split(deed.text))
    await _come_to(deed)
    await deed.page.keyboard.press(keys)


async def _come_to(deed: Deed) -> None:
    """Give the focus to what had it: a handle in a slider, not the slider."""
    element = deed.spot or deed.element
    if element is not None and not await element.evaluate(_IS_ACTIVE):
        await element.focus()


def _split(keys: str) -> list[str]:
    """Return "Control+Shift+K" in parts; the last may be a plus."""
    head, plus, last = re.fullmatch(r"(.*?)(\+?)([^+]+|\+)", keys, re.DOTALL).groups()  # type: ignore[union-attr]
    return [*(head.split("+") if head and plus else []), last]


async def _select(deed: Deed) -> None:
    step = deed.step
    # Masked labels repeat: "Xx xx €00" twice.
    by_place = step.indexes and (step.masked or not step.values)
    chosen: dict[str, Any] = (
        {"index": list(step.indexes)} if by_place else {"label": list(step.values)}
    )
    await deed.element.select_option(**chosen, timeout=deed.timeout)


async def _check(deed: Deed) -> None:
    # What is drawn as a box is seldom the input, which pages hide.
    if await deed.element.evaluate(_CHECKED) is not (deed.step.kind == "check"):
        await _click(deed)


async def _files(deed: Deed) -> None:
    # All of them together: how many there were is the recording's word.
    most = _MOST_FILE // max(len(deed.step.files), 1)
    files = [
        {
            "name": PurePath(file.name).name or f"file-{number}",
            "mimeType": file.type or "application/octet-stream",
            "buffer": _content(file, deed.folder, most),
        }
        for number, file in enumerate(deed.step.files, 1)
    ]
    await deed.element.set_input_files(files, timeout=deed.timeout)


def _content(file: File, folder: Path | None, most: int) -> bytes:
    """Return the user's own file of that name, else a blank one of its size."""
    # A recording may name anything: of its path only the last part is looked for.
    own = folder / PurePath(file.name).name if folder and file.name else None
    if own is not None and own.is_file():
        return own.read_bytes()
    return b" " * min(file.size, most)


async def _drag(deed: Deed) -> None:
    mouse = deed.page.mouse
    await deed.element.scroll_into_view_if_needed(timeout=deed.timeout)
    start = await _place(deed.spot or deed.element, _point(deed))
    await mouse.move(*start)
    await mouse.down(button=deed.step.button)
    if deed.to is None and deed.step.by is not None:
        end = start[0] + deed.step.by[0], start[1] + deed.step.by[1]
    else:
        end = await _place(deed.to or deed.element, deed.step.to_point)
    # Two moves at least: the first makes a drag of it, the last makes a drop target.
    await mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    await mouse.move(*end, steps=3)
    await mouse.up(button=deed.step.button)


async def _place(
    element: Any, point: tuple[float, float] | None
) -> tuple[float, float]:
    box = await element.bounding_box()
    if box is None:
        return 0.0, 0.0
    across, down = point or (0.5, 0.5)
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


async def _hover(deed: Deed) -> None:
    await deed.element.hover(position=await _position(deed), timeout=deed.timeout)


async def _focus(deed: Deed) -> None:
    await (deed.spot or deed.element).focus()


async def _scroll(deed: Deed) -> None:
    place = [float(part) for part in deed.text.split(",")]
    if deed.element is None:
        await deed.page.evaluate(_SCROLL_PAGE, place)
    else:
        await deed.element.evaluate(_SCROLL, place)


async def _resize(deed: Deed) -> None:
    width, height = (int(float(part)) for part in deed.text.split(","))
    if max(width, height) > MOST_PIXELS:
        raise ValueError(f"no window is {width} x {height}")
    await deed.page.set_viewport_size({"width": width, "height": height})


async def _navigate(deed: Deed) -> None:
    # What comes after is waited for by comparing, which `load` may be long after.
    await deed.page.goto(deed.text, wait_until="commit", timeout=deed.timeout * 6)


async def _reload(deed: Deed) -> None:
    await deed.page.reload(wait_until="commit", timeout=deed.timeout * 6)


async def _back(deed: Deed) -> None:
    await deed.page.go_back(wait_until="commit", timeout=deed.timeout * 6)


async def _forward(deed: Deed) -> None:
    await deed.page.go_forward(wait_until="commit", timeout=deed.timeout * 6)


async def _close(deed: Deed) -> None:
    await deed.page.close()


_ACTS: dict[str, Act] = {
    "navigate": _navigate,
    "reload": _reload,
    "back": _back,
    "forward": _forward,
    "click": _click,
    "double-click": _click,
    "context-menu": _click,
    "tap": _tap,
    "fill": _fill,
    "insert": _insert,
    "press": _press,
    "select": _select,
    "check": _check,
    "uncheck": _check,
    "files": _files,
    "drag": _drag,
    "hover": _hover,
    "focus": _focus,
    "scroll": _scroll,
    "resize": _resize,
    "close": _close,
}
