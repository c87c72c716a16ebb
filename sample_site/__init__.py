"""Harbor Goods: a small real shop to record, used by the demo and the browser tests."""

from __future__ import annotations
