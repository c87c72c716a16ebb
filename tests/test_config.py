from __future__ import annotations

from pathlib import Path

import pytest

from replaytest.config import Options, resolve
from replaytest.errors import UsageError


def options(tmp_path: Path, *, line=None, env=None, ini=None) -> Options:
    asked = ini or {}
    return resolve(
        command_line=line or {},
        environ=env or {},
        ini=lambda name: asked.get(name, ""),
        root=tmp_path,
    )


def test_by_default_nothing_is_recorded(tmp_path):
    assert options(tmp_path).enabled is False
    assert options(tmp_path).rules is None


def test_the_line_beats_the_environment_beats_the_ini(tmp_path):
    ini = {"record_sessions": "1", "record_sessions_keep": "all"}
    env = {"REPLAYTEST_RECORD_SESSIONS_KEEP": "failed"}
    line = {"record_sessions_keep": "recent"}
    assert options(tmp_path, ini=ini).keep == "all"
    assert options(tmp_path, ini=ini, env=env).keep == "failed"
    assert options(tmp_path, ini=ini, env=env, line=line).keep == "recent"


def test_the_environment_can_switch_off_what_the_ini_switches_on(tmp_path):
    ini = {"record_sessions": "true"}
    assert options(tmp_path, ini=ini).enabled
    assert not options(
        tmp_path, ini=ini, env={"REPLAYTEST_RECORD_SESSIONS": "0"}
    ).enabled


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("record_sessions", "maybe"),
        ("record_sessions_keep", "sometimes"),
        ("record_sessions_strict", "2"),
        ("record_sessions_encrypt", "rot13"),
        ("record_sessions_sample", "1.5"),
        ("record_sessions_sample", "half"),
        ("record_sessions_sample", "nan"),
        ("record_sessions_level", "5"),
        ("record_sessions_level", "high"),
    ],
)
def test_a_wrong_value_names_the_place_it_came_from(tmp_path, name, value):
    on = {"record_sessions": "1"}
    with pytest.raises(UsageError) as in_ini:
        options(tmp_path, ini=on | {name: value})
    assert in_ini.value.where.endswith(name)
    variable = f"REPLAYTEST_{name.upper()}"
    with pytest.raises(UsageError) as in_environment:
        options(tmp_path, ini=on, env={variable: value})
    assert in_environment.value.where.endswith(variable)


def test_folders_are_relative_to_the_root(tmp_path):
    assert options(tmp_path).folder == tmp_path / ".replaytest"
    line = {"record_sessions_dir": "here/there"}
    assert options(tmp_path, line=line).folder == tmp_path / "here" / "there"
    line = {"record_sessions_dir": "/elsewhere"}
    assert options(tmp_path, line=line).folder == Path("/elsewhere")


def test_secrets_come_as_a_list_or_in_one_text(tmp_path):
    assert options(tmp_path, line={"mask_secret": ["A", "B"]}).secrets == ("A", "B")
    env = {"REPLAYTEST_MASK_SECRET": "A, B"}
    assert options(tmp_path, env=env).secrets == ("A", "B")
