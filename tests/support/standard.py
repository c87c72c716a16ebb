"""A recording as others would have made it: rrweb's own events, in PostHog's export.

What is left of a recording of ours is what PostHog's recorder keeps of the same session
with `maskAllInputs: false`: pages, changes and interactions. All that our own recorder
adds is gone, and so is `userTriggered`, an option that PostHog does not set.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from replaytest.exporters.posthog import posthog_json
from replaytest.importers.read import read_foreign
from replaytest.importers.store import import_session
from replaytest.redrive.values import Values
from replaytest.rrweb import EventType, Source
from replaytest.store.folder import Store
from replaytest.store.read import Recording, read
from replaytest.timelines import plan_of

_OWN_TYPES = (int(EventType.CUSTOM), int(EventType.PLUGIN))


def exported(recording: Recording, values: Values) -> dict[str, Any]:
    """Return PostHog's export of a recording, with rrweb's events alone.

    `values` are what was typed into fields that our recorder masks and PostHog's does
    not: all but passwords.
    """
    export: dict[str, Any] = json.loads(b"".join(posthog_json(recording)))
    data = export["data"]
    data["person"] = None
    _reveal(data["snapshots"], recording, values)
    data["snapshots"] = [
        _as_posthog_keeps_it(event)
        for event in data["snapshots"]
        if event["type"] not in _OWN_TYPES
    ]
    return export


def standard_recording(recording: Recording, values: Values, folder: Path) -> Recording:
    """Export, write the file, import it into the store `folder`, read it from there."""
    file = folder / f"{recording.session}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(exported(recording, values)), "utf-8")
    session = read_foreign(file)[0]
    return read(import_session(session, Store.create(folder / "store")).path)


def _reveal(
    snapshots: list[dict[str, Any]], recording: Recording, values: Values
) -> None:
    """Put into input events, in place, what was typed: in the order of the plan."""
    times = Counter[str]()
    typed = [e for e in plan_of(recording).steps if e.kind == "fill" and e.masked]
    for step in typed:
        target = step.target
        if target is None or target.features.type == "password":
            continue
        text = values.of(target.features, step.value or "", times[target.words]).text
        times[target.words] += 1
        for event in snapshots:
            data = event["data"]
            own = data.get("source") == Source.INPUT and data["id"] == target.hit
            if own and step.at <= event["timestamp"] <= step.until:
                data["text"] = text


def _as_posthog_keeps_it(event: dict[str, Any]) -> dict[str, Any]:
    data = event["data"]
    if data.get("source") != Source.INPUT:
        return event
    plain = {name: value for name, value in data.items() if name != "userTriggered"}
    return event | {"data": plain}
