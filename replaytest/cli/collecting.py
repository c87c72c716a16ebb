"""`collection`: sessions picked by hand, under a name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli import listing
from replaytest.cli.find import WHAT, add_dir, store_root
from replaytest.cli.output import clean, moment, nearby, put_json, say, table
from replaytest.errors import RecordingNotFound, UsageError

if TYPE_CHECKING:
    from replaytest.search.saved import Collection
    from replaytest.store.folder import Entry, Store


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "collection",
        help="keep sessions together under a name",
        description="Without NAME list the collections; with NAME list its sessions, "
        "or change it. A collection is made when something is added to it.",
        epilog="example: replaytest collection 'odd checkouts' --add test_pays "
        "--note 'total is wrong'",
        allow_abbrev=False,
    )
    verb.add_argument("name", nargs="?", metavar="NAME", help="its name")
    change = verb.add_mutually_exclusive_group()
    change.add_argument("--add", nargs="+", metavar="WHAT", help=f"add: {WHAT}")
    change.add_argument("--remove", nargs="+", metavar="WHAT", help="take out")
    change.add_argument(
        "--delete", action="store_true", help="remove the collection, not the sessions"
    )
    verb.add_argument("--note", default="", metavar="TEXT", help="why they are in it")
    verb.add_argument("--json", action="store_true", help="a JSON array on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List or change collections."""
    from replaytest.store.folder import Store

    store = Store.open(store_root(options.dir))
    if not options.name:
        if options.add or options.remove or options.delete:
            raise UsageError("which collection?", where="collection", fix="give a NAME")
        _list(store.root, as_json=options.json)
    elif options.add:
        _add(store, options)
    elif options.remove:
        _remove(store, options)
    elif options.delete:
        from replaytest.search import saved

        saved.remove(store.root, saved.collection(store.root, options.name))
    else:
        _show(store, options)
    return 0


def _list(root: Path, *, as_json: bool) -> None:
    from replaytest.search import saved

    found = saved.collections(root)
    if as_json:
        put_json([{"name": c.name, "sessions": len(c.sessions)} for c in found])
        return
    for each in found:
        print(clean(f"{each.name}: {len(each.sessions)}"))
    if not found:
        say("no collections yet: replaytest collection NAME --add WHAT")


def _add(store: Store, options: argparse.Namespace) -> None:
    from replaytest.search import saved

    entries = _named(store, options.add)
    known = {each.name: each for each in saved.collections(store.root)}
    found = known.get(options.name) or saved.Collection(options.name)
    members = [saved.Member(each.session, options.note) for each in entries]
    changed = saved.with_members(found, members)
    saved.save(store.root, changed)
    say(f"{options.name}: {len(changed.sessions)}, {_new(found, changed)} of them new")


def _new(before: Collection, after: Collection) -> int:
    return len(after.sessions) - len(before.sessions)


def _remove(store: Store, options: argparse.Namespace) -> None:
    from replaytest.search import saved

    found = saved.collection(store.root, options.name)
    going = [each.session for each in _named(store, options.remove)]
    left = saved.without(found, going)
    saved.save(store.root, left)
    say(f"{options.name}: {len(left.sessions)}, {-_new(found, left)} taken out")


def _named(store: Store, many: list[str]) -> list[Entry]:
    found = [entry for what in many for entry in store.find(what) if entry.session]
    if not found:
        raise RecordingNotFound(
            "none of these can be read", where=store.place, fix="replaytest ls"
        )
    return found


def _show(store: Store, options: argparse.Namespace) -> None:
    from replaytest.search import saved

    found = saved.collection(store.root, options.name)
    known = {entry.session: entry for entry in store.entries()}
    here = [
        (known[each.session], each.note)
        for each in found.sessions
        if each.session in known
    ]
    if options.json:
        put_json([listing.as_json(e, store) | {"note": note} for e, note in here])
        return
    rows = [
        (
            moment(entry.started_at),
            listing.outcome(entry),
            listing.name(entry),
            note or "-",
            nearby(entry.path),
        )
        for entry, note in here
    ]
    if rows:
        table(("when", "outcome", "test", "note", "path"), rows)
    gone = len(found.sessions) - len(here)
    if gone:
        say(f"{gone} of its sessions are not in the store any more")
