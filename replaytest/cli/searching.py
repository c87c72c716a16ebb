"""`search`: which sessions should be looked at.

`funnel` and `sql` are in querying.py, `collection` in collecting.py.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import listing
from replaytest.cli.find import add_dir, store_root
from replaytest.cli.output import (
    clean,
    moment,
    nearby,
    on_terminal,
    put_json,
    say,
    shorten,
    table,
)
from replaytest.errors import UsageError
from replaytest.model import now_ms

if TYPE_CHECKING:
    from replaytest.search.index import Updated
    from replaytest.search.query import Hit, Question
    from replaytest.store.folder import Store

SHOWN, WIDE = 20, 60
STEPS = (
    "steps: KIND, KIND:TEXT (contains) or KIND=TEXT (is), KIND being page, click, "
    "input, press, drop, error, console, failure, signal, request, event, note or text "
    "(on the screen); 'within 30s' behind it, 'not' before it"
)


def add(verbs: Any) -> None:
    """Describe the verbs."""
    from replaytest.cli import collecting, querying

    _add_search(verbs)
    querying.add(verbs)
    collecting.add(verbs)


def _add_search(verbs: Any) -> None:
    verb = verbs.add_parser(
        "search",
        help="find sessions by what was on the screen and what happened",
        description="Find sessions in which every TEXT was on the screen (contains, in "
        "any case; * stands for anything), and all else that is given holds. The "
        "store's index is brought up to date first: recordings that are new are read. "
        "Encrypted ones are not searched.",
        epilog="example: replaytest search 'promo code' --then 'click:Apply' "
        "--then 'error within 30s' --then 'not event:paid'",
        allow_abbrev=False,
    )
    verb.add_argument("texts", nargs="*", metavar="TEXT", help="text on the screen")
    listing.add_where(verb)
    verb.add_argument(
        "--then",
        action="append",
        metavar="STEP",
        default=[],
        help=f"a step that comes after the one before, again and again; {STEPS}",
    )
    verb.add_argument("--saved", metavar="NAME", help="ask what was saved as NAME, too")
    verb.add_argument("--save", metavar="NAME", help="keep the question as NAME")
    verb.add_argument("--unsave", metavar="NAME", help="remove a saved question")
    verb.add_argument(
        "--limit",
        type=count_of,
        default=SHOWN,
        metavar="N",
        help=f"how many to show, newest first (default: {SHOWN})",
    )
    verb.add_argument(
        "--fields", action="store_true", help="list the fields of --where"
    )
    verb.add_argument("--list", action="store_true", help="list what was saved")
    verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
    add_dir(verb)
    verb.set_defaults(run=run_search)


def run_search(options: argparse.Namespace) -> int:
    """Find sessions."""
    if options.fields:
        from replaytest.search.fields import help_text

        print(help_text())
        return 0
    root = root_of(options)
    if options.list or options.unsave:
        return _saved(root, options)
    question = _question(root, options)
    total, hits = find(root, question, limit=options.limit)
    if options.save:  # not before it was understood
        from replaytest.search import saved

        saved.save(root, saved.Search(options.save, *_parts(question)))
        say(f"saved as {options.save!r}: replaytest search --saved {options.save!r}")
    if options.json:
        found = [
            listing.as_json(hit.entry, _store(root)) | _moments(hit) for hit in hits
        ]
        put_json({"total": total, "sessions": found})
        return 0
    _print_hits(hits)
    if total > len(hits):
        say(f"{total} sessions, the newest {len(hits)} are shown: --limit {total}")
    elif not total:
        say("no session is like that")
    return 0


def find(root: Path, question: Question, *, limit: int | None) -> tuple[int, list[Hit]]:
    """Bring the index up to date; return how many are meant, and the newest."""
    from replaytest.search.query import search
    from replaytest.search.schema import opened

    brought_up_to_date(root)
    with opened(root) as connection:
        return search(connection, root, question, now=now_ms(), limit=limit)


def brought_up_to_date(root: Path) -> Updated:
    """Update the index of the store at `root`, saying so if it takes long."""
    from replaytest.search.index import update
    from replaytest.signals.thresholds import Thresholds

    updated = update(
        root,
        limits=Thresholds.load(Path.cwd()),
        on_progress=progress("indexing: {} of {} recordings"),
    )
    if updated.encrypted:
        say(f"not searched, as they are encrypted: {updated.encrypted}")
    return updated


def progress(text: str) -> Callable[[int, int], None]:
    """Return what says how far something is, once it takes longer than 2 seconds."""
    said = time.monotonic()

    def tell(done: int, count: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said > 2:
            said = now
            say(text.format(done, count))

    return tell


def question_of(root: Path, where: str, name: str | None) -> Question:
    """Return the question of `--where` and `--saved` together."""
    from replaytest.search import saved
    from replaytest.search.query import Question

    if not name:
        return Question(where=where)
    kept = saved.search(root, name)
    both = [f"({each})" for each in (kept.where, where) if each]
    return Question(kept.texts, " and ".join(both), kept.then)


def _question(root: Path, options: argparse.Namespace) -> Question:
    from replaytest.search.query import Question

    kept = question_of(root, options.where, options.saved)
    texts = (*kept.texts, *options.texts)
    found = Question(texts, kept.where, (*kept.then, *options.then))
    if not any(_parts(found)):
        raise UsageError(
            "there is nothing to search for",
            where="search",
            fix="give a TEXT, --where, --then or --saved",
        )
    return found


def _parts(question: Question) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    return question.texts, question.where, question.then


def _saved(root: Path, options: argparse.Namespace) -> int:
    from replaytest.search import saved

    if options.unsave:
        saved.remove(root, saved.search(root, options.unsave))
        return 0
    found = saved.searches(root)
    if options.json:
        put_json([{"name": each.name, **_asked(each)} for each in found])
    for each in [] if options.json else found:
        told = [*map(repr, each.texts), each.where and f"--where {each.where!r}"]
        told += [f"--then {step!r}" for step in each.then]
        print(clean(f"{each.name}: {' '.join(filter(None, told))}"))
    return 0


def _asked(search: Any) -> dict[str, Any]:
    return {name: getattr(search, name) for name in ("texts", "where", "then")}


def _print_hits(hits: list[Hit]) -> None:
    head = ("when", "outcome", "test", "at", "what", "path")
    rows = []
    for hit in hits:
        first = hit.moments[0] if hit.moments else None
        rows.append(
            (
                moment(hit.entry.started_at),
                listing.outcome(hit.entry),
                listing.name(hit.entry),
                f"{first.since_s:.1f} s" if first else "-",
                shorten(" > ".join(each.text for each in hit.moments), WIDE) or "-",
                nearby(hit.entry.path),
            )
        )
    if rows:
        styles = [listing.STYLES.get(listing.outcome(hit.entry), "") for hit in hits]
        table(head, rows, right=("at",), styles=styles)
        if on_terminal():
            say("open one: replaytest show PATH")


def _moments(hit: Hit) -> dict[str, Any]:
    moments = [
        {"since_s": each.since_s, "tab": each.tab, "text": each.text}
        for each in hit.moments
    ]
    return {"moments": moments}


def root_of(options: argparse.Namespace) -> Path:
    """Return the store's folder. Raises `RecordingNotFound`, `UsageError` for a URL."""
    from replaytest.store.folder import Store

    return Store.open(store_root(options.dir)).root


def _store(root: Path) -> Store:
    from replaytest.store.folder import Store

    return Store(root)


def count_of(text: str) -> int:
    """Return a number from 1 on, for argparse."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) < 10**9):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on")
    return int(text)
