"""A browser context as the recorded one was, as far as a recording may decide that.

A recording may be anybody's: what it says of its settings is looked at before a browser
is given it, and of what it had stored a run takes what is of hosts that it may ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from replaytest.errors import CaptureError, UsageError
from replaytest.run.act import MOST_PIXELS
from replaytest.run.guard import Guard
from replaytest.run.hosts import Hosts, host_of, is_local
from replaytest.run.model import Options
from replaytest.run.restore import context_options, storage_state
from replaytest.store.read import Recording

_MOST_SCALE = 8
_LOCALE = re.compile(r"[A-Za-z]{2,8}([-_][A-Za-z0-9]{1,8}){0,4}")
_ZONE = re.compile(r"[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")
_AGENT = re.compile(r"[\x20-\x7e]{1,1000}")
_SCHEMES = ("light", "dark", "no-preference")


def hosts_of(was_at: str, options: Options) -> Hosts:
    """Return whom a run may talk to: its base URL, and what the user has allowed.

    Without a base URL the application is where it `was_at`, if that is on this machine:
    a recording shall not say which other hosts are asked. Answers of "stub" ask nobody.

    Raises:
        UsageError: it was elsewhere, or `options.allow` names no host.
    """
    hosts = Hosts.of(
        base_url := options.base_url or was_at,
        options.allow,
        writes=options.network == "live",
    )
    if options.network == "stub":
        return Hosts()
    if base_url and not options.base_url and not is_local(base_url):
        raise UsageError(
            f"the recording is of {_shown(base_url)}, which is not this machine",
            where="--base-url",
            fix="name the application that is to be asked, even if it is that one",
        )
    return hosts


async def new_context(
    recording: Recording,
    settings: Mapping[str, Any],
    browser: Any,
    guard: Guard,
    options: Options,
) -> tuple[Any, list[str]]:
    """Return a context that is as the recorded one was, and may talk to few.

    `settings` are those of its first document; what of them was left out is also
    returned, in words.

    Raises:
        CaptureError: the browser does not make it.
    """
    notes: list[str] = []
    recorded = context_options(
        sane(settings, notes.append),
        engine=browser.browser_type.name,
        stubbed=options.network != "live",
    )
    state = storage_state(recording, base_url=options.base_url or None)
    if options.network != "stub":
        state = only_of(guard.hosts, state)
    with typed("no context can be made that is as the recorded one was"):
        context = await browser.new_context(
            **recorded | guard.context_options(), storage_state=state
        )
    await guard.watch(context)
    return context, notes


def sane(settings: Mapping[str, Any], note: Callable[[str], None]) -> dict[str, Any]:
    """Return those settings of a recording that a browser can have."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        can_be = _CHECKS.get(name)
        if value is None or value == "" or can_be is None:
            continue
        if can_be(value):
            found[name] = value
        else:
            note(f"no browser can have this, so it is left out: {name} {value!r:.80}")
    return found


def _is_size(value: Any) -> bool:
    sides = [value.get(s) for s in ("width", "height")] if _is_table(value) else []
    return bool(sides) and all(type(n) is int and 0 < n <= MOST_PIXELS for n in sides)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_scale(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value <= _MOST_SCALE


def _is_zone(value: Any) -> bool:
    # Where Python knows none it cannot tell; then the browser does.
    return isinstance(value, str) and (_knows_zone(value) or not _knows_zone("UTC"))


def _knows_zone(name: str) -> bool:
    # By one file: to list all zones some 600 are opened.
    try:
        return bool(_ZONE.fullmatch(name) and ZoneInfo(name))
    except (OSError, ValueError, ZoneInfoNotFoundError):
        return False


def _is_agent(value: Any) -> bool:
    return isinstance(value, str) and bool(_AGENT.fullmatch(value))


def _is_locale(value: Any) -> bool:
    return isinstance(value, str) and bool(_LOCALE.fullmatch(value))


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "viewport": _is_size,
    "deviceScaleFactor": _is_scale,
    "locale": _is_locale,
    "timezone": _is_zone,
    "userAgent": _is_agent,
    "colorScheme": lambda value: value in _SCHEMES,
    "reducedMotion": lambda value: isinstance(value, bool),
    "touch": lambda value: isinstance(value, bool),
}


def only_of(hosts: Hosts, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a browser stored (`storage_state`) of hosts that a run may ask."""
    return {
        "cookies": [c for c in state["cookies"] if hosts.has_cookie(str(c["domain"]))],
        "origins": [o for o in state["origins"] if hosts.may_ask(host_of(o["origin"]))],
    }


@contextmanager
def typed(problem: str) -> Iterator[None]:
    """Have errors of Playwright be ours.

    Raises:
        CaptureError: `problem`, and Playwright's first line.
    """
    try:
        yield
    except Exception as error:
        if not type(error).__module__.startswith("playwright."):
            raise
        lines = str(error).strip().splitlines() or [repr(error)]
        raise CaptureError(f"{problem}: {lines[0][:300]}") from error


def _shown(url: str) -> str:
    return url if len(url) <= 100 and url.isprintable() else repr(url[:100])
