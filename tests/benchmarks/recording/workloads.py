"""Seven workloads on pages of ours: what a test does, the same in every mode."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.benchmarks.recording.pages import FORMS

OPERATIONS = [
    "create",
    "replace",
    "update",
    "select",
    "swap",
    "remove",
    "append",
    "clear",
]
TEXT = "The tide turns twice a day, and nobody has ever asked it why. " * 3
PATIENCE_MS = 120_000


@dataclass(frozen=True, slots=True)
class Workload:
    """`drive` works on the page of a fresh context; `site` is whose server it needs.

    `most` is how much the CPU time with recording may be of that without, as aimed at;
    None where nothing is promised. `quick` ones are part of the quick benchmark.
    """

    name: str
    drive: Callable[[Page], object]
    most: float | None = None
    quick: bool = False
    site: str = "ours"
    prepare: Callable[[BrowserContext, str], None] = lambda _context, _url: None
    context: Mapping[str, Any] = field(default_factory=dict)


def forms(page: Page) -> None:
    """Six pages of twenty fields, filled in and sent."""
    page.goto("/form/1")
    for number in range(1, FORMS + 1):
        for at in range(0, 20, 5):
            page.get_by_label(f"Field {at}", exact=True).fill(f"Value {number} {at}")
            page.get_by_label(f"Box {at}", exact=True).check()
        for at in (0, 10):
            page.get_by_label(f"Choice {at}", exact=True).select_option("Option 3")
        page.get_by_label("Field 19").press_sequentially("by hand")
        page.get_by_role("button", name="Next").click()
        page.wait_for_url(f"**/form/{number + 1}*")


def table(page: Page, rows: int) -> None:
    """The operations of js-framework-benchmark, one after the other."""
    page.goto(f"/table?rows={rows}")
    for operation in OPERATIONS:
        page.get_by_role("button", name=operation, exact=True).click()
        page.wait_for_function(
            "wanted => document.title === wanted", arg=operation, timeout=PATIENCE_MS
        )


def storm(page: Page) -> None:
    """200 changes in each of 300 frames."""
    page.goto("/storm")
    page.wait_for_function("document.title === 'over'", timeout=PATIENCE_MS)


def typing(page: Page) -> None:
    """A long text, the mouse here and there, and two kinds of scrolling."""
    page.goto("/typing")
    note = page.get_by_label("Note")
    note.click()
    page.keyboard.type(TEXT)
    page.get_by_label("Story").click()
    page.keyboard.type(TEXT[:40])
    page.mouse.move(20, 400)
    for at in range(8):
        page.mouse.move(40 + at % 3 * 200, 350 + at % 5 * 40, steps=12)
    page.get_by_text("Item 3 of").hover()
    for _ in range(10):
        page.mouse.wheel(0, 120)
    page.mouse.move(700, 300)
    for at in range(15):
        page.mouse.wheel(0, 200 if at < 10 else -150)


def styled(page: Page) -> None:
    """1 MB of CSS and 200 images, and five themes."""
    page.goto("/styled")
    for _ in range(5):
        page.get_by_role("button", name="Next theme").click()
    page.goto("/styled?again")
    page.get_by_role("button", name="Next theme").click()


def frames(page: Page) -> None:
    """Frames of this origin and of another, and shadow roots in shadow roots."""
    page.goto("/frames")
    for name in ("near", "next", "far"):
        frame = page.frame_locator(f"[name={name}]")
        frame.get_by_label("Name").press_sequentially("Bo")
        for _ in range(3):
            frame.get_by_role("button", name="More").click()
    for at in range(0, 40, 5):
        card = page.locator(f"#card-{at}")
        card.get_by_role("button", name="Count").first.click()
        card.get_by_role("button", name="Count").last.click()


OURS = (
    Workload("forms", forms, 1.12, quick=True),
    Workload("table-1000", lambda page: table(page, 1000), 1.17, quick=True),
    Workload("table-10000", lambda page: table(page, 10_000), 1.17),
    Workload("storm", storm, 1.17),
    Workload("typing", typing, 1.25, quick=True),
    Workload("css-images", styled, 1.2),
    Workload("frames", frames, 1.12, quick=True),
)
