"""How a recording is re-driven in this run of pytest: the nearer word wins.

From near to far: the call, the file beside the recording, the fixture
`redrive_options`, the command line, the ini file. Hosts that are allowed add up.

    # checkout.toml, beside checkout.replaytest
    base_url = "http://localhost:3001"
    network = "stub"
    allow = ["api.example.com"]
    expect = "not-reproduced"          # or several, in a list
    timeout_ms = 10000
    values = {Password = "…"}          # or the name of a file
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from replaytest.config import NETWORKS
from replaytest.errors import UsageError
from replaytest.model import VERDICTS, Verdict
from replaytest.run.api import values_of

Settings = dict[str, Any]
_KINDS: dict[str, tuple[type, ...]] = {
    "base_url": (str,),
    "network": (str,),
    "allow": (list,),
    "expect": (str, list),
    "timeout_ms": (int, float),
    "values": (dict, str),
}


def of_config(config: pytest.Config) -> Settings:
    """Return what the command line and the ini file say.

    Raises `UsageError`: a value is none of those allowed, or a file cannot be read.
    """
    found: Settings = {}
    network = config.getoption("redrive_network") or config.getini("redrive_network")
    if network:
        found["network"] = _one_of(network, NETWORKS, "redrive_network")
    asked = config.getoption("redrive_allow") or []
    found["allow"] = [*config.getini("redrive_allow"), *asked]
    if given := config.getoption("redrive_values"):
        found["values"] = values_of(config.invocation_params.dir / given)
    elif named := config.getini("redrive_values"):
        found["values"] = values_of(config.rootpath / named)
    browsers = config.getoption("--browser", None) or []
    if browsers:
        found["browser_name"] = browsers[0]
    found["headed"] = bool(config.getoption("--headed", False))
    return found


def of_sidecar(recording: Path) -> Settings:
    """Return what the file beside a recording says, nothing where there is none.

    Raises `UsageError`: it is no TOML, or has a setting that there is not.
    """
    # export.json.gz has export.toml.
    path = recording.with_name(recording.name.partition(".")[0] + ".toml")
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"it cannot be read: {error}", where=str(path), fix="is it TOML?"
        ) from error
    for name, value in found.items():
        where = f"{path}: {name}"
        if name not in _KINDS:
            raise UsageError(
                f"no setting is called {name!r}", where=where, fix=", ".join(_KINDS)
            )
        if not isinstance(value, _KINDS[name]) or isinstance(value, bool):
            kinds = " or ".join(each.__name__ for each in _KINDS[name])
            raise UsageError(f"this is no {kinds}", where=where, fix="see the README")
    return _checked(found, path)


def _checked(found: Settings, path: Path) -> Settings:
    if "network" in found:
        _one_of(found["network"], NETWORKS, f"{path}: network")
    if "expect" in found:
        found["expect"] = verdicts(found["expect"], f"{path}: expect")
    if isinstance(found.get("values"), str):
        found["values"] = path.parent / found["values"]
    return found


def merged(*layers: Mapping[str, Any]) -> Settings:
    """Return the settings of all layers, the far ones first."""
    found: Settings = {}
    allow: list[str] = []
    values: Any = None
    for layer in layers:
        found |= layer
        allow += layer.get("allow") or ()
        if isinstance(layer.get("values"), Mapping):
            where = "values of a recording"
            values = values_of(values).with_table(layer["values"], where=where)
        elif layer.get("values") is not None:
            values = layer["values"]
    return found | {"allow": list(dict.fromkeys(allow)), "values": values}


def verdicts(asked: str | list[str], where: str) -> tuple[Verdict, ...]:
    """Return verdicts by their names. Raises `UsageError` for another name."""
    asked = [asked] if isinstance(asked, str) else asked
    for each in asked:
        _one_of(each, VERDICTS, where)
    return tuple(name for name in VERDICTS if name in asked)


def _one_of(value: Any, names: tuple[str, ...], where: str) -> str:
    if value not in names:
        raise UsageError(f"{value!r} is not there", where=where, fix=", ".join(names))
    return str(value)
