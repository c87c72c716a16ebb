"""`report`: the site over a store, as files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import add_dir
from replaytest.cli.listing import add_where
from replaytest.cli.output import bar, clean, nearby, path_text, put_json, say
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.site.write import Written

DEFAULT = "report"
SHOWN = 5


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "report",
        help="write a static site over the store",
        description="Write a folder with index.html, a page that lists, filters and "
        "groups all sessions, and replay pages of the failed ones. It opens from a "
        "disk, a web server or an artifact browser. Written again, only what is other "
        "is changed. Encrypted recordings are not in it: replaytest serve.",
        epilog="example: replaytest report --where 'started > -7d' -o public/",
        allow_abbrev=False,
    )
    verb.add_argument(
        "-o",
        metavar="FOLDER",
        dest="output",
        default=DEFAULT,
        help=f"default: {DEFAULT}/",
    )
    add_where(verb)
    verb.add_argument(
        "--all", action="store_true", help="replay pages of passed tests, too"
    )
    verb.add_argument("--open", action="store_true", help="open it in the browser")
    verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the site, and say where it is."""
    from replaytest.cli.searching import brought_up_to_date, root_of
    from replaytest.site.rows import site_of
    from replaytest.site.write import write_site

    root = root_of(options)
    target = _target(options, root)
    brought_up_to_date(root)
    site = site_of(root, title=title_of(root), where=options.where)
    with bar("replay pages") as shown:
        written = write_site(
            root, site, target, every=options.all, on_progress=shown.at
        )
    _tell(written, as_json=options.json)
    if options.open:
        from replaytest.cli.showing import open_address

        open_address(written.index.absolute().as_uri())
    return 0


def title_of(root: Path) -> str:
    """Return what a site over a store is called: its project, as a folder's name."""
    whole = root.absolute()
    name = whole.parent.name if whole.name.startswith(".") else whole.name
    return f"{name} sessions" if name else "Sessions"


def _target(options: argparse.Namespace, root: Path) -> Path:
    target = Path(options.output)
    if target.exists() and not target.is_dir():
        raise UsageError(
            "this is a file", where=f"-o {options.output}", fix="give a folder"
        )
    if root.absolute() in (target.absolute(), *target.absolute().parents):
        raise UsageError(
            "the report would lie in the store",
            where=f"-o {options.output}",
            fix="choose a folder beside it",
        )
    return target


def _tell(written: Written, *, as_json: bool) -> None:
    if as_json:
        put_json(
            {
                "index": path_text(written.index),
                "changed": written.changed,
                "sessions": written.sessions,
                "pages": written.written + written.kept,
                "written": written.written,
                "removed": written.removed,
                "failed": written.failed,
            }
        )
        return
    print(nearby(written.index))
    kept = f", {written.kept} were up to date" if written.kept else ""
    gone = f", {written.removed} removed" if written.removed else ""
    pages = f"{written.written} replay pages written{kept}{gone}"
    say(f"{written.sessions} sessions, {pages}")
    for name, why in list(written.failed.items())[:SHOWN]:
        say(clean(f"no page {name}: {why}"))
    if len(written.failed) > SHOWN:
        say(f"and {len(written.failed) - SHOWN} more without a page")
