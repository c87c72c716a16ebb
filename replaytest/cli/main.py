"""The entry point: which verb, and what becomes of its errors.

A person's mistake is one line and a hint, never a traceback; a reader that went away
(`| head`) and Ctrl-C end quietly.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any

from replaytest.cli import (
    accepting,
    audit,
    diffing,
    doctor,
    dom,
    events,
    exporting,
    generating,
    importing,
    listing,
    mapping,
    merging,
    migrating,
    redriving,
    removing,
    reporting,
    searching,
    serving_site,
    showing,
    summarising,
)
from replaytest.cli.output import say
from replaytest.errors import (
    CaptureError,
    InternalError,
    RecordingError,
    ReplaytestError,
    UsageError,
)

_GROUPS = (
    listing,
    showing,
    events,
    dom,
    diffing,
    redriving,
    accepting,
    generating,
    summarising,
    searching,
    importing,
    exporting,
    mapping,
    reporting,
    serving_site,
    removing,
    audit,
    merging,
    migrating,
    doctor,
)
DEBUG = "REPLAYTEST_DEBUG"
INTERNAL, INTERRUPTED = 70, 130
EXIT_CODES: dict[type[ReplaytestError], int] = {
    UsageError: 2,
    RecordingError: 3,
    CaptureError: 4,
}
EPILOG = """\
example:
  replaytest show test_checkout       open the newest replay of a test

exit codes:
  0 fine   2 usage   3 a recording or file cannot be found, read or written
  4 no browser   70 an error in replaytest itself (REPLAYTEST_DEBUG=1 shows where)
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that has no ✓ shows \u2713, and no command fails for it.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(argv)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_stdout()
        return 0
    except OSError as error:
        _leave_stdout()
        say(f"stdout cannot be written: {error.strerror or error}")
        return EXIT_CODES[RecordingError]
    return code


def _run(argv: Sequence[str] | None) -> int:
    try:
        options = parser().parse_args(argv)
        return int(options.run(options))
    except SystemExit as stop:  # argparse's way to end after --help or a wrong option
        return stop.code if isinstance(stop.code, int) else 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except ReplaytestError as error:
        return _known(error)
    except OSError as error:
        if error.filename is None:  # no file of ours: it is stdout
            raise
        return _unknown(error)
    except Exception as error:  # noqa: BLE001 - the last place that can explain it
        return _unknown(error)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    found = argparse.ArgumentParser(
        prog="replaytest",
        description="Session replay for tests: list, show, export, remove recordings.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    found.add_argument("--version", action=_Version, help="print the version and exit")
    verbs = found.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.add(verbs)
    return found


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, option_strings: list[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **more)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        versions = doctor.versions()
        print(f"replaytest {versions['replaytest'] or '?'} (rrweb {versions['rrweb']})")
        parser.exit()


def _known(error: ReplaytestError) -> int:
    _trace()
    say(str(error))
    for kind, code in EXIT_CODES.items():
        if isinstance(error, kind):
            return code
    if isinstance(error, InternalError):
        say("what is installed and what is not: replaytest doctor")
    return INTERNAL


def _unknown(error: Exception) -> int:
    _trace()
    say(f"[{InternalError.code}] internal error: {type(error).__name__}: {error}")
    say(f"hint: run `replaytest doctor`; {DEBUG}=1 shows where it happened")
    return INTERNAL


def _trace() -> None:
    if os.environ.get(DEBUG, "") not in ("", "0"):
        traceback.print_exc()


def _leave_stdout() -> None:
    # Else Python flushes once more at exit, fails again, and says so.
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
