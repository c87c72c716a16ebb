"""What the shop holds after a reset: products, one customer, board, reviews, notes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

CATEGORIES = ("Kitchen", "Lighting", "Textiles", "Stationery", "Outdoor", "Bags")

# name, picture, price in cents; stock and colours follow from the position.
_GOODS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "Kitchen": (
        ("Tide Mug", "mug", 1800),
        ("Quay Teapot", "teapot", 4600),
        ("Gull Bowl", "bowl", 2200),
        ("Oak Board", "board", 3400),
        ("Breakwater Jug", "jug", 3900),
        ("Skipper Mug", "mug", 2000),
        ("Pebble Bowl", "bowl", 1600),
        ("Galley Board", "board", 2900),
        ("Driftwood Teapot", "teapot", 5200),
        ("Milk Jug", "jug", 2400),
    ),
    "Lighting": (
        ("Pier Lamp", "lamp", 8900),
        ("Storm Lantern", "lantern", 5400),
        ("Buoy Pendant", "pendant", 11900),
        ("Beeswax Candle", "candle", 1400),
        ("Chart Table Lamp", "lamp", 9800),
        ("Deck Lantern", "lantern", 4800),
        ("Dusk Pendant", "pendant", 9900),
        ("Sea Salt Candle", "candle", 1900),
        ("Reading Lamp", "lamp", 7600),
        ("Harbor Light", "lantern", 6900),
    ),
    "Textiles": (
        ("Wave Blanket", "blanket", 7900),
        ("Sailcloth Cushion", "cushion", 3200),
        ("Linen Towel", "towel", 2600),
        ("Fisherman Throw", "blanket", 9400),
        ("Knot Cushion", "cushion", 3600),
        ("Bath Towel", "towel", 3100),
        ("Cabin Blanket", "blanket", 8800),
        ("Striped Cushion", "cushion", 2900),
        ("Tea Towel Pair", "towel", 1900),
        ("Picnic Rug", "blanket", 5600),
    ),
    "Stationery": (
        ("Log Book", "notebook", 1700),
        ("Cedar Pencils", "pencils", 900),
        ("Postcard Set", "card", 1200),
        ("Field Notes", "notebook", 1100),
        ("Draughting Set", "pencils", 2400),
        ("Letter Paper", "card", 1500),
        ("Tide Almanac", "notebook", 2100),
        ("Marker Trio", "pencils", 1300),
        ("Gift Cards", "card", 1000),
        ("Sketch Book", "notebook", 2300),
    ),
    "Outdoor": (
        ("Copper Watering Can", "can", 6200),
        ("Herb Pot", "plant", 1800),
        ("Brass Compass", "compass", 7400),
        ("Zinc Watering Can", "can", 3900),
        ("Window Planter", "plant", 2700),
        ("Pocket Compass", "compass", 4100),
        ("Terrace Can", "can", 3300),
        ("Sea Thrift", "plant", 1400),
        ("Hiker Compass", "compass", 3600),
        ("Rosemary Pot", "plant", 1600),
    ),
    "Bags": (
        ("Market Tote", "tote", 2800),
        ("Dock Backpack", "backpack", 9600),
        ("Canvas Pouch", "pouch", 1900),
        ("Weekend Tote", "tote", 5400),
        ("City Backpack", "backpack", 8400),
        ("Pencil Pouch", "pouch", 1200),
        ("Beach Tote", "tote", 3200),
        ("Rolltop Backpack", "backpack", 11200),
        ("Travel Pouch", "pouch", 2500),
        ("Book Tote", "tote", 2200),
    ),
}

_BLURBS = {
    "Kitchen": "Thrown and fired a street away from the quay; safe in the dishwasher.",
    "Lighting": "Warm light for long evenings, wired and tested by hand.",
    "Textiles": "Woven from undyed wool and flax, and softer after every wash.",
    "Stationery": "Paper that takes ink without a blot, bound to lie flat.",
    "Outdoor": "Made to be left out in the rain and to look the better for it.",
    "Bags": "Waxed canvas, double seams, and a strap that outlives the bag.",
}


@dataclass(frozen=True, slots=True)
class Product:
    id: int
    slug: str
    name: str
    category: str
    picture: str
    cents: int
    stock: int
    rating: int
    blurb: str


def products() -> tuple[Product, ...]:
    """Return the 60 products, the categories taking turns."""
    made: list[Product] = []
    for row in range(10):
        for category in CATEGORIES:
            name, picture, cents = _GOODS[category][row]
            number = len(made) + 1
            made.append(
                Product(
                    id=number,
                    slug=name.lower().replace(" ", "-"),
                    name=name,
                    category=category,
                    picture=picture,
                    cents=cents,
                    # One in seven is sold out, never one of the first six.
                    stock=0 if number % 7 == 0 else (number * 13) % 24 + 2,
                    rating=3 + number % 3,
                    blurb=_BLURBS[category],
                )
            )
    return tuple(made)


EMAIL = "ada@example.com"
PASSWORD = "correct-horse"
CUSTOMER = "Ada Lovelace"
PROMOS = {"HARBOR10": 10, "WELCOME20": 20}

LANES = ("To pack", "Packing", "Shipped")
CARDS = (
    ("card-1", "Tide Mug for Grace", 0),
    ("card-2", "Storm Lantern for Alan", 0),
    ("card-3", "Wave Blanket for Edith", 0),
    ("card-4", "Log Book for Karl", 1),
    ("card-5", "Market Tote for Mary", 1),
    ("card-6", "Herb Pot for Emmy", 2),
)

REVIEWS = (
    ("Grace", 5, "Even nicer than in the picture."),
    ("Alan", 4, "Arrived well packed. I would order it again."),
    ("Edith", 3, "Good, though a little smaller than I thought."),
)

NOTE = "<p>Ring the bell at the <b>side door</b>.</p><p>Leave parcels in the shed.</p>"


@lru_cache
def password_hash(password: str) -> str:
    """Return the hash kept for a password; one salt, since there is one customer."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), b"harbor", 20_000).hex()
