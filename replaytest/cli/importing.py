"""`import`: recordings that others made, into the store."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import add_dir, store_root
from replaytest.cli.output import clean, nearby, path_text, put_json, say, shorten
from replaytest.errors import ReplaytestError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from replaytest.importers.model import ForeignSession
    from replaytest.importers.read import Result
    from replaytest.importers.store import Imported

STDIN = "-"
POSTHOG, KEY_VARIABLE = "posthog", "POSTHOG_PERSONAL_API_KEY"
FAILED = 3


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "import",
        help="read rrweb recordings that others made",
        description="Read files that hold rrweb events, whatever wrote them, and keep "
        "them as recordings: JSON and NDJSON, packed events, PostHog exports and "
        "snapshots, Sentry segments (name all of one replay at once), HTML replays, "
        ".replaytest files; also inside gzip, zstd and zip. What a file is, is seen "
        "from its content. Damaged files are read as far as they go.",
        epilog="example: replaytest import export.json segments/*   |   "
        "replaytest import --from posthog 0198aaaa-… --project 1",
        allow_abbrev=False,
    )
    verb.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="- is stdin; with --from posthog: session ids",
    )
    verb.add_argument(
        "--unmasked",
        action="store_true",
        help="keep texts as they are (default: known secrets and patterns are masked, "
        "as while recording)",
    )
    verb.add_argument("--json", action="store_true", help="JSON lines on stdout")
    api = verb.add_argument_group("from PostHog's API")
    api.add_argument("--from", choices=(POSTHOG,), dest="service", help="where from")
    api.add_argument("--host", metavar="URL", default="https://eu.posthog.com")
    api.add_argument("--project", metavar="ID", help="the number in the project's URL")
    api.add_argument(
        "--key-env",
        metavar="NAME",
        default=KEY_VARIABLE,
        help="environment variable with a personal API key of scope "
        "session_recording:read (default: %(default)s)",
    )
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Import all files; return 3 if any of them could not be."""
    from replaytest.importers.store import sessions_of
    from replaytest.store.folder import Store

    mask = bytes if options.unmasked else _mask()
    found = _fetched(options) if options.service else _read(options)
    store = Store.create(store_root(options.dir))
    known = sessions_of(store)
    code = 0
    for name, result in found:
        try:
            if isinstance(result, ReplaytestError):
                raise result
            for session in result:
                _import(session, store, mask, known, as_json=options.json)
        except UsageError:
            raise
        except ReplaytestError as error:
            code = FAILED
            say(f"{name}: {error}" if name not in str(error) else str(error))
    return code


def _mask() -> Callable[[bytes], bytes]:
    from replaytest.mask.rules import Rules
    from replaytest.mask.secrets import Secrets

    secrets = Secrets.of(Rules.load(Path.cwd()), os.environ)
    for problem in secrets.problems:
        say(problem)
    return secrets.mask_lines


def _read(options: argparse.Namespace) -> Iterator[tuple[str, Result]]:
    from replaytest.importers.read import read_together

    return read_together(
        (("stdin", _stdin()) if name == STDIN else (name, Path(name)))
        for name in options.files
    )


def _stdin() -> bytes:
    from replaytest.importers.limits import MAX_FILE

    return sys.stdin.buffer.read(MAX_FILE + 1)


def _fetched(options: argparse.Namespace) -> Iterator[tuple[str, Result]]:
    from replaytest.importers.posthog_api import Api

    key = os.environ.get(options.key_env, "")
    if not key:
        raise UsageError(
            f"there is no API key in the environment variable '{options.key_env}'",
            where="--key-env",
            fix=f"make one with the scope session_recording:read in PostHog's settings "
            f"and set {options.key_env}",
        )
    if not options.project:
        raise UsageError(
            "which project?",
            where="--project",
            fix="--project ID, the number in the URL of the project's pages",
        )
    api = Api(options.host, options.project, key, on_note=say)
    return _fetch_all(api, options.files)


def _fetch_all(api: Any, sessions: list[str]) -> Iterator[tuple[str, Result]]:
    with api:
        for session in sessions:
            try:
                with _progress(session) as advance:
                    found = api.fetch(session, on_progress=advance)
                yield session, [found]
            except ReplaytestError as error:
                yield session, error


class _progress:  # noqa: N801 - used as a function
    """A bar on stderr if that is a terminal: `advance(done, all)`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        if not sys.stderr.isatty():
            return lambda _done, _all: None
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._bar.start()
        task = self._bar.add_task(escape(shorten(clean(self._name), 40)), total=None)
        return lambda done, all_: self._bar.update(task, completed=done, total=all_)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _import(
    session: ForeignSession,
    store: Any,
    mask: Callable[[bytes], bytes],
    known: dict[str, Path],
    *,
    as_json: bool,
) -> None:
    from replaytest.importers.store import import_session

    imported = import_session(session, store, mask=mask, known=known)
    known[imported.session] = imported.path
    if as_json:
        put_json(_as_json(session, imported))
    else:
        print(clean(_line(session, imported)), flush=True)
        for problem in [] if imported.was_there else session.problems:
            say(f"  {problem}")


def _as_json(session: ForeignSession, imported: Imported) -> dict[str, Any]:
    return {
        "path": path_text(imported.path),
        "session": imported.session,
        "file": session.file,
        "origin": session.origin,
        "was_there": imported.was_there,
        "tabs": len(session.tabs),
        "events": session.event_count,
        "gaps": len(session.gaps),
        "problems": session.problems,
        "skipped": dict(session.skipped),
    }


def _line(session: ForeignSession, imported: Imported) -> str:
    where = nearby(imported.path)
    if imported.was_there:
        there = _count(imported.events, "event")
        same = imported.events == session.event_count
        here = "" if same else f" (this file has {session.event_count})"
        again = f"to read it again: replaytest rm {imported.session[:8]}"
        return f"{where}  was there already, with {there}{here}; {again}"
    counts = [
        _count(len(session.tabs), "tab"),
        _count(session.event_count, "event"),
        *([_count(len(session.gaps), "gap")] if session.gaps else []),
    ]
    return f"{where}  {session.origin}, {', '.join(counts)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
