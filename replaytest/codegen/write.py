"""A plan and its recorded pages as the module of one pytest-playwright test."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from types import MappingProxyType
from typing import Any

from replaytest.codegen.assertions import Assertions
from replaytest.codegen.chain import Chain, laid_out, literal
from replaytest.codegen.deeds import Line, Scene, answered, lines_of
from replaytest.codegen.frames import with_variables
from replaytest.codegen.locators import locator_of
from replaytest.codegen.look import Look
from replaytest.codegen.masked import Masked
from replaytest.codegen.moments import Moments, Timelines
from replaytest.codegen.names import has_mask
from replaytest.model import Tab
from replaytest.redrive.evidence import Target
from replaytest.redrive.model import Plan, Step
from replaytest.redrive.stubs.origins import written_origin
from replaytest.redrive.words import told
from replaytest.tags import DOWNLOAD

# Of pytest-playwright and Playwright.
_DEFAULT_SIZE = (1280, 720)
_DEFAULT_LOCALE = "en-US"
_INDENT = 4


def written(
    plan: Plan,
    before: Timelines,
    after: Timelines,
    tabs: Sequence[Tab] = (),
    *,
    settings: Mapping[str, Any] = MappingProxyType({}),
    name: str = "test_session",
    session: str = "",
) -> str:
    """Return a test that does the steps of a plan and asserts what they changed.

    `before` and `after` are the recorded tabs, twice, as each is at one moment,
    `settings` those of the first document (`redrive.settings`).
    Addresses of the first origin are relative: the test needs a base URL.
    """
    moments = Moments(before, after, plan.steps)
    return _Writer(plan, moments, tabs, settings).module(name, session)


class _Writer:
    def __init__(
        self,
        plan: Plan,
        moments: Moments,
        tabs: Sequence[Tab],
        settings: Mapping[str, Any],
    ) -> None:
        self._plan = plan
        self._settings = settings
        self._moments = moments
        self._masked = Masked()
        self._pages: dict[int, str] = {}
        self._acted = False
        self._lines: list[Line | str] = []
        first = next((s.value for s in plan.steps if s.kind == "navigate"), "")
        self._origin = written_origin(first or "")
        self._asserts = Assertions(plan, moments, tabs, self._origin)

    def module(self, name: str, session: str) -> str:
        asked = [step for step in self._plan.steps if step.cause is None]
        pairs = zip_longest(asked, asked[1:])
        steps = [step for step, following in pairs if self._is_done(step, following)]
        self._set_up()
        for step, following in zip_longest(steps, steps[1:]):
            self._step(step, following)
        body = [row for each in with_variables(self._lines) for row in _rows(each)]
        if not any(row.strip() and not row.lstrip().startswith("#") for row in body):
            body.append("    pass")
        code = "\n".join(body)
        fixtures = "page: Page"
        if re.search(r"\btmp_path\b", code):
            fixtures += ", tmp_path: Path"
        head = _head(code, session, self._masked, self._marks())
        return "\n".join([*head, f"def {name}({fixtures}) -> None:", *body]) + "\n"

    def _is_done(self, step: Step, following: Step | None) -> bool:
        if step.cause is not None or step.kind == "focus":
            return False
        if step.kind == "click" and following is not None:
            return not self._only_focuses(step, following)
        return step.kind != "scroll" or self._brings_target(step)

    def _only_focuses(self, click: Step, following: Step) -> bool:
        """Say whether a click has done no more than filling does."""
        one, other = click.target, following.target
        if following.kind != "fill" or one is None or other is None:
            return False
        is_same = click.tab == following.tab and one.node_id == other.node_id
        bare = not (click.modifiers or click.dialogs or click.opens)
        first, last = click.first, following.first - 1
        return is_same and bare and not self._moments.mutated(click.tab, first, last)

    def _brings_target(self, scroll: Step) -> bool:
        """Say whether what is used next was made after a scroll."""
        later = (s for s in self._plan.steps if s.tab == scroll.tab and not s.minor)
        following = next((s for s in later if s.first > scroll.first), None)
        if following is None or following.target is None:
            return False
        node = following.target.node_id
        return not self._moments.knows(scroll, node)

    def _set_up(self) -> None:
        size = _size(self._settings.get("viewport"))
        if size != _DEFAULT_SIZE:
            wanted = {"width": float(size[0]), "height": float(size[1])}
            self._put(Line(Chain("page").call("set_viewport_size", wanted)))

    def _marks(self) -> list[str]:
        wanted = []
        locale = self._settings.get("locale")
        if isinstance(locale, str) and locale and locale != _DEFAULT_LOCALE:
            wanted.append(f"locale={literal(locale)}")
        if any(step.kind == "tap" for step in self._plan.steps):
            wanted.append("has_touch=True")
        given = ", ".join(wanted)
        return [f"@pytest.mark.browser_context_args({given})"] if wanted else []

    def _step(self, step: Step, following: Step | None) -> None:
        page = self._page(step.tab)
        scene = self._scene(step, page)
        lines = lines_of(scene)
        asserted = self._asserts.after(step, following)
        if step.kind == "hover" and not asserted and self._is_shown(following):
            return
        if step.kind == "navigate" and self._acted:
            self._lines.append("")
        self._acted = True
        if lines:
            for line in [*answered(scene), *lines[:-1]]:
                self._put(line)
            self._act(step, following, page, lines[-1])
        else:
            said = re.sub(r"\s+", " ", told(step))[:60]
            self._lines.append(f"    # Not in the recorded page: {said}")
        for tab, each in asserted:
            if tab in self._pages:
                self._put(Line(each.code(self._pages[tab])))

    def _is_shown(self, following: Step | None) -> bool:
        """Say whether what is used next was to be seen before what leads to it."""
        if following is None or following.target is None:
            return True
        look = self._moments.last(following.tab)
        node = look.mirror.get(following.target.node_id)
        return node is not None and look.is_visible(node)

    def _act(self, step: Step, following: Step | None, page: str, line: Line) -> None:
        """Write what a step does, and the waiting for what it opens."""
        waits: list[str] = []
        then: list[str] = []
        for tab in step.opens[:1]:
            name = self._name(tab)
            waits.append(f"{page}.expect_popup() as {name}_info")
            then.append(f"    {name} = {name}_info.value")
            if any(s.tab == tab and s.cause is None for s in self._plan.steps):
                then.append(f"    {name}.wait_for_load_state()")
        for payload in self._moments.payloads(step.tab, DOWNLOAD, step, following)[:1]:
            waits.append(f"{page}.expect_download() as download")
            then += _downloaded(payload)
        if waits:
            self._lines.append(f"    with {', '.join(waits)}:")
        self._put(replace(line, indent=2 * _INDENT) if waits else line)
        self._lines += then

    def _scene(self, step: Step, page: str) -> Scene:
        look = self._moments.before(step.tab, step)
        if _is_missing(look, step.target):
            look = self._moments.at(step)
        step = _by_label(look, step)
        return Scene(
            step,
            page,
            self._masked,
            target=_located(look, step.target, page),
            to=_located(look, step.to, page),
            reacts=step.typed
            and self._moments.mutated(step.tab, step.first, step.last),
            pointer=self._pointer(step),
            origin=self._origin,
        )

    def _pointer(self, step: Step) -> tuple[float, float] | None:
        is_blind = step.target is None or step.target.is_page
        if not is_blind and not (step.kind == "drag" and step.to is None):
            return None
        return self._moments.at(step).mirror.pointer

    def _page(self, tab: int) -> str:
        """Return the variable of a tab, which is made where there is none."""
        if tab not in self._pages:
            name = self._name(tab)
            if name != "page":
                self._lines.append(f"    {name} = page.context.new_page()")
        return self._pages[tab]

    def _name(self, tab: int) -> str:
        if not self._pages:
            name = "page"
        else:
            opener = any(tab in each.opens for each in self._plan.steps)
            name, number = "popup" if opener else "tab", 1
            while name in self._pages.values():
                number += 1
                name = f"{name.partition('_')[0]}_{number}"
        self._pages[tab] = name
        return name

    def _put(self, line: Line) -> None:
        self._lines.append(line)


def _rows(line: Line | str) -> list[str]:
    if isinstance(line, str):
        return [line]
    return laid_out(line.chain, before=line.before, indent=line.indent)


def _head(code: str, session: str, masked: Masked, marks: list[str]) -> Iterator[str]:
    if session:
        yield f'"""Made of session {session} by replaytest codegen."""'
        yield ""
    constants = masked.lines()
    standard = ["import os"] if constants else []
    standard += ["import re"] if "re.compile(" in code else []
    standard += ["from pathlib import Path"] if re.search(r"\btmp_path\b", code) else []
    if standard:
        yield from (*standard, "")
    if marks:
        yield "import pytest"
    names = "Page, expect" if re.search(r"(?<![\w.])expect\(", code) else "Page"
    yield from (f"from playwright.sync_api import {names}", "")
    if constants:
        yield from (*constants, "")
    yield from ("", *marks)


def _located(look: Look, target: Target | None, page: str) -> Chain | None:
    if target is None or target.is_page:
        return None
    node = look.mirror.get(target.node_id)
    found = None if node is None else locator_of(look, node)
    return None if found is None else found.code(page)


def _is_missing(look: Look, target: Target | None) -> bool:
    return target is not None and look.mirror.get(target.node_id) is None


def _by_label(look: Look, step: Step) -> Step:
    """Return the step done to the label of a box that is not shown itself."""
    if step.kind not in ("check", "uncheck") or step.target is None:
        return step
    node = look.mirror.get(step.target.node_id)
    if node is None or look.is_visible(node):
        return step
    labels = [each for each in look.aria.labels(node) if look.is_visible(each)]
    if not labels:
        return step
    target = replace(step.target, node_id=labels[0].id)
    return replace(step, kind="click", target=target, modifiers=())


def _downloaded(payload: Mapping[str, object]) -> list[str]:
    name = payload.get("name")
    if not isinstance(name, str) or not name or has_mask(name):
        return []
    return laid_out(
        Chain(f"assert download.value.suggested_filename == {literal(name)}")
    )


def _size(viewport: Any) -> tuple[int, int]:
    if isinstance(viewport, Mapping):
        width, height = viewport.get("width"), viewport.get("height")
        if isinstance(width, int | float) and isinstance(height, int | float):
            return int(width), int(height)
    return _DEFAULT_SIZE
