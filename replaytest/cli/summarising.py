"""`summary`: a session in a few lines."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from replaytest.cli.find import WHAT, add_dir, find_in_store, newest_attempt
from replaytest.cli.output import clean, nearby, put_json, say
from replaytest.cli.showing import tell_damaged


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "summary",
        help="say what happened in a session, and what went wrong",
        description="Summarise the newest attempt that matches: who, which pages, the "
        "steps in plain words, problems with their time and event, the failure of the "
        "test, and other sessions in which the same was seen (as far as they were "
        "summarised). Nothing is guessed: every line comes from an event. Thresholds: "
        "[tool.replaytest.signals] in pyproject.toml.",
        epilog="example: replaytest summary test_pays --markdown",
        allow_abbrev=False,
    )
    verb.add_argument("what", metavar="WHAT", help=WHAT)
    form = verb.add_mutually_exclusive_group()
    form.add_argument(
        "--json",
        action="store_true",
        help="NDJSON on stdout: a session a line",
    )
    form.add_argument("--markdown", action="store_true", help="Markdown on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the summaries of an attempt's sessions."""
    from replaytest.signals.thresholds import Thresholds
    from replaytest.summary.cache import load_or_make
    from replaytest.summary.related import stored_summaries, with_related
    from replaytest.summary.render import as_markdown, as_text

    limits = Thresholds.load(Path.cwd())
    attempt = newest_attempt(options)
    tell_damaged(attempt)
    store, _ = find_in_store(options)
    made = [load_or_make(each.path, limits=limits) for each in attempt.asked]
    others = list(stored_summaries(store.root)) if any(map(_has_prints, made)) else []
    for number, summary in enumerate(made):
        found = with_related(summary, others)
        if options.json:
            put_json(found.to_json())
            continue
        if number:
            print()
        lines = as_markdown(found) if options.markdown else as_text(found)
        for line in lines.split("\n"):
            print(clean(line))
    if not options.json:
        say(f"of {', '.join(nearby(each.path) for each in attempt.asked)}")
    return 0


def _has_prints(summary: Any) -> bool:
    return bool(summary.fingerprints)
