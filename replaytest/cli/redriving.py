"""`redrive`: what was recorded, done again on the application as it is now."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, add_dir
from replaytest.cli.output import bar, clean, nearby, put_json, say
from replaytest.config import DEFAULT_DIR, NETWORKS
from replaytest.errors import ReplaytestError, UsageError
from replaytest.model import VERDICTS, Verdict

if TYPE_CHECKING:
    from replaytest.run.model import Options, Run

AS_EXPECTED, NOT_AS_EXPECTED, NO_BROWSER, SKIP = 0, 1, 4, 125
_BROWSERS = ("chromium", "firefox", "webkit")
# What is as expected unless --expect says otherwise.
_FINE = ("matched", "reproduced")
_MOST_LINES = 12


def add(verbs: Any) -> None:
    """Describe the verb."""
    redrive = verbs.add_parser(
        "redrive",
        help="do a recording again on a live application",
        description="Perform what was recorded, headless and as fast as the page "
        "allows, and say what became of it: matched, reproduced (the failure was seen "
        "again), not-reproduced, diverged, blocked (a step could not be done) or "
        "inconclusive. Pages talk to the base URL and to allowed hosts, to nobody "
        "else. Each run is itself a recording.",
        epilog="example: replaytest redrive test_checkout "
        "--base-url http://localhost:3000\n\nexit codes: 0 as expected   1 not   "
        "4 no browser or no application   125 (--bisect) cannot be told",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    redrive.add_argument("what", nargs="+", metavar="WHAT", help=WHAT)
    _add_conditions(redrive)
    _add_judgement(redrive)
    redrive.add_argument(
        "-n", type=int, default=1, metavar="N", dest="at_once", help="N at a time"
    )
    redrive.add_argument("--browser", choices=_BROWSERS, default="chromium")
    redrive.add_argument("--headed", action="store_true", help="show the browser")
    redrive.add_argument(
        "--runs-dir",
        metavar="DIR",
        type=Path,
        help="where runs are recorded (default: in the store)",
    )
    redrive.add_argument("--json", action="store_true", help="a JSON object a run")
    add_dir(redrive)
    redrive.set_defaults(run=run_redrive)


def read_level(text: str) -> int:
    """Read a level, also as runs print it: L2."""
    level = text.upper().removeprefix("L")
    if level not in {"0", "1", "2", "3"}:
        raise argparse.ArgumentTypeError(f"no level {text!r}: 0, 1, 2 or 3")
    return int(level)


def _add_conditions(redrive: argparse.ArgumentParser) -> None:
    redrive.add_argument(
        "--base-url",
        metavar="URL",
        default="",
        help="where the application is now (default: where it was)",
    )
    redrive.add_argument(
        "--network",
        choices=NETWORKS,
        default="live",
        help="live: ask the servers (default); stub: answer from the recording alone; "
        "stub-missing: ask for what was not recorded",
    )
    redrive.add_argument(
        "--determinism",
        type=read_level,
        metavar="LEVEL",
        help="how much is as it was: 0 settings; 1 and answers; 2 and random values, "
        "and the time; 3 and the clock (default: 0 live, 2 with --network stub)",
    )
    redrive.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="HOST",
        help="a further host that pages may talk to: host, host:port, *.domain",
    )
    redrive.add_argument(
        "--values",
        metavar="FILE",
        type=Path,
        help="TOML or JSON: what to type where the recording is masked, by name of "
        "the field (also: REPLAYTEST_VALUE_NAME)",
    )
    redrive.add_argument(
        "--files",
        metavar="DIR",
        type=Path,
        help="a folder with the files that were chosen, by name (default: blank ones)",
    )


def _add_judgement(redrive: argparse.ArgumentParser) -> None:
    redrive.add_argument(
        "--expect",
        action="append",
        choices=VERDICTS,
        help="the verdict that is as expected (default: matched or reproduced)",
    )
    redrive.add_argument(
        "--bisect",
        action="store_true",
        help="for git bisect run: 125 if the build cannot be judged",
    )


def run_redrive(options: argparse.Namespace) -> int:
    """Re-drive each recording."""
    from replaytest.redrive.values import Values
    from replaytest.run.model import Options

    if options.at_once < 1:
        raise UsageError("there is nothing to do", where="-n", fix="use -n 1 or more")
    asked = Options(
        base_url=options.base_url,
        network=options.network,
        allow=tuple(options.allow),
        values=Values.load(options.values),
        files=options.files,
        determinism=options.determinism,
        folder=options.runs_dir or _store(options),
    )
    paths = _paths(options)
    return asyncio.run(_redrive(paths, asked, options))


async def _redrive(
    paths: Sequence[Path], asked: Options, options: argparse.Namespace
) -> int:
    from replaytest.run.sets import redrive_all

    codes = []
    with bar("re-driving", len(paths), shown=len(paths) > 1) as progress:
        async for path, result in redrive_all(
            paths,
            asked,
            at_once=options.at_once,
            browser_name=options.browser,
            headed=options.headed,
        ):
            codes.append(_told(path, result, options))
            progress.advance()
    return max(codes, default=NOT_AS_EXPECTED)


def _paths(options: argparse.Namespace) -> list[Path]:
    from replaytest.cli.find import find

    found: dict[Path, None] = {}
    for what in options.what:
        entries = find(argparse.Namespace(what=what, dir=options.dir))
        named = Path(what)
        # A folder is a set; a name is the newest attempt of what it names.
        chosen = entries if named.is_dir() else entries[:1]
        found |= dict.fromkeys(entry.path for entry in chosen)
    return list(found)


def _store(options: argparse.Namespace) -> Path:
    from replaytest.cli.find import remote_url, store_root

    return Path(DEFAULT_DIR) if remote_url(options.dir) else store_root(options.dir)


def _told(
    path: Path, result: Run | ReplaytestError, options: argparse.Namespace
) -> int:
    if isinstance(result, ReplaytestError):
        if options.json:
            put_json({"recording": str(path), "error": str(result)})
        else:
            say(f"{nearby(path)}: {result}")
        return SKIP if options.bisect else NO_BROWSER
    code = _code(result.verdict, options)
    replay = _replay(path, result) if code != AS_EXPECTED else None
    if options.json:
        told = {"recording": str(path), "replay": str(replay) if replay else None}
        put_json(told | result.to_json())
    else:
        for line in _lines(path, result, replay):
            print(clean(line))
    return code


def _replay(baseline: Path, run: Run) -> Path | None:
    """Write the replay of a run, with its baseline beside it; return where it is."""
    from replaytest.files import REPLAY_NAME
    from replaytest.run.page import write_run_page
    from replaytest.store.read import read

    if run.path is None:
        return None
    target = run.path.with_name(REPLAY_NAME)
    try:
        write_run_page(run, read(baseline), target)
    except ReplaytestError as error:
        say(str(error))
        return None
    return target


def _code(verdict: Verdict, options: argparse.Namespace) -> int:
    if verdict in (options.expect or _FINE):
        return AS_EXPECTED
    undecided = verdict in ("blocked", "inconclusive")
    return SKIP if options.bisect and undecided else NOT_AS_EXPECTED


def _lines(path: Path, run: Run, replay: Path | None) -> list[str]:
    from replaytest.diff.words import lines
    from replaytest.run.words import remarks

    found = [f"{run.verdict}{_at(run)}: {run.why}"]
    if run.blocked:
        found += [f"    nearest: {near}" for near in run.blocked.nearest]
    for each in run.divergences[:1]:
        if each.difference is not None:
            found += [
                f"    {line}" for line in lines(each.difference, most=_MOST_LINES)
            ]
    found += [f"    {each}" for each in remarks(run)]
    found.append(f"    {run.determinism}")
    found += [f"        not as it was: {leak}" for leak in run.leaks]
    found.append(
        f"    {nearby(path)}: {len(run.steps)} steps in {run.duration_s:.1f} s, "
        f"recorded in {run.recorded_s:.1f} s"
    )
    if replay or run.path:
        name, file = ("replay", replay) if replay else ("run", run.path)
        found.append(f"    {name}: {nearby(file)}" if file else "")
    return found


def _at(run: Run) -> str:
    """Return where a run came to its verdict: " at step 4, click button "Pay""."""
    from replaytest.redrive.words import told

    if run.at_step is None:
        return ""
    if run.blocked:
        return f" at step {run.at_step}, {told(run.blocked.step)}"
    steps = [done.step for done in run.steps if done.step.number == run.at_step]
    words = next((f", {told(each)}" for each in steps if not each.minor), "")
    return f" after step {run.at_step}{words}" if run.at_step else " from the start"
