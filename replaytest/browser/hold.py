"""Leave a request unanswered.

Touches Playwright's private names, as `instrument` does.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any


def hold(route: Any) -> None:
    """Leave a route's request waiting for as long as its page is there.

    Playwright has a task for each route, which waits until the route is dealt with. Of
    one that never is, asyncio prints "Task was destroyed but it is pending" when the
    browser is gone; so the task hears that it is, and the browser hears nothing.
    """
    with suppress(Exception):  # a Playwright that names it otherwise: it will print
        route._report_handled(True)  # noqa: SLF001 - there is no public way
