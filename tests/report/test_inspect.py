"""The DOM panel of a replay: its tree, picking, details and history."""

from __future__ import annotations

from pathlib import Path

from tests.report.builders import Page
from tests.report.conftest import Viewer
from tests.report.inspecting import (
    Open,
    chosen,
    details,
    find,
    found,
    opened,
    rows,
    shop,
)


def test_tree_shows_the_page_with_frames_and_shadow_roots(
    tmp_path: Path, open_replay: Open
) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    assert "▸form" in [row.replace("\n", " ") for row in rows(viewer)]
    find(viewer, "In the frame")
    shown = rows(viewer)
    assert any("#document" in row for row in shown)
    assert "In the frame" in chosen(viewer)
    find(viewer, "Inside")
    assert any("#shadow-root" in row for row in rows(viewer))
    assert "Inside" in chosen(viewer)


def test_tree_is_used_with_the_keyboard(tmp_path: Path, open_replay: Open) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    tree = viewer.page.get_by_role("tree")
    tree.focus()
    before = viewer.time()
    for key, tag in [
        ("Home", "html"),
        ("ArrowDown", "head"),
        ("End", "iframe"),
        ("ArrowRight", "iframe"),
        ("ArrowRight", "#document"),
        ("ArrowLeft", "iframe"),
        ("ArrowLeft", "iframe"),
        ("ArrowLeft", "body"),
        ("ArrowUp", "head"),
    ]:
        tree.press(key)
        assert tag in chosen(viewer), key
    assert viewer.time() == before, "the keys of the tree must not move the clock"


def test_writing_in_the_search_moves_nothing_else(
    tmp_path: Path, open_replay: Open
) -> None:
    viewer = opened(tmp_path, open_replay, shop().set_text(4000, 41, "10 products"))
    viewer.page.get_by_label("Find in the page").press_sequentially("fi.1")
    assert viewer.time() == 100
    assert not viewer.page.locator(".pick-pane").is_visible()


def test_selection_follows_the_node_through_time(
    tmp_path: Path, open_replay: Open
) -> None:
    page = shop().set_text(1000, 41, "10 products")
    page.mutate(2000, removes=[{"parentId": 90, "id": 40}])
    viewer = opened(tmp_path, open_replay, page)
    find(viewer, "[data-testid=count]")
    find(viewer, "")
    viewer.seek(1500)
    assert "10 products" in chosen(viewer)
    assert "10 products" in details(viewer).inner_text()
    viewer.seek(2500)
    assert "Not on the page at this moment." in details(viewer).inner_text()
    viewer.seek(500)
    assert "60 products" in chosen(viewer)


def test_history_tells_each_change_and_seeks_to_it(
    tmp_path: Path, open_replay: Open
) -> None:
    page = shop()
    page.mutate(500, attributes=[{"id": 30, "attributes": {"class": "busy"}}])
    page.click(700, 30)
    page.mutate(900, texts=[{"id": 31, "value": "Added"}])
    page.click(950, 32)
    page.mutate(1000, removes=[{"parentId": 90, "id": 30}])
    page.open(2000, page.node("a", "Other", id=30), url="https://shop.example/b")
    viewer = opened(tmp_path, open_replay, page)
    find(viewer, ".primary")
    past = details(viewer).locator(".dom-history li")
    viewer.until("document.querySelector('.dom-history') !== null")
    assert [row.replace("\n", " ") for row in past.all_inner_texts()] == [
        "0:00.0 There when the page was recorded",
        "0:00.5 class primary busy",
        "0:00.7 Clicked",
        "0:00.9 Text Add Added",
        "0:01.0 Removed",
    ]
    past.nth(3).get_by_role("button").click()
    assert viewer.time() == 900


def test_picking_an_element_on_the_stage(tmp_path: Path, open_replay: Open) -> None:
    viewer = opened(tmp_path, open_replay, shop(), "#t=0.1s")
    viewer.page.keyboard.press("i")
    pane = viewer.page.locator(".pick-pane")
    x, y = middle(viewer, "button.primary")
    pane.hover(position={"x": x, "y": y})
    label = viewer.page.locator(".outlines.under .outline-label").inner_text()
    assert label.startswith("button “Add”")
    pane.click(position={"x": x, "y": y})
    assert not pane.is_visible()
    assert 'class="primary"' in chosen(viewer)
    assert viewer.page.locator(".outlines.chosen .outline").count() == 1


def test_picking_inside_a_frame(tmp_path: Path, open_replay: Open) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    viewer.page.get_by_role("button", name="Pick an element").click()
    box = viewer.page.evaluate(
        "(({left, top, height}) => ({left, top, height}))(replaytest.frameDocument()"
        ".querySelector('iframe').getBoundingClientRect())"
    )
    scale = scale_of(viewer)
    at = {"x": (box["left"] + 30) * scale, "y": (box["top"] + 18) * scale}
    viewer.page.locator(".pick-pane").click(position=at)  # type: ignore[arg-type]
    assert "In the frame" in chosen(viewer)


def test_escape_ends_picking(tmp_path: Path, open_replay: Open) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    viewer.page.keyboard.press("i")
    assert viewer.page.locator(".pick-pane").is_visible()
    viewer.page.keyboard.press("Escape")
    assert not viewer.page.locator(".pick-pane").is_visible()
    assert viewer.page.get_by_role("tree").is_visible()


def scale_of(viewer: Viewer) -> float:
    return float(
        viewer.page.evaluate(
            "getComputedStyle(document.querySelector('.stage-sizer'))"
            ".getPropertyValue('--scale')"
        )
    )


def middle(viewer: Viewer, css: str) -> tuple[float, float]:
    box = viewer.page.evaluate(
        "css => (({left, top, width, height}) => [left + width / 2, top + height / 2])"
        "(replaytest.frameDocument().querySelector(css).getBoundingClientRect())",
        css,
    )
    return box[0] * scale_of(viewer), box[1] * scale_of(viewer)


def test_a_form_that_shadows_properties_is_shown(
    tmp_path: Path, open_replay: Open
) -> None:
    viewer = opened(tmp_path, open_replay, shop())
    find(viewer, "form")
    assert "form" in chosen(viewer)
    viewer.page.get_by_role("tree").press("ArrowRight")
    assert any('placeholder="Promo code"' in row for row in rows(viewer))
    assert 'locator("form")' in details(viewer).inner_text()


def test_a_document_that_shadows_methods_is_searched_and_picked_from(
    tmp_path: Path, open_replay: Open
) -> None:
    names = ("querySelectorAll", "elementFromPoint", "defaultView", "evaluate")
    page = Page()
    shadows = [page.node("img", name=name, alt="x") for name in names]
    page.open(0, page.node("p", "Still here", id=20), *shadows)
    viewer = opened(tmp_path, open_replay, page)
    assert found(viewer, "get_by_text('still here')") == "1 of 1"
    assert found(viewer, "//p") == "1 of 1"
    viewer.page.keyboard.press("Escape")
    viewer.page.get_by_role("button", name="Pick an element").click()
    pane = viewer.page.locator(".pick-pane")
    pane.click(position={"x": 30 * scale_of(viewer), "y": 22 * scale_of(viewer)})
    assert "Still here" in chosen(viewer)


def test_styles_are_those_of_its_own_and_filtered(
    tmp_path: Path, open_replay: Open
) -> None:
    page = Page()
    page.open(0, page.node("p", "Red", id=20, style="color: red; margin: 3px"))
    viewer = opened(tmp_path, open_replay, page)
    find(viewer, "p")
    shown = details(viewer)
    shown.get_by_text("Styles of its own").click()
    names = shown.locator(".dom-styles th").all_inner_texts()
    assert "color" in names
    assert "margin-left" in names
    assert "display" not in names
    shown.get_by_label("Filter styles").fill("255, 0, 0")
    assert shown.locator(".dom-styles th").all_inner_texts() == ["color"]


def test_strings_of_the_page_are_text(tmp_path: Path, open_replay: Open) -> None:
    page = Page()
    evil = "<img src=x onerror=alert(1)>"
    page.open(0, page.node("p", evil, id=20, title=evil))
    viewer = opened(tmp_path, open_replay, page)
    find(viewer, "p")
    assert evil in chosen(viewer)
    assert viewer.page.locator(".dock img").count() == 0


def test_a_table_of_ten_thousand_rows_opens_at_once(
    tmp_path: Path, open_replay: Open
) -> None:
    page = Page()
    line = [page.node("tr", page.node("td", f"Cell {at}")) for at in range(10_000)]
    page.open(0, page.node("table", page.node("tbody", *line, id=21), id=20))
    viewer = opened(tmp_path, open_replay, page)
    find(viewer, "tbody")
    took = viewer.page.evaluate(
        """() => {
          const tree = document.querySelector('.dom-tree');
          const began = performance.now();
          tree.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
          tree.getBoundingClientRect();
          return performance.now() - began;
        }"""
    )
    tree = viewer.page.get_by_role("tree")
    assert took < 200
    assert viewer.page.get_by_role("treeitem").count() < 100
    tree.press("End")
    assert "tr" in chosen(viewer)
    tree.press("ArrowRight")
    tree.press("ArrowRight")
    assert "Cell 9999" in chosen(viewer)
