"""Tables of pyproject.toml: found, absent, or told in one line."""

from __future__ import annotations

import pytest

from replaytest import pyproject
from replaytest.errors import UsageError

NAME = "tool.replaytest.mask"


def test_a_table_comes_with_the_place_of_its_errors(tmp_path):
    path = tmp_path / "pyproject.toml"
    path.write_text(f"[{NAME}]\nlevel = 2\n[{NAME}.patterns]\nemail = false\n")
    table, where = pyproject.table(tmp_path, NAME)
    assert table == {"level": 2, "patterns": {"email": False}}
    assert where == f"{path}, [{NAME}]"


def test_a_table_is_read_anew_when_the_file_was_written_again(tmp_path):
    path = tmp_path / "pyproject.toml"
    for level in (1, 2, 1):
        path.write_text(f"[{NAME}]\nlevel = {level}\n")
        assert pyproject.table(tmp_path, NAME)[0] == {"level": level}


@pytest.mark.parametrize("text", [None, "", "[tool.other]\na = 1\n"])
def test_without_a_table_there_is_an_empty_one(tmp_path, text):
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    assert pyproject.table(tmp_path, NAME)[0] == {}


def test_below_a_file_there_is_no_table(tmp_path):
    (tmp_path / "file").write_text("")
    assert pyproject.table(tmp_path / "file", NAME)[0] == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"[tool", "cannot be read"),
        (b"a = '\xff'", "cannot be read"),
        (b"[tool.replaytest]\nmask = 3\n", "is no table"),
        (b"tool = 3\n", "is no table"),
        (b"[[tool.replaytest.mask]]\nlevel = 1\n", "is no table"),
    ],
)
def test_what_is_no_table_is_told_with_its_file(tmp_path, text, problem):
    (tmp_path / "pyproject.toml").write_bytes(text)
    with pytest.raises(UsageError, match=problem) as caught:
        pyproject.table(tmp_path, NAME)
    assert NAME in caught.value.problem
    assert caught.value.where == str(tmp_path / "pyproject.toml")
    assert caught.value.fix
