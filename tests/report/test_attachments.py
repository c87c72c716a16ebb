"""The panel of files that a test left, and of those that went from and to its pages."""

from __future__ import annotations

import pytest

from tests.report.builders import Page, replay, session
from tests.report.test_accessible import axe, faults, opened

__all__ = ["axe"]

TAG = "replaytest/attachments@1"


def told(*files):
    page = Page().open(0, "shop")
    return page.custom(3000, TAG, {"files": list(files)})


def file(path, name=None, size=1):
    return {"name": name or path.rpartition("/")[2], "path": path, "size": size}


def rows(viewer):
    found = viewer.page.locator(".attachments tbody tr").all()
    return [row.locator("th, td").all_inner_texts() for row in found]


@pytest.fixture
def show(open_replay, tmp_path):
    def show_(*sessions, **options):
        path = replay(
            tmp_path / "replay.html", *[session(page.lines) for page in sessions]
        )
        return open_replay(path, "#panel=attachments", **options)

    return show_


def test_files_are_links_with_kind_and_size(show):
    viewer = show(
        told(
            file("../../out/test a#1/test-failed-1.png", size=41_900),
            file("../../out/video.webm", size=2_500_000),
            file("../../out/trace.zip", size=999),
            file("../../out/notes.txt"),
        )
    )
    assert rows(viewer) == [
        ["test-failed-1.png", "Screenshot", "41.9 kB"],
        ["video.webm", "Video", "2.5 MB"],
        ["trace.zip", "Trace", "999 B"],
        ["notes.txt", "File", "1 B"],
    ]
    link = viewer.page.get_by_role("link", name="test-failed-1.png")
    assert link.get_attribute("href") == "../../out/test%20a%231/test-failed-1.png"
    assert viewer.page.locator(".dock img, .dock video").count() == 0


def test_a_link_leads_to_the_file_beside_the_page(show, tmp_path):
    left = tmp_path.parent / f"{tmp_path.name} left #1?"
    left.mkdir()
    (left / "notes.txt").write_text("hello")
    viewer = show(told(file(f"../{left.name}/notes.txt")))
    href = viewer.page.get_by_role("link").evaluate("link => link.href")
    assert href == (left / "notes.txt").as_uri()


@pytest.mark.parametrize(
    "path",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "https://evil.example/x.png",
        "//evil.example/x.png",
        "/etc/passwd",
        "\\\\evil\\x.png",
        "..\\x.png",
        "C:/x.png",
        "\u0000javascript:alert(1)",
        "a/\ud800.png",
        "",
    ],
)
def test_a_path_that_leads_elsewhere_is_no_link(show, path):
    viewer = show(told(file(path, "shot.png")))
    assert [row[0] for row in rows(viewer)] == ["shot.png"]
    assert viewer.page.get_by_role("link").count() == 0


def test_hostile_names_are_text(show):
    name = "<img src=x onerror=alert(1)>.png"
    viewer = show(told(file("out/a.png", name)))
    assert rows(viewer)[0][0] == name
    assert viewer.page.locator(".dock img").count() == 0


def test_payloads_of_no_sense_are_survived(show):
    page = told(None, 7, {"name": {"a": 1}, "path": ["x"], "size": "big"})
    page.custom(3100, TAG, None).custom(3200, TAG, {"files": "x"})
    viewer = show(page)
    assert all(row[2] == "" for row in rows(viewer))


def test_files_of_pages_are_names_at_their_moments(show):
    page = Page().open(0, "shop")
    chosen = [{"name": "prices.csv", "type": "text/csv", "size": 26}, {"size": 3}]
    page.custom(1000, "replaytest/action@1", {"kind": "files", "files": chosen})
    page.custom(
        2000, "replaytest/download@1", {"name": "https://x/", "url": "https://x/"}
    )
    viewer = show(page)
    assert [row[:3] for row in rows(viewer)] == [
        ["prices.csv", "Chosen for upload", "26 B"],
        ["(not recorded)", "Chosen for upload", "3 B"],
        ["https://x/", "Offered for download", ""],
    ]
    assert viewer.page.locator(".dock a").count() == 0
    viewer.page.get_by_role("button", name="Jump to 0:01.0").first.click()
    assert viewer.time() == 1000


def test_contexts_of_one_test_tell_of_a_file_once(show):
    viewer = show(told(file("out/trace.zip")), told(file("out/trace.zip")))
    assert len(rows(viewer)) == 1


def test_with_nothing_there_is_no_panel(show):
    viewer = show(told())
    assert viewer.page.get_by_role("tab", name="Attachments").count() == 0
    assert viewer.page.get_by_role("tab", name="Info").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_in_the_panel(open_replay, tmp_path, axe, scheme):
    page = told(file("out/trace.zip"))
    page.custom(1000, "replaytest/download@1", {"name": "a.csv"})
    path = replay(tmp_path / "r.html", session(page.lines))
    viewer = opened(open_replay, path, axe, scheme, 400)
    viewer.page.get_by_role("tab", name="Attachments").click()
    assert faults(viewer) == []
