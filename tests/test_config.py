from __future__ import annotations

from pathlib import Path

import pytest

from replaytest.config import DEFAULT_DIR, Options, resolve, source_maps
from replaytest.errors import UsageError

# From the strongest to the weakest; how an option is written in each.
WRITTEN = {
    "command_line": lambda name: "--" + name.replace("_", "-"),
    "environ": lambda name: "REPLAYTEST_" + name.upper(),
    "ini": lambda name: name,
}


@pytest.fixture
def options(tmp_path):
    """Return a function: where each option was written and how → the options."""

    def options(**places):
        environ = {
            WRITTEN["environ"](name): value
            for name, value in places.get("environ", {}).items()
        }
        return resolve(
            command_line=places.get("command_line", {}),
            environ=environ,
            ini=lambda name: places.get("ini", {}).get(name, ""),
            root=tmp_path,
        )

    return options


def test_nothing_asked_is_nothing_recorded(options, tmp_path):
    assert options() == Options(folder=tmp_path / DEFAULT_DIR)
    assert not options().enabled


@pytest.mark.parametrize(
    ("name", "values", "field", "meant"),
    [
        ("record_sessions_keep", ("all", "failed", "recent"), "keep", None),
        ("record_sessions_sample", ("0", "0.5", "0.7"), "sample", (0, 0.5, 0.7)),
        (
            "record_sessions_dir",
            ("/a", "/b", "/c"),
            "folder",
            (Path("/a"), Path("/b"), Path("/c")),
        ),
        ("record_sessions_seed", ("0", "7", "4294967295"), "seed", (0, 7, 2**32 - 1)),
        ("mask_secret", (["A"], "B", "C"), "secrets", (("A",), ("B",), ("C",))),
    ],
)
def test_command_line_beats_environment_beats_ini(options, name, values, field, meant):
    places = {
        place: {name: value} for place, value in zip(WRITTEN, values, strict=True)
    }
    for expected in meant or values:
        assert getattr(options(**places), field) == expected
        places.pop(next(iter(places)))
    assert not places


def test_the_environment_can_switch_off_what_the_ini_file_switched_on(options):
    ini = {"record_sessions": "true"}
    assert options(ini=ini).enabled
    for off in ("0", ""):
        assert not options(ini=ini, environ={"record_sessions": off}).enabled
    on = {"record_sessions": True}
    assert options(command_line=on, environ={"record_sessions": "0"}).enabled


def test_a_flag_that_is_not_given_leaves_it_to_the_others(options):
    off = {"record_sessions": False, "record_sessions_keep": None, "mask_secret": None}
    others = {"record_sessions": "1", "record_sessions_keep": "all", "mask_secret": "A"}
    found = options(command_line=off, ini=others)
    assert (found.enabled, found.keep, found.secrets) == (True, "all", ("A",))


@pytest.mark.parametrize("place", ["environ", "ini"])
@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("record_sessions", "enabled"),
        ("record_sessions_strict", "strict"),
        ("record_sessions_encrypt", "encrypt"),
    ],
)
def test_yes_and_no_have_several_spellings(options, place, name, field):
    for meant, texts in {
        True: ("1", "true", "True", "YES", "on", " 1 "),
        False: ("", " ", "0", "false", "False", "NO", "off"),
    }.items():
        for text in texts:
            assert getattr(options(**{place: {name: text}}), field) is meant, text


@pytest.mark.parametrize("place", WRITTEN)
@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("record_sessions", "maybe", "1 or 0"),
        ("record_sessions_strict", "2", "1 or 0"),
        ("record_sessions_encrypt", "y", "1 or 0"),
        ("record_sessions_keep", "sometimes", "recent, failed, all"),
        ("record_sessions_sample", "1.5", "0 to 1"),
        ("record_sessions_sample", "half", "0 to 1"),
        ("record_sessions_sample", "nan", "0 to 1"),
        ("record_sessions_seed", "-1", "a number from 0 to 4294967295"),
        ("record_sessions_seed", "4294967296", "a number from 0 to 4294967295"),
        ("record_sessions_level", "9", "0, 1, 2, 3, 4"),
        ("record_sessions_level", "high", "0, 1, 2, 3, 4"),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_what_is_allowed(
    options, place, name, value, allowed
):
    places = {"ini": {"record_sessions": "1"}}
    places.setdefault(place, {})[name] = value
    with pytest.raises(UsageError) as caught:
        options(**places)
    assert value in caught.value.problem
    assert caught.value.where == WRITTEN[place](name)
    assert caught.value.fix == f"use {allowed}"


def test_a_relative_folder_is_relative_to_the_root(options, tmp_path):
    for place in WRITTEN:
        folder = options(**{place: {"record_sessions_dir": "out/replays"}}).folder
        assert folder == tmp_path / "out" / "replays"


def test_an_absolute_folder_stays(options, tmp_path):
    elsewhere = tmp_path.parent / "elsewhere"
    for place in WRITTEN:
        asked = {place: {"record_sessions_dir": str(elsewhere)}}
        assert options(**asked).folder == elsewhere


def test_several_secrets_are_a_list_of_any_shape(options):
    names = ("A", "B", "C")
    assert options(command_line={"mask_secret": ["A", "B,C"]}).secrets == names
    for text in ("A,B,C", "A, B\nC", " A B C "):
        assert options(ini={"mask_secret": text}).secrets == names


def test_a_level_adds_to_the_rules_of_the_project(options, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.replaytest.mask]\nblock = '.map'\n")
    on = {"record_sessions": "1"}
    assert options(ini=on).rules.level == 1
    strict = options(ini=on, environ={"record_sessions_level": "3"}).rules
    assert (strict.level, strict.block) == (3, (".map",))


def test_source_maps_are_in_folders_of_the_project(options, tmp_path):
    written = 'source_maps = ["dist", "/srv/maps", "fetch", "./fetch"]'
    (tmp_path / "pyproject.toml").write_text(f"[tool.replaytest]\n{written}\n")
    found = options(ini={"record_sessions": "1"}).source_maps
    assert found == source_maps(tmp_path)
    folders = (str(tmp_path / "dist"), "/srv/maps", "fetch", str(tmp_path / "fetch"))
    assert found == folders


@pytest.mark.parametrize("written", ['"dist"', "[1]", "true"])
def test_source_maps_are_a_list(tmp_path, written):
    text = f"[tool.replaytest]\nsource_maps = {written}\n"
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(UsageError, match="source_maps is") as caught:
        source_maps(tmp_path)
    assert caught.value.where == f"{tmp_path / 'pyproject.toml'}, [tool.replaytest]"


def test_off_reads_no_rules(options, tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.replaytest.mask]\nlevel = 9\n")
    assert options().rules is None
    with pytest.raises(UsageError, match="9 is no level"):
        options(command_line={"record_sessions": True})
