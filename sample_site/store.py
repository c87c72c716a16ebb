"""Everything the shop remembers, in one SQLite database in memory per site.

All calls come from the one event loop thread, so there is no lock; a query of so small
a database takes less time than handing it to another thread would.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import astuple, dataclass

from sample_site import seed
from sample_site.seed import Product

_TABLES = """
DROP TABLE IF EXISTS products; DROP TABLE IF EXISTS users;
DROP TABLE IF EXISTS sessions; DROP TABLE IF EXISTS lines;
DROP TABLE IF EXISTS orders; DROP TABLE IF EXISTS cards;
DROP TABLE IF EXISTS notes; DROP TABLE IF EXISTS uploads;
CREATE TABLE products (id INTEGER PRIMARY KEY, slug TEXT UNIQUE, name TEXT,
  category TEXT, picture TEXT, cents INTEGER, stock INTEGER, rating INTEGER,
  blurb TEXT);
CREATE TABLE users (email TEXT PRIMARY KEY, name TEXT, password TEXT);
CREATE TABLE sessions (id TEXT PRIMARY KEY, email TEXT, promo TEXT DEFAULT '');
CREATE TABLE lines (session TEXT, product INTEGER, quantity INTEGER,
  PRIMARY KEY (session, product));
CREATE TABLE orders (number INTEGER PRIMARY KEY AUTOINCREMENT, session TEXT,
  email TEXT, total INTEGER, items TEXT);
CREATE TABLE cards (id TEXT PRIMARY KEY, title TEXT, lane INTEGER, position INTEGER);
CREATE TABLE notes (id INTEGER PRIMARY KEY, html TEXT);
CREATE TABLE uploads (id INTEGER PRIMARY KEY, name TEXT, size INTEGER, rows INTEGER);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence (name, seq) VALUES ('orders', 1000);
"""
_COLUMNS = "id, slug, name, category, picture, cents, stock, rating, blurb"


@dataclass(frozen=True, slots=True)
class User:
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    product: Product
    quantity: int

    @property
    def cents(self) -> int:
        return self.product.cents * self.quantity


@dataclass(frozen=True, slots=True)
class Order:
    number: int
    email: str
    total: int
    items: list[str]

    @property
    def name(self) -> str:
        return f"HG-{self.number}"


@dataclass(frozen=True, slots=True)
class Card:
    id: str
    title: str
    lane: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a visitor asked the catalogue for."""

    text: str = ""
    category: str = ""
    most_cents: int = 0
    in_stock: bool = False


class Store:
    def __init__(self) -> None:
        # Made by the thread that starts the site, used by that of the event loop.
        self._db = sqlite3.connect(
            ":memory:", check_same_thread=False, isolation_level=None
        )
        # sqlite_sequence exists once there is a table that counts.
        self._db.execute("CREATE TABLE orders (n INTEGER PRIMARY KEY AUTOINCREMENT)")
        self.reset()

    def close(self) -> None:
        self._db.close()

    def reset(self) -> None:
        """Forget everything but the seed."""
        self._db.executescript(_TABLES)
        run = self._db.executemany
        run(
            f"INSERT INTO products ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",
            [astuple(product) for product in seed.products()],
        )
        hashed = seed.password_hash(seed.PASSWORD)
        run("INSERT INTO users VALUES (?,?,?)", [(seed.EMAIL, seed.CUSTOMER, hashed)])
        run(
            "INSERT INTO cards VALUES (?,?,?,?)",
            [(*card, at) for at, card in enumerate(seed.CARDS)],
        )
        run("INSERT INTO notes VALUES (1, ?)", [(seed.NOTE,)])

    # Products

    def product(self, slug: str) -> Product | None:
        found = self._products("WHERE slug = ?", (slug,))
        return found[0] if found else None

    def product_by_id(self, number: int) -> Product | None:
        found = self._products("WHERE id = ?", (number,))
        return found[0] if found else None

    def products(self, wanted: Wanted | None = None) -> list[Product]:
        wanted = wanted or Wanted()
        return self._products(
            "WHERE name LIKE '%' || ? || '%' AND (? = '' OR category = ?)"
            " AND (? = 0 OR cents <= ?) AND (NOT ? OR stock > 0)",
            (
                wanted.text,
                wanted.category,
                wanted.category,
                wanted.most_cents,
                wanted.most_cents,
                wanted.in_stock,
            ),
        )

    def _products(self, where: str, values: tuple[object, ...]) -> list[Product]:
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM products {where} ORDER BY id", values
        )
        return [Product(*row) for row in rows]

    # Sessions

    def new_session(self) -> str:
        session = secrets.token_urlsafe(16)
        self._db.execute("INSERT INTO sessions (id) VALUES (?)", (session,))
        return session

    def has_session(self, session: str) -> bool:
        found = self._db.execute("SELECT 1 FROM sessions WHERE id = ?", (session,))
        return found.fetchone() is not None

    def user(self, session: str) -> User | None:
        row = self._db.execute(
            "SELECT users.email, users.name FROM sessions JOIN users"
            " ON users.email = sessions.email WHERE sessions.id = ?",
            (session,),
        ).fetchone()
        return User(*row) if row else None

    def log_in(self, session: str, email: str, password: str) -> bool:
        row = self._db.execute(
            "SELECT password FROM users WHERE email = ?", (email,)
        ).fetchone()
        given = seed.password_hash(password)
        if row is None or not secrets.compare_digest(row[0], given):
            return False
        self._db.execute("UPDATE sessions SET email = ? WHERE id = ?", (email, session))
        return True

    def log_out(self, session: str) -> None:
        self._db.execute("UPDATE sessions SET email = NULL WHERE id = ?", (session,))

    # Cart and orders

    def lines(self, session: str) -> list[Line]:
        rows = self._db.execute(
            "SELECT product, quantity FROM lines WHERE session = ? ORDER BY rowid",
            (session,),
        ).fetchall()
        found = ((self.product_by_id(number), quantity) for number, quantity in rows)
        return [Line(product, quantity) for product, quantity in found if product]

    def add(self, session: str, product: int, quantity: int) -> None:
        self._db.execute(
            "INSERT INTO lines VALUES (?, ?, ?) ON CONFLICT (session, product)"
            " DO UPDATE SET quantity = min(99, quantity + excluded.quantity)",
            (session, product, quantity),
        )

    def set_quantity(self, session: str, product: int, quantity: int) -> None:
        """Change a line of the cart; 0 takes it out."""
        self._db.execute(
            "UPDATE lines SET quantity = ? WHERE session = ? AND product = ?",
            (quantity, session, product),
        )
        self._db.execute("DELETE FROM lines WHERE quantity < 1")

    def promo(self, session: str) -> str:
        row = self._db.execute(
            "SELECT promo FROM sessions WHERE id = ?", (session,)
        ).fetchone()
        return row[0] if row else ""

    def set_promo(self, session: str, code: str) -> None:
        self._db.execute("UPDATE sessions SET promo = ? WHERE id = ?", (code, session))

    def place_order(self, session: str, email: str, total: int) -> Order:
        items = [f"{line.quantity} {line.product.name}" for line in self.lines(session)]
        made = self._db.execute(
            "INSERT INTO orders (session, email, total, items) VALUES (?,?,?,?)",
            (session, email, total, json.dumps(items)),
        )
        return Order(int(made.lastrowid or 0), email, total, items)

    def empty_cart(self, session: str) -> None:
        self._db.execute("DELETE FROM lines WHERE session = ?", (session,))
        self.set_promo(session, "")

    def orders(self, session: str) -> list[Order]:
        rows = self._db.execute(
            "SELECT number, email, total, items FROM orders WHERE session = ?"
            " ORDER BY number",
            (session,),
        )
        return [Order(n, email, total, json.loads(i)) for n, email, total, i in rows]

    # Workshop pages

    def cards(self) -> list[Card]:
        rows = self._db.execute("SELECT id, title, lane FROM cards ORDER BY position")
        return [Card(*row) for row in rows]

    def arrange(self, lanes: list[list[str]]) -> None:
        """Put the cards where they were dropped: the ids of each lane, in order."""
        places = [
            (lane, position, card)
            for lane, cards in enumerate(lanes)
            for position, card in enumerate(cards)
        ]
        self._db.executemany(
            "UPDATE cards SET lane = ?, position = ? WHERE id = ?", places
        )

    def note(self) -> str:
        return str(self._db.execute("SELECT html FROM notes").fetchone()[0])

    def set_note(self, html: str) -> None:
        self._db.execute("UPDATE notes SET html = ?", (html,))

    def add_upload(self, name: str, size: int, rows: int) -> None:
        self._db.execute(
            "INSERT INTO uploads (name, size, rows) VALUES (?,?,?)", (name, size, rows)
        )

    def uploads(self) -> list[tuple[str, int, int]]:
        rows = self._db.execute("SELECT name, size, rows FROM uploads ORDER BY id")
        return [(str(name), int(size), int(count)) for name, size, count in rows]
