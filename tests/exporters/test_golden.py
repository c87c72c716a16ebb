"""A known recording gives the known files, byte for byte. See fixtures/exports/README.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from replaytest.exporters.har import har_json
from replaytest.exporters.ndjson import ndjson
from replaytest.exporters.posthog import posthog_json
from replaytest.exporters.rrweb import rrweb_json
from replaytest.model import Test
from tests.exporters.builders import custom, event, joined, meta, network, recorded
from tests.exporters.test_har import API, POSTHOG
from tests.support.builders import click, full_snapshot

FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
FORMS = {
    "tab-1.json": lambda recording: rrweb_json(recording, 1),
    "posthog.json": posthog_json,
    "requests.har": har_json,
    "events.ndjson": lambda recording: ndjson([recording]),
}


@pytest.fixture
def recording(tmp_path):
    pairs = [
        (1, event(0, {}, 0)), (1, meta(1)), (1, full_snapshot(1)), (1, event(1, {}, 20)),
        (1, custom("identify", {"person": "person-" + "0" * 32}, 30)), (1, click(40)),
        (2, meta(700, "http://shop.test/help")),
        (1, network([POSTHOG, {"name": API, "method": "GET"}], 600)),
    ]  # fmt: skip
    return recorded(
        tmp_path / "s.replaytest",
        pairs,
        test=Test("tests/test_cart.py::test_pays", 1, "gw0", "run"),
        browser={"name": "chromium", "version": "156.0"},
    )


@pytest.mark.parametrize("name", FORMS)
def test_a_known_recording_gives_the_known_file(recording, tmp_path, name, monkeypatch):
    monkeypatch.setattr("replaytest.exporters.har.version", lambda _: "0")
    found = joined(FORMS[name](recording))
    known = FIXTURES / name
    if not known.is_file() or known.read_bytes() != found:
        actual = tmp_path / name
        actual.write_bytes(found)
        pytest.fail(f"not as it was. If it is right: cp {actual} {known}")
