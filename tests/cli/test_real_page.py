"""`show` with the real viewer: one test, because the viewer has its own."""

from __future__ import annotations


def test_show_makes_a_page_of_the_recording(run, record):
    path = record()
    result = run("show", "test_pays", "--no-open")
    assert (result.code, result.err) == (0, "")
    assert "test_pays" in path.with_name("replay.html").read_text("utf-8")


def test_a_page_that_cannot_be_written_is_3(run, record, here):
    record()
    (here / "file").write_text("")
    result = run("show", "test_pays", "--no-open", "-o", here / "file" / "page.html")
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("[RT104] ")
