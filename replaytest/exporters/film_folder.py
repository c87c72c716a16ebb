"""A filmstrip as a folder: one PNG for each moment, named for its time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from replaytest.errors import StoreNotWritable, UsageError
from replaytest.exporters.film_moments import Moment


def check_folder(target: Path) -> None:
    """Raise `UsageError` unless `target` is a folder's name, new or of an empty one."""
    if target.suffix and not target.is_dir():
        raise UsageError(
            f"no sheet of pictures ends in {target.suffix}",
            where=f"-o {target}",
            fix=".png or .webp, or a folder",
        )
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise UsageError(
            "the folder of pictures must be new or empty",
            where=f"-o {target}",
            fix="choose another one, or FILE.png for a sheet",
        )


def write_folder(
    target: Path, pictures: Iterable[bytes], moments: Sequence[Moment], since: float
) -> int:
    """Write the pictures, one for each moment; return their bytes.

    Others see the folder with all of them or not at all. Names have the number and the
    seconds after `since`. Raises `StoreNotWritable` and what making pictures raises.
    """
    final = target.resolve()
    try:
        with tempfile.TemporaryDirectory(
            dir=final.parent, prefix=".replaytest-"
        ) as name:
            folder = Path(name) / final.name
            folder.mkdir()
            size = 0
            for number, (picture, moment) in enumerate(
                zip(pictures, moments, strict=True), 1
            ):
                seconds = max(0, moment.at - since) / 1000
                size += (folder / f"{number:03}-{seconds:.2f}s.png").write_bytes(
                    picture
                )
            if final.is_dir():
                final.rmdir()
            folder.replace(final)
    except OSError as error:
        raise StoreNotWritable(
            f"the pictures could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another folder with -o",
        ) from error
    return size
