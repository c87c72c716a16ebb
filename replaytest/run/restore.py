"""A context as it was when a recording began: settings, cookies, storage.

For a context that is still to be made `context_options` and `storage_state` are best:
the browser itself then knows cookies and local storage before any page is there.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any, Self

from replaytest.browser import instrument
from replaytest.redrive.stubs.origins import Origins
from replaytest.redrive.stubs.read import network_of
from replaytest.rrweb import EventType
from replaytest.run.routes import call
from replaytest.run.stored import Stored, stored_of
from replaytest.store.read import Recording

# Playwright's options by the names in the event.
_TAKEN = {
    "locale": "locale",
    "timezone": "timezone_id",
    "deviceScaleFactor": "device_scale_factor",
    "colorScheme": "color_scheme",
}
_TELLING = (EventType.META, EventType.CUSTOM, EventType.PLUGIN)
_ENGINES = {"chromium": "Chrome/", "firefox": "Firefox/", "webkit": "Version/"}
# Sets what is not there yet, in the first document of a tab: a page that empties its
# storage (a logout) must find it empty afterwards.
_SCRIPT = """((all) => {
  const [entry] = performance.getEntriesByType("navigation");
  const values = all[location.origin];
  if (!values || history.length > 2 || entry?.type === "reload") return;
  const mark = "__replaytest_restored";
  const areas = [localStorage, sessionStorage];
  for (const [at, area] of areas.entries()) {
    const stored = values[at];
    if (!Object.keys(stored).length || area.getItem(mark)) continue;
    for (const [key, value] of Object.entries(stored)) area.setItem(key, value);
    area.setItem(mark, "1");
  }
})(%s)"""


class Restored:
    """What `restore` gives; `missing` says in words what was not restored."""

    def __init__(self, inner: Any, stored: Stored) -> None:
        self.missing = tuple(stored.missing)
        self._inner = inner
        self._stored = stored

    def __await__(self) -> Generator[Any, Any, Self]:
        return self._restored().__await__()

    async def _restored(self) -> Self:
        if not instrument.is_sync(self._inner):
            await self.put()
        return self

    async def put(self) -> None:
        """Put it in place, on the context's event loop."""

        async def all_of_it() -> None:
            stored = self._stored
            if stored.cookies:
                await call(self._inner.add_cookies, cookies=stored.cookies)
            if stored.local or stored.session:
                script = storage_script(stored)
                await call(self._inner.add_init_script, script=script)

        await instrument.internally(self._inner, all_of_it)


def restore(
    context: Any, recording: Recording, *, base_url: str | None = None
) -> Restored:
    """Give a `BrowserContext` the cookies and storage that a recording began with.

    With the sync API it is done when this returns; with the async one `await` it.
    Values are known only of recordings that were made with `record_storage = "values"`.
    Local and session storage come with the first document of each tab.

    Raises:
        UsageError: this is no context.
    """
    _, inner = instrument.implementation(context)
    restored = Restored(inner, _stored(recording, base_url))
    if instrument.is_sync(inner):
        instrument.run(inner, restored.put)
    return restored


def storage_state(
    recording: Recording, *, base_url: str | None = None
) -> dict[str, Any]:
    """Return `storage_state` for `browser.new_context`; session storage is no part."""
    stored = _stored(recording, base_url)
    origins = [
        {
            "origin": origin,
            "localStorage": [{"name": k, "value": v} for k, v in values.items()],
        }
        for origin, values in stored.local.items()
    ]
    return {"cookies": stored.cookies, "origins": origins}


def context_options(
    settings: Mapping[str, Any], *, engine: str = "chromium", stubbed: bool = False
) -> dict[str, Any]:
    """Return the options for `browser.new_context` under which a recording was made.

    `settings` are those of its first document (`redrive.settings`). The user agent is
    taken if the recording's engine is `engine`. Permissions are not recorded. Service
    workers are blocked in `stubbed` runs: they could not be answered.
    """
    options: dict[str, Any] = {"service_workers": "block"} if stubbed else {}
    for name, option in _TAKEN.items():
        if settings.get(name):
            options[option] = settings[name]
    size = settings.get("viewport")
    if isinstance(size, Mapping) and size.get("width") and size.get("height"):
        options["viewport"] = {"width": size["width"], "height": size["height"]}
    if settings.get("reducedMotion"):
        options["reduced_motion"] = "reduce"
    if settings.get("touch"):
        options["has_touch"] = True
    agent = str(settings.get("userAgent") or "")
    if _ENGINES.get(engine, "\0") in agent:
        options["user_agent"] = agent
        if settings.get("touch") and "Mobile" in agent and engine != "firefox":
            options["is_mobile"] = True
    return options


def storage_script(stored: Stored) -> str:
    """Return the init script that sets both storages of each origin once."""
    known = {*stored.local, *stored.session}
    values = {
        each: (stored.local.get(each, {}), stored.session.get(each, {}))
        for each in sorted(known)
    }
    return _SCRIPT % json.dumps(values)


def _stored(recording: Recording, base_url: str | None) -> Stored:
    # Read once, and no pages: of these there is nothing to be known here.
    told = list(recording.events(types=_TELLING))
    origins = Origins.of(network_of(told).first_url, base_url)
    return stored_of(told, recording.header.get("mask"), origins)
