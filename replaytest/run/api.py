"""`replaytest.redrive`: one recording, done again, from any code."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from replaytest.config import DEFAULT_DIR, NETWORKS, Network
from replaytest.errors import UsageError
from replaytest.files import SUFFIX
from replaytest.redrive.values import Values
from replaytest.run.model import Options, Run
from replaytest.store.read import Recording, read

if TYPE_CHECKING:
    from replaytest.diff.noise import Noise

What = str | Path | Recording
Own = Values | Mapping[str, str | Sequence[str]] | str | Path | None


def redrive(
    recording: What,
    *,
    base_url: str = "",
    network: Network = "live",
    allow: Sequence[str] = (),
    values: Own = None,
    noise: Noise | None = None,
    determinism: int | None = None,
    folder: str | Path = DEFAULT_DIR,
    timeout_ms: float = 5000,
    browser_name: str = "chromium",
    headed: bool = False,
    session: int | None = None,
    of: Path | None = None,
) -> Run:
    """Do a recording again on a live application; return what became of it.

    `recording` is a .replaytest file, a file that another recorder wrote (`session`
    says which of several in it, from 0), or a `Recording`. `base_url` is where the
    application is now, by default where it was; pages talk to it and to the hosts in
    `allow`, to nobody else; `network`, `determinism` and `timeout_ms` are as in
    `run.model.Options`.
    `values` is what to type where the recording is masked: by name of the field, or a
    file; see `redrive.values`. The run is recorded in the store `folder`, with the path
    of what it is a run of: `of`, by default the recording's.

    It may be called from sync and from async code, and blocks. The browser is its own,
    and stays for the next call.

    Raises:
        RecordingError: it cannot be read.
        ApplicationNotThere: nobody answers at the base URL.
        CaptureError: there is no browser, or it cannot be recorded.
        UsageError: an option cannot be.
    """
    # Here: `import replaytest` and options that are wrong need no Playwright.
    from replaytest.run.keeper import keeper

    if network not in NETWORKS:
        raise UsageError(
            f"no network is called {network!r}",
            where="redrive: network",
            fix=", ".join(NETWORKS),
        )
    if isinstance(allow, str):
        raise UsageError("this is no list", where="redrive: allow", fix=f"[{allow!r}]")
    options = Options(
        base_url=base_url or "",
        network=network,
        allow=tuple(allow),
        values=values_of(values),
        folder=Path(folder),
        noise=noise,
        determinism=determinism,
        timeout_ms=timeout_ms,
        of=of or (None if isinstance(recording, Recording) else Path(recording)),
    )
    with opened(recording, session=session) as found:
        return keeper(browser_name, headed=headed).redrive(found, options)


def values_of(own: Own) -> Values:
    """Return values as a re-drive takes them, those of the environment among them.

    Raises `UsageError`: it is no table of texts.
    """
    if isinstance(own, Values):
        return own
    if own is None or isinstance(own, str | Path):
        return Values.load(Path(own) if own else None)
    return Values.load().with_table(own, where="values")


@contextmanager
def opened(recording: What, *, session: int | None = None) -> Iterator[Recording]:
    """Give a recording; one that another recorder wrote is there for the block only.

    Raises `RecordingError`, and `UsageError` where it must be said which `session`.
    """
    if isinstance(recording, Recording):
        yield recording
        return
    path = Path(recording)
    if path.suffix == SUFFIX:
        yield read(path)
        return
    with tempfile.TemporaryDirectory(prefix="replaytest-") as folder:
        yield read(_imported(path, session, Path(folder)))


def _imported(path: Path, number: int | None, folder: Path) -> Path:
    """Return the copy, in `folder`, of a session, masked as `replaytest import` does.

    A run is masked too, and what is not masked alike would differ.
    """
    from replaytest.importers.read import read_foreign
    from replaytest.importers.store import import_session
    from replaytest.mask.rules import Rules
    from replaytest.mask.secrets import Secrets
    from replaytest.store.folder import Store

    sessions = read_foreign(path)
    if not 0 <= (number or 0) < len(sessions) or (number is None and sessions[1:]):
        raise UsageError(
            f"there are {len(sessions)} sessions in this file",
            where=str(path),
            fix=f"redrive(…, session=0), up to {len(sessions) - 1}",
        )
    secrets = Secrets.of(Rules.load(Path.cwd()), os.environ)
    store = Store.create(folder)
    found = import_session(sessions[number or 0], store, mask=secrets.mask_lines)
    return found.path
