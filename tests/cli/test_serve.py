"""`serve`: the site from memory, for one person, as the store grows."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from replaytest.cli import serving_site
from replaytest.cli.searching import brought_up_to_date
from replaytest.model import Test
from replaytest.search import saved
from replaytest.search.index import update
from replaytest.site.live import LiveSite
from replaytest.store import keys
from tests.cli.conftest import NODEID
from tests.report.conftest import own_browser  # noqa: F401 - a fixture
from tests.report.site_builders import data_of
from tests.support.builders import STARTED_AT, click, full_snapshot, write_recording

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def pages(monkeypatch):
    """Stand in for the viewer, which has tests of its own."""
    made = []

    def page(paths, *, against):
        assert not against
        made.append([path.name for path in paths])
        return b"a replay"

    monkeypatch.setattr("replaytest.site.live.replay_of", page)
    monkeypatch.setattr(serving_site, "WATCH_S", 0.05)
    return made


@pytest.fixture
def serve(store):
    """Serve the store from a thread; return the address."""
    ends = []

    def start() -> str:
        brought_up_to_date(store.root)
        site = LiveSite(store.root, "sessions")
        told, ready, end = [], threading.Event(), threading.Event()

        def heard(address: str) -> None:
            told.append(address)
            ready.set()

        def look() -> bool:
            update(store.root, processes=1)
            return site.has_changed()

        def run() -> None:
            serving_site.serve_site(site, port=0, ready=heard, watched=look, end=end)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        assert ready.wait(10)
        ends.append((end, thread))
        return told[0]

    yield start
    for end, thread in ends:
        end.set()
        thread.join(10)
        assert not thread.is_alive()


def get(address: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def raw(address: str, path: str, **headers: str) -> int:
    """Ask for a path as it is, with these headers."""
    parts = urlsplit(address)
    connection = HTTPConnection("127.0.0.1", parts.port, timeout=10)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_serves_the_site_and_pages_made_on_demand(serve, record, pages, store):
    record(0)
    record(1, outcome="passed", session="b" * 32)
    before = sorted(store.root.rglob("*"))
    address = serve()
    assert urlsplit(address).hostname == "127.0.0.1"
    status, page = get(address)
    told = data_of(page)
    assert (status, told["live"]) == (200, True)
    assert b"connect-src 'self'" in page
    assert all(told["replays"])
    assert pages == []
    assert get(address + told["replays"][0]) == (200, b"a replay")
    assert pages == [["session.replaytest"]]
    assert json.loads(get(address + "data.json")[1]) == told
    left = set(store.root.rglob("*")) - set(before)
    assert {path.parent.name for path in left} <= {store.root.name, "index"}


@pytest.mark.parametrize(
    "name",
    [
        "replays/nothing.html",
        "replays/",
        "../replays",
        "../../../etc/passwd",
        "replays/../../../../etc/passwd",
        "replays/..%2f..%2fsession.replaytest",
        "%2e%2e/session.replaytest",
        "//etc/passwd",
        "data.json/..",
        "?",
        "index.html\\..",
    ],
)
def test_nothing_else_is_served(serve, record, pages, name):
    record(0)
    address = serve()
    assert raw(address, urlsplit(address).path + name) == 404
    assert pages == []


def test_nobody_gets_in_without_the_address(serve, record):
    record(0)
    address = serve()
    path, host = urlsplit(address).path, urlsplit(address).netloc
    assert len(path) > 40
    assert raw(address, path) == 200
    for other in ("/", path[:-2] + "/", path.upper(), "/x" + path):
        assert raw(address, other) == 404, other
    assert serve() != address
    # A page elsewhere whose name was made to mean 127.0.0.1.
    for name in ("evil.example", f"evil.example:{urlsplit(address).port}", "", "::1"):
        assert raw(address, path, Host=name) == 404, name
    assert raw(address, path, Host=host) == 200


def test_a_new_recording_is_told_of(serve, record):
    record(0)
    address = serve()
    with urllib.request.urlopen(address + "events", timeout=10) as events:
        assert events.headers["Content-Type"] == "text/event-stream"
        record(1, session="b" * 32)
        replays: list[str] = []
        while len(replays) < 2:  # it may first be told of one that is being written
            while events.readline() != b"event: changed\n":
                pass
            replays = json.loads(get(address + "data.json")[1])["replays"]


def test_a_collection_is_told_of(serve, record, store):
    record(0)
    address = serve()
    with urllib.request.urlopen(address + "events", timeout=10) as events:
        saved.save(store.root, saved.Collection("odd", (saved.Member("x"),)))
        while events.readline() != b"event: changed\n":
            pass
    assert json.loads(get(address + "data.json")[1])["collections"][0]["name"] == "odd"


def test_nothing_is_read_again_while_nothing_changes(record, store, monkeypatch):
    record(0)
    brought_up_to_date(store.root)
    site = LiveSite(store.root, "sessions")
    site.data()
    read = []
    monkeypatch.setattr("replaytest.site.live.site_of", lambda *_, **__: read.append(1))
    update(store.root, processes=1)
    assert not site.has_changed()
    assert read == []


def test_who_was_away_is_told_what_changed(serve, record):
    record(0)
    request = urllib.request.Request(serve() + "events")
    request.add_header("Last-Event-ID", "7")
    with urllib.request.urlopen(request, timeout=10) as events:
        assert events.read(23) == b"id: 0\nevent: changed\nda"


def test_the_page_shows_it_by_itself(serve, record, own_browser):  # noqa: F811
    record(0)
    address = serve()
    page = own_browser.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(address + "#where=outcome+%3D+failed")
    assert page.locator(".grid-row").count() == 1
    record(1, nodeid="t.py::test_new", session="b" * 32)
    page.get_by_text("test_new").wait_for(timeout=10_000)
    assert page.locator(".filter").input_value() == "outcome = failed"
    page.get_by_role("link", name="Open the replay").first.click()
    page.get_by_text("a replay").wait_for()
    page.context.close()
    assert faults == []


def test_what_is_encrypted_is_shown_and_stays_in_memory(
    serve, store, here, monkeypatch, pages
):
    monkeypatch.setenv(keys.VARIABLE, str(here / "keys"))
    test = Test(NODEID, 1, "", "run")
    write_recording(
        store.attempt_folder(test, STARTED_AT) / "session.replaytest",
        [full_snapshot(2), click(1)],
        key_folder=here / "keys",
        store=store,
        test=test,
        end={"at": STARTED_AT, "outcome": "failed"},
    )
    address = serve()
    told = data_of(get(address)[1])
    assert NODEID in told["strings"]
    assert told["encrypted"] == [0]
    assert get(address + told["replays"][0]) == (200, b"a replay")
    files = [path for path in here.rglob("*") if path.is_file()]
    assert not any(NODEID.encode() in path.read_bytes() for path in files)


def test_without_the_key_it_is_only_said_to_be_there(serve, store, here, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, str(here / "keys"))
    write_recording(
        store.session_folder("s", STARTED_AT) / "session.replaytest",
        [full_snapshot(2), click(1)],
        key_folder=here / "keys",
        store=store,
        end={"at": STARTED_AT, "outcome": "failed"},
    )
    monkeypatch.setenv(keys.VARIABLE, str(here / "other"))
    told = data_of(get(serve())[1])
    assert told["replays"] == [""]
    assert "encrypted" in told["strings"]


def test_a_port_that_is_taken(run, record):
    record(0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", taken.getsockname()[1])
    assert result.code == 2
    assert "--port" in result.err
    assert run("serve", "--port", "70000").code == 2


def test_ctrl_c_ends_it(record, here):
    record(0)
    command = [sys.executable, "-m", "replaytest", "serve", "--json"]
    environ = os.environ | {"PYTHONPATH": str(ROOT), "CI": "1"}
    with subprocess.Popen(
        command,
        cwd=here,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        address = json.loads(process.stdout.readline())["url"]
        listening = urllib.request.urlopen(address + "events", timeout=10)
        assert get(address)[0] == 200
        since = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        listening.close()
    assert time.monotonic() - since < 5
    assert (process.returncode, out) == (0, "")
    assert err == "served until Ctrl-C\n"
