"""A difference as one HTML page that needs nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from replaytest.diff.model import Difference
from replaytest.diff.words import line

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem;
       padding: 0 1rem; color: #1c1c1c; background: #fff }
li { margin: .3rem 0 } small { color: #666; display: block; overflow-wrap: anywhere }
pre { background: #f6f6f6; padding: 1rem; overflow: auto }
.added { background: #d9f4dd } .gone { background: #fbdfdd } .at { color: #666 }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_page(difference: Difference, hunks: list[str], *, title: str) -> str:
    """Return the page: all groups by severity, then the hunks of the outline."""
    return "\n".join(
        (
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style>",
            f"<h1>{escape(title)}</h1>",
            *(_changes(difference) if difference else ["<p>Nothing differs.</p>"]),
            *(_outline(hunks) if hunks else []),
            "</html>",
        )
    )


def _changes(difference: Difference) -> Iterator[str]:
    for severity, count in difference.counts().items():
        if not count:
            continue
        yield f"<h2>{severity.capitalize()}: {count}</h2><ul>"
        for group in difference.groups:
            if group.first.severity == severity:
                path = escape(group.first.path)
                yield f"<li>{escape(line(group))}<small>{path}</small></li>"
        yield "</ul>"


def _outline(hunks: list[str]) -> Iterator[str]:
    marks = {"+": "added", "-": "gone", "@": "at"}
    yield "<h2>Accessibility outline</h2><pre>"
    for hunk in hunks:
        yield f'<span class="{marks.get(hunk[:1], "")}">{escape(hunk)}</span>'
    yield "</pre>"
