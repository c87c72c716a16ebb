"""A step as calls of Playwright, written as a person would write them."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from replaytest.codegen.address import relative
from replaytest.codegen.chain import Argument, Chain, Code, Raw, literal
from replaytest.codegen.masked import Masked
from replaytest.redrive.model import File, Step
from replaytest.redrive.plain import is_masked

_KEYS = {" ": "Space", "Spacebar": "Space"}
_MOST_FILE = 8 * 1024 * 1024
_TAKEN = frozenset(("page", "popup", "expect", "re", "os", "tmp_path", "download"))
_ROLES_BY_KEY = ("combobox", "searchbox")


@dataclass(frozen=True, slots=True)
class Line:
    """A statement: what stands before a chain of calls, the chain, and how far in."""

    chain: Chain
    before: str = ""
    indent: int = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """What a step is done with.

    `page` is the variable of its tab; `target` and `to` are locators, None where there
    is no such element. `reacts`: the page changed while it was typed. `pointer` is
    where the pointer was in the end, in CSS pixels of the viewport. `origin` is that
    of addresses which are written without it.
    """

    step: Step
    page: str
    masked: Masked
    target: Chain | None = None
    to: Chain | None = None
    reacts: bool = False
    pointer: tuple[float, float] | None = None
    origin: str = ""


def lines_of(scene: Scene) -> list[Line]:
    """Return the statements of a step; what comes of it comes of the last one.

    [] for one that cannot be done, its element being in no recorded page.
    """
    kind = scene.step.kind
    if kind in _ON_PAGE:
        return _ON_PAGE[kind](scene)
    if scene.target is None:
        return []
    return _ON_ELEMENT[kind](scene, scene.target)


def answered(scene: Scene) -> list[Line]:
    """Return the statements that have the dialogs of a step answered."""
    code: Code | None = None
    for number, answer in reversed(list(enumerate(scene.step.dialogs, 1))):
        name = "dialog" if number == 1 else f"dialog_{number}"
        accepts = answer.accepted or (
            answer.accepted is None and answer.type == "alert"
        )
        given: list[Argument] = []
        if accepts and answer.type == "prompt" and answer.text is not None:
            text = answer.text
            hidden = answer.masked or is_masked(text)
            given.append(scene.masked.constant("answer", text) if hidden else text)
        said = Chain(name).call("accept" if accepts else "dismiss", *given)
        rest = f"({_once(scene.page, code)}, {said})" if code else str(said)
        code = ("", f"lambda {name}: {rest}")
    return [] if code is None else [Line(_once(scene.page, code))]


def variable(name: str, taken: Sequence[str] = (), *, otherwise: str = "file") -> str:
    """Return a variable's name for something that is called `name`.

    It begins with `otherwise` where the name alone cannot be one.
    """
    made = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    if not made or not made[0].isalpha() or keyword.iskeyword(made) or made in _TAKEN:
        made = f"{otherwise}_{made}".strip("_")
    base, number = made, 1
    while made in taken:
        number += 1
        made = f"{base}_{number}"
    return made


def _once(page: str, code: Code) -> Chain:
    name, told = code
    return Chain(page).call("once", "dialog", Raw(name + str(told)))


def _page(scene: Scene) -> Chain:
    return Chain(scene.page)


def _goto(scene: Scene) -> list[Line]:
    url = relative(scene.step.value or "", scene.origin)
    return [Line(_page(scene).call("goto", url))]


def _plainly(method: str) -> Callable[[Scene], list[Line]]:
    return lambda scene: [Line(_page(scene).call(method))]


def _resize(scene: Scene) -> list[Line]:
    width, height = _two_numbers(scene.step.value)
    size = {"width": width, "height": height}
    return [Line(_page(scene).call("set_viewport_size", size))]


def _press(scene: Scene) -> list[Line]:
    if scene.target is not None:
        return [Line(scene.target.call("press", _keys(scene.step.value or "")))]
    keyboard = _page(scene).get("keyboard")
    return [Line(keyboard.call("press", _keys(scene.step.value or "")))]


def _insert(scene: Scene) -> list[Line]:
    value = scene.masked.value(scene.step)
    if scene.target is not None:
        return [Line(scene.target.call("press_sequentially", value))]
    return [Line(_page(scene).get("keyboard").call("type", value))]


def _scroll(scene: Scene) -> list[Line]:
    x, y = _two_numbers(scene.step.value)
    if scene.target is None:
        script = f"window.scrollTo({x:g}, {y:g})"
        return [Line(_page(scene).call("evaluate", script))]
    script = f"element => element.scrollTo({x:g}, {y:g})"
    return [Line(scene.target.call("evaluate", script))]


def _two_numbers(value: str | None) -> tuple[float, float]:
    one, _, other = (value or "").partition(",")
    return float(one or 0), float(other or 0)


def _click(scene: Scene) -> list[Line]:
    step = scene.step
    if scene.target is None:
        if scene.pointer is None:
            return []
        return [Line(_page(scene).get("mouse").call("click", *scene.pointer))]
    named: dict[str, Argument] = {}
    button = "right" if step.kind == "context-menu" else step.button
    if button != "left":
        named["button"] = button
    if step.modifiers:
        named["modifiers"] = list(step.modifiers)
    method = "dblclick" if step.kind == "double-click" else "click"
    return [Line(scene.target.call(method, **named))]


def _fill(scene: Scene, target: Chain) -> list[Line]:
    step = scene.step
    value = scene.masked.value(step)
    if value == "":
        return [Line(target.call("clear"))]
    role = step.target.features.role if step.target else ""
    by_key = step.typed and scene.reacts and role in _ROLES_BY_KEY
    return [Line(target.call("press_sequentially" if by_key else "fill", value))]


def _select(scene: Scene, target: Chain) -> list[Line]:
    step = scene.step
    if step.indexes and (step.masked or any(map(is_masked, step.values))):
        chosen = ", ".join(map(str, step.indexes))
        index = chosen if len(step.indexes) == 1 else f"[{chosen}]"
        return [Line(target.call("select_option", index=Raw(index)))]
    values = list(step.values)
    given: Argument = values[0] if len(values) == 1 else values
    return [Line(target.call("select_option", given))]


def _files(scene: Scene, target: Chain) -> list[Line]:
    found: list[Line] = []
    names: list[str] = []
    for number, file in enumerate(scene.step.files, 1):
        called = file.name or f"file-{number}"
        name = variable(called.rpartition(".")[0] or called, names)
        names.append(name)
        path = Chain(f"tmp_path / {literal(called.replace('/', '_'))}")
        found.append(Line(path, before=f"{name} = "))
        found.append(Line(Chain(name).call("write_bytes", _content(file))))
    chosen = names[0] if len(names) == 1 else f"[{', '.join(names)}]"
    return [*found, Line(target.call("set_input_files", Raw(chosen)))]


def _content(file: File) -> Raw:
    size = min(file.size, _MOST_FILE)
    return Raw(f'b" " * {size}' if size else 'b""')


def _drag(scene: Scene, target: Chain) -> list[Line]:
    if scene.to is not None:
        return [Line(target.call("drag_to", scene.to))]
    mouse = _page(scene).get("mouse")
    x, y = scene.pointer or (0, 0)
    return [
        Line(target.call("hover")),
        Line(mouse.call("down")),
        Line(mouse.call("move", x, y, steps=5)),
        Line(mouse.call("up")),
    ]


def _on_it(method: str) -> Callable[[Scene, Chain], list[Line]]:
    return lambda _, target: [Line(target.call(method))]


def _keys(value: str) -> str:
    head, plus, last = value.rpartition("+")
    if value.endswith("+"):
        return value
    return head + plus + _KEYS.get(last, last)


_ON_PAGE: dict[str, Callable[[Scene], list[Line]]] = {
    "navigate": _goto,
    "reload": _plainly("reload"),
    "back": _plainly("go_back"),
    "forward": _plainly("go_forward"),
    "close": _plainly("close"),
    "resize": _resize,
    "press": _press,
    "insert": _insert,
    "scroll": _scroll,
    "click": _click,
    "double-click": _click,
    "context-menu": _click,
}
_ON_ELEMENT: dict[str, Callable[[Scene, Chain], list[Line]]] = {
    "tap": _on_it("tap"),
    "fill": _fill,
    "select": _select,
    "check": _on_it("check"),
    "uncheck": _on_it("uncheck"),
    "files": _files,
    "drag": _drag,
    "hover": _on_it("hover"),
    "focus": _on_it("focus"),
}
