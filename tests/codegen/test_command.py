"""`codegen` prints a test, or writes it into a file."""

from __future__ import annotations

import pytest

from replaytest.cli.main import main
from replaytest.model import Test
from replaytest.store.folder import Store
from tests.mirror.events import START, element, page
from tests.redrive import acts
from tests.support.builders import write_recording


@pytest.fixture
def recorded(tmp_path):
    store = Store.create(tmp_path / "store")
    password = element(10, "input", type="password", **{"aria-label": "Password"})
    return write_recording(
        store.root / "sessions" / "one" / "session.replaytest",
        [*page(password), acts.value(100, 10, "********")],
        store=store,
        started_at=START,
        test=Test("tests/test_cart.py::test_logs_in[chromium]", 1, "", "run"),
        end={"record": "end", "at": START + 30000, "outcome": "passed"},
    )


def test_it_is_printed(recorded, capsys):
    assert main(["codegen", str(recorded)]) == 0
    printed = capsys.readouterr()
    assert "def test_logs_in(page: Page) -> None:\n" in printed.out
    assert "set it to run the test: REPLAYTEST_VALUE_PASSWORD" in printed.err


def test_it_is_written(recorded, tmp_path, capsys):
    main(["codegen", str(recorded)])
    text = capsys.readouterr().out
    assert main(["codegen", str(recorded), "-o", str(tmp_path / "test_a.py")]) == 0
    assert (tmp_path / "test_a.py").read_text("utf-8") == text
    assert capsys.readouterr().out.endswith("test_a.py\n")


def test_where_it_cannot_be_written_is_said(recorded, tmp_path, capsys):
    target = tmp_path / "none" / "test_a.py"
    assert main(["codegen", str(recorded), "-o", str(target)]) == 3
    said = capsys.readouterr().err
    assert "the test cannot be written" in said
    assert "Traceback" not in said
