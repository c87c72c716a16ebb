"""Fuzz the readers of foreign recordings: `python -m tests.fuzz.fuzz_importers`.

An input is a file. It is read or refused by an error of `replaytest.errors`.
"""

from __future__ import annotations

import gzip
import json
import sys

import atheris

with atheris.instrument_imports(include=["replaytest.importers"]):
    from replaytest.importers.read import read_foreign

from replaytest.errors import ReplaytestError
from tests.fuzz.fuzz_mirror import corpus, start
from tests.support.damage_events import whole_page


def run(data: bytes) -> None:
    try:
        sessions = read_foreign(data, "fuzz.json")
    except ReplaytestError:
        return
    assert sessions


def files() -> list[bytes]:
    """One file of each kind that is told by its content."""
    events = whole_page()
    texts = [json.dumps(event) for event in events]
    whole = json.dumps(events).encode()
    windows = [{"windowId": "w", **event} for event in events]
    exported = {"version": "2023-04-28", "data": {"id": "s", "snapshots": windows}}
    blob = [{"window_id": "w", "data": events[:3]}, ["w", events[0]]]
    return [
        whole,
        "\n".join(texts).encode(),
        gzip.compress(whole[:2000]),
        json.dumps({"events": events}).encode(),
        json.dumps(exported).encode(),
        "\n".join(json.dumps(line) for line in blob).encode(),
        b"<!DOCTYPE html><script>var events = " + whole + b"</script>",
        json.dumps({"sequence": 1}).encode() + b"\n" + whole,
    ]


def main() -> None:
    with corpus(files()) as folder:
        start(run, folder, sys.argv)


if __name__ == "__main__":
    main()
