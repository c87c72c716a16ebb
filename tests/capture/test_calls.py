"""Playwright's calls, and the lines of the test that make them."""

from __future__ import annotations

from replaytest.browser.calls import ApiCall
from replaytest.capture.calls import MOST_LINES, Sources
from replaytest.mask.rules import Rules
from replaytest.mask.said import Said
from replaytest.mask.secrets import Secrets


def call(file: str, line: int) -> ApiCall:
    return ApiCall("Page.goto", "goto", {}, 0, 1, file, line, "")


def told(*calls: ApiCall) -> list[dict]:
    sources = Sources()
    for each in calls:
        sources.add(each)
    return list(sources.told(Said(Rules(), Secrets.of(Rules(), {}))))


def test_lines_are_told_with_those_around_them(tmp_path):
    file = tmp_path / "test_shop.py"
    file.write_text("".join(f"line({number})\n" for number in range(1, 31)))
    [found] = told(call(str(file), 2), call(str(file), 20))
    assert list(found["lines"]) == [*"12345", *map(str, range(17, 24))]
    assert found["lines"]["20"] == "line(20)"


def test_a_file_below_the_working_directory_is_named_from_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    file = tmp_path / "tests" / "test_shop.py"
    file.write_text("goto()\n")
    [found] = told(call(str(file), 1))
    assert found == {"file": "tests/test_shop.py", "lines": {"1": "goto()"}}


def test_what_cannot_be_read_is_left_out(tmp_path):
    assert told(call(str(tmp_path / "gone.py"), 1), call("", 0)) == []


def test_long_files_and_lines_are_cut(tmp_path):
    file = tmp_path / "test_long.py"
    file.write_text(("x" * 1000 + "\n") * (MOST_LINES + 100))
    calls = [call(str(file), number) for number in range(1, MOST_LINES + 100)]
    [found] = told(*calls)
    assert len(found["lines"]) == MOST_LINES
    assert {len(line) for line in found["lines"].values()} == {300}
