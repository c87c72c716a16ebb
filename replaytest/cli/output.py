"""What the verbs print with: text that cannot harm a terminal, JSON, sizes, times.

Data goes to stdout, everything that is said about it to stderr. What stands in a
recording came from a page: no control character of it reaches the terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """How far long work is: `at(done, total)`, or one `advance()` for each part."""

    at: Callable[..., None]
    advance: Callable[[], None]


@contextmanager
def bar(what: str, total: int | None = None, *, shown: bool = True) -> Iterator[Bar]:
    """Draw a bar while the block runs: if it is to be `shown`, and on a terminal."""
    if not shown or not sys.stderr.isatty():
        yield Bar(lambda _done, _total=None: None, lambda: None)
        return
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(what, total=total)
        yield Bar(
            lambda done, total=None: progress.update(task, completed=done, total=total),
            lambda: progress.advance(task),
        )


def say(text: str) -> None:
    """Print to stderr, line by line."""
    for line in text.splitlines():
        print(clean(line), file=sys.stderr)


def clean(text: str) -> str:
    """Return `text` in one line, with every unprintable character spelled out."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _spelled(c) for c in text)


def shorten(text: str, length: int) -> str:
    """Return `text` with no more than `length` characters."""
    return text if len(text) <= length else text[: length - 1] + "…"


def put(data: bytes) -> None:
    """Write bytes to stdout, after what was printed."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def put_json(value: Any) -> None:
    """Write one line of JSON to stdout."""
    put(json_line(value))


def json_line(value: Any) -> bytes:
    """Return one line of JSON, in UTF-8 whatever the terminal speaks."""
    from replaytest.store.lines import encode

    try:
        return encode(value)
    except TypeError:
        # orjson writes 254 levels of nesting, and a page may have more.
        import json

        return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def path_text(path: Path) -> str:
    """Return a path as text that JSON can hold."""
    return os.fsencode(path).decode("utf-8", "replace")


def nearby(path: Path) -> str:
    """Return `path` as one would type it here."""
    try:
        relative = Path(os.path.relpath(path))
    except ValueError:  # another drive
        return str(path)
    return str(path.absolute() if relative.parts[:3] == ("..",) * 3 else relative)


def moment(at: int) -> str:
    """Return ms since 1970 as local time, or the number if it is no time."""
    try:
        return f"{datetime.fromtimestamp(at / 1000):%Y-%m-%d %H:%M:%S}"
    except (OverflowError, ValueError, OSError):
        return str(at)


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    if count < 1000:
        return f"{count} B"
    value = float(count)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 999.5 or unit == "GB":
            break
    return f"{value:.1f} {unit}" if value < 99.95 else f"{value:.0f} {unit}"


def on_terminal() -> bool:
    """Say whether stdout is a terminal."""
    return sys.stdout.isatty()


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[str] = (),
    styles: Sequence[str] = (),
) -> None:
    """Print a table: drawn by rich on a terminal, plain aligned text otherwise.

    `right` are the columns to align right, `styles` rich's style of each row.
    """
    safe = [[clean(cell) for cell in row] for row in rows]
    if on_terminal():
        _rich_table(head, safe, right, styles)
        return
    widths = [max(map(len, column)) for column in zip(head, *safe, strict=True)]
    for row in [list(head), *safe]:
        cells = [
            cell.rjust(width) if name in right else cell.ljust(width)
            for name, cell, width in zip(head, row, widths, strict=True)
        ]
        print("  ".join(cells).rstrip())


def _rich_table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[str],
    styles: Sequence[str],
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for name in head:
        drawn.add_column(
            name,
            justify="right" if name in right else "left",
            no_wrap=name not in ("test", "path"),
            overflow="fold",
        )
    for row, style in zip(rows, styles or [""] * len(rows), strict=True):
        # As Text: a node id like test[bold] is not rich's markup.
        drawn.add_row(*map(Text, row), style=style)
    Console(highlight=False).print(drawn)


def _spelled(character: str) -> str:
    return character.encode("unicode_escape").decode()
