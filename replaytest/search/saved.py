"""Collections and saved searches: small JSON files in the store, made by people.

`<root>/collections/<name>.json` has sessions picked by hand, and
`<root>/searches/<name>.json` what was asked. The file's name is made from the given
one, which stands inside.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import msgspec
from slugify import slugify

from replaytest.errors import RecordingDamaged, StoreNotWritable, UsageError
from replaytest.store.blobs import write_whole
from replaytest.store.lines import encode

COLLECTIONS, SEARCHES = "collections", "searches"
VERSION = 1
Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Member:
    """A session of a collection, and why it is in it."""

    session: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """Sessions picked by hand, in the order in which they were added."""

    name: str
    sessions: tuple[Member, ...] = ()
    version: int = VERSION


@dataclass(frozen=True, slots=True)
class Search:
    """A question with a name: texts, a condition, a sequence; see `query.search`."""

    name: str
    texts: tuple[str, ...] = ()
    where: str = ""
    then: tuple[str, ...] = ()
    version: int = VERSION


def collections(root: Path) -> list[Collection]:
    """Return all collections of the store at `root`, by name."""
    return _all(root / COLLECTIONS, Collection)


def searches(root: Path) -> list[Search]:
    """Return all saved searches of the store at `root`, by name."""
    return _all(root / SEARCHES, Search)


def collection(root: Path, name: str) -> Collection:
    """Return a collection. Raises `UsageError` for none, `RecordingDamaged`."""
    return _one(root / COLLECTIONS, Collection, name)


def search(root: Path, name: str) -> Search:
    """Return a saved search. Raises `UsageError` for none, `RecordingDamaged`."""
    return _one(root / SEARCHES, Search, name)


def save(root: Path, what: Collection | Search) -> None:
    """Store a collection or a search, in place of one of this name.

    Raises `UsageError` for a name without letters, `StoreNotWritable`.
    """
    kind = COLLECTIONS if isinstance(what, Collection) else SEARCHES
    path = _path(root / kind, what.name)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, encode(asdict(what)))
    except OSError as error:
        raise StoreNotWritable(
            f"{what.name!r} cannot be saved: {error.strerror}",
            where=str(path),
            fix="check the permissions of the store",
        ) from error


def remove(root: Path, what: Collection | Search) -> None:
    """Remove a collection or a search; the sessions stay. Raises `StoreNotWritable`."""
    kind = COLLECTIONS if isinstance(what, Collection) else SEARCHES
    path = _path(root / kind, what.name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreNotWritable(
            f"{what.name!r} cannot be removed: {error.strerror}",
            where=str(path),
            fix="check the permissions of the store",
        ) from error


def with_members(found: Collection, members: Iterable[Member]) -> Collection:
    """Return a collection with more sessions; a new note replaces the one it had."""
    known = {each.session: each for each in found.sessions}
    for each in members:
        if each.session not in known or each.note:
            known[each.session] = each
    return replace(found, sessions=tuple(known.values()))


def without(found: Collection, sessions: Iterable[str]) -> Collection:
    """Return a collection without some sessions."""
    going = set(sessions)
    left = tuple(each for each in found.sessions if each.session not in going)
    return replace(found, sessions=left)


def forget_sessions(root: Path, sessions: set[str]) -> None:
    """Take sessions that are no more out of all collections."""
    for each in collections(root):
        left = without(each, sessions)
        if left != each:
            save(root, left)


def _path(folder: Path, name: str) -> Path:
    file = slugify(name, max_length=100)
    if not file:
        raise UsageError(
            f"the name {name!r} has no letter and no digit",
            where=folder.name,
            fix="choose another name",
        )
    return folder / f"{file}.json"


def _all(folder: Path, kind: type[Kind]) -> list[Kind]:
    return [_load(path, kind) for path in sorted(folder.glob("*.json"))]


def _one(folder: Path, kind: type[Kind], name: str) -> Kind:
    path = _path(folder, name)
    if path.is_file():
        return _load(path, kind)
    known = [path.stem for path in sorted(folder.glob("*.json"))]
    near = get_close_matches(path.stem, known, n=1, cutoff=0)
    raise UsageError(
        f"there is no {name!r} among the {folder.name}",
        where=str(folder),
        fix=f"did you mean {near[0]!r}?" if near else "none was saved yet",
    )


def _load(path: Path, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise RecordingDamaged(
            f"this cannot be read: {error}", where=str(path), fix="mend or remove it"
        ) from error
