"""`funnel` and `sql`: questions whose answer is a number or a table."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import listing
from replaytest.cli.find import add_dir
from replaytest.cli.output import path_text, put_json, say, table
from replaytest.cli.searching import (
    STEPS,
    brought_up_to_date,
    count_of,
    progress,
    root_of,
)
from replaytest.errors import UsageError
from replaytest.model import now_ms

if TYPE_CHECKING:
    from replaytest.search.funnel import Stage
    from replaytest.store.folder import Entry


def add(verbs: Any) -> None:
    """Describe the verbs."""
    _add_funnel(verbs)
    _add_sql(verbs)


def _add_funnel(verbs: Any) -> None:
    verb = verbs.add_parser(
        "funnel",
        help="count how many sessions come how far",
        description="Count the sessions that come to each step, in this order.",
        epilog="example: replaytest funnel page:/cart click:Checkout event:paid",
        allow_abbrev=False,
    )
    verb.add_argument("steps", nargs="+", metavar="STEP", help=STEPS)
    listing.add_where(verb)
    verb.add_argument(
        "--lost",
        type=count_of,
        metavar="N",
        help="list the sessions that came to the step before step N and not to N",
    )
    verb.add_argument("--json", action="store_true", help="a JSON array on stdout")
    add_dir(verb)
    verb.set_defaults(run=run_funnel)


def _add_sql(verbs: Any) -> None:
    verb = verbs.add_parser(
        "sql",
        help="ask the store in SQL",
        description="Run a statement of DuckDB over the tables sessions, events, "
        "requests and errors. Events are the notable ones: pages, clicks, inputs, "
        "presses, errors, signals, requests, annotations, failures.",
        epilog="example: replaytest sql 'select page, count(*) from errors group by 1'",
        allow_abbrev=False,
    )
    verb.add_argument("statement", metavar="STATEMENT", help="one or more statements")
    verb.add_argument("--json", action="store_true", help="NDJSON: a row a line")
    add_dir(verb)
    verb.set_defaults(run=run_sql)


def run_funnel(options: argparse.Namespace) -> int:
    """Count sessions step by step."""
    from replaytest.search.compile import prepare
    from replaytest.search.funnel import funnel
    from replaytest.search.query import Question, condition, entries_of
    from replaytest.search.schema import opened

    root = root_of(options)
    brought_up_to_date(root)
    with opened(root) as connection:
        prepare(connection)
        asked = Question(where=options.where)
        among = condition(root, asked, now=now_ms())
        stages = funnel(connection, options.steps, among)
        if options.lost is not None and options.lost > len(stages):
            raise UsageError(
                f"there is no step {options.lost}",
                where="--lost",
                fix=f"there are {len(stages)}",
            )
        lost = stages[options.lost - 1].lost if options.lost else ()
        entries = entries_of(connection, root, lost)
        if options.json:
            put_json([_stage(each, connection, root) for each in stages])
            return 0
    if options.lost:
        _print_entries(entries, root)
    else:
        _print_stages(stages)
    return 0


def run_sql(options: argparse.Namespace) -> int:
    """Run a statement."""
    from replaytest.search import tables
    from replaytest.search.schema import opened

    root = root_of(options)
    brought_up_to_date(root)
    with opened(root) as connection:
        told = progress("tables: {} of {} parts")
        names, rows = tables.query(
            connection, root, options.statement, on_progress=told
        )
    if options.json:
        for row in rows:
            put_json(dict(zip(names, map(_plain, row), strict=True)))
    elif names:
        numbers = [
            name
            for place, name in enumerate(names)
            if rows and isinstance(rows[0][place], int | float)
        ]
        table(names, [tuple(map(_cell, row)) for row in rows], right=numbers)
    return 0


def _print_entries(entries: list[Entry], root: Path) -> None:
    from replaytest.store.folder import Store

    if entries:
        listing.print_entries(entries, Store(root))
    else:
        say("none was lost there")


def _print_stages(stages: list[Stage]) -> None:
    head = ("step", "sessions", "of first", "lost", "lost %", "median time")
    rows = [
        (
            f"{number} {each.step}",
            str(len(each.reached)),
            f"{each.share:.1%}",
            str(len(each.lost)) if number > 1 else "-",
            f"{each.lost_share:.1%}" if number > 1 else "-",
            "-" if each.seconds is None else f"{each.seconds:.1f} s",
        )
        for number, each in enumerate(stages, 1)
    ]
    table(head, rows, right=head[1:])
    say("which were lost at step N: --lost N; all of them: --json")


def _stage(each: Stage, connection: Any, root: Path) -> dict[str, Any]:
    from replaytest.search.query import entries_of

    def named(numbers: tuple[int, ...]) -> list[dict[str, str]]:
        return [
            {"session": entry.session, "path": path_text(entry.path)}
            for entry in entries_of(connection, root, numbers)
        ]

    return {
        "step": each.step,
        "sessions": len(each.reached),
        "share": each.share,
        "lost_share": each.lost_share,
        "seconds": each.seconds,
        "reached": named(each.reached),
        "lost": named(each.lost),
    }


def _plain(value: object) -> object:
    """Return a value of DuckDB's as JSON has it."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _cell(value: object) -> str:
    return "" if value is None else str(value)
