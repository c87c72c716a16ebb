"""`audit`: whether what was written holds something that must not be in it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import add_dir, open_store, remote_url, store_root
from replaytest.cli.output import bar, clean, nearby, path_text, put_json, say, table
from replaytest.errors import RecordingNotFound

if TYPE_CHECKING:
    from replaytest.audit import Finding
    from replaytest.mask.rules import Rules
    from replaytest.mask.secrets import Secrets

HEAD = ("file", "where", "rule", "found as")
FOUND = 1


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "audit",
        help="search what was written for secrets and personal data",
        description="Search recordings, replays, attachments and the names of files "
        "for known secrets and for patterns, as the rules of this folder's "
        "pyproject.toml say. What is found is never shown, only where it is. "
        "Exit code 1 when something was found.",
        epilog="example: replaytest audit --secret API_TOKEN",
        allow_abbrev=False,
    )
    verb.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        type=Path,
        help="files and folders to search (default: the store)",
    )
    verb.add_argument(
        "--secret",
        action="append",
        default=[],
        metavar="NAME",
        help="an environment variable whose value is a secret; may be repeated",
    )
    verb.add_argument(
        "--quarantine",
        action="store_true",
        help="move recordings in which something was found out of the store's sight",
    )
    verb.add_argument(
        "--rules", action="store_true", help="explain the rules in force, and end"
    )
    verb.add_argument("--json", action="store_true", help="JSON on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Search, or explain by which rules."""
    from replaytest.mask.rules import Rules
    from replaytest.mask.secrets import Secrets

    rules = Rules.load(Path.cwd())
    secrets = Secrets.of(rules, os.environ, options.secret)
    for problem in secrets.problems:
        say(problem)
    if options.rules:
        _explain(rules, secrets, as_json=options.json)
        return 0
    if options.quarantine:
        store_root(options.dir)  # raises for a URL, before anything is searched
    result = _search(options.paths or [_whole_store(options.dir)], secrets)
    moved = _quarantine(result, options) if options.quarantine else {}
    if options.json:
        put_json(_as_json(result, moved, secrets))
    else:
        _print(result, moved, secrets)
    return FOUND if result.findings else 0


def _whole_store(chosen: str | None) -> Path:
    """Return the store's folder, or of one at a URL a complete local copy."""
    if not remote_url(chosen):
        return store_root(chosen)
    store = open_store(chosen)
    store.fetch(store.entries())
    return store.root


@dataclass(frozen=True, slots=True)
class _Result:
    files: int
    findings: list[Finding]


def _search(paths: Sequence[Path], secrets: Secrets) -> _Result:
    from replaytest.audit import audit_folder, files_under

    for path in paths:
        if not path.exists():
            raise RecordingNotFound(
                "there is nothing to audit", where=str(path), fix="check the path"
            )
    total = sum(len(files_under(path)) for path in paths)
    findings: list[Finding] = []
    with bar("audit", total) as shown:
        for path in paths:
            found = audit_folder(path, secrets, on_file=lambda _: shown.advance())
            findings += found
    return _Result(total, findings)


def _quarantine(result: _Result, options: argparse.Namespace) -> dict[Path, Path]:
    """Move what can be moved; return the new folder of each attempt's."""
    from replaytest.audit import quarantine
    from replaytest.audit.quarantine import attempt_of
    from replaytest.store.folder import Store

    store = Store(store_root(options.dir))
    by_attempt: dict[Path, list[Finding]] = {}
    for finding in result.findings:
        attempt = attempt_of(finding.path, store)
        if attempt is not None:
            by_attempt.setdefault(attempt, []).append(finding)
    return {
        attempt: quarantine(attempt, findings, store)
        for attempt, findings in by_attempt.items()
    }


def _shown(path: Path, secrets: Secrets) -> str:
    """Return a path as it may be shown: the name of a file can hold a secret too."""
    parts = Path(nearby(path)).parts
    hidden = ["***" if secrets.find_in_name(part) else part for part in parts]
    return path_text(Path(*hidden))


def _as_json(
    result: _Result, moved: dict[Path, Path], secrets: Secrets
) -> dict[str, Any]:
    return {
        "files": result.files,
        "findings": [
            {
                "path": _shown(finding.path, secrets),
                "where": secrets.mask_text(finding.where),
                "rule": finding.rule,
                "encoding": finding.encoding,
            }
            for finding in result.findings
        ],
        "quarantined": [_shown(folder, secrets) for folder in moved.values()],
    }


def _print(result: _Result, moved: dict[Path, Path], secrets: Secrets) -> None:
    rows = [
        (
            _shown(finding.path, secrets),
            secrets.mask_text(finding.where),
            finding.rule,
            finding.encoding,
        )
        for finding in result.findings
    ]
    files = _count(result.files, "file")
    if not rows:
        say(f"nothing found in {files}")
        return
    table(HEAD, rows)
    with_some = len({finding.path for finding in result.findings})
    say(f"{_count(len(rows), 'finding')} in {with_some} of {files}")
    for folder in moved.values():
        say(f"quarantined: {_shown(folder, secrets)}")


def _explain(rules: Rules, secrets: Secrets, *, as_json: bool) -> None:
    from replaytest.mask.patterns import patterns_of
    from replaytest.mask.rules import ALWAYS, LEVELS

    patterns = [pattern.name for pattern in patterns_of(rules)]
    stated = rules.for_header()
    if as_json:
        covers = {"covers": LEVELS[rules.level]}
        known = {"patterns_in_force": patterns, "known_secrets": list(secrets.names)}
        put_json({**stated, **covers, **known})
        return
    print(f"level {rules.level}: {LEVELS[rules.level]}")
    print(f"at every level: {ALWAYS}")
    for name, value in stated.items():
        if name not in ("level", "patterns"):
            print(clean(f"{name}: {_words(value)}"))
    print(clean(f"known secrets: {_words(secrets.names)}"))
    print(clean(f"patterns: {_words(patterns)}"))
    off = [name for name, value in rules.patterns.items() if value is False]
    if off:
        print(clean(f"patterns switched off: {_words(off)}"))


def _words(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
