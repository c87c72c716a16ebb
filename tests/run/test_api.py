"""`replaytest.redrive`: from any code, in any colour."""

from __future__ import annotations

import asyncio

import pytest

import replaytest
import replaytest.redrive.model  # a package of the same name as the function
from replaytest.errors import (
    ApplicationNotThere,
    NotARecording,
    RecordingNotFound,
    UsageError,
)
from replaytest.recorder import Recorder
from replaytest.run.api import opened, values_of
from replaytest.run.keeper import close, keeper
from replaytest.store.folder import Store
from tests.support.counter import PAGE, counter, recorded
from tests.support.loops import in_a_loop


@pytest.fixture(scope="module")
def site():
    with counter() as running:
        yield running
    close()


@pytest.fixture(autouse=True)
def _as_it_was(site):
    site.page = PAGE


@pytest.fixture(scope="module")
def recording(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recorded")
    return in_a_loop(recorded(site.url, folder))


def test_a_visit_is_done_again_and_matches(site, recording):
    run = replaytest.redrive(recording, base_url=site.url)
    run.check()
    assert [done.step.kind for done in run.steps if not done.step.minor] == [
        "navigate",
        "click",
        "click",
    ]


def test_a_run_says_what_it_was_a_run_of(site, recording, tmp_path):
    run = replaytest.redrive(str(recording), base_url=site.url, folder="runs")
    told = replaytest.read(run.path).header["redrive"]
    assert (tmp_path / "runs" / told["of"]).resolve() == recording.resolve()
    assert told["session"] == replaytest.read(recording).session


def test_what_differs_is_told_in_a_block(site, recording):
    site.page = PAGE.replace("++count", "count += 2")
    run = replaytest.redrive(replaytest.read(recording), base_url=site.url)
    with pytest.raises(AssertionError) as caught:
        run.check()
    first, *rest = str(caught.value).splitlines()
    assert first.startswith("diverged at step 2: ")
    assert "    expected: matched" in rest
    assert '    step 2: click button "Add"' in rest
    assert any("2 so far" in line for line in rest)
    assert all(line.isprintable() for line in [first, *rest])
    run.check(expect="diverged")
    run.check(expect=["matched", "diverged"])


def test_what_is_not_there_any_more_is_told_with_the_nearest(site, recording):
    site.page = PAGE.replace(">Add<", ">Take away<")
    run = replaytest.redrive(recording, base_url=site.url)
    with pytest.raises(AssertionError, match="blocked at step 2"):
        run.check()


def test_it_can_be_called_within_async_code(site, recording):
    async def visit():
        direct = replaytest.redrive(recording, base_url=site.url)
        later = await asyncio.to_thread(
            replaytest.redrive, recording, base_url=site.url
        )
        return direct, later

    assert [run.verdict for run in in_a_loop(visit())] == ["matched", "matched"]


def test_it_can_be_called_beside_the_sync_api(site, recording, page):
    page.goto(site.url)
    assert replaytest.redrive(recording, base_url=site.url).verdict == "matched"
    assert page.title() == "Counter"


def test_a_suite_that_is_recorded_does_not_record_a_run(site, recording, tmp_path):
    problems = []
    recorder = Recorder(Store.create(tmp_path / "suite"), on_problem=problems.append)
    recorder.start()
    recorder.begin(None)
    assert replaytest.redrive(recording, base_url=site.url).verdict == "matched"
    assert recorder.end("passed", []) == []
    recorder.stop()
    assert problems == []


def test_the_browser_stays_until_it_is_closed(site, recording):
    before = keeper()
    replaytest.redrive(recording, base_url=site.url)
    assert keeper() is before
    close()
    assert replaytest.redrive(recording, base_url=site.url).verdict == "matched"
    assert keeper() is not before


def test_a_page_that_a_script_has_written_has_no_address(browser, tmp_path):
    context = browser.new_context()
    with replaytest.record(context, folder=tmp_path) as made:
        page = context.new_page()
        page.set_content("<button>Buy</button>")
        page.get_by_role("button").click()
    context.close()
    with pytest.raises(UsageError, match="no address to begin at"):
        replaytest.redrive(made.paths[0], base_url="http://127.0.0.1:45679")


def test_nobody_there_is_an_error_of_one_line(recording):
    with pytest.raises(ApplicationNotThere, match="does not answer"):
        replaytest.redrive(recording, base_url="http://127.0.0.1:45679")


def test_a_run_that_comes_to_no_page_says_why(site, recording):
    offline = replaytest.redrive(recording, base_url=site.url, network="stub")
    assert (offline.verdict, offline.at_step) == ("blocked", 1)
    (missed,) = offline.missed
    assert missed.startswith(f"GET {site.url}/: recorded without body: such files")
    with pytest.raises(AssertionError, match="step 1: the recording has no answer"):
        offline.check()

    closed = replaytest.redrive(recording, base_url="http://127.0.0.1:9")
    with pytest.raises(AssertionError, match="blocked at step 1: .*UNSAFE_PORT"):
        closed.check()


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"network": "none"}, "no network is called 'none'"),
        ({"allow": "a.example"}, "this is no list"),
        ({"values": {"Password": [None]}}, "'Password' is no text"),
    ],
)
def test_wrong_options_are_told(recording, options, what):
    with pytest.raises(UsageError, match=what):
        replaytest.redrive(recording, **options)


def test_wrong_files_are_told(tmp_path):
    (tmp_path / "notes.json").write_text('{"a": 1}')
    with pytest.raises(NotARecording):
        replaytest.redrive(tmp_path / "notes.json")
    with pytest.raises(RecordingNotFound):
        replaytest.redrive(tmp_path / "nothing.replaytest")


def test_a_file_of_others_is_there_for_the_block(recording, tmp_path):
    export = tmp_path / "visit.json"
    lines = [event for _, event in replaytest.read(recording).events()]
    export.write_bytes(json(lines))
    with opened(export) as found:
        assert found.event_count == len(lines)
    assert not found.path.exists()
    with (
        pytest.raises(UsageError, match="there are 1 sessions"),
        opened(export, session=1),
    ):
        pass


def json(value):
    import orjson

    return orjson.dumps(value)


def test_values_are_a_table_a_file_or_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("REPLAYTEST_VALUE_CODE", "1")
    (tmp_path / "own.toml").write_text('Code = "2"')
    tables = [None, tmp_path / "own.toml", {"code": "3"}, {"Code": ["4", "5"]}]
    assert [values_of(each).of(None, "code").text for each in tables] == [*"1234"]
