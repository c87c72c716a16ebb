"""`show`, `export` and `ls` of what is encrypted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from replaytest.cli import serving
from replaytest.model import Test
from replaytest.store import keys
from tests.support.builders import STARTED_AT, click, full_snapshot
from tests.support.builders import write_recording as write_encrypted
from tests.support.encrypted import leaks

MARKER = "canary-of-anna-51c2"
ROOT = Path(__file__).parents[2]
NAMED = {
    "type": 5,
    "data": {"tag": "note", "payload": {"text": MARKER}},
    "timestamp": STARTED_AT,
}


@pytest.fixture
def key_folder(here, monkeypatch):
    monkeypatch.setenv(keys.VARIABLE, str(here / "keys"))
    return here / "keys"


@pytest.fixture
def path(store, key_folder):
    test = Test("tests/test_cart.py::test_pays", 1, "", "run")
    return write_encrypted(
        store.attempt_folder(test, STARTED_AT) / "session.replaytest",
        [full_snapshot(2), click(1), NAMED],
        key_folder=key_folder,
        store=store,
        test=test,
        end={"at": STARTED_AT, "outcome": "failed"},
    )


@pytest.fixture(autouse=True)
def page(monkeypatch):
    """Stand in for the viewer, which has tests of its own; files must not be made."""
    monkeypatch.setattr(
        "replaytest.replay.replay_of", lambda paths, *, against=None: b"a page" * 9
    )

    def write(paths, target, *, against=None):
        target.write_text("a page")
        return 6

    monkeypatch.setattr("replaytest.replay.write_replay_of", write)
    return b"a page" * 9


@pytest.fixture
def server():
    """Serve from a thread, as `show` does; return (address, thread)."""
    told, ready = [], threading.Event()

    def heard(address):
        told.append(address)
        ready.set()

    def start(page, *, once=True):
        thread = threading.Thread(
            target=serving.serve,
            args=(page,),
            kwargs={"once": once, "ready": heard},
            daemon=True,
        )
        thread.start()
        assert ready.wait(5)
        return told[0], thread

    return start


def test_serves_its_page_once_from_memory(run, path, page, monkeypatch, here):
    fetched, browsers = [], []

    def fetch(address):
        def go():
            fetched.append(urllib.request.urlopen(address, timeout=5).read())

        browsers.append(threading.Thread(target=go))
        browsers[0].start()
        return True

    monkeypatch.setattr("webbrowser.open", fetch)
    monkeypatch.setattr("replaytest.cli.showing.can_open", lambda: True)
    result = run("show", "test_pays", "--once")
    assert result.code == 0
    browsers[0].join(5)
    assert fetched == [page]
    assert result.out.startswith("http://127.0.0.1:")
    assert result.out.endswith("/replay.html\n")
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "session.json",
        path.name,
    ]
    assert leaks("a page", here) == []


@pytest.mark.parametrize(
    ("asked", "host"),
    [("/", None), ("/replay.html", None), ("/favicon.ico", None), (None, "evil.test")],
)
def test_only_who_knows_the_address_gets_it(server, asked, host):
    address, thread = server(b"secret")
    parts = urlsplit(address)
    connection = HTTPConnection("127.0.0.1", parts.port, timeout=5)
    connection.request(
        "GET", asked or parts.path, headers={"Host": host or parts.netloc}
    )
    answer = connection.getresponse()
    assert answer.status == 404
    assert b"secret" not in answer.read()
    assert thread.is_alive()  # that was not the one fetch
    assert urllib.request.urlopen(address, timeout=5).read() == b"secret"
    thread.join(5)
    assert not thread.is_alive()


def test_no_browser_keeps_or_leaks_it(server):
    address, _ = server(b"secret")
    answer = urllib.request.urlopen(address, timeout=5)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Access-Control-Allow-Origin"] is None


def test_each_address_is_another_one(server):
    token = urlsplit(server(b"")[0]).path.split("/")[1]
    assert len(token) == 43


def test_without_once_it_is_there_again(server):
    address, thread = server(b"secret", once=False)
    for _ in range(3):
        assert urllib.request.urlopen(address, timeout=5).read() == b"secret"
    assert thread.is_alive()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for children")
def test_the_real_page_until_ctrl_c(path, here):
    if not (ROOT / "replaytest" / "static" / "viewer.js").is_file():
        pytest.skip("the viewer is not built")
    scratch = here / "tmp"
    scratch.mkdir()
    command = [sys.executable, "-m", "replaytest", "show", str(path), "--json"]
    environment = os.environ | {"TMPDIR": str(scratch), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        told = json.loads(process.stdout.readline())
        body = urllib.request.urlopen(told["url"], timeout=5).read()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    assert len(body) == told["size"]
    assert b'class="events"' in body
    assert (told["outcome"], told["recordings"]) == ("failed", [str(path)])
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(told["url"], timeout=5)
    assert leaks(MARKER, here) == []
    assert leaks('class="events"', here) == []


@pytest.mark.parametrize(
    "words",
    [
        ("show", "test_pays", "-o", "x.html"),
        ("export", "test_pays", "--to", "html"),
        ("export", "test_pays", "--to", "rrweb"),
        ("export", "test_pays", "--to", "posthog"),
        ("export", "test_pays", "--to", "ndjson"),
        ("export", "test_pays", "--to", "parquet"),
        ("export", "--all", "--to", "parquet", "--json"),
        ("export", "test_pays", "--to", "har"),
    ],
)
def test_nothing_readable_unless_export_says_where(run, path, here, words):
    before = sorted(here.rglob("*"))
    result = run(*words)
    assert (result.code, result.out) == (2, "")
    assert "replaytest export --to " in result.err
    assert sorted(here.rglob("*")) == before


def test_export_writes_where_it_is_told(run, path, here, page):
    assert run("export", "test_pays", "--to", "html", "-o", "x.html").code == 0
    assert (here / "x.html").exists()
    assert run("export", "test_pays", "--to", "html", "-o", "-").out == page.decode()
    for form in ("rrweb", "posthog", "ndjson"):
        assert MARKER in run("export", "test_pays", "--to", form, "-o", "-").out


@pytest.mark.parametrize("verb", ["show", "events"])
def test_without_the_key_is_3_and_says_where_it_was_looked_for(run, path, here, verb):
    keys.shred(here / "keys", path_session(path))
    result = run(verb, path)
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("[RT105] encrypted, and its key is missing")
    assert str(here / "keys") in result.err


def path_session(path):
    from replaytest.store.crypt import session_of

    return session_of(path)


def test_ls_with_the_key_and_without(run, path, here):
    [entry] = run("ls", "--json").json
    assert (entry["outcome"], entry["damaged"]) == ("failed", None)
    keys.shred(here / "keys", path_session(path))
    [entry] = run("ls", "--json").json
    assert "encrypted, and its key is missing" in entry["damaged"]
    assert (entry["session"], entry["test"]) == (path_session(path), None)
