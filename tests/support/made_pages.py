"""Mirrors made from HTML without a browser, and pages that are hard to find one's way in.

The pages repeat themselves as applications do: a table of people with the same buttons
in each row, a grid of cards, a long form, a toolbar of nameless icons, a calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from itertools import count

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words

_VOID = {"input", "img", "br", "hr", "meta", "link", "area", "embed", "source"}


class _Builder(HTMLParser):
    def __init__(self, numbers: count[int]) -> None:
        super().__init__()
        self._numbers = numbers
        self.document = Node(kind=0, id=next(numbers))
        self._open = [self.document]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(kind=2, id=next(self._numbers), tag=tag)
        node.attributes = {name: value or "" for name, value in attrs}
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"{tag} closes {self._open[-1].tag}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        text = Node(kind=3, id=next(self._numbers), text=data)
        self._open[-1].children.append(text)


def page_of(body: str, *, first_id: int = 1) -> Mirror:
    """Return the mirror of a page with this body; every tag must be closed."""
    builder = _Builder(count(first_id))
    builder.feed(f"<html><head></head><body>{body}</body></html>")
    builder.close()
    mirror = Mirror()
    mirror.plant(builder.document)
    return mirror


def found(mirror: Mirror, name: str) -> Node:
    """Return the element whose `data-here` is `name`."""
    return next(
        node
        for node in mirror.nodes.values()
        if node.kind == 2 and node.attributes.get("data-here") == name
    )


FIRST = sorted(
    words(
        """Ada Boris Chen Dalia Emil Farah Goran Hana Ivo Jun Kofi Lena Milo Nadia Omar
    Priya Quinn Rosa Sven Tara Umar Vera Wim Xenia Yuri Zoe"""
    )
)
LAST = sorted(
    words(
        """Abel Brandt Costa Diaz Eriksen Fabre Gupta Holm Ito Jansen Kovac Lund Moreau
    Novak Okafor Popov Quist Rossi Sato Tanaka Ueda Vogel Weber Xu Young Ziegler"""
    )
)
FIELDS = {
    **dict.fromkeys(("Name", "Street", "City"), "text"),
    "Phone": "tel",
    "Mail": "email",
    "Notify me": "checkbox",
}
THINGS = sorted(
    words(
        """anchor barrel candle compass drum eel fender galley hook inlet jib keel lamp
    mast net oar paddle quay rope sail tiller usher vane winch yard buoy chart dock"""
    )
)


def people(rows: int = 60) -> str:
    """A table with the same five controls in every row."""
    told = []
    for n in range(rows):
        name = f"{FIRST[n % 26]} {LAST[(n * 7 + n // 26) % 26]}"
        options = "".join(f"<option>{r}</option>" for r in ("Member", "Admin", "Guest"))
        told.append(
            f'<tr class="row"><td><input type="checkbox" class="pick"></td>'
            f'<td><a href="/people/{n + 17}">{name}</a></td>'
            f"<td>{name.split(maxsplit=1)[0].lower()}{n}@example.org</td>"
            f'<td><select class="role">{options}</select></td>'
            f'<td>{n % 28 + 1} May</td><td><button class="btn">Edit</button>'
            f'<button class="btn danger">Delete</button></td></tr>'
        )
    head = "".join(f"<th><button>{h}</button></th>" for h in ("Name", "Mail", "Joined"))
    return (
        '<nav><a href="/">Home</a><a href="/people">People</a></nav><main><h1>People</h1>'
        '<form><input type="search" name="q" placeholder="Search"><button>Find</button>'
        f"</form><table><thead><tr><th></th>{head}</tr></thead>"
        f"<tbody>{''.join(told)}</tbody></table>"
        '<div class="pages"><button>Back</button><button>1</button><button>2</button>'
        "<button>3</button><button>Next</button></div></main>"
    )


def cards(number: int = 48) -> str:
    """A grid of cards, each with a heading, a price and two buttons."""
    told = "".join(
        f'<div class="Card_root__x{n}Ab3"><img src="/i/{n}.webp" alt="">'
        f"<h3>{THINGS[n % 28].title()} of {FIRST[n * 5 % 26]}</h3><p>{n * 3 % 40 + 5}.00</p>"
        '<button class="css-1q2w3e"><svg></svg></button>'
        '<button class="css-9x8y7z">Add to cart</button></div>'
        for n in range(number)
    )
    return f'<div id="root"><div class="css-ab12cd">{told}</div></div>'


def settings(number: int = 36) -> str:
    """A long form in sections, whose labels repeat from section to section."""
    sections = []
    for s in range(number // 6):
        fields = "".join(
            f'<div class="field"><label for="mui-{s * 6 + n}1">{label}</label>'
            f'<input id="mui-{s * 6 + n}1" type="{kind}"></div>'
            for n, (label, kind) in enumerate(FIELDS.items())
        )
        title = f"{THINGS[s * 3]} address".capitalize()
        sections.append(
            f"<section><h2>{title}</h2>{fields}<button>Save</button></section>"
        )
    return f"<main>{''.join(sections)}</main>"


def toolbar(number: int = 24) -> str:
    """Buttons with pictures alone, some with a title, and a menu."""
    buttons = "".join(
        f'<button class="tool"{f" title={THINGS[n].title()}" if n % 3 else ""}>'
        f'<svg class="i"><path d="M{n} 0h{n}"></path></svg></button>'
        for n in range(number)
    )
    menu = "".join(
        f'<li role="menuitem" tabindex="-1">{a} {b}</li>'
        for a in ("Insert", "Remove", "Format")
        for b in ("row", "column", "table", "cell")
    )
    return f'<div role="toolbar">{buttons}</div><ul role="menu">{menu}</ul><p>Text</p>'


def calendar() -> str:
    """Three months of days: the same numbers thrice, told apart by the months."""
    months = []
    for month in ("April", "May", "June"):
        weeks = "".join(
            "<tr>"
            + "".join(f'<td role="gridcell"><button>{d}</button></td>' for d in week)
            + "</tr>"
            for week in (range(w, min(w + 7, 31)) for w in range(1, 31, 7))
        )
        months.append(
            f'<div class="month"><h3>{month}</h3><table role="grid">{weeks}</table></div>'
        )
    return f'<div role="dialog" aria-label="Dates">{"".join(months)}</div>'


def tree(number: int = 70) -> str:
    """A menu of links in levels, with hashed classes and no ids."""
    parts = "".join(
        f'<li><a class="sc-a{n}Xy" href="/docs/{THINGS[n % 28]}/{FIRST[n % 26].lower()}">'
        f"{THINGS[n % 28].title()} and {FIRST[n % 26]}</a></li>"
        for n in range(number)
    )
    return (
        f"<aside><ul>{parts}</ul></aside><article><h1>Docs</h1><p>Words</p></article>"
    )


HARD: dict[str, Callable[[], str]] = {
    "made: people": people,
    "made: cards": cards,
    "made: settings": settings,
    "made: toolbar": toolbar,
    "made: calendar": calendar,
    "made: tree": tree,
}
