"""The faults that can be planted in the shop: one registry of what each one does.

`?bug=NAME` on any page plants one, a cookie keeps it, `?bug=none` takes it out again.
The environment variable `SAMPLE_SITE_BUG` plants one for every visitor.
"""

from __future__ import annotations

from dataclasses import dataclass

VARIABLE = "SAMPLE_SITE_BUG"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Bug:
    name: str
    page: str
    seen: str


BUGS = (
    Bug("cart-total", "/cart", "The total leaves out the last line of the cart."),
    Bug("promo-twice", "/cart", "A promo code takes its discount off twice."),
    Bug(
        "checkout-dead",
        "/checkout",
        "After a validation error, Place order does nothing more.",
    ),
    Bug("order-500", "/checkout", "Placing the order is answered with a 500."),
    Bug("double-submit", "/checkout", "One click places the same order twice."),
    Bug(
        "filter-crash",
        "/shop",
        "Changing a filter throws a TypeError and the list stays as it was.",
    ),
    Bug("slow-search", "/shop", "Search results take two and a half seconds."),
    Bug(
        "layout-jump",
        "/shop",
        "A banner arrives late and pushes the products down under the pointer.",
    ),
    Bug("renamed-button", "/product/…", "Add to cart is now called Add to basket."),
    Bug(
        "stale-count",
        "/product/…",
        "The number beside Cart stays the same after Add to cart.",
    ),
    Bug(
        "console-error",
        "/product/…",
        "Nothing on the page; a 404 and an error are in the console.",
    ),
    Bug("blank-login", "/account", "The page after a correct login is blank."),
    Bug("sse-stops", "/chat", "The answer stops half way and never ends."),
    Bug(
        "ws-drops",
        "/stock",
        "The connection closes after three updates; the page still says Live.",
    ),
    Bug("board-unsaved", "/board", "It says Saved, yet a reload brings the old order."),
    Bug("router-back", "/guide", "Back shows a chapter other than the address says."),
)
NAMES = frozenset(bug.name for bug in BUGS)


def is_known(name: str) -> bool:
    """Say whether `name` can be planted; "none" takes out what is."""
    return name == NONE or name in NAMES
