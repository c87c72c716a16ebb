"""One validated `Options`, whatever it was written in.

The command line wins over the environment, the environment over the ini file. Names
are those of the options, with the prefix of each place:
`--record-sessions-keep`, `REPLAYTEST_RECORD_SESSIONS_KEEP`, `record_sessions_keep`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args
from urllib.parse import urlsplit
from urllib.request import url2pathname

from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.mask.rules import Rules

Keep = Literal["recent", "failed", "all"]
KEEP: tuple[str, ...] = get_args(Keep)
Attach = Literal["auto", "gitlab", "jenkins", "azure", "off"]
ATTACH: tuple[str, ...] = get_args(Attach)
# How the requests of a re-drive are answered.
Network = Literal["live", "stub", "stub-missing"]
NETWORKS: tuple[Network, ...] = get_args(Network)
DEFAULT_DIR = ".replaytest"
ENVIRONMENT = "REPLAYTEST_"
MOST_SEED = 2**32 - 1
TABLE = "tool.replaytest"
FETCH = "fetch"

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    `keep`: "recent" keeps the last 3 passed recordings of each test and failed ones
    for 30 days, "failed" only those of failed tests, "all" everything for ever.
    `seed`: what pages draw their random values from, None for as ever.
    `sample`: the share of passed tests whose recordings stay; failed ones always do.
    `folder`: the store. `remote`: the URL to which recordings are copied from there
    when they are sealed, "" for none. `secrets`: names of environment variables.
    `strict`: a secret found in what was written fails the run. `source_maps`: see the
    function of that name. `attach`: whose rules the attachments in JUnit XML follow;
    "off" attaches nothing anywhere.
    """

    enabled: bool = False
    keep: Keep = "recent"
    folder: Path = Path(DEFAULT_DIR)
    remote: str = ""
    rules: Rules | None = None
    sample: float = 1.0
    seed: int | None = None
    secrets: tuple[str, ...] = ()
    strict: bool = False
    encrypt: bool = False
    attach: Attach = "auto"
    source_maps: tuple[str, ...] = ()


def resolve(
    *,
    command_line: Mapping[str, object],
    environ: Mapping[str, str],
    ini: Callable[[str], object],
    root: Path,
) -> Options:
    """Return the options in force; `root` is what a relative folder is relative to.

    Raises:
        UsageError: a value is not one of those allowed; names the place it came from.
    """

    def asked(name: str) -> tuple[object, str]:
        flag = "--" + name.replace("_", "-")
        variable = ENVIRONMENT + name.upper()
        if command_line.get(name):
            return command_line[name], flag
        if variable in environ:
            return environ[variable], variable
        return ini(name), name

    enabled = _flag(*asked("record_sessions"))
    folder, remote = place(str(asked("record_sessions_dir")[0] or DEFAULT_DIR))
    return Options(
        enabled=enabled,
        keep=_keep(*asked("record_sessions_keep")),
        folder=root / folder,
        remote=remote,
        # Off is off: nothing is read, nothing loaded.
        rules=_rules(root, *asked("record_sessions_level")) if enabled else None,
        sample=share(*asked("record_sessions_sample")),
        seed=_seed(*asked("record_sessions_seed")),
        secrets=_names(asked("mask_secret")[0]),
        strict=_flag(*asked("record_sessions_strict")),
        encrypt=_flag(*asked("record_sessions_encrypt")),
        attach=_attach(*asked("record_sessions_attach")),
        source_maps=source_maps(root) if enabled else (),
    )


def place(text: str) -> tuple[Path, str]:
    """Return the folder that is written to, and the URL it is copied to, or "".

    A file:// URL is a folder. For all others the folder is the default one: a file
    that survives a crash at every byte is a property of local disks.
    """
    # One letter before the colon is a drive of Windows.
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", text):
        return Path(text), ""
    if text.lower().startswith("file://"):
        return Path(url2pathname(urlsplit(text).path)), ""
    return Path(DEFAULT_DIR), text.rstrip("/")


def source_maps(root: Path) -> tuple[str, ...]:
    """Return where source maps are, besides in scripts and on servers of this machine.

    That is `source_maps` in [tool.replaytest] of `root`'s pyproject.toml: folders,
    relative to `root`, and the word "fetch" (a folder of that name is "./fetch"), which
    allows to fetch maps from whatever server a script came from.

    Raises:
        UsageError: the file is no TOML, or this is no list of texts.
    """
    # Here: most runs record nothing, and import as little.
    from replaytest import pyproject

    table, where = pyproject.table(root, TABLE)
    found = table.get("source_maps", table.get("source-maps", []))
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise UsageError(
            f"source_maps is {found!r}, which is no list of folders",
            where=where,
            fix='write source_maps = ["dist"]',
        )
    return tuple(each if each == FETCH else str(root / each) for each in found)


def share(value: object, where: str) -> float:
    """Return a share from 0 to 1; all of it if none is given.

    Raises:
        UsageError: it is no such number.
    """
    text = "" if value is None else str(value).strip()
    try:
        number = float(text or 1)
    except ValueError:
        number = -1.0
    if 0 <= number <= 1:
        return number
    raise UsageError(f"'{value}' is no share", where=where, fix="use 0 to 1")


def _seed(value: object, where: str) -> int | None:
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if text.isdecimal() and int(text) <= MOST_SEED:
        return int(text)
    raise UsageError(
        f"'{value}' is no seed", where=where, fix=f"use a number from 0 to {MOST_SEED}"
    )


def _rules(root: Path, level: object, where: str) -> Rules:
    from replaytest.mask.rules import Rules

    rules = Rules.load(root)
    text = "" if level is None else str(level).strip()
    if not text:
        return rules
    return rules.at_level(int(text) if text.isdecimal() else text, where=where)


def _names(value: object) -> tuple[str, ...]:
    # Repeated on the command line, a list with commas or lines elsewhere.
    lists = value if isinstance(value, list) else [value or ""]
    return tuple(name for each in lists for name in str(each).replace(",", " ").split())


def _flag(value: object, where: str) -> bool:
    text = str(value or "").strip().lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    raise UsageError(
        f"'{value}' is neither true nor false", where=where, fix="use 1 or 0"
    )


def _attach(value: object, where: str) -> Attach:
    word = _one_of(ATTACH, value or "auto", "attach replays", where)
    return cast("Attach", word)


def _keep(value: object, where: str) -> Keep:
    word = _one_of(KEEP, value or "recent", "keep recordings", where)
    return cast("Keep", word)


def _one_of(words: Sequence[str], value: object, what: str, where: str) -> str:
    text = str(value).strip().lower()
    if text in words:
        return text
    raise UsageError(
        f"'{value}' is no way to {what}", where=where, fix=f"use {', '.join(words)}"
    )
