"""A difference as one HTML page that needs nothing else and runs nothing.

Both pages stand side by side, inert as mirror/html.py makes them, with all that differs
outlined by the kind of the change as in the replay page.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from replaytest.diff.model import Change, Difference
from replaytest.diff.words import line
from replaytest.mirror.html import html
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType

# sign, name, colour, and line of an outline: no kind is told by its colour alone.
_ADDED = ("+", "added", "#1a7f37", "solid")
_REMOVED = ("\u2212", "removed", "#c0272d", "dashed")
_CHANGED = ("~", "text, attribute or state", "#9a5b00", "solid")
_MOVED = ("\u2195", "moved", "#2f55d4", "dotted")
_STYLED = ("\u25c7", "style", "#6e6e6e", "double")
_LOOKS = {"insert": _ADDED, "delete": _REMOVED, "move": _MOVED, "style": _STYLED}
_LEGEND = (_ADDED, _REMOVED, _CHANGED, _MOVED, _STYLED)
# Outlines in one page; CSS pixels that a page is shown in.
_MOST, _WIDTH = 300, 640
_WINDOW = (1280.0, 720.0)
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --ground: #fff; --soft: #5d5d58;
        --line: #dedcd7; --gone: #fbdfdd; --new: #d9f4dd; --sunken: #f6f6f6 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececea; --ground: #1f1f21; --soft: #b0b0aa; --line: #343437;
          --gone: #4a2325; --new: #1c3d28; --sunken: #161617 } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 83rem;
       padding: 0 1rem; color: var(--ink); background: var(--ground) }
h1 { font-size: 1.3rem; overflow-wrap: anywhere } h2 { font-size: 1.05rem }
ul { padding: 0; list-style: none } li { margin: .3rem 0 }
small { color: var(--soft); display: block; overflow-wrap: anywhere;
        margin-left: 1.8rem }
pre { background: var(--sunken); padding: 1rem; overflow: auto }
pre span { display: block } .new { background: var(--new) }
.gone { background: var(--gone) } .at { color: var(--soft) }
.sign { display: inline-block; width: 1.3em; margin-right: .5em; border-radius: 3px;
        text-align: center; color: #fff; font-weight: 700 }
.legend, .pages { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem }
.pages { gap: 1rem } figure { margin: 0; max-width: 100%; overflow: auto }
iframe { border: 1px solid var(--line); background: #fff; color-scheme: light }
"""
# Frames of the recorded pages inherit it: what they hold is drawn, nothing is loaded.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "media-src data:"
)
_Look = tuple[str, str, str, str]


def html_page(
    difference: Difference,
    hunks: list[str],
    *,
    title: str,
    pages: tuple[Mirror, Mirror] | None = None,
) -> str:
    """Return the page: both `pages`, groups by severity, the hunks of the outline.

    The mirrors are those that were compared, still at the same moment.
    """
    shown = _pages(difference, pages) if difference and pages else []
    return "\n".join(
        (
            '<!doctype html><html lang="en"><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style>",
            f"<h1>{escape(title)}</h1>",
            *shown,
            *(_changes(difference) if difference else ["<p>Nothing differs.</p>"]),
            *(_outline(hunks) if hunks else []),
            "</html>",
        )
    )


def _pages(difference: Difference, pages: tuple[Mirror, Mirror]) -> Iterator[str]:
    keys = (f"<li>{_sign(look)}{look[1]}</li>" for look in _LEGEND)
    yield f'<ul class="legend">{"".join(keys)}</ul><div class="pages">'
    before, after = pages
    changes = difference.changes
    yield _figure("Before", before, [(each, each.node_before) for each in changes])
    yield _figure("After", after, [(each, each.node_after) for each in changes])
    yield "</div>"


def _figure(name: str, mirror: Mirror, changes: list[tuple[Change, int | None]]) -> str:
    width, height = mirror.width or _WINDOW[0], mirror.height or _WINDOW[1]
    marks = dict[int, _Look]()
    for change, number in changes:
        node = None if number is None else mirror.get(number)
        if node is not None and len(marks) < _MOST:
            marks.setdefault(_outlined(mirror, node), _look(change))
    rules = "".join(_rule(number, look) for number, look in marks.items())
    page = escape(f"{html(mirror, ids=True)}<style>{rules}</style>")
    size = f"width:{width:g}px;height:{height:g}px;zoom:{min(1, _WIDTH / width):.3f}"
    return (
        f"<figure><figcaption>{name}</figcaption>"
        f'<iframe sandbox title="{name}" style="{size}" srcdoc="{page}"></iframe>'
        "</figure>"
    )


def _outlined(mirror: Mirror, node: Node) -> int:
    """Return the element to outline for a node: a sheet reaches into no frame."""
    found = node.id
    inner = node
    while (outer := mirror.parent(inner)) is not None:
        is_text = inner is node and inner.kind != NodeType.ELEMENT
        if inner.is_shadow or is_text or inner.kind == NodeType.DOCUMENT:
            found = outer.id
        inner = outer
    return found


def _rule(number: int, look: _Look) -> str:
    _, _, colour, kind = look
    return (
        f'[data-node="{number}"]{{outline:4px {kind} {colour}!important;'
        "outline-offset:-1px!important}"
    )


def _look(change: Change) -> _Look:
    return _LOOKS.get(change.kind, _CHANGED)


def _sign(look: _Look) -> str:
    sign, name, colour, _ = look
    return (
        f'<span class="sign" style="background:{colour}" title="{name}">{sign}</span>'
    )


def _changes(difference: Difference) -> Iterator[str]:
    for severity, count in difference.counts().items():
        if not count:
            continue
        yield f"<h2>{severity.capitalize()}: {count}</h2><ul>"
        for group in difference.groups:
            if group.first.severity == severity:
                path, sign = escape(group.first.path), _sign(_look(group.first))
                yield f"<li>{sign}{escape(line(group))}<small>{path}</small></li>"
        yield "</ul>"


def _outline(hunks: list[str]) -> Iterator[str]:
    marks = {"+": "new", "-": "gone", "@": "at"}
    yield "<h2>Accessibility outline</h2><pre>"
    for hunk in hunks:
        yield f'<span class="{marks.get(hunk[:1], "")}">{escape(hunk)}</span>'
    yield "</pre>"
