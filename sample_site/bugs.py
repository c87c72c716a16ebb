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
    caught_by: str  # the test of suite/ that fails when it is planted


BUGS = (
    Bug(
        "cart-total",
        "/cart",
        "The total leaves out the last line of the cart.",
        "test_cart.py::test_quantity_changes_the_total",
    ),
    Bug(
        "promo-twice",
        "/cart",
        "A promo code takes its discount off twice.",
        "test_promo.py::test_promo_code_is_applied_once",
    ),
    Bug(
        "checkout-dead",
        "/checkout",
        "After a validation error, Place order does nothing more.",
        "test_cart.py::test_checkout_says_what_is_wrong",
    ),
    Bug(
        "order-500",
        "/checkout",
        "Placing the order is answered with a 500.",
        "test_cart.py::test_checkout_says_what_is_wrong",
    ),
    Bug(
        "double-submit",
        "/checkout",
        "One click places the same order twice.",
        "test_cart.py::test_order_is_placed_and_kept",
    ),
    Bug(
        "filter-crash",
        "/shop",
        "Changing a filter throws a TypeError and the list stays as it was.",
        "test_catalogue.py::test_search_finds_by_name",
    ),
    Bug(
        "slow-search",
        "/shop",
        "Search results take five seconds.",
        "test_catalogue.py::test_search_finds_by_name",
    ),
    Bug(
        "layout-jump",
        "/shop",
        "A banner arrives late and pushes the products down under the pointer.",
        "test_catalogue.py::test_products_stay_where_they_are",
    ),
    Bug(
        "renamed-button",
        "/product/…",
        "Add to cart is now called Add to basket.",
        "test_cart.py::test_quantity_changes_the_total",
    ),
    Bug(
        "stale-count",
        "/product/…",
        "The number beside Cart stays the same after Add to cart.",
        "test_cart.py::test_quantity_changes_the_total",
    ),
    Bug(
        "console-error",
        "/product/…",
        "Nothing on the page; a 404 and an error are in the console.",
        "test_catalogue.py::test_product_page_logs_no_errors",
    ),
    Bug(
        "blank-login",
        "/account",
        "The page after a correct login is blank.",
        "test_account.py::test_login_and_logout",
    ),
    Bug(
        "sse-stops",
        "/chat",
        "The answer stops half way and never ends.",
        "test_live.py::test_chat_streams_its_answer",
    ),
    Bug(
        "ws-drops",
        "/stock",
        "The connection closes after three updates; the page still says Live.",
        "test_live.py::test_stock_updates_arrive",
    ),
    Bug(
        "board-unsaved",
        "/board",
        "It says Saved, yet a reload brings the old order.",
        "test_workshop.py::test_card_stays_where_it_was_dropped",
    ),
    Bug(
        "router-back",
        "/guide",
        "Back shows a chapter other than the address says.",
        "test_browser.py::test_guide_goes_back_and_forward",
    ),
)
NAMES = frozenset(bug.name for bug in BUGS)


def is_known(name: str) -> bool:
    """Say whether `name` can be planted; "none" takes out what is."""
    return name == NONE or name in NAMES
