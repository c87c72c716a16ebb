"""`codegen`: a recording as a test."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.output import nearby, say
from replaytest.cli.showing import one_recording, tell_skipped
from replaytest.errors import StoreNotWritable

if TYPE_CHECKING:
    from replaytest.mirror.timeline import Timeline
    from replaytest.store.read import Recording

_STDOUT = "-"


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "codegen",
        help="write a recording as a pytest-playwright test",
        description="Write a test that does what was recorded, with locators by role "
        "and name, and asserts what changed. Its addresses are relative: run it with "
        "--base-url. What the recording masks is read from the environment.",
        epilog="example: replaytest codegen test_pays -o tests/test_pays.py",
        allow_abbrev=False,
    )
    verb.add_argument("what", metavar="WHAT", help=WHAT)
    verb.add_argument(
        "-o", metavar="FILE", dest="output", default=_STDOUT, help="default: stdout"
    )
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the test of a recording."""
    recording = one_recording(options)
    text = code_of(recording)
    if options.output == _STDOUT:
        print(text, end="")
    else:
        target = Path(options.output)
        try:
            target.write_text(text, "utf-8")
        except OSError as error:
            raise StoreNotWritable(
                f"the test cannot be written: {error.strerror or error}",
                where=str(target),
                fix="name a file in a folder that is there with -o",
            ) from error
        print(nearby(target))
    for name in re.findall(r'^\w+ = os\.environ\["(\w+)"\]', text, re.MULTILINE):
        say(f"masked in the recording, set it to run the test: {name}")
    tell_skipped(recording)
    return 0


def code_of(recording: Recording) -> str:
    """Return a recording as the module of a test."""
    from replaytest.codegen.write import written
    from replaytest.redrive.settings import TELLING, settings_of
    from replaytest.timelines import plan_of, timeline

    def lines() -> dict[int, Timeline]:
        return {tab.number: timeline(recording, tab.number) for tab in recording.tabs}

    return written(
        plan_of(recording),
        lines(),
        lines(),
        recording.tabs,
        settings=settings_of(recording.events(types=TELLING)),
        name=_name(recording),
        session=recording.session[:8],
    )


def _name(recording: Recording) -> str:
    """Return what the test is called: as the one that was recorded, if it was one."""
    nodeid = recording.test.nodeid if recording.test else ""
    told = nodeid.partition("[")[0].rpartition("::")[2]
    name = re.sub(r"\W+", "_", told, flags=re.ASCII).strip("_").lower()
    if not name:
        return "test_session"
    return name if name.startswith("test_") else f"test_{name}"
