"""NDJSON for notebooks: one flat object a line, of any number of recordings.

`pandas.read_json(path, lines=True)`, `polars.read_ndjson(path)` and DuckDB's
`read_json` take it as a table. One way: `rrweb` and `posthog` are for playing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from replaytest.exporters.flat import event_rows
from replaytest.exporters.source import OnEvent, json_of
from replaytest.store.read import Recording


def ndjson(
    recordings: Iterable[Recording], *, on_event: OnEvent | None = None
) -> Iterator[bytes]:
    """Yield a line for each event, in file order, with `flat.EVENT_COLUMNS` as keys.

    Every line has all keys. Holds one event at a time. Raises `OSError` if a file went
    away meanwhile.
    """
    for recording in recordings:
        for row in event_rows(recording, on_event):
            yield json_of(row) + b"\n"
