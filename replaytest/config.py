"""One validated `Options`, whatever it was written in.

The command line wins over the environment, the environment over the ini file. Names
are those of the options, with the prefix of each place:
`--record-sessions-keep`, `REPLAYTEST_RECORD_SESSIONS_KEEP`, `record_sessions_keep`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from replaytest.errors import UsageError

Keep = Literal["recent", "failed", "all"]
KEEP: tuple[str, ...] = get_args(Keep)
DEFAULT_DIR = ".replaytest"
ENVIRONMENT = "REPLAYTEST_"

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for.

    `keep`: "recent" keeps the last 3 passed recordings of each test and failed ones
    for 30 days, "failed" only those of failed tests, "all" everything for ever.
    """

    enabled: bool = False
    keep: Keep = "recent"
    folder: Path = Path(DEFAULT_DIR)


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

    return Options(
        enabled=_flag(*asked("record_sessions")),
        keep=_keep(*asked("record_sessions_keep")),
        folder=root / str(asked("record_sessions_dir")[0] or DEFAULT_DIR),
    )


def _flag(value: object, where: str) -> bool:
    text = str(value or "").strip().lower()
    if text in _TRUE | _FALSE:
        return text in _TRUE
    raise UsageError(
        f"'{value}' is neither true nor false", where=where, fix="use 1 or 0"
    )


def _keep(value: object, where: str) -> Keep:
    text = str(value or "recent").strip().lower()
    if text in KEEP:
        return cast("Keep", text)
    raise UsageError(
        f"'{value}' is no way to keep recordings",
        where=where,
        fix=f"use {', '.join(KEEP)}",
    )
