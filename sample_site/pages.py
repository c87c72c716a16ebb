"""Every page of the shop that a plain GET shows, for tests that visit them all."""

from __future__ import annotations

# /cart and /account show what a newcomer sees: an empty cart, the login form.
PAGES = (
    "/",
    "/shop",
    "/shop?q=mug",
    "/shop?category=Bags&price=5000&stock=1",
    "/product/tide-mug",
    "/product/storm-lantern",
    "/cart",
    "/login",
    "/account",
    "/gift-card",
    "/chat",
    "/stock",
    "/workshop",
    "/board",
    "/warehouse",
    "/sales",
    "/notes",
    "/files",
    "/dialogs",
    "/pickup",
    "/pickup/choose",
    "/guide",
    "/guide/sizes",
    "/guide/care",
    "/guide/returns",
    "/privacy",
    "/trusted",
    "/frames",
    "/frames/inner",
    "/frames/leaf",
)
