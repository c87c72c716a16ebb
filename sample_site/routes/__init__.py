"""The pages of the shop, a module for each part of it."""

from __future__ import annotations
