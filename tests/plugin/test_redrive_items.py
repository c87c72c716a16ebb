"""Recordings in a folder are tests; the fixture `redrive` does one within a test."""

from __future__ import annotations

import shutil
import xml.etree.ElementTree as ET

import orjson
import pytest

import replaytest
from replaytest.cli.main import main
from replaytest.run import keeper
from replaytest.store.alone import write_alone
from tests.support.counter import PAGE, counter, recorded
from tests.support.loops import in_a_loop
from tests.support.suites import ASYNC, CONFTEST, SYNC


@pytest.fixture(scope="module")
def site():
    with counter() as running:
        yield running


@pytest.fixture(autouse=True)
def _as_it_was(site):
    site.page = PAGE


@pytest.fixture(scope="module")
def recording(site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("recorded")
    return in_a_loop(recorded(site.url, folder))


@pytest.fixture
def sessions(pytester, recording):
    """A folder with one recording, as it is collected by default."""
    folder = pytester.mkdir("tests") / "sessions"
    folder.mkdir()
    shutil.copy(recording, folder / "counts.replaytest")
    return folder


PLAIN = ("-p", "no:playwright", "-p", "no:playwright-asyncio", "-p", "no:asyncio")


@pytest.fixture(scope="module")
def one_browser():
    """Have the browser stay from run to run."""
    yield
    keeper.close()


@pytest.fixture
def run(pytester, site, one_browser, monkeypatch):
    """Run pytest on the application as it is now, without Playwright's plugins."""
    monkeypatch.setattr(keeper, "close", lambda: None)

    def run(*args):
        address = f"redrive_base_url={site.url}"
        return pytester.runpytest_inprocess(*PLAIN, "-o", address, *args)

    return run


@pytest.fixture
def run_apart(pytester, site):
    """Do so in a process of its own, with one of Playwright's plugins."""

    def run(*args, base=SYNC):
        address = f"--base-url={site.url}"
        return pytester.runpytest_subprocess(*base, address, *args, timeout=120)

    return run


def test_a_recording_passes_and_leaves_nothing(sessions, run, pytester):
    run("tests/sessions").assert_outcomes(passed=1)
    assert not list((pytester.path / ".replaytest").rglob("*.replaytest"))


def test_an_export_of_others_is_a_test(sessions, run, recording):
    events = [event for _, event in replaytest.read(recording).events()]
    (sessions / "visit.json").write_bytes(orjson.dumps(events))
    (sessions / "notes.json").write_text('{"nothing": [1, 2]}')
    (sessions / "counts.replaytest").unlink()
    run("tests").assert_outcomes(passed=1)


# With xdist: what stands in a report has to get from a worker to the controller.
def test_a_failure_is_one_block_and_one_line(sessions, run_apart, site, pytester):
    site.page = PAGE.replace("++count", "count += 2")
    result = run_apart("tests", "--junit-xml=junit.xml", "-n", "1")
    result.assert_outcomes(failed=1)
    node = "tests/sessions/counts.replaytest::redrive"
    result.stdout.fnmatch_lines(
        [
            "*_ counts.replaytest _*",
            "diverged at step 2: *",
            "    expected: matched or reproduced",
            '    step 2: click button "Add"',
            "    replay: .replaytest/sessions/*/replay.html",
            "    if it is right: replaytest accept .replaytest/sessions/*",
            "*= re-driven sessions =*",
            f"{node}: diverged",
            "  replay: .replaytest/sessions/*/replay.html",
            f"FAILED {node} - diverged at step 2*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*redrive_file.py*")
    (case,) = ET.parse(pytester.path / "junit.xml").iter("testcase")
    told = {each.get("name"): each.get("value") for each in case.iter("property")}
    assert told["replaytest_redrive"] == "diverged"
    assert (pytester.path / told["replaytest_replay"]).exists()
    assert told["attachment"].endswith("replay.html")


def test_what_failed_can_be_accepted_and_passes_then(
    sessions, run, site, pytester, capsys
):
    site.page = PAGE.replace("++count", "count += 2")
    run("tests").assert_outcomes(failed=1)
    (candidate,) = (pytester.path / ".replaytest").rglob("*.replaytest")
    assert main(["accept", str(candidate)]) == 0
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == "renewed: tests/sessions/counts.replaytest"
    assert not list(sessions.glob(".*"))
    run("tests").assert_outcomes(passed=1)


def test_a_file_beside_it_says_how(sessions, run, site):
    site.page = PAGE.replace(">Add<", ">Take away<")
    (sessions / "counts.toml").write_text('expect = ["blocked"]')
    run("tests").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("base = 1", "*no setting is called 'base'*"),
        ("expect = 'fine'", "*'fine' is not there*"),
        ("network = 1", "*this is no str*"),
        ("[", "*it cannot be read*"),
    ],
)
def test_a_wrong_file_beside_it_is_told(sessions, run, text, what):
    (sessions / "counts.toml").write_text(text)
    result = run("tests")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([what, "hint: *"])


def test_nobody_there_is_one_line(sessions, run, site):
    (sessions / "counts.toml").write_text('base_url = "http://127.0.0.1:45679"')
    result = run("tests")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*_ counts.replaytest _*", "*the application does not answer*", "hint: *"]
    )
    result.stdout.no_fnmatch_line("*exception*")


def test_a_damaged_recording_is_told(sessions, run):
    (sessions / "counts.replaytest").write_bytes(b"nothing of ours")
    result = run("tests")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*the header cannot be read*"])


def test_collecting_is_by_folder_by_name_and_by_path(sessions, run, recording):
    def collected(*args):
        result = run("--collect-only", "-q", *args)
        return [line for line in result.outlines if "::" in line]

    node = "tests/sessions/counts.replaytest::redrive"
    shutil.copy(recording, "elsewhere.replaytest")
    assert collected() == [node]
    assert collected(node) == [node]
    assert collected("-k", "counts") == [node]
    assert collected("-m", "redrive", "--strict-markers") == [node]
    assert collected("-k", "others") == []
    assert collected("elsewhere.replaytest") == ["elsewhere.replaytest::redrive"]
    assert collected("-o", "redrive_sessions=visits") == []


def test_fixtures_of_its_folder_are_in_force(sessions, run, site):
    (sessions / "conftest.py").write_text(
        f"""
import pytest

@pytest.fixture(scope="session")
def base_url():
    return {site.url!r}

@pytest.fixture(scope="module")
def redrive_options():
    return {{"timeout_ms": 20_000}}

@pytest.fixture(autouse=True)
def fresh():
    print("put back")
"""
    )
    result = run("tests", "-rP", "-o", "redrive_base_url=http://127.0.0.1:45679")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*put back*"])


TESTS = """
import pytest

def test_passes(redrive):
    run = redrive("sessions/counts.replaytest")
    run.check()
    assert run.path.exists()

def test_fails(redrive):
    redrive("sessions/counts.replaytest").check(expect="blocked")
"""
BESIDE_A_PAGE = """
def test_beside_a_page(redrive, page, base_url):
    page.goto(base_url)
    redrive("sessions/counts.replaytest").check()
    assert page.title() == "Counter"
"""
BESIDE_AN_ASYNC_PAGE = """
@pytest.mark.asyncio(loop_scope="session")
async def test_beside_a_page(redrive, page, base_url):
    await page.goto(base_url)
    redrive("sessions/counts.replaytest").check()
    assert await page.title() == "Counter"
"""


@pytest.mark.parametrize(
    ("base", "more"),
    [
        pytest.param(SYNC, BESIDE_A_PAGE, id="sync"),
        pytest.param(ASYNC, BESIDE_AN_ASYNC_PAGE, id="async"),
    ],
)
def test_the_fixture_does_one_and_asserts_nothing(
    sessions, run_apart, pytester, base, more
):
    pytester.makeconftest(CONFTEST)
    (pytester.path / "tests" / "test_it.py").write_text(TESTS + more)
    result = run_apart("tests", "--record-sessions", base=base)
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(
        ["E  *AssertionError: matched: *", "E  *expected: blocked"]
    )


def test_what_is_asked_for_nearer_wins():
    from replaytest.plugin.redrive_settings import merged
    from replaytest.redrive.values import Values

    far = {"base_url": "http://a", "network": "stub", "allow": ["x"], "values": None}
    near = {"base_url": "http://b", "allow": ["y", "x"], "values": {"Code": "1"}}
    found = merged(far, {"values": Values({"code": ("0",), "name": ("n",)})}, near)
    assert (found["base_url"], found["network"]) == ("http://b", "stub")
    assert found["allow"] == ["x", "y"]
    assert found["values"].of(None, "code").text == "1"
    assert found["values"].of(None, "name").text == "n"


def test_a_failure_that_came_back_is_told(sessions, run, site, recording):
    # What a test saw fail is there so that it does not come back.
    write_alone(
        replaytest.read(recording), sessions / "bug.replaytest", outcome="failed"
    )
    (sessions / "counts.replaytest").unlink()
    result = run("tests")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["reproduced at step 3: *", "    expected: not-rep*"])
    result.stdout.no_fnmatch_line("*replaytest accept*")
    site.page = PAGE.replace("++count", "count += 2")
    run("tests").assert_outcomes(passed=1)
