"""Text that becomes Markdown: tests and pages said it, so none of it is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A character reference is text wherever it stands, never structure (CommonMark 0.31,
# 2.5). Beside what begins or ends something, GitHub links "www." and "http:".
_MARKUP = re.compile(r"[\\`*_{}\[\]()#+!|~<>&\":@$=^%]|(?<=www)\.", re.IGNORECASE)
_MOST = 500


def cell(text: str, most: int = _MOST) -> str:
    """Return `text` as the content of a table's cell, in one line."""
    short = words(text, most)
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", short)


def words(text: str, most: int) -> str:
    """Return `text` in one line of at most `most` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def row(cells: Sequence[str], *, raw: bool = False) -> str:
    """Return a table's row of these texts, of these pieces of Markdown if `raw`."""
    return f"| {' | '.join(cells if raw else map(cell, cells))} |\n"
