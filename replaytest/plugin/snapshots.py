"""`assert_dom`: from a test and its options to `baseline.check`, in both colours."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from replaytest.baseline.check import Asked, Outcome, checked
from replaytest.baseline.files import place
from replaytest.baseline.live import inner_page
from replaytest.config import Options
from replaytest.diff.noise import Noise
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from replaytest.store.folder import Store

if TYPE_CHECKING:
    from replaytest.plugin.recording import RecordingPlugin

ACTUAL = "actual"
# Where other plugins keep that they were asked to renew theirs: syrupy,
# pytest-snapshot, pytest-playwright-visual.
OTHERS = ("update_snapshots", "snapshot_update")


def assert_dom(
    request: pytest.FixtureRequest,
    plugin: RecordingPlugin | None,
    options: Callable[[], Options],
    page: Any,
    name: str,
    *,
    timeout: float,
    update: bool,
) -> Awaitable[None]:
    """Compare a page with the baseline `name` of the test; see `SessionRecording`."""
    __tracebackhide__ = True
    inner = inner_page(page)
    asked = _asked(request, plugin, options, name)
    asked = replace(asked, timeout=timeout, update=update)
    outcome = checked(inner, asked)
    if not isinstance(outcome, Outcome):
        return _later(outcome)
    _raise(outcome)
    return _Done()


class _Done:
    """What is over may be awaited as well."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


async def _later(outcome: Coroutine[Any, Any, Outcome]) -> None:
    __tracebackhide__ = True
    _raise(await outcome)


def _raise(outcome: Outcome) -> None:
    __tracebackhide__ = True
    if outcome.fails:
        raise AssertionError(outcome.message)


def _asked(
    request: pytest.FixtureRequest,
    plugin: RecordingPlugin | None,
    resolved: Callable[[], Options],
    name: str,
) -> Asked:
    root = request.config.rootpath
    options = plugin.options if plugin else resolved()
    rules = plugin.rules if plugin else Rules.load(root)
    # Where nothing is recorded there is no recording in which equal values should look
    # equal, and drawn ones would be others in each run.
    rules = replace(rules, tokens="shape")
    secrets = (
        plugin.secrets if plugin else Secrets.of(rules, os.environ, options.secrets)
    )
    test = secrets.mask_text(_test_name(request.node))
    path = place(request.node.path, test, name)
    return Asked(
        name=name,
        path=_short(path),
        actual=_short(_actual(options.folder, root, path)),
        noise=Noise.load(root),
        rules=rules,
        secrets=secrets,
    )


def _actual(folder: Path, root: Path, path: Path) -> Path:
    """Return where a page that differs is written: in the store, which git ignores."""
    Store.create(folder)
    try:
        relative = path.relative_to(root)
    except ValueError:  # tests outside of the rootdir
        relative = Path(*path.parts[-3:])
    parts = (part for part in relative.parts if part != "__snapshots__")
    return folder.joinpath(ACTUAL, *parts)


def _test_name(node: Any) -> str:
    """Return `TestCart.test_pay[eur]`: the browser is none of its parameters."""
    parts = [part.name for part in node.listchain() if isinstance(part, pytest.Class)]
    callspec = getattr(node, "callspec", None)
    name = getattr(node, "originalname", None) or node.name
    if callspec is None:
        return ".".join([*parts, name])
    # One page, one baseline: browsers build the same DOM of it.
    browser = callspec.params.get("browser_name")
    told = [each for each in callspec.id.split("-") if each != browser]
    return ".".join([*parts, name]) + (f"[{'-'.join(told)}]" if told else "")


def _short(path: Path) -> Path:
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path


def is_update(config: pytest.Config, own: str) -> bool:
    """Say whether baselines are to be renewed, by our flag or another plugin's."""
    return any(bool(config.getoption(each, False)) for each in (own, *OTHERS))
