"""`show`: a recording as a page, opened."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import WHAT, Attempt, add_dir, newest_attempt
from replaytest.cli.output import nearby, path_text, put_json, say
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.store.read import Recording

STDOUT = "-"
NONE = "none"


def add(verbs: Any) -> None:
    """Describe the verbs."""
    show = verbs.add_parser(
        "show",
        help="open the replay of a test",
        description="Write the replay of the newest attempt that matches, one HTML "
        "file with all its sessions, print its path and open it. An encrypted one is "
        "not written: it is served on 127.0.0.1 until Ctrl-C.",
        epilog='example: replaytest show "tests/test_cart.py::test_pays"',
        allow_abbrev=False,
    )
    show.add_argument("what", metavar="WHAT", help=WHAT)
    show.add_argument(
        "--no-open", action="store_true", help="write it and print its path only"
    )
    show.add_argument(
        "-o", metavar="FILE", dest="output", help="default: replay.html beside it"
    )
    show.add_argument(
        "--json", action="store_true", help="a JSON object on stdout; opens nothing"
    )
    show.add_argument(
        "--once",
        action="store_true",
        help="an encrypted recording: end when its page was fetched, not on Ctrl-C",
    )
    add_against(show)
    add_dir(show)
    show.set_defaults(run=run_show)


def add_against(parser: argparse.ArgumentParser) -> None:
    """Add `--against`."""
    parser.add_argument(
        "--against",
        metavar="WHAT",
        help="a page: the attempt to compare with and to show beside it, none for no "
        "such thing (default: for a failed test its last pass in the store)",
    )


def run_show(options: argparse.Namespace) -> int:
    """Write a replay, or find it written, and open it."""
    if options.output == STDOUT:
        raise UsageError(
            "'-' is no file to open", where="-o", fix="replaytest export --to html -o -"
        )
    attempt = newest_attempt(options)
    if is_encrypted(attempt):
        return _show_encrypted(attempt, options)
    target, reused = replay_file(attempt, options.output, against_of(options, attempt))
    opened = not options.no_open and not options.json and open_address(_address(target))
    if options.json:
        written = {"replay": path_text(target), "size": target.stat().st_size}
        put_json(written | {"reused": reused} | _as_json(attempt))
    else:
        print(nearby(target))
    if opened:
        say("opened in the browser")
    return 0


def _as_json(attempt: Attempt) -> dict[str, Any]:
    test = attempt.sessions[0].test
    return {
        "test": test.nodeid if test else None,
        "attempt": test.attempt if test else None,
        "outcome": attempt.sessions[0].outcome,
        "recordings": [path_text(path) for path in attempt.paths],
    }


def is_encrypted(attempt: Attempt) -> bool:
    from replaytest.store.crypt import session_of

    return any(session_of(path) is not None for path in attempt.paths)


def _show_encrypted(attempt: Attempt, options: argparse.Namespace) -> int:
    """Serve the page from memory: written down it would outlive the key."""
    from replaytest.cli.serving import serve
    from replaytest.replay import replay_of

    if options.output:
        raise would_be_readable("show", f"-o {options.output}", "html")
    tell_damaged(attempt)
    page = replay_of(attempt.paths, against=against_of(options, attempt))

    def ready(address: str) -> None:
        if options.json:
            put_json({"url": address, "size": len(page)} | _as_json(attempt))
        else:
            print(address)
        sys.stdout.flush()
        if not options.no_open and not options.json:
            open_address(address)
        until = "it was fetched" if options.once else "Ctrl-C"
        say(f"encrypted: served from memory until {until}")

    serve(page, once=options.once, ready=ready)
    return 0


def would_be_readable(verb: str, where: str, form: str) -> UsageError:
    return UsageError(
        f"the recording is encrypted, and {verb} would write it down readable",
        where=where,
        fix=f"if that is wanted: replaytest export --to {form} -o FILE",
    )


def against_of(options: argparse.Namespace, attempt: Attempt) -> list[Path] | None:
    """Return the recordings that `--against` names, [] for none, None if unsaid.

    Raises what `newest_attempt` raises, and `UsageError` where the page would hold an
    encrypted one readable.
    """
    if options.against is None or options.against == NONE:
        return None if options.against is None else []
    asked = argparse.Namespace(what=options.against, dir=options.dir)
    found = newest_attempt(asked)
    if is_encrypted(found) and not is_encrypted(attempt):
        raise would_be_readable("--against", options.against, "html")
    return found.paths


def one_recording(options: argparse.Namespace) -> Recording:
    """Return the recording that WHAT names, the first if the attempt has several."""
    from replaytest.store.read import read

    attempt = newest_attempt(options)
    tell_damaged(attempt)
    chosen, *more = attempt.asked
    if more:
        say(
            f"this attempt has {len(more) + 1} sessions, and this is the first; for "
            f"another one name its file: {', '.join(nearby(e.path) for e in more)}"
        )
    return read(chosen.path)


def tell_skipped(recording: Recording) -> None:
    """Say what reading had to pass over, once all events were read."""
    for reason, count in recording.skipped.items():
        say(f"passed over: {count} x {reason}")
    if recording.torn_at is not None:
        say(
            f"the file is torn at byte {recording.torn_at}: this is all up to there, "
            "its writer was killed"
        )


def can_open(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether there is somebody to open a page for."""
    if environ.get("CI", "").lower() not in ("", "0", "false"):
        return False
    if sys.platform in ("win32", "darwin") or environ.get("BROWSER"):
        return True
    # Without one, webbrowser would start a browser for text in this terminal.
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def _address(page: Path) -> str:
    return page.absolute().as_uri()


def open_address(address: str) -> bool:
    import webbrowser

    if not can_open():
        return False
    try:
        opened = webbrowser.open(address)
    except (webbrowser.Error, OSError):
        opened = False
    if not opened:
        what = "file" if address.startswith("file:") else "address"
        say(f"no browser opened it: open the {what} yourself")
    return opened


def replay_file(
    attempt: Attempt, output: str | None, against: list[Path] | None = None
) -> tuple[Path, bool]:
    """Write the page unless it is there already; return it and whether it was."""
    from replaytest.files import REPLAY_NAME
    from replaytest.replay import write_replay_of

    tell_damaged(attempt)
    beside = attempt.paths[0].parent / REPLAY_NAME
    target = Path(output) if output else beside
    if target.absolute() in [path.absolute() for path in attempt.paths]:
        raise UsageError(
            "this would overwrite the recording",
            where=f"-o {output}",
            fix="-o FILE.html",
        )
    if not output and against is None and _is_fresh(target, attempt.paths):
        return target, True
    write_replay_of(attempt.paths, target, against=against)
    return target, False


def _is_fresh(page: Path, recordings: list[Path]) -> bool:
    """Say whether the page is younger than all it was made of."""
    from replaytest.cli.doctor import STATIC

    sources = [*recordings, STATIC / "viewer.js", STATIC / "viewer.css"]
    try:
        written = page.stat().st_mtime_ns
        return all(source.stat().st_mtime_ns < written for source in sources)
    except OSError:
        return False


def tell_damaged(attempt: Attempt) -> None:
    for entry in attempt.damaged:
        say(f"left out, it cannot be read: {nearby(entry.path)}")
