"""Three workloads on applications of others: the journeys of tests/outside.

Skipped, with the reason, where `make outside-install` was not run.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from tests.benchmarks.recording.workloads import Workload
from tests.outside.install import HERE, VENV

# In an order in which each one begins with a new document.
_JOURNEYS = {
    "mui": (
        "test_the_grid_is_sorted_paged_and_edited_in_its_cell",
        "test_a_person_is_added_in_a_dialog",
        "test_a_trip_is_booked_step_by_step",
    ),
    "element_plus": (
        "test_a_person_is_added_in_a_drawer_that_checks",
        "test_the_table_is_sorted_filtered_and_unfolded",
        "test_a_trip_is_booked_with_every_kind_of_field",
    ),
    "django_admin": (
        "test_a_book_is_added_with_every_kind_of_widget",
        "test_books_are_searched_filtered_and_sorted",
        "test_copies_are_edited_in_line",
    ),
}


def installed() -> tuple[list[Workload], list[str]]:
    """Return the workloads that can run here, and why others cannot."""
    found, missing = [], []
    for name in _JOURNEYS:
        needed = (
            VENV / "installed"
            if name == "django_admin"
            else HERE / "apps" / name / "dist" / "index.html"
        )
        if needed.exists():
            found.append(_workload(name))
        else:
            missing.append(f"{name} is not installed: make outside-install")
    return found, missing


def _workload(name: str) -> Workload:
    return Workload(
        f"outside-{name.replace('_', '-')}",
        _drive(name),
        site=name,
        prepare=_signed_in if name == "django_admin" else _nothing,
        context={"timezone_id": "UTC"},
    )


def _drive(name: str) -> Callable[[Page], None]:
    def drive(page: Page) -> None:
        module = importlib.import_module(f"tests.outside.apps.{name}.test_journeys")
        for journey in _JOURNEYS[name]:
            getattr(module, journey)(page)

    return drive


def _nothing(_context: BrowserContext, _url: str) -> None:
    """Prepare nothing."""


def _signed_in(context: BrowserContext, url: str) -> None:
    from tests.outside.apps.django_admin.serve import SESSION

    context.add_cookies([{"name": "sessionid", "value": SESSION, "url": url}])
