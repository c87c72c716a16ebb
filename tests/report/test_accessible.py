"""The replay page under axe-core: every panel open, both schemes, three widths.

axe-core is a development dependency of replaytest/web; `make lint` installs it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.report.builders import Page, failure, replay, session
from tests.report.conftest import Viewer
from tests.report.test_panels import MESSAGE, telling

Open = Callable[..., Viewer]
AXE = Path(__file__).parents[2] / "replaytest/web/node_modules/axe-core/axe.min.js"
TABS = "[role=tablist] [role=tab]"
# Of the recorded page itself nobody but its own makers can mend a fault.
RUN = """async () => {
    const found = await axe.run({ exclude: [["iframe"]] }, { resultTypes: ["violations"] });
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        if "axe" in os.environ.get("REPLAYTEST_REQUIRE", ""):
            pytest.fail(f"no {AXE}")
        pytest.skip("axe-core is not installed: npm ci in replaytest/web")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("accessible")
    said = {"title": "Captured log call", "text": "WARNING tea is out\n" * 40}
    page = telling().custom(2000, "replaytest/output@1", said)
    page.custom(1500, "replaytest/annotation@1", {"name": "paid", "data": {"a": 1}})
    failures = [failure(2050, MESSAGE), failure(2060, "ValueError: one\ntwo")]
    problems = ["a request could not be read"]
    told = session(page.lines, problems=problems)
    return {
        "failing": replay(folder / "failing.html", told, failures=failures),
        "passing": replay(folder / "passing.html", session(telling().lines)),
        "empty": replay(folder / "empty.html", session([])),
    }


def faults(viewer: Viewer) -> list[str]:
    found: list[str] = viewer.page.evaluate(RUN)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 768, 400])
def test_no_violation_with_any_panel_open(
    files: dict[str, Path], open_replay: Open, axe: str, scheme: str, width: int
) -> None:
    viewer = opened(open_replay, files["failing"], axe, scheme, width)
    found = {"closed": faults(viewer)}
    for tab in viewer.page.locator(TABS).all():
        tab.click()
        row = viewer.page.locator("#dock-body [role=option]").first
        if row.is_visible():
            row.click()
        found[tab.inner_text()] = faults(viewer)
    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("name", ["passing", "empty"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_without_a_failure(
    files: dict[str, Path], open_replay: Open, axe: str, name: str, scheme: str
) -> None:
    viewer = opened(open_replay, files[name], axe, scheme, 1000)
    assert faults(viewer) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_in_the_help(
    files: dict[str, Path], open_replay: Open, axe: str, scheme: str
) -> None:
    viewer = opened(open_replay, files["failing"], axe, scheme, 1000)
    viewer.page.keyboard.press("?")
    assert viewer.page.locator("dialog[open]").count() == 1
    assert faults(viewer) == []


def opened(open_replay: Open, path: Path, axe: str, scheme: str, width: int) -> Viewer:
    size = {"width": width, "height": 900}
    options: dict[str, Any] = {"viewport": size, "color_scheme": scheme}
    # The policy of the page lets axe-core in as little as any other script.
    viewer = open_replay(path, bypass_csp=True, **options)
    viewer.page.evaluate(axe)
    return viewer


def test_axe_finds_what_is_wrong(open_replay: Open, axe: str, tmp_path: Path) -> None:
    page = Page().open(0, Page().node("p", "x"))
    path = replay(tmp_path / "r.html", session(page.lines))
    viewer = opened(open_replay, path, axe, "light", 1000)
    viewer.page.evaluate("document.body.append(document.createElement('button'))")
    assert any(each.startswith("button-name") for each in faults(viewer))
